"""What people send to sign in: allauth's forms, as the house wants them.

allauth looks for an address that nobody proved in one more table: each form looks there for the others too.
The same is done whether an account exists or not (docs/particularites/connexion.md).
"""

from typing import Any

from allauth.account.forms import LoginForm, RequestLoginCodeForm, ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms

from comptes.models import Utilisateur


def chercher_autant(adresse: str) -> None:
    """Look for a proved address where allauth looks for the others only."""
    basse = adresse.lower()
    if EmailAddress.objects.filter(email=basse, verified=True).exists():
        list(Utilisateur.objects.filter(email=basse).iterator(2000))


class EntreeForm(LoginForm):
    """One address. A password for those who set one; without it, a code leaves by mail."""

    def _setup_password_field(self) -> None:
        self.fields["password"].required = False

    def clean(self) -> Any:
        """Look for every address as long."""
        chercher_autant(str(self.cleaned_data.get("login", "")))
        return super().clean()


class DemandeDeCodeForm(RequestLoginCodeForm):
    """A code, without going through the door."""

    def clean(self) -> Any:
        """Look for every address as long."""
        chercher_autant(str(self.cleaned_data.get("email", "")))
        return super().clean()


class MotDePasseOublieForm(ResetPasswordForm):
    """A code to choose another password."""

    def clean(self) -> Any:
        """Look for every address as long."""
        chercher_autant(str(self.cleaned_data.get("email", "")))
        return super().clean()


class AjoutDeCleForm(AddWebAuthnForm):
    """A passkey opens the account alone unless the box is unticked (old security keys cannot)."""

    passwordless = forms.BooleanField(required=False, initial=True)
