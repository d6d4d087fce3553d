"""The common agenda: as a page, as a calendar, event by event; and the form that proposes one."""

from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from contenus.agenda import Mots, lire_mots, proposer_evenement
from contenus.calendrier import en_calendrier, en_reponse
from contenus.courriels import adresse_entiere
from contenus.forms import FiltreForm, PropositionForm
from contenus.formulaires import rendre_formulaire
from contenus.models import Evenement
from contenus.models.agenda import EvenementQuerySet
from kits.acces import sans_temoin
from kits.frein import freiner

PAR_PAGE = 24
DANS_UN_CALENDRIER = 1000
PROPOSITIONS_MAX, PERIODE_S = 10, 3600
NOM = "Agenda commun"


def _filtrer(evenements: EvenementQuerySet, demande: dict[str, str]) -> EvenementQuerySet:
    region, domaine = demande.get("region", ""), demande.get("domaine", "")
    return evenements.publies().de_la_region(region).du_domaine(domaine)


def _nommer(mots: Mots, demande: dict[str, str]) -> str:
    choisis = (mots.regions.get(demande.get("region", "")), mots.domaines.get(demande.get("domaine", "")))
    return ", ".join(filter(None, (NOM, *choisis)))


@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    """Show what is to come, filtered by territory and domaine, and how to follow it."""
    mots = lire_mots()
    filtre = FiltreForm(request.GET, mots=mots)
    demande = filtre.demande
    feuille = Paginator(_filtrer(Evenement.objects.a_venir(), demande), PAR_PAGE).get_page(
        request.GET.get("page")
    )
    reste = urlencode(demande)
    adresse = adresse_entiere(reverse("agenda:calendrier")) + (f"?{reste}" if reste else "")
    return render(
        request,
        "contenus/agenda/liste.html",
        {
            "filtre": filtre,
            "filtrable": bool(mots.regions or mots.domaines),
            "demande": demande,
            "feuille": feuille,
            "lignes": [{"evenement": e, "mots": _dire(e, mots)} for e in feuille],
            "reste": reste,
            "calendrier": adresse,
            "webcal": f"webcal://{adresse.partition('://')[2]}",
        },
    )


def _dire(evenement: Evenement, mots: Mots) -> list[str]:
    """Territory and domaine of an event, in words; a code that left its list says nothing."""
    return [mot for mot in (mots.regions.get(evenement.region), mots.domaines.get(evenement.domaine)) if mot]


@require_safe
@conditional_page
def calendrier(request: HttpRequest) -> HttpResponse:
    """Return the agenda as a calendar to subscribe to: what comes, and one year back."""
    mots = lire_mots()
    demande = FiltreForm(request.GET, mots=mots).demande
    evenements = _filtrer(Evenement.objects.recents(), demande)[:DANS_UN_CALENDRIER]
    contenu = en_calendrier(evenements=evenements, nom=_nommer(mots, demande), domaines=mots.domaines)
    return en_reponse(contenu, "agenda.ics")


@require_safe
def fiche(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one event; what is not accepted does not exist here."""
    evenement = get_object_or_404(Evenement.objects.publies(), pk=pk)
    contexte = {"evenement": evenement, "mots": _dire(evenement, lire_mots())}
    return render(request, "contenus/agenda/fiche.html", contexte)


@require_safe
@conditional_page
def fiche_ics(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Return one event for a calendar, under the same UID as in the subscription."""
    evenement = get_object_or_404(Evenement.objects.publies(), pk=pk)
    contenu = en_calendrier(evenements=[evenement], nom=NOM, domaines=lire_mots().domaines)
    return en_reponse(contenu, "evenement.ics")


@require_http_methods(["GET", "HEAD", "POST"])
@sans_temoin
def proposer(request: HttpRequest) -> HttpResponse:
    """Ask for an event; with POST, keep it for the editorial office, or give back what was typed."""
    form = PropositionForm(request.POST if request.method == "POST" else None, mots=lire_mots())
    attente = None
    if form.is_bound and form.is_valid():
        attente = freiner(request, seau="proposition", maximum=PROPOSITIONS_MAX, periode_s=PERIODE_S)
        if attente is None:
            proposer_evenement(evenement=form.proposition())
            return redirect("agenda:merci")
    return rendre_formulaire(request, "contenus/agenda/proposer.html", {"form": form}, attente)


@require_safe
def merci(request: HttpRequest) -> HttpResponse:
    """Say that the proposal arrived, and what comes next."""
    return render(request, "contenus/agenda/merci.html")
