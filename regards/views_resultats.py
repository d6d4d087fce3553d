"""What a closed campaign found, and the agenda that comes of it."""

from typing import get_args

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kits.document import Format
from kits.services import demander
from regards.acces import avec_campagne, avec_participation
from regards.croisement import MINIMUM
from regards.documents import TYPE_ORDRE_DU_JOUR, ordre_du_jour
from regards.models import Campagne, Participation
from regards.presentation import lecture_de, page_de_resultat

FORMATS: dict[str, Format] = {format: format for format in get_args(Format)}


@require_safe
@avec_campagne
def resultats(request: HttpRequest, campagne: Campagne, code: str) -> HttpResponse:
    """Show the frozen result; before it, say why there is none."""
    lecture = lecture_de(campagne)
    if lecture is None:
        contexte = {"campagne": campagne, "code": code, "minimum": MINIMUM}
        return render(request, "regards/sans_resultat.html", contexte)
    contexte = page_de_resultat(campagne, lecture) | {"code": code, "organise": True}
    return render(request, "regards/resultats.html", contexte)


@require_POST
@avec_campagne
def documents(request: HttpRequest, campagne: Campagne, code: str) -> HttpResponse:
    """Ask for the agenda as PDF or Word."""
    return _ordre_du_jour(request, campagne, code)


@require_POST
@avec_participation
def mes_documents(request: HttpRequest, participation: Participation, code: str) -> HttpResponse:
    """The same, for who answered."""
    return _ordre_du_jour(request, participation.campagne, code)


def _ordre_du_jour(request: HttpRequest, campagne: Campagne, code: str) -> HttpResponse:
    format = FORMATS.get(request.POST.get("format", ""))
    lecture = lecture_de(campagne)
    if format is None or lecture is None:
        refus = "Choisissez PDF ou Word." if lecture else "Il n’y a pas encore de résultat à mettre en débat."
        contexte = {"code": "", "phrases": [refus]}
        return render(request, "regards/refus.html", contexte, status=400)
    rendu = demander(
        document=ordre_du_jour(campagne, lecture),
        format=format,
        type_document=TYPE_ORDRE_DU_JOUR,
        version_contenu=f"Grille {campagne.referentiel.version}",
        nom_fichier="ordre-du-jour-regards-croises",
    )
    return redirect(rendu)
