"""The plain text of what staff write: read by the search, the mail digest, whoever needs words alone."""

from collections.abc import Iterator
from typing import Any

from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing

from contenus.models import IndexPage, KitPage, Nomenclature
from contenus.models.pages import PageDuPortail

_MUETS = (blocks.ChoiceBlock, blocks.URLBlock, blocks.BooleanBlock)
"""Blocks that hold no words of the author: a vocabulary, an address."""


def texte_de(page: Page) -> str:
    """Return title, summary and text of a specific page, one part a line; nothing is escaped."""
    resume = page.resume if isinstance(page, PageDuPortail) else ""
    return "\n".join(filter(None, (page.title, resume, texte_du_corps(page))))


def texte_du_corps(page: Page) -> str:
    """Return the text of every block of a page, rows of tables and of reference lists included."""
    parties: list[str] = []
    if isinstance(page, PageDuPortail):
        parties += _du_flux(page.corps)
    if isinstance(page, KitPage):
        parties += (str(bloc.value) for bloc in page.composition if bloc.value)
    if isinstance(page, IndexPage):
        parties.append(page.introduction)
    lignes = (" ".join(ligne.split()) for partie in parties for ligne in partie.splitlines())
    return "\n".join(filter(None, lignes))


def texte_de_liste(liste: Nomenclature) -> str:
    """Return title, description and rows of a reference list, one row a line."""
    lignes = [liste.titre, texte_de_html(liste.description)]
    for terme in liste.termes.all():
        lignes.append(" : ".join(filter(None, (terme.intitule, texte_de_html(terme.description)))))
    return "\n".join(filter(None, lignes))


def texte_de_html(html: str) -> str:
    """Return the words of a simple HTML text, two blocks never glued together."""
    return " ".join(get_text_for_indexing(html).split()) if html else ""


def _du_flux(flux: StreamValue) -> Iterator[str]:
    for bloc in flux:
        yield from _du_bloc(bloc.block, bloc.value)


def _du_bloc(bloc: blocks.Block, valeur: Any) -> Iterator[str]:
    if isinstance(valeur, Nomenclature):
        yield texte_de_liste(valeur)
    elif isinstance(bloc, blocks.StructBlock) and isinstance(valeur, blocks.StructValue):
        for nom, enfant in bloc.child_blocks.items():
            if nom != "adresse" and not isinstance(enfant, _MUETS):
                yield from _du_bloc(enfant, valeur.get(nom))
    elif valeur is not None:
        yield from bloc.get_searchable_content(valeur)
