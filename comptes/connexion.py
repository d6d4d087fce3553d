"""What people send to sign in: allauth's forms, as the house wants them."""

from allauth.account.forms import LoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms


class EntreeForm(LoginForm):
    """One address. A password for those who set one; without it, a code leaves by mail."""

    def _setup_password_field(self) -> None:
        self.fields["password"].required = False


class AjoutDeCleForm(AddWebAuthnForm):
    """A passkey opens the account alone unless the box is unticked (old security keys cannot)."""

    passwordless = forms.BooleanField(required=False, initial=True)
