"""The tools that belong to a step."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from parcours.feuilles import Case, Dessin, trousse
from parcours.outils import Outil

register = template.Library()
GARDEE_MAX = 1_000
"""A longer text is drawn each time: what is kept in memory stays small."""


@register.simple_tag
def outils_de(*, etape: str) -> list[Outil]:
    """The declared tools of the step of that key, in their order."""
    return [outil for outil in trousse().outils if outil.etape == etape]


@register.simple_tag
def dessiner(*, case: Case) -> SafeString:
    """Draw a field of a tool."""
    dessin = case.dessin
    return (_dessiner if len(dessin.affichee) <= GARDEE_MAX else _dessiner.__wrapped__)(dessin)


@lru_cache(maxsize=4096)
def _dessiner(dessin: Dessin) -> SafeString:
    """Once for the same words: a grid of thirty rows comes back unchanged, one cell aside, time and again."""
    return SafeString(render_to_string("parcours/outils/_case.html", {"case": dessin}))
