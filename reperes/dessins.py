"""Geometry of the bands of one dimension, in SVG units. Pure: templates only draw what is computed here."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from diagnostic.graphiques import COULEURS
from diagnostic.grille import NIVEAU_MAX, NIVEAUX
from diagnostic.nombres import en_niveau
from reperes.tranches import TRANCHES, Fourchette

LARGEUR, BORD, PAS, AXE = 360.0, 8.0, 54.0, 22.0
"""Of the drawing, of its margins, of one band with its name, of the scale under the bands."""
UTILE = LARGEUR - 2 * BORD
TROP_PEU = "trop peu"


@dataclass(frozen=True, slots=True)
class Bande:
    """One group: where half of it stands. A group that cannot be shown has no length and says why."""

    nom: str
    note: str
    y: float
    x: float
    largeur: float


@dataclass(frozen=True, slots=True)
class Bandes:
    """The bands of one dimension, its scale, and the mark of the diagnostic looked from, if there is one."""

    cle: str
    couleur: str
    bandes: tuple[Bande, ...]
    echelle: tuple[tuple[int, float], ...]
    pied: float
    hauteur: float
    marque: float | None
    titre: str


def bandes(
    cle: str, nom: str, lignes: Sequence[tuple[str, Fourchette | None]], mien: Fraction | None, vide: str
) -> Bandes:
    """Draw one dimension; `vide` says why a group is not shown, `mien` is the figure to mark."""
    dessinees = tuple(_bande(*ligne, rang * PAS) for rang, ligne in enumerate(lignes))
    dits = [f"{groupe}\u00a0: {f.dite if f else vide}" for groupe, f in lignes]
    if mien is not None:
        dits.append(f"vous\u00a0: {en_niveau(mien)}")
    pied = len(dessinees) * PAS
    return Bandes(
        cle=cle,
        couleur=COULEURS[cle],
        bandes=dessinees,
        echelle=tuple((niveau, _x(Fraction(niveau, NIVEAU_MAX))) for niveau in NIVEAUX),
        pied=pied,
        hauteur=pied + AXE,
        marque=None if mien is None else _x(mien / NIVEAU_MAX),
        titre=f"{nom}, de 0 à {NIVEAU_MAX}. {'. '.join(dits)}.",
    )


def _x(part: Fraction) -> float:
    return round(BORD + UTILE * float(part), 1)


def _bande(nom: str, fourchette: Fourchette | None, y: float) -> Bande:
    if fourchette is None:
        return Bande(nom, TROP_PEU, y, 0, 0)
    x = _x(Fraction(fourchette.premiere, TRANCHES))
    largeur = round(_x(Fraction(fourchette.derniere + 1, TRANCHES)) - x, 1)
    return Bande(nom, f"{fourchette.bas} à {fourchette.haut}", y, x, largeur)
