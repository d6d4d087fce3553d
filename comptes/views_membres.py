"""Members: change what somebody is, show somebody out, leave."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from comptes import services
from comptes.acces import exiger, personne
from comptes.erreurs import ErreurMetier
from comptes.forms import MembreForm
from comptes.models import Adhesion


@require_http_methods(["GET", "HEAD", "POST"])
@exiger("gerer_membres")
def membre(request: HttpRequest, adhesion: Adhesion, membre: int) -> HttpResponse:
    """Change the role of a member, and whether they administer."""
    visee = _visee(adhesion, membre)
    form = MembreForm(request.POST or None, instance=visee)
    contexte = {"structure": adhesion.structure, "visee": visee, "form": form}
    if request.method != "POST":
        return render(request, "comptes/membre.html", contexte)
    if form.is_valid():
        try:
            services.changer_role(adhesion=visee, par=personne(request), **form.cleaned_data)
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, "C’est changé.")
            return redirect(adhesion.structure)
    return render(request, "comptes/membre.html", contexte, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@exiger("gerer_membres")
def exclure(request: HttpRequest, adhesion: Adhesion, membre: int) -> HttpResponse:
    """Say what showing somebody out does; with POST, do it."""
    visee = _visee(adhesion, membre)
    if visee.membre_id == adhesion.membre_id:
        return redirect("espace:quitter", adhesion.structure_id)
    return _terminer(request, visee, "comptes/exclure.html")


@require_http_methods(["GET", "HEAD", "POST"])
@exiger("quitter_structure")
def quitter(request: HttpRequest, adhesion: Adhesion) -> HttpResponse:
    """Say what leaving does; with POST, leave."""
    return _terminer(request, adhesion, "comptes/quitter.html")


def _terminer(request: HttpRequest, adhesion: Adhesion, gabarit: str) -> HttpResponse:
    structure, moi = adhesion.structure, personne(request)
    contexte = {"structure": structure, "visee": adhesion, "refus": ""}
    if request.method != "POST":
        return render(request, gabarit, contexte)
    soi = adhesion.membre_id == moi.pk
    try:
        services.partir(adhesion=adhesion, par=moi)
    except ErreurMetier as refus:
        return render(request, gabarit, {**contexte, "refus": str(refus)}, status=422)
    messages.success(
        request,
        f"Vous avez quitté {structure.nom}." if soi else f"{adhesion.membre.nom_public} n’est plus membre.",
    )
    return redirect("espace:accueil" if soi else structure)


def _visee(adhesion: Adhesion, membre: int) -> Adhesion:
    """The membership of that number in this structure, and no other."""
    return get_object_or_404(adhesion.structure.adhesions.select_related("membre", "structure"), pk=membre)
