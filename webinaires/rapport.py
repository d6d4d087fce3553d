"""Reports of cycles: asked for by staff, drawn by the queue of the documents, ready again after a change."""

import logging
from dataclasses import dataclass
from functools import partial

from celery import current_app
from django.core.cache import cache
from django.db import transaction
from django.db.models import Prefetch, TextField
from django.db.models.functions import Cast, Now
from kombu.exceptions import OperationalError as FileInjoignable
from redis.exceptions import RedisError

from contenus.erreurs import ErreurMetier
from kits.document import Document, Format, empreinte, nettoyer
from kits.francais import jour
from kits.gabarit import version_gabarit
from kits.models import Rendu
from kits.services import demander, expirer
from webinaires.champs import termes_de
from webinaires.documents_rapport import TYPE_RAPPORT, document_de
from webinaires.models import Cycle, Intervenant, Intervention, Levier, WebinairePage
from webinaires.publics import Fiche, fiches, ouverts

journal = logging.getLogger(__name__)
TACHE = "webinaires.tasks_rapport.preparer"
ACCALMIE_S = 30
"""Seconds between a publication and the drawing of a report: a burst of publications is one drawing."""
OUBLI_S = 600


class RienARaconter(ErreurMetier):
    """A cycle without a single published webinar."""


@dataclass(frozen=True, slots=True)
class Tirage:
    """Where a report stands in one format: the one of today's content, and the last one drawn before it."""

    format: Format
    nom: str
    actuel: Rendu | None
    precedent: Rendu | None


def lire_webinaires(cycle: Cycle) -> list[Fiche]:
    """The published webinars of a cycle by date, with voices and levers in order: four queries."""
    voix = Intervention.objects.select_related("intervenant", "organisation").order_by("sort_order", "pk")
    leviers = Levier.objects.order_by("sort_order", "pk")
    pages = ouverts().filter(cycle=cycle).order_by("debut", "pk").select_related("cycle")
    return fiches(pages.prefetch_related(Prefetch("interventions", voix), Prefetch("leviers", leviers)))


def document_du_cycle(cycle: Cycle) -> tuple[Document, list[Fiche]]:
    """Write the report of a cycle from what is published now.

    Raises:
        RienARaconter: nothing of it is published.
    """
    lues = lire_webinaires(cycle)
    if not lues:
        raise RienARaconter("Aucun webinaire de ce cycle n’est publié\u00a0: il n’y a rien à raconter.")
    mots = dict(termes_de("odd")) | dict(termes_de("domaines-fragilites"))
    return document_de(cycle, lues, mots), lues


def demander_le_rapport(*, cycle: Cycle, format: Format) -> Rendu:
    """Ask for the report of a cycle; the same published content is drawn once, whoever asks.

    Raises:
        RienARaconter: nothing of it is published.
    """
    document, lues = document_du_cycle(cycle)
    dates = [fiche.page.last_published_at for fiche in lues if fiche.page.last_published_at]
    return demander(
        document=document,
        format=format,
        type_document=TYPE_RAPPORT,
        version_contenu=f"Publié le {jour(max(dates))}" if dates else "Webinaires du portail",
        nom_fichier=_radical(cycle),
    )


def tirages(cycle: Cycle) -> tuple[list[Fiche], list[Tirage]]:
    """What the report would tell now, and where it stands in each format; nothing is asked for.

    Raises:
        RienARaconter: nothing of it is published.
    """
    brut, lues = document_du_cycle(cycle)
    document, poses = nettoyer(brut), []
    formats: tuple[tuple[Format, str], ...] = (("pdf", "PDF"), ("docx", "Word (DOCX)"))
    for format, nom in formats:
        marque = empreinte(document, format, version_gabarit(format))
        connus = Rendu.objects.pour_etat().filter(type_document=TYPE_RAPPORT, format=format)
        anciens = connus.prets().filter(nom_fichier=f"{_radical(cycle)}.{format}").exclude(empreinte=marque)
        actuel = connus.filter(empreinte=marque).exclude(etat=Rendu.Etat.EXPIRE).first()
        poses.append(Tirage(format, nom, actuel, anciens.order_by("-emis_le").first()))
    return lues, poses


def suivre(page: WebinairePage) -> None:
    """Once a change is committed, have the report of the cycle drawn again if one is in use."""
    if page.cycle_id:
        transaction.on_commit(partial(annoncer, page.cycle_id))


def cle_d_attente(cycle_id: int) -> str:
    """The mark in the cache of a report whose drawing is already asked for."""
    return f"rapports-de-cycle:a-preparer:{cycle_id}"


def annoncer(cycle_id: int) -> None:
    """Ask for a report to be ready again in half a minute, once however many pages are published meanwhile.

    Without cache or queue nothing is prepared ahead: staff who ask get today's content all the same.
    """
    try:
        if cache.add(cle_d_attente(cycle_id), True, OUBLI_S):
            current_app.send_task(TACHE, args=[cycle_id], countdown=ACCALMIE_S, retry=False)
    except (FileInjoignable, RedisError, OSError) as erreur:
        journal.warning("rapport du cycle %s non préparé d’avance : %s", cycle_id, erreur)


def preparer(cycle_id: int) -> Rendu | None:
    """Draw again a report that staff asked for in the last thirty days; None when there is none.

    The mark goes first: a page published while this reads asks again.
    """
    cache.delete(cle_d_attente(cycle_id))
    cycle = Cycle.objects.filter(pk=cycle_id).first()
    if cycle is None:
        return None
    demandes = Rendu.objects.filter(type_document=TYPE_RAPPORT, nom_fichier=f"{_radical(cycle)}.pdf")
    try:
        return demander_le_rapport(cycle=cycle, format="pdf") if demandes.exists() else None
    except RienARaconter:
        return None


def retirer(*, intervenant: Intervenant) -> None:
    """Erase at once the reports that name a person who objects; asked again, they say the function.

    Their codes can still be verified. Deliberately not done: a report being drawn at this very second
    is delivered, and erased after thirty days as any other.
    """
    if not intervenant.nom:
        return
    rapports = Rendu.objects.filter(type_document=TYPE_RAPPORT).annotate(dit=Cast("document", TextField()))
    rapports.filter(dit__icontains=intervenant.nom).update(expire_le=Now())
    expirer()


def _radical(cycle: Cycle) -> str:
    return f"rapport-{cycle.cle}"
