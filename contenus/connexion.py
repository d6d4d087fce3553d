"""Signing in to the office, in French throughout."""

from django import forms
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.auth import LoginForm


class ConnexionForm(LoginForm):
    """Wagtail's own, whose password has no label: Django would make an English one of the field's name."""

    password = forms.CharField(
        label="Mot de passe",
        strip=False,
        widget=forms.PasswordInput(attrs={"placeholder": gettext_lazy("Enter password")}),
    )
