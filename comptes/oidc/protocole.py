"""What travels between the provider and us, and what is checked of it."""

from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.urls import reverse

SIGNATURES = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
"""Asymmetric ones: a token signed with our own secret, or not signed, proves nothing."""


class AdaptateurOIDC(OpenIDConnectOAuth2Adapter):
    """Every token has its signature checked, the answer about the person may be a signed token too."""

    def __init__(self, request: HttpRequest, provider_id: str = "oidc") -> None:
        super().__init__(request, provider_id)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """The whole address, as declared to the provider."""
        return request.build_absolute_uri(reverse("oidc_callback"))

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Read who it is. Raises OAuth2Error when a token is missing, forged, or about somebody else."""
        identite = self._lire(app, kwargs["response"].get("id_token") or "")
        personne = self._demander_qui(app, token.token)
        if personne.get("sub") != identite.get("sub"):
            raise OAuth2Error("userinfo et id_token ne parlent pas de la même personne")
        donnees = {"userinfo": personne, "id_token": identite}
        return self.get_provider().sociallogin_from_response(request, donnees)

    def _demander_qui(self, app: SocialApp, jeton: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            reponse = session.get(self.profile_url, headers={"Authorization": f"Bearer {jeton}"})
            reponse.raise_for_status()
        if reponse.headers.get("Content-Type", "").startswith("application/jwt"):
            return self._lire(app, reponse.text)
        personne: dict[str, Any] = reponse.json()
        return personne

    def _lire(self, app: SocialApp, jeton: str) -> dict[str, Any]:
        try:
            signature = jwt.get_unverified_header(jeton).get("alg")
        except jwt.PyJWTError as erreur:
            raise OAuth2Error("jeton illisible") from erreur
        if signature not in SIGNATURES:
            raise OAuth2Error(f"signature refusée : {signature}")
        lu: dict[str, Any] = jwtkit.verify_and_decode(
            credential=jeton,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return lu
