"""Geometry of the charts, in SVG units. Pure: templates only draw what is computed here.

The house is the product's signature: the roof is the triangle of the three pillars, the point
under it their barycentre; three pillars carry it, filled to their level; the socle carries all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import hypot, sqrt

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
class Boite:
    """A rectangle of the drawing, upright."""

    gauche: float
    haut: float
    largeur: float
    hauteur: float

    def couvre(self, autre: "Boite") -> bool:
        """Whether the two have a surface in common."""
        return (
            self.gauche < autre.gauche + autre.largeur
            and autre.gauche < self.gauche + self.largeur
            and self.haut < autre.haut + autre.hauteur
            and autre.haut < self.haut + self.hauteur
        )


@dataclass(frozen=True, slots=True)
class Marque:
    """What is drawn for a point, or for several that would hide one another.

    `etiquette` says which: « 1 = 2 » at the same place, « 1 ≈ 2 » too near to be told apart. A lone
    cap has a flag that flies towards `sens`, (1, 1) being up and to the right.
    """

    x: float
    y: float
    nature: str
    etiquette: str
    boite: Boite
    sens: tuple[int, int] = (1, 1)

    @property
    def corps(self) -> Boite:
        """The rectangle to draw, its line being half outside."""
        b = self.boite
        return Boite(b.gauche + TRAIT, b.haut + TRAIT, b.largeur - 2 * TRAIT, b.hauteur - 2 * TRAIT)

    @property
    def ligne(self) -> float:
        """Where its label is written."""
        return round(self.y + 5, 1)


@dataclass(frozen=True, slots=True)
class Triangle:
    """A triangle and what is placed on it. `sommets` follow the order of `PILIERS`."""

    sommets: tuple[Point, Point, Point]
    centre: Point
    reperes: tuple[Repere, ...]
    marques: tuple[Marque, ...]
    """The same points as they are drawn, none hiding another."""
    chemin: str
    """Points of the polyline joining the successive steps; empty with fewer than two."""

    @property
    def reunit(self) -> bool:
        """Whether one mark stands for several points."""
        return len(self.marques) < len(self.reperes)

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
TAILLE = (420.0, 346.0)
"""Of the drawing of the large triangle."""
NOMS_DES_SOMMETS = (
    Boite(10, 308, 100, 34),
    Boite(GRAND[1].x + 26, 10, 96, 37),
    Boite(310, 308, 100, 34),
)
RAYONS = {"present": 12.0, "etape": 10.5}
TRAIT, SIGNE, MARGE, NOMBRES_MAX = 1.5, 8.5, 12.0, 3
"""Half a line, the width of a letter, what a long label leaves around it; the most numbers it says."""
SENS = ((1, 1), (-1, 1), (1, -1), (-1, -1))
FANION, HAMPE, PIED = 22.0, 33.0, 4.0
"""How far a flag flies, how high, and half the width of its foot."""
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
    centre = placer(Barycentre(tiers, tiers, tiers), sommets)
    return Triangle(sommets, centre, tuple(reperes), marquer(reperes), chemin)


def marquer(reperes: Sequence[Repere]) -> tuple[Marque, ...]:
    """Draw points so that none hides another nor the name of a vertex of the large triangle.

    Marks that would overlap become one. The flag of the cap turns aside first; when no side is
    free, the cap joins the nearest mark.
    """
    etapes = [[repere] for repere in reperes if repere.nature != "cap"]
    muettes = len(etapes) == 1
    marques = _reunir(etapes, muettes=muettes)
    for cap in (repere for repere in reperes if repere.nature == "cap"):
        occupees = [*(marque.boite for _, marque in marques), *NOMS_DES_SOMMETS]
        fanions = (_planter(cap, sens) for sens in SENS)
        libre = next((f for f in fanions if not any(map(f.boite.couvre, occupees))), None)
        if libre:
            return (*(marque for _, marque in marques), libre)
        groupes = sorted((groupe for groupe, _ in marques), key=lambda g: _ecart(g, cap))
        marques = _reunir([[*groupes[0], cap], *groupes[1:]], muettes=muettes)
    return tuple(marque for _, marque in marques)


def _reunir(groupes: list[list[Repere]], *, muettes: bool) -> list[tuple[list[Repere], Marque]]:
    """Mark each group, joining the first two that overlap until none does."""
    marques = [(groupe, _marque(groupe, muette=muettes)) for groupe in groupes]
    couples = combinations(marques, 2)
    heurt = next(((a, b) for (a, x), (b, y) in couples if x.boite.couvre(y.boite)), None)
    if heurt is None:
        return marques
    return _reunir([*(g for g in groupes if g not in heurt), heurt[0] + heurt[1]], muettes=muettes)


def _marque(groupe: list[Repere], *, muette: bool) -> Marque:
    nature = "present" if any(repere.nature == "present" for repere in groupe) else "etape"
    etiquette = "" if muette and len(groupe) == 1 else _etiquette(groupe)
    rayon = RAYONS[nature]
    largeur = max(2 * rayon, len(etiquette) * SIGNE + MARGE if len(groupe) > 1 else 0)
    x = sum(repere.x for repere in groupe) / len(groupe)
    y = round(sum(repere.y for repere in groupe) / len(groupe), 1)
    if len(groupe) > 1:
        nom = NOMS_DES_SOMMETS[1]
        bord = nom.gauche if y - rayon - TRAIT < nom.haut + nom.hauteur else TAILLE[0]
        x = min(max(x, largeur / 2 + TRAIT), bord - largeur / 2 - TRAIT)
    x = round(x, 1)
    boite = Boite(x - largeur / 2 - TRAIT, y - rayon - TRAIT, largeur + 2 * TRAIT, 2 * (rayon + TRAIT))
    return Marque(x, y, nature, etiquette, boite)


def _etiquette(groupe: list[Repere]) -> str:
    nombres = [str(rang) for rang in sorted(repere.rang for repere in groupe if repere.rang)]
    if len(nombres) > NOMBRES_MAX:
        nombres = [nombres[0], "…", nombres[-1]]
    noms = [*nombres, *("cap" for repere in groupe if repere.nature == "cap")]
    memes = len({(repere.x, repere.y) for repere in groupe}) == 1
    return (" = " if memes else " ≈ ").join(noms)


def _planter(cap: Repere, sens: tuple[int, int]) -> Marque:
    gauche = cap.x - (PIED if sens[0] > 0 else FANION)
    haut = cap.y - (HAMPE if sens[1] > 0 else PIED)
    return Marque(cap.x, cap.y, "cap", "", Boite(gauche, haut, FANION + PIED, HAMPE + PIED), sens)


def _ecart(groupe: list[Repere], cap: Repere) -> float:
    return min(hypot(repere.x - cap.x, repere.y - cap.y) for repere in groupe)


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
