"""Bars as SVG, drawn by the server. Pure: no Django. Sizes in CSS pixels of a 360-wide drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

LARGEUR, HAUTEUR_DE_BARRE, PAS, TITRE = 360, 18, 46, 20


@dataclass(frozen=True, slots=True)
class Barre:
    """A name, a length (0 or more) and the length as it is said."""

    nom: str
    valeur: float
    dite: str


def barres(lignes: Sequence[Barre]) -> str:
    """Draw one bar a line, the longest across the whole width, its name above it."""
    plus_longue = max((ligne.valeur for ligne in lignes), default=0) or 1
    hauteur = PAS * len(lignes)
    morceaux = [
        f'<svg class="barres" viewBox="0 0 {LARGEUR} {hauteur}" aria-hidden="true" focusable="false">',
    ]
    for rang, ligne in enumerate(lignes):
        haut = rang * PAS
        longueur = max(1.0, LARGEUR * ligne.valeur / plus_longue)
        morceaux.append(
            f'<text x="0" y="{haut + TITRE - 6}">{escape(ligne.nom)}</text>'
            f'<text x="{LARGEUR}" y="{haut + TITRE - 6}" text-anchor="end">{escape(ligne.dite)}</text>'
            f'<rect x="0" y="{haut + TITRE}" width="{longueur:.1f}" height="{HAUTEUR_DE_BARRE}" rx="3"/>'
        )
    return "".join([*morceaux, "</svg>"])
