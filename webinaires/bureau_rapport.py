"""The report of a cycle in the office: choose a cycle, see where its report stands, ask for it."""

from typing import Any, get_args

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods
from wagtail.admin.menu import MenuItem
from wagtail.permissions import page_permission_policy

from contenus.rapports import DROITS
from kits.document import Format
from webinaires.models import Cycle
from webinaires.publics import Fiche
from webinaires.rapport import RienARaconter, Tirage, demander_le_rapport, tirages

FORMATS: dict[str, Format] = {format: format for format in get_args(Format)}
TITRE = "Rapport d’un cycle de webinaires"


def peut_demander(request: HttpRequest) -> bool:
    """Whoever writes, changes or publishes pages."""
    return bool(page_permission_policy.user_has_any_permission(request.user, DROITS))


@require_http_methods(["GET", "HEAD", "POST"])
def rapport_de_cycle(request: HttpRequest) -> HttpResponse:
    """Show the cycles and where the report of the chosen one stands; with POST, ask for it."""
    if not peut_demander(request):
        raise PermissionDenied
    recu = request.POST if request.method == "POST" else request.GET
    cle = recu.get("cycle", "")
    cycle = get_object_or_404(Cycle, cle=cle) if cle.isprintable() and cle else None
    refus = ""
    if request.method == "POST" and cycle:
        format = FORMATS.get(request.POST.get("format", ""))
        try:
            if format:
                return redirect(demander_le_rapport(cycle=cycle, format=format))
            refus = "Ce format n’existe pas\u00a0: choisissez PDF ou document modifiable."
        except RienARaconter as erreur:
            refus = str(erreur)
    return _montrer(request, cycle, refus)


def _montrer(request: HttpRequest, cycle: Cycle | None, refus: str) -> HttpResponse:
    lues: list[Fiche] = []
    poses: list[Tirage] = []
    try:
        lues, poses = tirages(cycle) if cycle else ([], [])
    except RienARaconter as erreur:
        refus = refus or str(erreur)
    contexte = {
        "titre": TITRE,
        "cycles": Cycle.objects.order_by("-debut"),
        "cycle": cycle,
        "lues": lues,
        "tirages": poses,
        "refus": refus,
    }
    return render(request, "webinaires/bureau/rapport.html", contexte, status=400 if refus else 200)


class LigneDeMenu(MenuItem):
    """The line of the « Rapports » menu, for those who may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whoever may ask."""
        return peut_demander(request)


def ligne_de_menu() -> MenuItem:
    """The line of the menu."""
    adresse = reverse("rapport_de_cycle")
    return LigneDeMenu(TITRE, adresse, name="rapport_de_cycle", icon_name="doc-full", order=150)


def adresses() -> list[Any]:
    """The address, below /redaction/."""
    return [path("rapports/cycle/", rapport_de_cycle, name="rapport_de_cycle")]
