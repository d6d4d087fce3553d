"""Invented figures for the style page, so that each component is seen at work. Nothing else uses them."""

from fractions import Fraction
from typing import Any

from diagnostic import graphiques
from diagnostic.grille import DIMENSIONS
from diagnostic.lecture import dire_les_mesures, lire
from diagnostic.scoring import Barycentre, Mesure, Profil, Terme, barycentre

NOMS = dict(
    zip(
        DIMENSIONS,
        ("Le socle", "Richesses humaines", "Ressources financières", "Alliances stratégiques"),
        strict=True,
    )
)


def exemples() -> dict[str, Any]:
    """Context of the style page: a measure of each kind, a house, a triangle with three steps and a cap."""
    mesures = tuple(
        Mesure(cle, NOMS[cle], _termes(niveaux), ("X8",), ("X9",), ())
        for cle, niveaux in zip(DIMENSIONS, ((2, 1, 3), (3, 2, 2), (1, 1, 2), (0, 2, 1)), strict=True)
    )
    vide = Mesure("vide", "Une mesure sans réponse", (), (), (), ("X1", "X2"))
    profil = Profil(
        0, False, mesures, (), mesures[:3], vide, barycentre(tuple(mesure.valeur for mesure in mesures[1:]))
    )
    cap = Barycentre(Fraction(3, 10), Fraction(4, 10), Fraction(3, 10))
    points = [("Avant", Barycentre(Fraction(3, 5), Fraction(1, 5), Fraction(1, 5)))]
    if profil.barycentre:
        points.append(("Aujourd’hui", profil.barycentre))
    triangle = graphiques.triangle(points, cap)
    return {
        "mesure": mesures[0],
        "mesure_vide": vide,
        "maison": graphiques.maison(profil, cap),
        "triangle": triangle,
        "barres": graphiques.barres(mesures),
        "barres_dites": dire_les_mesures(mesures),
        "lecture": lire(profil, triangle.reperes),
    }


def _termes(niveaux: tuple[int, ...]) -> tuple[Terme, ...]:
    return tuple(Terme(f"X{rang}", f"Critère inventé {rang}", n) for rang, n in enumerate(niveaux, start=1))
