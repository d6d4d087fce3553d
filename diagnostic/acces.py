"""The only way to obtain a diagnostic from a visitor: its resume code, whole and right.

The address is the key (docs/adr/0005): no cookie, no session. A wrong code gets the same answer
whatever is wrong with it, and wrong codes are counted by address.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from diagnostic import codes
from diagnostic.models import Diagnostic
from kits.acces import adresse_secrete, sans_temoin
from kits.frein import freiner

ESSAIS_MAX = 10
PERIODE_S = 60


class CodeInconnu(Exception):
    """No diagnostic has this code."""


def obtenir(saisie: str) -> tuple[Diagnostic, str]:
    """Return the diagnostic of a code as typed, and the code as we write it.

    Raises:
        CodeInconnu: malformed or unknown code; the two are not told apart.
    """
    code = codes.normaliser(saisie)
    if code is None:
        raise CodeInconnu
    try:
        return Diagnostic.objects.pour_saisie().get(empreinte_code=codes.empreinte(code)), code
    except Diagnostic.DoesNotExist as absence:
        raise CodeInconnu from absence


def refuser_code(request: HttpRequest) -> HttpResponse:
    """Answer a wrong code: 404 with a way out, 429 when there were too many."""
    attente = freiner(request, seau="code-de-reprise", maximum=ESSAIS_MAX, periode_s=PERIODE_S)
    reponse = render(
        request,
        "diagnostic/code_inconnu.html",
        {"attente": attente},
        status=404 if attente is None else 429,
    )
    if attente is not None:
        reponse["Retry-After"] = str(attente)
    return reponse


def avec_code(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Give a view `(request, diagnostic, code, …)` the diagnostic behind the code of its address.

    The address is then treated as the secret it is: see `kits.acces`.
    """

    @sans_temoin
    @adresse_secrete
    @wraps(vue)
    def enveloppe(request: HttpRequest, /, **kwargs: Any) -> HttpResponse:
        try:
            diagnostic, code = obtenir(kwargs.pop("code"))
        except CodeInconnu:
            return refuser_code(request)
        try:
            return vue(request, diagnostic, code, **kwargs)
        except Http404:
            return render(request, "404.html", status=404)  # here, so that this address stays secret too
        except (RequestDataTooBig, TooManyFieldsSent):
            return _refuser_l_enormite(request, code)

    return enveloppe


def _refuser_l_enormite(request: HttpRequest, code: str) -> HttpResponse:
    phrases = ["Cet envoi est trop volumineux\u00a0: quatre millions d’octets au plus. Rien n’a été effacé."]
    return render(request, "diagnostic/refus.html", {"code": code, "phrases": phrases}, status=413)
