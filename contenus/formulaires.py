"""Answering with a form: as it is, refused with what was typed, or braked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def rendre_formulaire(
    request: HttpRequest, gabarit: str, contexte: dict[str, object], attente: int | None
) -> HttpResponse:
    """A refused form gives back what was typed; a braked one too, and says how long to wait.

    `attente`: what `kits.frein.freiner` answered. The template receives it in minutes.
    """
    refuse = bool(getattr(contexte["form"], "errors", None))
    statut = 429 if attente else 422 if refuse else 200
    minutes = -(-attente // 60) if attente else 0
    reponse = render(request, gabarit, {**contexte, "attente": minutes}, status=statut)
    if attente:
        reponse.headers["Retry-After"] = str(attente)
    return reponse
