"""An agreement, for the structure that gave it: its wording, its history, the notes; change it, end it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accompagnement import demandes
from accompagnement.acces import avec_accord
from accompagnement.forms import PartageForm
from accompagnement.models import Accompagnement
from comptes.erreurs import ErreurMetier
from comptes.models import Adhesion
from comptes.verbes import permis


@require_safe
@avec_accord("voir_accord")
def accord(request: HttpRequest, adhesion: Adhesion, accord: Accompagnement) -> HttpResponse:
    """Show what was agreed to, by which role, when, and everything the coordinators wrote."""
    form = None
    if accord.vivant and permis("consentir", adhesion):
        form = PartageForm(travaux=demandes.proposables(adhesion.structure), accord=accord)
    return render(request, "accompagnement/accord.html", _contexte(adhesion, accord, form))


@require_POST
@avec_accord("consentir")
def changer(request: HttpRequest, adhesion: Adhesion, accord: Accompagnement) -> HttpResponse:
    """Change what is shared."""
    form = PartageForm(request.POST, travaux=demandes.proposables(adhesion.structure))
    if not form.is_valid():
        return render(request, "accompagnement/accord.html", _contexte(adhesion, accord, form), status=422)
    try:
        demandes.changer(accord=accord, adhesion=adhesion, **form.cleaned_data)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "C’est changé, à partir de cette seconde.")
    return redirect(accord)


@require_http_methods(["GET", "HEAD", "POST"])
@avec_accord("consentir")
def retirer(request: HttpRequest, adhesion: Adhesion, accord: Accompagnement) -> HttpResponse:
    """Say what ending does; with POST, end."""
    if request.method != "POST":
        return render(
            request, "accompagnement/retirer.html", {"structure": adhesion.structure, "accord": accord}
        )
    demandes.retirer(accord=accord, adhesion=adhesion)
    messages.success(request, f"L’accord a pris fin\u00a0: {accord.nom_accompagnatrice} ne voit plus rien.")
    return redirect(accord)


def _contexte(adhesion: Adhesion, accord: Accompagnement, form: PartageForm | None) -> dict[str, Any]:
    return {
        "structure": adhesion.structure,
        "accord": accord,
        "paragraphes": accord.texte.split("\n"),
        "form": form,
        "traces": accord.traces.all(),
        "suivis": accord.suivis.all(),
        "notes": accord.notes.select_related("par"),
    }
