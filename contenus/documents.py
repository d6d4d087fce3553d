"""A kit as a document: the pages it holds, in order, then the addresses they cite and where they come from.

Nothing here reads the clock: the same published pages give the same document, drawn once.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from contenus.documents_blocs import Renvois, absolue, chapitre, provenance_dite
from contenus.models import ActualitePage, KitPage, RessourcePage
from contenus.models.pages import PageDuPortail
from kits.document import Bloc, Document, Liste, Paragraphe, Pilier, Section, Tableau

TYPE_KIT = "Kit pratique"
TYPE_KIT_COMPOSE = "Kit composé par un visiteur"
SOURCES = "D’où cela vient"
ADRESSES = "Les adresses citées"
RESUME = "Des pages du portail réunies en un document, avec leurs sources."


def document_de_kit(kit: KitPage) -> Document:
    """Write a kit that staff put together: its introduction, its files, its published pages."""
    pages = kit.pages_publiees()
    renvois = _renvois(pages)
    blocs, parties = chapitre(kit.corps, renvois)
    ouverture = Section("Pour commencer", (*_chapo(kit), *blocs), parties)
    fichiers = _fichiers(kit, renvois)
    return _document(
        titre=kit.title,
        sous_titre=kit.resume,
        ouverture=[section for section in (ouverture, fichiers) if section.blocs or section.sous_sections],
        pages=pages,
        provenances=((kit.title, kit.statut, kit.source), *_provenances(pages)),
        renvois=renvois,
    )


def document_de_pages(
    pages: Sequence[PageDuPortail],
    titre: str,
    *,
    sous_titre: str = "Composé par un visiteur à partir des pages du portail",
    ouverture: Sequence[Section] = (),
    provenances: Sequence[tuple[str, str, str]] = (),
) -> Document:
    """Write pages that a visitor chose, in the order given, under a title that is the visitor's own.

    `ouverture` goes first; `provenances` are (what, status, source) rows for what it says.
    """
    return _document(
        titre=titre,
        sous_titre=sous_titre,
        ouverture=ouverture,
        pages=pages,
        provenances=(*provenances, *_provenances(pages)),
        renvois=_renvois(pages),
    )


def _document(
    *,
    titre: str,
    sous_titre: str,
    ouverture: Sequence[Section],
    pages: Sequence[PageDuPortail],
    provenances: Iterable[tuple[str, str, str]],
    renvois: Renvois,
) -> Document:
    chapitres = [_page(page, renvois) for page in pages]
    return Document(
        titre=titre,
        sous_titre=sous_titre,
        reperes=(("Pages réunies", str(len(pages))),),
        sections=(*ouverture, *chapitres, _sources(provenances, renvois)),
        resume=RESUME,
    )


def _renvois(pages: Sequence[PageDuPortail]) -> Renvois:
    return Renvois(internes=frozenset(absolue(page.url or "") for page in pages))


def _chapo(page: PageDuPortail) -> tuple[Paragraphe, ...]:
    return (Paragraphe(page.resume, "chapo"),) if page.resume else ()


def _page(page: PageDuPortail, renvois: Renvois) -> Section:
    """Write one page: summary, facts of a resource, body, and where to read it again."""
    blocs, parties = chapitre(page.corps, renvois)
    en_ligne = Paragraphe(f"Cette page en ligne\u00a0: {absolue(page.url or '')}", "note")
    return Section(
        page.title,
        (*_chapo(page), en_ligne, *_faits(page), *blocs),
        parties,
        pilier=_pilier(page),
    )


def _pilier(page: PageDuPortail) -> Pilier:
    """The accent of a page about one pillar; none when it is about several."""
    unique: Pilier = page.piliers[0] if len(page.piliers) == 1 else ""
    return unique


def _faits(page: PageDuPortail) -> Iterable[Bloc]:
    """What a resource or a piece of news says beside its body."""
    match page:
        case RessourcePage():
            faits: list[tuple[str, Any]] = [
                ("Famille", page.get_type_display()),
                ("Format", page.get_format_display()),
                ("De qui", page.auteur),
                ("Année", page.annee),
                ("Accès", page.get_acces_display()),
                ("Durée", page.duree_dite),
                ("Licence", page.licence),
                ("Adresse", page.adresse),
            ]
        case ActualitePage():
            faits = [("Date", f"{page.date:%d/%m/%Y}"), ("Adresse", page.adresse)]
        case _:
            return ()
    return (Liste(tuple(f"{nom}\u00a0: {valeur}" for nom, valeur in faits if valeur)),)


def _fichiers(kit: KitPage, renvois: Renvois) -> Section:
    noms = tuple(f"{fichier.title}{renvois.noter(fichier.url)}" for fichier in kit.fichiers())
    if not noms:
        return Section("Les fichiers du kit")
    intro = Paragraphe("À télécharger sur le portail\u00a0; leur adresse est à la fin de ce document.")
    return Section("Les fichiers du kit", (intro, Liste(noms)))


def _adresses(renvois: Renvois) -> Section:
    intro = Paragraphe("Dans le texte, un nombre entre crochets renvoie à cette liste.")
    return Section(ADRESSES, (intro, Liste(tuple(renvois.adresses), ordonnee=True)))


def _provenances(pages: Sequence[PageDuPortail]) -> tuple[tuple[str, str, str], ...]:
    return tuple((page.title, page.statut, page.source) for page in pages)


def _sources(provenances: Iterable[tuple[str, str, str]], renvois: Renvois) -> Section:
    """Say of everything printed whether it is found or ours, and where it comes from."""
    intro = Paragraphe(
        "«\u00a0Source\u00a0» veut dire que la liste ou le fait se trouve tel quel dans le texte cité. "
        "«\u00a0Proposition\u00a0» veut dire que la rédaction du portail l’a écrit, même en s’appuyant sur "
        "un texte. Les tableaux, les cas réels et les citations disent en plus la leur, à leur place."
    )
    lignes = tuple(
        (nom, provenance_dite(statut, source or "non précisée")) for nom, statut, source in provenances
    )
    tableau = Tableau("Chaque page et sa provenance", ("Ce que vous avez lu", "D’où cela vient"), lignes)
    return Section(SOURCES, (intro, tableau), (_adresses(renvois),) if renvois.adresses else ())
