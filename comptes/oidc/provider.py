"""allauth's OpenID Connect, plus what ProConnect demands. Found by allauth under this module's name."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string
from requests import RequestException

from comptes.oidc.protocole import AdaptateurOIDC


class FournisseurOIDC(OpenIDConnectProvider):
    """The one provider named by OIDC_SERVEUR."""

    id = "oidc"
    name = "OpenID Connect"
    oauth2_adapter_class = AdaptateurOIDC
    supports_token_authentication = False

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        """Address of the sign-in button."""
        return reverse("oidc_login", query=kwargs or None)

    def get_callback_url(self) -> str:
        """Address to declare to the provider."""
        return reverse("oidc_callback")

    def redirect(self, request: HttpRequest, process: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask with a nonce, kept beside the state; a provider that does not answer is said so."""
        nonce = get_random_string(32)
        kwargs["auth_params"] = {**self.get_auth_params(), "nonce": nonce}
        kwargs["scope"] = self.get_scope()
        try:
            reponse: HttpResponse = super().redirect(request, process, *args, nonce=nonce, **kwargs)
        except RequestException as erreur:
            reponse = render_authentication_error(request, self, exception=erreur)
        return reponse

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """`usual_name` is ProConnect's; others say `family_name`."""
        lus = data.get("userinfo") or data["id_token"]
        nom = lus.get("usual_name") or lus.get("family_name") or ""
        return {"email": lus.get("email"), "first_name": lus.get("given_name") or "", "last_name": nom}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """An e-mail is verified when the provider says exactly so (OIDC_COURRIEL_SUR believes them all)."""
        lus = data.get("userinfo") or data["id_token"]
        courriel = lus.get("email")
        if not courriel:
            return []
        return [EmailAddress(email=courriel, verified=lus.get("email_verified") is True, primary=True)]


provider_classes = [FournisseurOIDC]
