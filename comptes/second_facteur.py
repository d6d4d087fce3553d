"""A second factor for those who must have one: asked of the session, not of the account.

A session has proved it when allauth recorded `mfa` in it: a code of an application, a security key, a
recovery code, or a passkey alone (the device asks for a face, a finger or a code: both factors at once).
"""

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from redis.exceptions import RedisError

from comptes.models import Utilisateur
from comptes.rules import doit_avoir_un_second_facteur

journal = logging.getLogger(__name__)
COMPTE = "/compte/"
GARDES = (COMPTE, "/espace/", "/redaction/")
"""Where the session is looked at. Anywhere else nobody is anybody, and no page depends on a cookie."""
SANS_TRACE = (COMPTE, "/espace/")
FACTEURS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
_PREUVES = ("mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout")


class SecondFacteur:
    """Middleware, below allauth's own: lead to the proof before anything that is guarded."""

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve, or redirect to the page that asks for the second factor."""
        if not request.path_info.startswith(GARDES):
            return self.suite(request)
        reponse = _renvoi(request) or self.suite(request)
        if request.path_info.startswith(SANS_TRACE):
            reponse.headers.setdefault("Cache-Control", "private, no-store")
        return reponse

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Without Redis attempts cannot be counted: nobody is let in uncounted, and the page says so."""
        if isinstance(exception, RedisError) and request.path_info.startswith(COMPTE):
            journal.exception("Redis injoignable", exc_info=exception)
            return render(request, "account/sans_compteur.html", status=503)
        return None


def a_prouve(request: HttpRequest) -> bool:
    """True when this session went through a second factor. Asks the database nothing."""
    preuves = get_authentication_records(request, request.user)
    return any(preuve.get("method") == "mfa" for preuve in preuves)


def a_un_facteur(utilisateur: Utilisateur) -> bool:
    """True when the person has something to prove it with; recovery codes alone do not count."""
    return bool(is_mfa_enabled(utilisateur, FACTEURS))


def _renvoi(request: HttpRequest) -> HttpResponse | None:
    utilisateur = request.user
    if not isinstance(utilisateur, Utilisateur) or a_prouve(request):
        return None
    if not doit_avoir_un_second_facteur(utilisateur):
        return None
    if a_un_facteur(utilisateur):
        libres = [reverse(nom) for nom in _PREUVES]
        return None if request.path in libres else _vers("mfa_reauthenticate", request)
    return None if request.path_info.startswith(COMPTE) else _vers("compte_second_facteur", request)


def _vers(nom: str, request: HttpRequest) -> HttpResponse:
    suite = request.get_full_path() if request.method == "GET" else reverse("compte")
    return HttpResponseRedirect(f"{reverse(nom)}?{urlencode({'next': suite})}")


def _noter_le_premier(
    request: HttpRequest, user: Utilisateur, authenticator: Authenticator, **_: Any
) -> None:
    """Whoever sets up their first factor has just used it. A second one must be added by a proven session."""
    autres = Authenticator.objects.filter(user=user, type__in=FACTEURS).exclude(pk=authenticator.pk)
    if authenticator.type in FACTEURS and not autres.exists():
        preuve = {"type": authenticator.type, "id": authenticator.pk, "reauthenticated": True}
        record_authentication(request, user, "mfa", **preuve)


def _oublier_le_dernier(request: HttpRequest, user: Utilisateur, **_: Any) -> None:
    """Without any factor left, what this session proved is worth nothing."""
    if not a_un_facteur(user):
        preuves = get_authentication_records(request, user)
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [p for p in preuves if p.get("method") != "mfa"]


def brancher() -> None:
    """Listen to factors that come and go."""
    authenticator_added.connect(_noter_le_premier, dispatch_uid="comptes.premier_facteur")
    authenticator_removed.connect(_oublier_le_dernier, dispatch_uid="comptes.dernier_facteur")
