"""What the address of a usage path leads to: steps, pages, meetings. Only what a visitor may open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db.models import Q

from contenus import recherche
from contenus.models import (
    ChoixDUsage,
    EtapeDUsage,
    Evenement,
    RessourcePage,
)
from contenus.models.kits import pages_ouvertes
from contenus.models.pages import PageDuPortail
from contenus.parcours import Etape, Selection
from kits.francais import jour

RENCONTRE = "Rencontre"
SUGGESTIONS, RENCONTRES, TROUVAILLES = 6, 3, 12


@cache
def modeles() -> tuple[type[PageDuPortail], ...]:
    """Every kind of page that a path may hold, whatever app it comes from."""
    connus = (modele for modele in apps.get_models() if issubclass(modele, PageDuPortail))
    return tuple(modele for modele in connus if not modele.de_passage)


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing of a path, ready to be shown. `duree` in minutes, None when nobody knows it."""

    cle: str
    genre: str
    titre: str
    pourquoi: str
    adresse: str
    duree: int | None = None
    page_id: int | None = None
    provenance: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One of the three questions, and its answers in their order: (key, words, explanation)."""

    axe: str
    titre: str
    reponses: tuple[tuple[str, str, str], ...]


def questions() -> tuple[Question, ...]:
    """Return the three questions as staff word them; one without any answer is left out."""
    lignes = list(ChoixDUsage.objects.order_by("rang").values_list("axe", "cle", "titre", "description"))
    listes = [
        Question(axe.value, str(axe.label), tuple(ligne[1:] for ligne in lignes if ligne[0] == axe.value))
        for axe in ChoixDUsage.Axe
    ]
    return tuple(question for question in listes if question.reponses)


def etapes_ouvertes() -> tuple[tuple[Etape, Piece], ...]:
    """Return every step that leads somewhere: for the composing, and as it is shown."""
    return tuple((_en_etape(ligne), _en_piece(ligne)) for ligne in EtapeDUsage.objects.ouvertes())


def _en_etape(ligne: EtapeDUsage) -> Etape:
    return Etape(
        cle=ligne.cle,
        titre=ligne.titre,
        pourquoi=ligne.pourquoi,
        adresse=ligne.adresse,
        duree=ligne.duree,
        profils=tuple(ligne.profils),
        objectifs=tuple(ligne.objectifs),
        maturites=tuple(ligne.maturites),
        temps=ligne.temps,
        rang=ligne.rang,
    )


def _en_piece(ligne: EtapeDUsage) -> Piece:
    return Piece(
        cle=ligne.cle,
        genre="Étape",
        titre=ligne.titre,
        pourquoi=ligne.pourquoi,
        adresse=(ligne.page.url or "") if ligne.page else ligne.adresse,
        duree=ligne.duree,
        page_id=ligne.page_id,
        provenance=(ligne.statut, ligne.source),
    )


def resoudre(cles: Sequence[str], etapes: Iterable[Piece]) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
    """Return what these keys lead to, in their order, and the keys that lead nowhere (any more).

    A key is that of a step, else of a page, else the identifier of a meeting to come.
    """
    trouvees = {piece.cle: piece for piece in etapes}
    autres = [cle for cle in cles if cle not in trouvees]
    if autres:
        trouvees = {**_rencontres(autres), **_pages(autres), **trouvees}
    return (
        tuple(trouvees[cle] for cle in cles if cle in trouvees),
        tuple(cle for cle in cles if cle not in trouvees),
    )


def _pages(cles: Sequence[str]) -> dict[str, Piece]:
    visibles = pages_ouvertes().filter(slug__in=cles).exact_type(*modeles())
    pages = visibles.order_by("-path").specific()
    return {page.slug: _page_en_piece(page) for page in pages}


def _page_en_piece(page: PageDuPortail) -> Piece:
    return Piece(
        cle=page.slug,
        genre=str(page._meta.verbose_name).capitalize(),
        titre=page.title,
        pourquoi=page.resume,
        adresse=page.url or "",
        duree=page.duree,
        page_id=page.pk,
        provenance=(page.statut, page.source) if page.source else None,
    )


def _rencontres(cles: Sequence[str]) -> dict[str, Piece]:
    uuids = [uuid for cle in cles if (uuid := _uuid(cle))]
    if not uuids:
        return {}
    return {str(e.pk): _rencontre(e) for e in Evenement.objects.publies().a_venir().filter(pk__in=uuids)}


def _uuid(cle: str) -> UUID | None:
    try:
        uuid = UUID(cle)
    except ValueError:
        return None
    return uuid if str(uuid) == cle else None


def _rencontre(evenement: Evenement) -> Piece:
    ou = "en ligne" if evenement.en_ligne else evenement.lieu
    annule = "Annulé. " if evenement.etat == Evenement.Etat.ANNULE else ""
    minutes = round((evenement.fin - evenement.debut).total_seconds() / 60)
    return Piece(
        cle=str(evenement.pk),
        genre=RENCONTRE,
        titre=evenement.titre,
        pourquoi=f"{annule}Le {jour(evenement.debut)}{', ' + ou if ou else ''}. {evenement.organisateur}",
        adresse=evenement.get_absolute_url(),
        duree=max(1, minutes) if minutes < 24 * 60 else None,
    )


def ressources_pour(selection: Selection, exclues: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return resources filed under the three answers; those filed under nothing come only by search."""
    axes = (
        ("publics", selection.profil),
        ("objectifs", selection.objectif),
        ("maturites", selection.maturite),
    )
    filtres = Q()
    for champ, reponse in axes:
        if reponse:
            filtres &= Q(**{f"{champ}__contains": [reponse]})
    if not filtres:
        return ()
    visibles = pages_ouvertes()
    trouvees = RessourcePage.objects.filter(filtres, page_ptr__in=visibles).defer("corps")
    hors = [piece.page_id for piece in exclues if piece.page_id]
    return tuple(_page_en_piece(p) for p in trouvees.exclude(pk__in=hors).order_by("title")[:SUGGESTIONS])


def prochaines_rencontres(exclues: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return the next webinars and meetings of the common agenda."""
    hors = [piece.cle for piece in exclues if piece.genre == RENCONTRE]
    a_venir = Evenement.objects.filter(etat=Evenement.Etat.PUBLIE).a_venir().exclude(pk__in=hors)
    return tuple(_rencontre(evenement) for evenement in a_venir[:RENCONTRES])


def chercher(mots: str, exclues: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return the pages that the portal’s search finds, the best first: doors and lists are no step."""
    hors = {piece.page_id for piece in exclues if piece.page_id}
    genres = {modele.genre_public for modele in modeles()}
    trouvees = recherche.pages(mots, genres, 2 * TROUVAILLES + len(hors))
    rangs = {pk: rang for rang, pk in enumerate(trouvees) if pk not in hors}
    pages = pages_ouvertes().filter(pk__in=rangs).exact_type(*modeles()).specific() if rangs else ()
    rangees = sorted(pages, key=lambda page: rangs[page.pk])
    return tuple(_page_en_piece(page) for page in rangees[:TROUVAILLES])
