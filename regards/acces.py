"""The only ways in: the organiser's code, a respondent's, and that of one's own diagnostic (kits.porte)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from diagnostic.acces import avec_code as avec_diagnostic
from diagnostic.models import Diagnostic
from kits.porte import Porte
from regards import codes
from regards.models import Campagne, Participation, Place


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a respondent's code opens: a campaign, by its common link or by a personal code."""

    campagne: Campagne
    place: Place | None


def _campagne(code: str) -> Campagne | None:
    return Campagne.objects.pour_page().filter(empreinte_code=codes.empreinte(code)).first()


def _invitation(jeton: str) -> Invitation | None:
    empreinte = codes.empreinte(jeton)
    campagne = Campagne.objects.pour_page().filter(empreinte_jeton=empreinte).first()
    if campagne:
        return Invitation(campagne, None)
    place = Place.objects.select_related("campagne__referentiel").filter(empreinte=empreinte).first()
    return Invitation(place.campagne, place) if place else None


ORGANISATION: Porte[Campagne] = Porte(
    normaliser=codes.normaliser,
    chercher=_campagne,
    inconnu="regards/code_inconnu.html",
    refus="regards/refus.html",
)
INVITATION: Porte[Invitation] = Porte(
    normaliser=codes.lire_jeton,
    chercher=_invitation,
    inconnu="regards/code_inconnu.html",
    refus="regards/refus.html",
)
avec_campagne, avec_invitation = ORGANISATION.exiger, INVITATION.exiger


def avec_participation(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Give a view `(request, participation, code)` what the resume code of a diagnostic takes part in.

    A diagnostic that takes part in nothing gets a kind 404: its holder knows its code already.
    """

    @avec_diagnostic
    @wraps(vue)
    def enveloppe(request: HttpRequest, diagnostic: Diagnostic, code: str, **kwargs: Any) -> HttpResponse:
        participations = Participation.objects.select_related(
            "campagne__referentiel", "campagne__precedente__referentiel", "diagnostic"
        )
        participation = participations.filter(diagnostic=diagnostic).first()
        if participation is None:
            return render(request, "regards/sans_campagne.html", {"code": code}, status=404)
        return vue(request, participation, code, **kwargs)

    return enveloppe
