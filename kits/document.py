"""What a document says, before any file format: titles, paragraphs, tables, figures.

Pure: no Django, no file, no clock. A service of any app builds a `Document`; `kits.pdf` and
`kits.docx` draw the same one. Every string is plain text: the renderers escape it and keep
its line breaks. The only markup is `Figure.svg`, cleaned by `kits.figures` before drawing.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias, get_args

StyleParagraphe = Literal["courant", "chapo", "note", "citation"]
StyleEncadre = Literal["info", "proposition", "reponse"]
Pilier = Literal["", "humain", "financier", "alliances", "socle"]
Format = Literal["pdf", "docx"]
Json: TypeAlias = dict[str, Any]

HORS_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters XML 1.0 refuses, §2.2 « Characters »: neither PDF tags nor DOCX can hold them."""


@dataclass(frozen=True, slots=True)
class Paragraphe:
    """A paragraph: `chapo` introduces, `note` explains in small type, `citation` quotes someone."""

    texte: str
    style: StyleParagraphe = "courant"


@dataclass(frozen=True, slots=True)
class Liste:
    """A list of one-level elements, numbered when `ordonnee`."""

    elements: tuple[str, ...]
    ordonnee: bool = False


@dataclass(frozen=True, slots=True)
class Tableau:
    """A table: as many cells in each of `lignes` as in `entetes`; the first one may be a header."""

    legende: str
    entetes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]
    entete_de_ligne: bool = True

    def __post_init__(self) -> None:
        """Refuse a ragged table: a screen reader would announce the wrong header.

        Raises ValueError.
        """
        if any(len(ligne) != len(self.entetes) for ligne in self.lignes):
            raise ValueError(f"Tableau « {self.legende} » : {len(self.entetes)} cases par ligne attendues.")


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing in SVG, the sentence read aloud in its place, and its caption.

    Its figures belong in a `Tableau` placed next to it. Without a caption, drawings touch each other.
    """

    svg: str
    alternative: str
    legende: str


@dataclass(frozen=True, slots=True)
class Encadre:
    """A box set apart: information, something proposed, or what the association answered."""

    titre: str
    paragraphes: tuple[str, ...]
    style: StyleEncadre = "info"


@dataclass(frozen=True, slots=True)
class SautDePage:
    """What follows begins on a new page."""


Bloc: TypeAlias = Paragraphe | Liste | Tableau | Figure | Encadre | SautDePage


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter (or, inside `sous_sections`, a part of one): two levels in the table of contents.

    `pilier` chooses the accent colour; the meaning never rests on it.
    """

    titre: str
    blocs: tuple[Bloc, ...] = ()
    sous_sections: tuple["Section", ...] = ()
    pilier: Pilier = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `reperes` are the facts of its cover: (label, value) pairs.

    `feuille`: to print and use at once, so neither cover nor contents; it starts with its title.
    """

    titre: str
    sous_titre: str
    reperes: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    langue: str = "fr"
    auteur: str = ""
    resume: str = ""
    feuille: bool = False


@dataclass(frozen=True, slots=True)
class Emission:
    """What the issue of a file adds to its document: on the cover and at the foot of each page.

    `code` as displayed (XXXX-XXXX-XXXX), `adresse` the absolute page where it is verified,
    `emis_le` aware.
    """

    type_document: str
    code: str
    adresse: str
    emis_le: datetime


SIMPLES = ("titre", "sous_titre", "langue", "auteur", "resume", "feuille")
BLOCS: dict[str, type[Bloc]] = {classe.__name__: classe for classe in get_args(Bloc)}


def vers_dict(document: Document) -> Json:
    """Return `document` as JSON values; each block carries its class name under `type`."""
    return {
        **{nom: getattr(document, nom) for nom in SIMPLES},
        "reperes": [list(repere) for repere in document.reperes],
        "sections": [_section_vers_dict(section) for section in document.sections],
    }


def _section_vers_dict(section: Section) -> Json:
    return {
        "titre": section.titre,
        "pilier": section.pilier,
        "blocs": [{"type": type(bloc).__name__, **_listes(asdict(bloc))} for bloc in section.blocs],
        "sous_sections": [_section_vers_dict(partie) for partie in section.sous_sections],
    }


def depuis_dict(valeurs: Mapping[str, Any]) -> Document:
    """Return the document that `vers_dict` wrote.

    Raises KeyError or TypeError when `valeurs` did not come from it.
    """
    return Document(
        **{
            **valeurs,
            "reperes": tuple((libelle, valeur) for libelle, valeur in valeurs["reperes"]),
            "sections": tuple(_section_depuis_dict(section) for section in valeurs["sections"]),
        }
    )


def _section_depuis_dict(valeurs: Mapping[str, Any]) -> Section:
    return Section(
        titre=valeurs["titre"],
        pilier=valeurs["pilier"],
        blocs=tuple(_bloc_depuis_dict(bloc) for bloc in valeurs["blocs"]),
        sous_sections=tuple(_section_depuis_dict(partie) for partie in valeurs["sous_sections"]),
    )


def _bloc_depuis_dict(valeurs: Mapping[str, Any]) -> Bloc:
    champs = {nom: _tuples(valeur) for nom, valeur in valeurs.items() if nom != "type"}
    return BLOCS[valeurs["type"]](**champs)


def _listes(valeur: Any) -> Any:
    """Turn tuples into lists at every depth, as JSON knows only lists."""
    if isinstance(valeur, dict):
        return {cle: _listes(element) for cle, element in valeur.items()}
    return [_listes(element) for element in valeur] if isinstance(valeur, tuple) else valeur


def _tuples(valeur: Any) -> Any:
    return tuple(_tuples(element) for element in valeur) if isinstance(valeur, list) else valeur


def _transformer(valeur: Any) -> Any:
    """Remove at every depth the characters that no file can hold."""
    if isinstance(valeur, str):
        return HORS_XML.sub("", valeur.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(valeur, dict):
        return {cle: _transformer(element) for cle, element in valeur.items()}
    return [_transformer(element) for element in valeur] if isinstance(valeur, list) else valeur


def nettoyer(document: Document) -> Document:
    """Return `document` without the characters unfit for XML; every other one is kept.

    Line breaks become `\\n`. Cleaning twice changes nothing. PostgreSQL also refuses two of
    these characters in JSON (U+0000 and lone surrogates): clean before storing.
    """
    return depuis_dict(_transformer(vers_dict(document)))


def empreinte(document: Document, format: Format, gabarit_version: str) -> str:
    """Return the address of a file: SHA-256 (64 hex digits) of all that decides its content."""
    contenu = {"document": vers_dict(document), "format": format, "gabarit": gabarit_version}
    canonique = json.dumps(contenu, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonique.encode("ascii")).hexdigest()


def textes(document: Document) -> Iterator[str]:
    """Yield every string a reader must find in the file, in reading order.

    Drawings are not text: of a figure, only the caption is yielded.
    """
    yield from (document.titre, document.sous_titre)
    for libelle, valeur in document.reperes:
        yield from (libelle, valeur)
    for section in document.sections:
        yield from _textes_de_section(section)


def _textes_de_section(section: Section) -> Iterator[str]:
    yield section.titre
    for bloc in section.blocs:
        yield from _textes_de_bloc(bloc)
    for partie in section.sous_sections:
        yield from _textes_de_section(partie)


def _textes_de_bloc(bloc: Bloc) -> Iterator[str]:
    match bloc:
        case Paragraphe(texte=texte):
            yield texte
        case Liste(elements=elements):
            yield from elements
        case Tableau():
            yield bloc.legende
            yield from bloc.entetes
            for ligne in bloc.lignes:
                yield from ligne
        case Figure():
            yield bloc.legende
        case Encadre():
            yield bloc.titre
            yield from bloc.paragraphes
        case SautDePage():
            return
