"""Geometry of the charts, in SVG units. Pure: templates only draw what is computed here.

The house is the product's signature: the roof is the triangle of the three pillars, the point
under it their barycentre; three pillars carry it, filled to their level; the socle carries all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from diagnostic.grille import NIVEAU_MAX, PILIERS
from diagnostic.nombres import en_niveau, en_pourcent, pourcents
from diagnostic.scoring import Barycentre, Mesure, Profil

COULEURS = {"humain": "#b4432f", "financier": "#1f6f5c", "alliances": "#3b5b9d", "socle": "#6b5b3e"}
ENCRE = "#1d1b2e"


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Repere:
    """A marked point of the triangle: `rang` orders the trajectoire, `nature` chooses the mark."""

    x: float
    y: float
    nom: str
    rang: int
    nature: str
    parts: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Triangle:
    """A triangle and what is placed on it. `sommets` follow the order of `PILIERS`."""

    sommets: tuple[Point, Point, Point]
    centre: Point
    reperes: tuple[Repere, ...]
    chemin: str
    """Points of the polyline joining the successive steps; empty with fewer than two."""

    @property
    def contour(self) -> str:
        """The outline, as an SVG polygon draws it."""
        gauche, haut, droite = self.sommets
        return f"{gauche.x},{gauche.y} {haut.x},{haut.y} {droite.x},{droite.y}"


@dataclass(frozen=True, slots=True)
class Barre:
    """One measured row: `part` is its length in hundredths of the full length."""

    cle: str
    nom: str
    valeur: str
    part: float
    couleur: str
    y: float


@dataclass(frozen=True, slots=True)
class Colonne:
    """One pillar of the house, filled from the ground up."""

    cle: str
    nom: str
    valeur: str
    couleur: str
    x: float
    haut: float
    hauteur: float


@dataclass(frozen=True, slots=True)
class Maison:
    triangle: Triangle
    colonnes: tuple[Colonne, ...]
    socle: Barre


TOIT = (Point(20, 176), Point(180, 24), Point(340, 176))
COTE = 300.0
GRAND = (
    Point(60, round(34 + COTE * sqrt(3) / 2, 1)),
    Point(60 + COTE / 2, 34),
    Point(60 + COTE, round(34 + COTE * sqrt(3) / 2, 1)),
)
COLONNE_BAS, COLONNE_HAUTEUR, COLONNE_LARGEUR = 336.0, 130.0, 88.0


def placer(barycentre: Barycentre, sommets: tuple[Point, Point, Point]) -> Point:
    """Place three shares on a triangle, rounded to a tenth of a unit."""
    couples = list(zip(barycentre.parts, sommets, strict=True))
    return Point(
        round(sum(float(part) * sommet.x for part, sommet in couples), 1),
        round(sum(float(part) * sommet.y for part, sommet in couples), 1),
    )


def parts_ecrites(barycentre: Barycentre) -> tuple[str, str, str]:
    """The three shares as percentages that sum to 100, in the order of `PILIERS`."""
    humain, financier, alliances = (en_pourcent(p) for p in pourcents(barycentre.parts))
    return (humain, financier, alliances)


def triangle(
    etapes: Sequence[tuple[str, Barycentre]],
    cap: Barycentre | None = None,
    sommets: tuple[Point, Point, Point] = GRAND,
) -> Triangle:
    """Draw successive steps (the last is the present one) and, if any, the cap."""
    reperes = []
    for rang, (nom, barycentre) in enumerate(etapes, start=1):
        point = placer(barycentre, sommets)
        nature = "present" if rang == len(etapes) else "etape"
        reperes.append(Repere(point.x, point.y, nom, rang, nature, parts_ecrites(barycentre)))
    chemin = " ".join(f"{r.x},{r.y}" for r in reperes) if len(reperes) > 1 else ""
    if cap is not None:
        point = placer(cap, sommets)
        reperes.append(Repere(point.x, point.y, "Le cap", 0, "cap", parts_ecrites(cap)))
    tiers = Fraction(1, 3)
    return Triangle(sommets, placer(Barycentre(tiers, tiers, tiers), sommets), tuple(reperes), chemin)


def maison(profil: Profil, cap: Barycentre | None = None) -> Maison:
    """The house of one profile."""
    etapes = [("Aujourd’hui", profil.barycentre)] if profil.barycentre else []
    colonnes = []
    for rang, cle in enumerate(PILIERS):
        mesure = profil.dimension(cle)
        hauteur = round(float((mesure.valeur or 0) * Fraction(COLONNE_HAUTEUR) / NIVEAU_MAX), 1)
        x = 20.0 + rang * (320 - COLONNE_LARGEUR) / 2
        colonnes.append(
            Colonne(
                cle, mesure.nom, en_niveau(mesure.valeur), COULEURS[cle], x, COLONNE_BAS - hauteur, hauteur
            )
        )
    return Maison(triangle(etapes, cap, TOIT), tuple(colonnes), barres((profil.dimension("socle"),))[0])


def barres(mesures: Sequence[Mesure], couleurs: Sequence[str] = (), pas: float = 34) -> tuple[Barre, ...]:
    """Horizontal bars, one a measure, `pas` units apart."""
    return tuple(
        Barre(
            m.cle,
            m.nom,
            en_niveau(m.valeur),
            round(float((m.valeur or 0) * 100 / NIVEAU_MAX), 1),
            couleurs[i] if couleurs else COULEURS.get(m.cle, ENCRE),
            i * pas,
        )
        for i, m in enumerate(mesures)
    )
