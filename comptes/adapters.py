"""What allauth asks the house: mails, sentences, secrets, what to believe of an identity provider."""

import base64
import hashlib
import hmac
import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import get_random_string

from comptes import preuve
from comptes.models import Utilisateur

journal = logging.getLogger(__name__)


class CompteAdapter(DefaultAccountAdapter):
    """Mails in text and HTML from one template; a mail server that is down is said in a sentence."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Ce compte est fermé.",
        "email_password_mismatch": "L’adresse ou le mot de passe ne convient pas.",
        "email_taken": "Cette adresse ne peut pas être utilisée ici.",
        "enter_current_password": "Indiquez votre mot de passe actuel.",
        "incorrect_code": "Ce code ne convient pas. Vérifiez-le, ou demandez-en un autre.",
        "incorrect_password": "Ce mot de passe ne convient pas.",
        "invalid_login": "Indiquez une adresse électronique.",
        "invalid_or_expired_key": "Ce lien n’ouvre plus rien.",
        "rate_limited": "Beaucoup de demandes en peu de temps : attendez un instant, puis recommencez.",
        "same_as_current": "C’est déjà votre adresse.",
        "duplicate_email": "C’est déjà votre adresse.",
        "too_many_login_attempts": "Beaucoup d’essais en peu de temps : attendez quelques minutes, "
        "puis recommencez.",
    }

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:
        """Draw the text, then the same words in HTML."""
        courriel: EmailMultiAlternatives = super().render_mail(template_prefix, email, context, headers)
        paragraphes = [p for p in str(courriel.body).split("\n\n") if p.strip()]
        contenu = {"objet": courriel.subject, "paragraphes": paragraphes, "code": context.get("code")}
        courriel.attach_alternative(render_to_string("account/email/courriel.html", contenu), "text/html")
        return courriel

    def pre_login(
        self, request: HttpRequest, user: Utilisateur, *, email: str | None, **suite: Any
    ) -> HttpResponse | None:
        """Whoever was created without an address of allauth's own has just proved theirs by a code."""
        preuves = get_authentication_records(request, user)
        prouvees = {str(p.get("email")).lower() for p in preuves if p.get("method") == "code"}
        if user.email.lower() in prouvees and not EmailAddress.objects.filter(user=user).exists():
            EmailAddress.objects.create(user=user, email=user.email.lower(), primary=True, verified=True)
        reponse: HttpResponse | None = super().pre_login(request, user, email=email, **suite)
        return reponse

    def is_reauthentication_required(self, *, app: str, **suite: Any) -> bool:
        """allauth asks nothing of whoever has no password and no factor: here, a code sent by mail."""
        exigee = bool(super().is_reauthentication_required(app=app, **suite))
        qui = self.request.user
        if exigee and isinstance(qui, Utilisateur) and preuve.par_courriel(qui):
            if preuve.recente(self.request, qui):
                return False
            raise ReauthenticationRequired
        return exigee

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """The ways to prove it again, the first being the one that is asked."""
        voies: list[dict[str, str]] = super().get_reauthentication_methods(user)
        if not voies and user.is_authenticated:
            voies = [{"id": "code", "description": "Par courriel", "url": reverse("compte_preuve")}]
        return voies

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, or answer 503 with a sentence: without this mail the person cannot go on."""
        try:
            super().send_mail(template_prefix, email, {**context, "SITE_NOM": settings.SITE_NOM})
        except (OSError, SMTPException) as erreur:
            journal.error("courriel « %s » non parti : %s", template_prefix, erreur)
            panne = render(self.request, "account/sans_courrier.html", status=503)
            raise ImmediateHttpResponse(panne) from erreur

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Tell of a change. The change is done: it stands even if the mail does not leave."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except ImmediateHttpResponse:
            return


class FacteurAdapter(DefaultMFAAdapter):
    """Second factors: secrets sealed in the database, names in French."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Ce code ne convient pas. Attendez le suivant, ou vérifiez l’heure de l’appareil.",
        "cannot_generate_recovery_codes": "Ajoutez d’abord une clé d’accès ou une application de codes.",
        "unverified_email": "Confirmez d’abord votre adresse électronique.",
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret: a stolen copy of the database gives no code."""
        return _sceau().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret; sealed with a key we no longer have, no code will do."""
        try:
            return _sceau().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as erreur:
            raise self.validation_error("incorrect_code") from erreur

    def generate_authenticator_name(self, user: Utilisateur, type: Authenticator.Type) -> str:
        """Name a new key, until its owner names it better."""
        rang = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return "Clé d’accès" if rang == 1 else f"Clé d’accès {rang}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Introduce the portal to the device by its name."""
        return {**super().get_public_key_credential_rp_entity(), "name": settings.SITE_NOM}


class IdentiteAdapter(DefaultSocialAccountAdapter):
    """Identity providers."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": "Cette adresse ne peut pas être utilisée ici.",
        "no_verified_email": "Confirmez d’abord votre adresse électronique.",
    }

    def generate_state_param(self, state: dict[str, Any]) -> str:
        """As long as ProConnect wants it."""
        return get_random_string(32)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse an identity that does not answer the very question this browser asked (nonce)."""
        attendu = str(sociallogin.state.get("nonce") or "")
        recu = str(sociallogin.account.extra_data.get("id_token", {}).get("nonce", ""))
        if not attendu or not hmac.compare_digest(attendu, recu):
            refus = render(request, "socialaccount/authentication_error.html", status=401)
            raise ImmediateHttpResponse(refus)


def _sceau() -> MultiFernet:
    cles = [str(cle) for cle in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    digests = [hashlib.sha256(f"comptes.facteurs:{cle}".encode()).digest() for cle in cles]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
