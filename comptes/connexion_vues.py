"""The pages of the account that allauth does not have."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as identites
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from comptes.models import Utilisateur
from comptes.preuve import PreuveParCode, par_courriel
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


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preuve(request: HttpRequest) -> HttpResponse:
    """Send a code to whoever has nothing else to prove who they are; once copied out, go where one was going.

    Whoever has a password or a factor is led to it: a mailbox left open is not enough for them.
    """
    moi = request.user
    assert isinstance(moi, Utilisateur)
    suite = get_next_redirect_url(request)
    if not par_courriel(moi):
        ailleurs = get_adapter(request).get_reauthentication_methods(moi)[0]["url"]
        return redirect(f"{ailleurs}?{urlencode({'next': suite})}" if suite else ailleurs)
    if request.method != "POST":
        return _demander_le_code(request, moi)
    trop: HttpResponse | None = ratelimit.consume_or_429(request, action="reauthenticate", user=moi)
    if trop is not None:
        return trop
    if request.POST.get("action") == "envoyer":
        PreuveParCode.commencer(request, moi)
        return redirect(f"{request.path}?{urlencode({'next': suite})}" if suite else request.path)
    return _verifier_le_code(request, moi)


def _verifier_le_code(request: HttpRequest, moi: Utilisateur) -> HttpResponse:
    attendu = PreuveParCode.reprendre(request, moi)
    if attendu is None:
        return _demander_le_code(request, moi, perdu=True)
    form = ConfirmLoginCodeForm(request.POST, code=attendu.code)
    if not form.is_valid():
        reste = attendu.record_invalid_attempt()
        return _demander_le_code(request, moi, form=form if reste else None, perdu=not reste)
    attendu.reussir()
    return resume_request(request) or redirect("compte")


def _demander_le_code(
    request: HttpRequest, moi: Utilisateur, *, form: Any = None, perdu: bool = False
) -> HttpResponse:
    if form is None and not perdu and PreuveParCode.reprendre(request, moi):
        form = ConfirmLoginCodeForm()
    contexte = {
        "form": form,
        "perdu": perdu,
        "adresse": moi.email,
        "suite": get_next_redirect_url(request) or "",
    }
    return render(request, "account/preuve.html", contexte, status=422 if request.method == "POST" else 200)


@require_safe
def parti(request: HttpRequest) -> HttpResponse:
    """Say that one is signed out."""
    return render(request, "account/parti.html")
