"""Proving again who one is, before what cannot be undone or what opens the account.

A password, an application or a key: allauth asks for them. It asks nothing of whoever only ever signs in by
a code sent by mail; here they receive another one. Having just signed in by a code counts.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import (
    did_recently_reauthenticate,
    get_reauthentication_flows,
)
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from comptes.models import Utilisateur

_PAR_COURRIEL = ("code", "socialaccount")
_CLE = "compte_preuve"


def par_courriel(utilisateur: Utilisateur) -> bool:
    """Whether a code by mail is all this person has to prove who they are."""
    return not get_reauthentication_flows(utilisateur)


def recente(request: HttpRequest, utilisateur: Utilisateur) -> bool:
    """Whether this session proved it in the last minutes (`ACCOUNT_REAUTHENTICATION_TIMEOUT`)."""
    if not par_courriel(utilisateur):
        return bool(did_recently_reauthenticate(request))
    preuves = get_authentication_records(request, utilisateur)
    bonnes = [p for p in preuves if p.get("reauthenticated") or p.get("method") in _PAR_COURRIEL]
    derniere = max((float(p["at"]) for p in bonnes), default=0.0)
    return bool(time.time() - derniere < app_settings.REAUTHENTICATION_TIMEOUT)


def exiger_recente(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead to the proof first, then back to the page: a form that came too late is never sent by itself."""

    @wraps(vue)
    def gardee(request: HttpRequest, /, **kwargs: Any) -> HttpResponse:
        assert isinstance(request.user, Utilisateur)
        if recente(request, request.user):
            return vue(request, **kwargs)
        porte = get_adapter(request).get_reauthentication_methods(request.user)[0]["url"]
        return HttpResponseRedirect(f"{porte}?{urlencode({'next': request.path})}")

    return gardee


class PreuveParCode(AbstractCodeVerificationProcess):
    """A code sent to one's own address, kept in the session until it is copied out, missed or too old."""

    def __init__(self, request: HttpRequest, utilisateur: Utilisateur, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            state=state,
            user=utilisateur,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
        )

    @classmethod
    def commencer(cls, request: HttpRequest, utilisateur: Utilisateur) -> None:
        """Draw a code, send it, remember it; the former one opens nothing any more."""
        etat = cls.initial_state(user=utilisateur, email=utilisateur.email)
        preuve = cls(request, utilisateur, etat)
        preuve.send()
        preuve.persist()

    @classmethod
    def reprendre(cls, request: HttpRequest, utilisateur: Utilisateur) -> "PreuveParCode | None":
        """The code that waits for this person, if it may still serve."""
        etat = request.session.get(_CLE)
        if not etat or etat.get("email") != utilisateur.email:
            return None
        preuve: PreuveParCode | None = cls(request, utilisateur, etat).abort_if_invalid()
        return preuve

    def send(self) -> None:
        """Write to the address of the account."""
        self.state["code"] = get_adapter(self.request).generate_login_code()
        contexte = {"request": self.request, "code": self.code}
        get_adapter(self.request).send_mail("account/email/preuve_code", self.state["email"], contexte)

    def persist(self) -> None:
        """Remember, in the session alone."""
        self.request.session[_CLE] = self.state

    def abort(self) -> None:
        """Forget the code."""
        self.request.session.pop(_CLE, None)

    def reussir(self) -> None:
        """Write in the session that it was proved, now; the code serves once."""
        self.abort()
        record_authentication(
            self.request, self.user, "code", email=self.state["email"], reauthenticated=True
        )
