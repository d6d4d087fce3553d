"""What a typographer looks at on the pages of a document: where it is cut, and what that leaves alone."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string

from kits import pdf
from kits.document import Document, Emission, nettoyer

ANNONCES = ("h2", "h3", "caption", "thead")
BLOCS = (*ANNONCES, "p", "li", "figure", "tr")

Page = list[Any]
"""The boxes of one page, in reading order."""


def mettre_en_page(document: Document, emission: Emission) -> list[Page]:
    """Lay a document out as `pdf.composer` does."""
    page = render_to_string("kits/document.html", pdf.contexte(nettoyer(document), emission))
    return [list(_parcourir(feuille._page_box)) for feuille in pdf.mettre_en_page(page).pages]


def _parcourir(boite: Any) -> Iterator[Any]:
    if type(boite).__name__ != "MarginBox":
        yield boite
        for enfant in getattr(boite, "children", ()):
            yield from _parcourir(enfant)


def defauts(pages: list[Page]) -> list[str]:
    """Name each bad cut: a line or a row alone, a short table cut, a title without what it announces."""
    return [*_lignes_seules(pages), *_rangs_seuls(pages), *_bords(pages)]


def _lignes_seules(pages: list[Page]) -> Iterator[str]:
    """Paragraphs and elements of lists that leave one line alone on a side of their cut."""
    textes: dict[Any, Counter[int]] = {}
    for rang, page in enumerate(pages, start=1):
        for ligne in (b for b in page if type(b).__name__ == "LineBox" and b.element_tag in ("p", "li")):
            textes.setdefault(ligne.element, Counter())[rang] += 1
    for element, lignes in textes.items():
        if len(lignes) > 1 and min(lignes.values()) == 1:
            yield f"page {min(lignes)} : ligne seule, « {element.text[:40]} »"


def _rangs_seuls(pages: list[Page]) -> Iterator[str]:
    """Tables that leave one row alone on a side of their cut, or that are cut although short."""
    tables: dict[Any, Counter[int]] = {}
    for rang, page in enumerate(pages, start=1):
        for table in (b for b in page if type(b).__name__ == "TableBox" and b.element.get("class")):
            rangs = sum(len(groupe.children) for groupe in table.children if not groupe.is_header)
            tables.setdefault(table.element, Counter())[rang] += rangs
    for element, rangs in tables.items():
        if len(rangs) > 1 and ("court" in element.get("class").split() or min(rangs.values()) == 1):
            legende = element.find("caption").text
            yield f"page {min(rangs)} : tableau « {legende} » coupé {sorted(rangs.items())}"


def _bords(pages: list[Page]) -> Iterator[str]:
    """Pages that end on a title, or that begin with the one last line of what the page before says."""
    for rang, page in enumerate(pages, start=1):
        blocs = [b for b in page if b.element_tag in BLOCS and type(b).__name__ not in ("LineBox", "TextBox")]
        if rang < len(pages) and blocs and blocs[-1].element_tag in ANNONCES:
            yield f"page {rang} : finit par un titre"
        debut = next((n for n, bloc in enumerate(blocs) if bloc.element_tag in ANNONCES), len(blocs))
        lignes = [b for bloc in blocs[:debut] for b in bloc.children if type(b).__name__ == "LineBox"]
        if debut == 1 and blocs[0].element_tag == "p" and len(lignes) == 1:
            yield f"page {rang} : commence par une ligne seule"
