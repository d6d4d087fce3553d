"""The tools that belong to a step."""

from django import template

from parcours.feuilles import trousse
from parcours.outils import Outil

register = template.Library()


@register.simple_tag
def outils_de(*, etape: str) -> list[Outil]:
    """The declared tools of the step of that key, in their order."""
    return [outil for outil in trousse().outils if outil.etape == etape]
