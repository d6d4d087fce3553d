"""Asking for kits: those of the staff, those that a visitor composes, and getting ready before one asks."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from celery import current_app
from django.core.cache import cache
from django.utils.text import slugify
from kombu.exceptions import OperationalError as FileInjoignable
from redis.exceptions import RedisError
from wagtail.models import Page

from contenus import documents
from contenus.erreurs import ErreurMetier
from contenus.models import ActualitePage, ArticlePage, KitPage, RessourcePage, RubriquePage
from contenus.models.kits import pages_ouvertes, pages_visibles
from contenus.models.pages import PageDuPortail
from kits.document import Document, Format
from kits.francais import jour
from kits.models import Rendu
from kits.services import demander

journal = logging.getLogger(__name__)
PAGES_MAX = 60
TITRE_MAX = 120
TITRE = "Mon kit pratique"
RIEN_DE_COCHE = "Cochez au moins une page\u00a0: un kit vide ne s’imprime pas."
RADICAL_MAX = 60
ACCALMIE_S = 30
"""Seconds between a publication and the rebuilding of a kit: a burst of publications is one rebuilding."""
OUBLI_S = 600
TACHE = "contenus.tasks_kits.preparer"


class RienAReunir(ErreurMetier):
    """A kit without a single published page."""


@dataclass(frozen=True, slots=True)
class Choix:
    """A page that may be ticked."""

    pk: int
    cle: str
    titre: str
    resume: str


@dataclass(frozen=True, slots=True)
class Groupe:
    """The pages of a door, then what is filed under it; `cle` is its slug."""

    cle: str
    titre: str
    pages: tuple[Choix, ...]
    ressources: tuple[Choix, ...] = ()


@dataclass(frozen=True, slots=True)
class Panier:
    """What an address asks for: the pages that may be printed, in order, and what cannot be."""

    choix: tuple[Choix, ...]
    fautes: tuple[str, ...]


def catalogue() -> tuple[Groupe, ...]:
    """Return every page that may be ticked, door by door in their order: four queries in all."""
    visibles = pages_ouvertes()
    colonnes = ("pk", "slug", "title", "resume")
    articles = ArticlePage.objects.filter(page_ptr__in=visibles).order_by("path")
    ressources = RessourcePage.objects.filter(page_ptr__in=visibles).order_by("title")
    actualites = ActualitePage.objects.filter(page_ptr__in=visibles).order_by("-date", "title")
    lignes = list(articles.values_list(*colonnes, "path"))
    classees = list(ressources.values_list(*colonnes, "rubrique"))
    portes = (
        RubriquePage.objects.filter(page_ptr__in=visibles)
        .order_by("path")
        .values_list("slug", "title", "path")
    )
    groupes = [
        Groupe(
            cle,
            titre,
            tuple(Choix(*ligne[:4]) for ligne in lignes if ligne[4].startswith(chemin)),
            tuple(Choix(*ligne[:4]) for ligne in classees if ligne[4] == cle),
        )
        for cle, titre, chemin in portes
    ]
    nouvelles = tuple(Choix(*ligne) for ligne in actualites.values_list(*colonnes))
    groupes.append(Groupe("actualites", "Actualités", (), nouvelles))
    return tuple(groupe for groupe in groupes if groupe.pages or groupe.ressources)


def remplir(groupes: Sequence[Groupe], cles: Sequence[str], illisibles: Sequence[str] = ()) -> Panier:
    """Return the pages of these keys in the order of the doors, and a sentence for each that is not there."""
    offerts: dict[str, Choix] = {}
    for groupe in groupes:
        for choix in (*groupe.pages, *groupe.ressources):
            offerts.setdefault(choix.cle, choix)
    retenus = tuple(choix for cle, choix in offerts.items() if cle in set(cles))
    absentes = [cle for cle in cles if cle not in offerts]
    fautes = [f"Nous ne connaissons pas la page «\u00a0{cle[:60]}\u00a0»." for cle in illisibles]
    if absentes:
        fautes += _absentes_dites(absentes)
    if len(retenus) > PAGES_MAX:
        fautes.append(
            f"Un kit réunit au plus {PAGES_MAX}\u00a0pages\u00a0: vous en avez coché {len(retenus)}. "
            "Décochez-en quelques-unes."
        )
    return Panier(retenus, tuple(fautes))


def _absentes_dites(cles: Sequence[str]) -> list[str]:
    """Say of each key whether its page was withdrawn or never was; drafts are not betrayed."""
    parues = Page.objects.filter(slug__in=cles, live=False, first_published_at__isnull=False)
    retirees = set(parues.values_list("slug", flat=True))
    return [
        f"La page «\u00a0{cle[:60]}\u00a0» n’est plus publiée\u00a0: elle n’entre plus dans un kit."
        if cle in retirees
        else f"Nous ne connaissons pas la page «\u00a0{cle[:60]}\u00a0»."
        for cle in cles
    ]


def demander_le_kit(*, kit: KitPage, format: Format) -> Rendu:
    """Ask for a kit of the staff; the same published content is drawn once, whoever asks.

    Raises RienAReunir when it holds neither text nor page that may be read.
    """
    pages = kit.pages_publiees()
    if not pages and not kit.corps:
        raise RienAReunir("Ce kit ne contient pas encore de page publiée.")
    document = documents.document_de_kit(kit)
    return demander_un_document(
        document=document, format=format, type_document=documents.TYPE_KIT, pages=[kit, *pages]
    )


def demander_des_pages(*, pages: Sequence[int], titre: str, format: Format) -> Rendu:
    """Ask for a visitor's own kit, from the primary keys of its pages, in order.

    Raises RienAReunir when none of them may be read.
    """
    lues = pages_visibles(pages)
    if not lues:
        raise RienAReunir(RIEN_DE_COCHE)
    document = documents.document_de_pages(lues, titre or TITRE)
    return demander_un_document(
        document=document, format=format, type_document=documents.TYPE_KIT_COMPOSE, pages=lues
    )


def demander_un_document(
    *, document: Document, format: Format, type_document: str, pages: Sequence[PageDuPortail]
) -> Rendu:
    """Ask for a document made of pages, named after its title and dated by the latest of them."""
    return demander(
        document=document,
        format=format,
        type_document=type_document,
        version_contenu=_version(pages),
        nom_fichier=_radical(document.titre),
    )


def _version(pages: Sequence[PageDuPortail]) -> str:
    """The day of the latest publication among the pages."""
    dates: list[datetime] = [page.last_published_at for page in pages if page.last_published_at]
    return f"Publié le {jour(max(dates))}" if dates else "Pages du portail"


def _radical(titre: str) -> str:
    return slugify(titre.replace("’", " ").replace("'", " "))[:RADICAL_MAX].strip("-") or "kit-pratique"


def tenant_les_pages(pages: Collection[int]) -> list[int]:
    """Return the published kits that hold one of these pages, or are one of them: one query."""
    touches = KitPage.objects.filter(pk__in=pages)
    for page in pages:
        touches |= KitPage.objects.avec_la_page(page)
    return list(touches.publics().order_by("pk").values_list("pk", flat=True))


def cle_d_attente(kit_id: int) -> str:
    """The mark in the cache of a kit whose rebuilding is already asked for."""
    return f"kits-pratiques:a-preparer:{kit_id}"


def annoncer(kit_id: int) -> None:
    """Ask for a kit to be ready again in half a minute, once however many pages are published meanwhile.

    Without cache or queue nothing is prepared ahead: the visitor who asks gets today's pages all the same.
    """
    try:
        if cache.add(cle_d_attente(kit_id), True, OUBLI_S):
            current_app.send_task(TACHE, args=[kit_id], countdown=ACCALMIE_S, retry=False)
    except (FileInjoignable, RedisError, OSError) as erreur:
        journal.warning("kit %s non préparé d’avance : %s", kit_id, erreur)


def preparer(kit_id: int) -> Rendu | None:
    """Ask for the PDF of a published kit; None when there is nothing to draw.

    The mark goes first: a page published while this reads asks again.
    """
    cache.delete(cle_d_attente(kit_id))
    kit = KitPage.objects.publics().filter(pk=kit_id).first()
    try:
        return demander_le_kit(kit=kit, format="pdf") if kit else None
    except RienAReunir:
        return None
