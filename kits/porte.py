"""A door that opens with a resume code: what somebody wrote without an account (docs/adr/0005).

The address is the key: no cookie, no session. A wrong code gets the same answer whatever is wrong with
it, and wrong codes are counted by address, whichever door they were tried at.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Generic, TypeVar

from django import forms
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from kits.acces import adresse_secrete, sans_temoin
from kits.frein import freiner

ESSAIS_MAX = 10
PERIODE_S = 60
TROP = "Cet envoi est trop volumineux\u00a0: quatre millions d’octets au plus. Rien n’a été effacé."
Objet = TypeVar("Objet")


class CodeInconnu(Exception):
    """Nothing has this code."""


class CodeForm(forms.Form):
    code = forms.CharField(max_length=200)


def code_tape(request: HttpRequest) -> str:
    """The code typed in a small form; empty when it cannot be one."""
    form = CodeForm(request.POST)
    return form.cleaned_data["code"] if form.is_valid() else ""


@dataclass(frozen=True, slots=True)
class Porte(Generic[Objet]):
    """What one kind of code opens.

    `normaliser`: a code as typed to the code as we write it, None when it cannot be one. `chercher`: the
    object of a code, None when there is none. `inconnu`, `refus`: the templates that say so.
    """

    normaliser: Callable[[str], str | None]
    chercher: Callable[[str], Objet | None]
    inconnu: str
    refus: str

    def obtenir(self, saisie: str) -> tuple[Objet, str]:
        """Return what a code opens, as typed, and the code as we write it.

        Raises:
            CodeInconnu: malformed or unknown code; the two are not told apart.
        """
        code = self.normaliser(saisie)
        objet = self.chercher(code) if code else None
        if code is None or objet is None:
            raise CodeInconnu
        return objet, code

    def reprendre(self, page: str) -> Callable[[HttpRequest], HttpResponseBase]:
        """The view where a code is typed: it leads to `page`, the name of an address that takes the code."""

        @require_POST
        @sans_temoin
        def vue(request: HttpRequest) -> HttpResponse:
            try:
                _, code = self.obtenir(code_tape(request))
            except CodeInconnu:
                return self.refuser_code(request)
            return redirect(page, code)

        return vue

    def refuser_code(self, request: HttpRequest) -> HttpResponse:
        """Answer a wrong code: 404 with a way out, 429 when there were too many."""
        attente = freiner(request, seau="code-de-reprise", maximum=ESSAIS_MAX, periode_s=PERIODE_S)
        statut = 404 if attente is None else 429
        reponse = render(request, self.inconnu, {"attente": attente}, status=statut)
        if attente is not None:
            reponse["Retry-After"] = str(attente)
        return reponse

    def refuser(self, request: HttpRequest, code: str, *phrases: str, status: int = 422) -> HttpResponse:
        """Say why something was not done, with the way back; without a code, back to the start."""
        return render(request, self.refus, {"code": code, "phrases": phrases}, status=status)

    def exiger(self, vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
        """Give a view `(request, objet, code, …)` what the code of its address opens.

        The address is then treated as the secret it is: see `kits.acces`.
        """

        @sans_temoin
        @adresse_secrete
        @wraps(vue)
        def enveloppe(request: HttpRequest, /, **kwargs: Any) -> HttpResponse:
            try:
                objet, code = self.obtenir(kwargs.pop("code"))
            except CodeInconnu:
                return self.refuser_code(request)
            try:
                return vue(request, objet, code, **kwargs)
            except Http404:
                return render(request, "404.html", status=404)  # here, so that this address stays secret too
            except (RequestDataTooBig, TooManyFieldsSent):
                return self.refuser(request, code, TROP, status=413)

        return enveloppe
