"""The pages of the account that allauth does not have."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as identites
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from comptes.models import Utilisateur
from comptes.rules import doit_avoir_un_second_facteur
from comptes.second_facteur import FACTEURS, a_prouve


@require_safe
@login_required
def compte(request: HttpRequest) -> HttpResponse:
    """Show what opens this account, and the way to each page that changes it."""
    facteurs = list(Authenticator.objects.filter(user_id=request.user.pk).order_by("created_at"))
    secours = [f for f in facteurs if f.type == Authenticator.Type.RECOVERY_CODES]
    contexte = {
        "cles": [f for f in facteurs if f.type == Authenticator.Type.WEBAUTHN],
        "application": any(f.type == Authenticator.Type.TOTP for f in facteurs),
        "secours": len(secours[0].wrap().get_unused_codes()) if secours else None,
        "a_un_facteur": any(f.type in FACTEURS for f in facteurs),
        "sessions": UserSession.objects.filter(user_id=request.user.pk).count(),
        "fournisseurs": identites(request).list_providers(request),
        "identites": SocialAccount.objects.filter(user_id=request.user.pk).count(),
    }
    return render(request, "account/compte.html", contexte)


@require_safe
@login_required
def second_facteur(request: HttpRequest) -> HttpResponse:
    """Say why a second check is needed, and offer the two ways."""
    suite = get_next_redirect_url(request) or get_adapter(request).get_login_redirect_url(request)
    if a_prouve(request):
        return redirect(suite)
    exige = isinstance(request.user, Utilisateur) and doit_avoir_un_second_facteur(request.user)
    return render(request, "account/second_facteur.html", {"exige": exige})


@require_safe
def parti(request: HttpRequest) -> HttpResponse:
    """Say that one is signed out."""
    return render(request, "account/parti.html")
