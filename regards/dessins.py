"""Geometry of the drawings of a campaign, in SVG units. Pure: templates only draw what is computed here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from diagnostic import graphiques
from diagnostic.grille import NIVEAUX
from diagnostic.scoring import Barycentre
from regards.lecture import Rangee, Regard

LARGEUR, PAS, TETE, EPAISSEUR = 360.0, 54.0, 18.0, 26.0
ETROIT = 15.0
"""Below that, a segment is too narrow to hold its number, which is in the table anyway."""
COULEURS = ("#e4e1f5", "#b3aae2", "#6a5dc4", "#2f2785")
ENCRES = ("#1d1b2e", "#1d1b2e", "#ffffff", "#ffffff")


LOUPE_MIN, LOUPE_MAX, LOUPE_ECART = 2, 20, Fraction(3, 10)
"""How many times closer, and how far from the middle the farthest share may then go."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The voices of one line at one level."""

    niveau: int
    nombre: int
    x: float
    largeur: float
    couleur: str
    encre: str

    @property
    def milieu(self) -> float:
        """Where its number is written."""
        return round(self.x + self.largeur / 2, 1)

    @property
    def lisible(self) -> bool:
        """Whether it is wide enough for its number."""
        return self.largeur >= ETROIT


@dataclass(frozen=True, slots=True)
class Bande:
    """One line: a name, and its voices side by side from level 0 to level 3; none when it is not shown."""

    nom: str
    note: str
    y: float
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Bandes:
    """The lines of one criterion."""

    bandes: tuple[Bande, ...]
    hauteur: float
    titre: str


def bandes(rangees: Sequence[Rangee], quoi: str) -> Bandes:
    """Draw the repartitions of one criterion; `quoi` names it in the words read aloud."""
    lignes = tuple(_bande(rangee, rang * PAS) for rang, rangee in enumerate(rangees))
    dits = " ".join(f"{r.nom}\u00a0: {r.dite}." for r in rangees if r.repartition)
    return Bandes(lignes, len(lignes) * PAS - 6, f"{quoi}. {dits}")


def _bande(rangee: Rangee, y: float) -> Bande:
    if rangee.repartition is None:
        return Bande(rangee.nom, "trop peu de voix ici pour être montré à part", y, ())
    segments, x = [], 0.0
    for niveau, nombre in zip(NIVEAUX, rangee.repartition, strict=True):
        largeur = LARGEUR * nombre / rangee.situees
        if nombre:
            segments.append(
                Segment(niveau, nombre, round(x, 1), round(largeur, 1), COULEURS[niveau], ENCRES[niveau])
            )
        x += largeur
    return Bande(rangee.nom, f"{rangee.situees} voix", y, tuple(segments))


def triangle(regards: Sequence[Regard]) -> graphiques.Triangle:
    """One point a line: the whole as a sun, each group as a circle; numbered as in the table beside."""
    vide = graphiques.triangle([])
    reperes = []
    for rang, regard in enumerate(regards, start=1):
        if regard.barycentre:
            point = graphiques.placer(regard.barycentre, vide.sommets)
            nature = "present" if rang == 1 else "etape"
            parts = graphiques.parts_ecrites(regard.barycentre)
            reperes.append(graphiques.Repere(point.x, point.y, regard.nom, rang, nature, parts))
    return replace(vide, reperes=tuple(reperes), marques=graphiques.marquer(reperes))


@dataclass(frozen=True, slots=True)
class Loupe:
    """The same points seen closer, when they would hide one another: their distances times `fois`."""

    fois: int
    marques: tuple[graphiques.Marque, ...]


def loupe(regards: Sequence[Regard]) -> Loupe | None:
    """Spread the points around their middle; None when they are at the same place, or far enough apart."""
    points = {rang: r.barycentre for rang, r in enumerate(regards, start=1) if r.barycentre}
    milieu = [sum((p.parts[i] for p in points.values()), Fraction(0)) / max(1, len(points)) for i in range(3)]
    ecart = max((abs(p.parts[i] - milieu[i]) for p in points.values() for i in range(3)), default=Fraction(0))
    fois = min(LOUPE_MAX, int(LOUPE_ECART / ecart)) if ecart else 0
    if fois < LOUPE_MIN:
        return None
    reperes = []
    for rang, p in points.items():
        humain, financier, alliances = (Fraction(1, 3) + fois * (p.parts[i] - milieu[i]) for i in range(3))
        loin = Barycentre(humain, financier, alliances)
        point = graphiques.placer(loin, graphiques.GRAND)
        nature = "present" if rang == 1 else "etape"
        reperes.append(graphiques.Repere(point.x, point.y, "", rang, nature, ("", "", "")))
    return Loupe(fois, graphiques.marquer(reperes))


def trace(matrice: Iterable[Sequence[int]]) -> str:
    """The dark modules of a QR code as one SVG path, a unit a module."""
    morceaux = []
    for y, ligne in enumerate(matrice):
        x = 0
        while x < len(ligne):
            debut = x
            while x < len(ligne) and ligne[x]:
                x += 1
            if x > debut:
                morceaux.append(f"M{debut} {y}h{x - debut}v1h-{x - debut}z")
            x += 1
    return "".join(morceaux)
