"""The only way to obtain a cahier from a visitor: its resume code, whole and right (docs/adr/0005)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from diagnostic.acces import ESSAIS_MAX, PERIODE_S, CodeInconnu
from kits.acces import adresse_secrete, sans_temoin
from kits.frein import freiner
from parcours import codes
from parcours.models import Cahier

TROP = "Cet envoi est trop volumineux\u00a0: quatre millions d’octets au plus. Rien n’a été effacé."


def obtenir(saisie: str) -> tuple[Cahier, str]:
    """Return the cahier of a code as typed, and the code as we write it.

    Raises:
        CodeInconnu: malformed or unknown code; the two are not told apart.
    """
    code = codes.normaliser(saisie)
    if code is None:
        raise CodeInconnu
    try:
        return Cahier.objects.get(empreinte_code=codes.empreinte(code)), code
    except Cahier.DoesNotExist as absence:
        raise CodeInconnu from absence


def refuser_code(request: HttpRequest) -> HttpResponse:
    """Answer a wrong code: 404 with a way out, 429 when there were too many."""
    attente = freiner(request, seau="code-de-reprise", maximum=ESSAIS_MAX, periode_s=PERIODE_S)
    statut = 404 if attente is None else 429
    reponse = render(request, "parcours/code_inconnu.html", {"attente": attente}, status=statut)
    if attente is not None:
        reponse["Retry-After"] = str(attente)
    return reponse


def refuser(request: HttpRequest, code: str, *phrases: str, status: int = 422) -> HttpResponse:
    """Say why something was not done, with the way back; without a code, back to the start."""
    contexte = {"code": code, "phrases": phrases}
    return render(request, "parcours/refus.html", contexte, status=status)


def avec_code(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Give a view `(request, cahier, code, …)` the cahier behind the code of its address.

    The address is then treated as the secret it is: see `kits.acces`.
    """

    @sans_temoin
    @adresse_secrete
    @wraps(vue)
    def enveloppe(request: HttpRequest, /, **kwargs: Any) -> HttpResponse:
        try:
            cahier, code = obtenir(kwargs.pop("code"))
        except CodeInconnu:
            return refuser_code(request)
        try:
            return vue(request, cahier, code, **kwargs)
        except Http404:
            return render(request, "404.html", status=404)  # here, so that this address stays secret too
        except (RequestDataTooBig, TooManyFieldsSent):
            return refuser(request, code, TROP, status=413)

    return enveloppe
