"""The archive: the list, who spoke, for whom, what is missing. A webinar itself is a page of Wagtail."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contenus.memoire import marquer, publique
from kits.lectures import Lecture
from webinaires import archive, manques, voix
from webinaires.models import ArchivePage, Fusion, Intervenant
from webinaires.models.voix import empreinte_de_cle

PAR_PAGE = 24
NOMS_PAR_PAGE = 240
_SALLE = Lecture(lambda: ArchivePage.objects.live().order_by("pk")[:1])


@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    """List the webinars that the address asks for."""
    trouvee = archive.lister(request.GET)
    page = _SALLE.premiere()
    contexte = {"page": page, "liste": trouvee, "feuille": trouvee.feuille, "reste": trouvee.reste}
    reponse = render(request, "webinaires/liste.html", contexte)
    if trouvee.choisis:
        reponse.headers["X-Robots-Tag"] = "noindex"
    return marquer(reponse) if trouvee.memorable else reponse


@require_safe
@publique
def intervenants(request: HttpRequest) -> HttpResponse:
    """List the persons who took the floor and may be named."""
    feuille = Paginator(voix.nommes(), NOMS_PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "webinaires/intervenants.html", {"feuille": feuille, "reste": ""})


@require_safe
@publique
def organisations(request: HttpRequest) -> HttpResponse:
    """List the structures that took the floor."""
    feuille = Paginator(voix.entendues(), NOMS_PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "webinaires/organisations.html", {"feuille": feuille, "reste": ""})


@require_safe
def intervenant(request: HttpRequest, cle: str) -> HttpResponse:
    """Show what one person said; a key merged into another leads there, a person who objected has no page."""
    qui = voix.nommes().filter(cle=cle).first()
    if qui is None:
        return _ailleurs(Fusion.Genre.INTERVENANT, cle)
    prises = voix.prises_de(intervenant=qui)
    fonctions = voix.fonctions_de(une for prise in prises for une in prise.interventions)
    contexte = {"qui": qui, "prises": prises, "fonctions": fonctions}
    return _retenir(render(request, "webinaires/intervenant.html", contexte))


@require_safe
def organisation(request: HttpRequest, cle: str) -> HttpResponse:
    """Show who spoke for one structure, and where; a key merged into another leads there."""
    structure = voix.entendues().filter(cle=cle).first()
    if structure is None:
        return _ailleurs(Fusion.Genre.ORGANISATION, cle)
    prises = voix.prises_de(organisation=structure)
    contexte = {"structure": structure, "prises": prises, "mots": voix.mots_de(structure)}
    return _retenir(render(request, "webinaires/organisation.html", contexte))


@require_safe
def a_completer(request: HttpRequest) -> HttpResponse:
    """Say what stays empty, webinar by webinar, and invite to write."""
    feuille = Paginator(manques.passes(), PAR_PAGE).get_page(request.GET.get("page"))
    contexte: dict[str, Any] = {
        "feuille": feuille,
        "reste": "",
        "incomplets": [manques.incomplet(page) for page in feuille.object_list],
        "trous": manques.trous(),
    }
    return _retenir(render(request, "webinaires/manques.html", contexte))


def _retenir(reponse: HttpResponse) -> HttpResponse:
    """Let the page be remembered, unless a meeting begins or ends meanwhile."""
    return reponse if archive.bouge_bientot(timezone.now()) else marquer(reponse)


def _ailleurs(genre: Fusion.Genre, cle: str) -> HttpResponse:
    fusion = Fusion.objects.filter(genre=genre, empreinte=empreinte_de_cle(cle)).first()
    reste = (fusion.intervenant or fusion.organisation) if fusion else None
    if reste is None or (isinstance(reste, Intervenant) and reste.oppose_le is not None):
        raise Http404
    return redirect(reste, permanent=True)
