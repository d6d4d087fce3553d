"""What the pages of the paths show: durations in words, bars."""

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString

from contenus.parcours import duree_dite
from parcours import figures

register = template.Library()


@register.simple_tag
def duree(*, minutes: int) -> str:
    """A length of time as one says it."""
    return duree_dite(minutes)


@register.simple_tag
def barres(*, valeurs: Any, unite: str) -> SafeString:
    """The bars of a figure; its table says the same to whoever does not see them."""
    lignes = [
        figures.Barre(ligne["nom"], ligne["valeur"], _dire(ligne["valeur"], unite)) for ligne in valeurs
    ]
    return SafeString(figures.barres(lignes))


def _dire(valeur: float, unite: str) -> str:
    entier = valeur == int(valeur)
    nombre = number_format(valeur, 0 if entier else None, use_l10n=True, force_grouping=True)
    return f"{nombre}\u00a0{unite}" if unite else nombre
