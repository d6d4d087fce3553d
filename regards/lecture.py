"""What a crossing says: means, points, disagreements, and the five points most worth debating. Pure.

All is computed from published repartitions: see `croisement`. Every figure opens to its addends.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from diagnostic.grille import NIVEAUX, PILIERS, Critere, Dimension, Grille
from diagnostic.lecture import enumerer
from diagnostic.nombres import compter, en_dixiemes, en_niveau, en_pourcent, pourcents
from diagnostic.scoring import Barycentre, barycentre
from regards.croisement import Croisement, Repartition
from regards.regards import nommer

A_DEBATTRE = 5
ENSEMBLE = "Toutes les voix"


def moyenne(repartition: Repartition) -> Fraction:
    """Mean level (0 to 3) of a repartition of at least one voice."""
    return Fraction(sum(niveau * n for niveau, n in zip(NIVEAUX, repartition, strict=True)), sum(repartition))


@dataclass(frozen=True, slots=True)
class Desaccord:
    """How far apart two people drawn at random stand, in levels; `paires` by distance (0 to 3).

    The mean absolute difference over all pairs of distinct voices (Gini's mean difference): 0 when all
    agree, 2 at most with three or four voices, towards 1.5 with many.
    """

    paires: tuple[int, int, int, int]

    @property
    def nombre(self) -> int:
        """How many pairs."""
        return sum(self.paires)

    @property
    def somme(self) -> int:
        """Sum of the distances of all pairs, in levels."""
        return sum(ecart * n for ecart, n in enumerate(self.paires))

    @property
    def valeur(self) -> Fraction:
        """The mean distance, in levels."""
        return Fraction(self.somme, self.nombre)

    @property
    def unite(self) -> str:
        """What follows `valeur` as it is written: plural from two."""
        return "niveaux" if en_dixiemes(self.valeur) >= 20 else "niveau"  # noqa: PLR2004 (French plural)

    @property
    def calcul(self) -> str:
        """The addends in words: `8 paires à 2 niveaux d’écart, 7 paires sans écart`."""
        dits = [
            f"{compter(n, 'paire', 'paires')} {'sans écart' if not ecart else f'à {_niveaux(ecart)} d’écart'}"
            for ecart, n in reversed(list(enumerate(self.paires)))
            if n
        ]
        return enumerer(dits)


def _niveaux(nombre: int) -> str:
    return compter(nombre, "niveau", "niveaux")


def desaccord(repartition: Repartition) -> Desaccord:
    """Compare all pairs of distinct voices of a repartition of at least two."""
    paires = [0, 0, 0, 0]
    paires[0] = sum(n * (n - 1) // 2 for n in repartition)
    for (a, n), (b, m) in combinations(enumerate(repartition), 2):
        paires[b - a] += n * m
    zero, un, deux, trois = paires
    return Desaccord((zero, un, deux, trois))


def dire(repartition: Repartition) -> str:
    """A repartition in words: `2 personnes au niveau 1, 4 personnes au niveau 3`."""
    return enumerer(
        [
            f"{compter(n, 'personne', 'personnes')} au niveau\u00a0{niveau}"
            for niveau, n in zip(NIVEAUX, repartition, strict=True)
            if n
        ]
    )


@dataclass(frozen=True, slots=True)
class Rangee:
    """One line of a criterion: the whole, or a group. `repartition` is None when it cannot be shown."""

    nom: str
    voix: int
    repartition: Repartition | None

    @property
    def moyenne(self) -> Fraction | None:
        """Mean level, when shown."""
        return moyenne(self.repartition) if self.repartition else None

    @property
    def situees(self) -> int:
        """How many gave a level, when shown."""
        return sum(self.repartition or ())

    @property
    def sans_niveau(self) -> int:
        """How many gave none (« non concerné », « je ne sais pas », no answer)."""
        return self.voix - self.situees

    @property
    def calcul(self) -> str:
        """The mean with its addends: `2 × 1 + 4 × 3 = 14, sur 6 personnes : 2,3`."""
        if self.repartition is None:
            return ""
        termes = [f"{n} × {niveau}" for niveau, n in zip(NIVEAUX, self.repartition, strict=True) if n]
        somme = sum(niveau * n for niveau, n in zip(NIVEAUX, self.repartition, strict=True))
        sur = compter(self.situees, "personne", "personnes")
        return f"{' + '.join(termes)} = {somme}, sur {sur}\u00a0: {en_niveau(self.moyenne)}"

    @property
    def dite(self) -> str:
        """The repartition in words."""
        return dire(self.repartition) if self.repartition else ""


@dataclass(frozen=True, slots=True)
class Point:
    """One criterion as the results show it."""

    critere: Critere
    dimension: Dimension
    ensemble: Rangee
    groupes: tuple[Rangee, ...]
    desaccord: Desaccord
    commentaires: tuple[str, ...]

    @property
    def rangees(self) -> tuple[Rangee, ...]:
        """The whole, then each group."""
        return (self.ensemble, *self.groupes)

    @property
    def ecart(self) -> Fraction:
        """Between the highest and the lowest mean of the groups shown here; 0 with fewer than two."""
        moyennes = [rangee.moyenne for rangee in self.groupes if rangee.moyenne is not None]
        return max(moyennes) - min(moyennes) if moyennes else Fraction(0)

    @property
    def extremes(self) -> tuple[int, int]:
        """The lowest and the highest level given."""
        donnes = [niveau for niveau in NIVEAUX if (self.ensemble.repartition or ())[niveau]]
        return donnes[0], donnes[-1]

    @property
    def question(self) -> str:
        """What to ask to open the debate, with the grid's own words for the two ends."""
        bas, haut = (self.critere.niveaux[niveau].titre for niveau in self.extremes)
        if bas == haut:
            return f"Qu’est-ce qui nous fait dire, tous, «\u00a0{bas}\u00a0»\u00a0?"
        return (
            f"Qu’est-ce qui fait dire à certains «\u00a0{bas}\u00a0» "
            f"et à d’autres «\u00a0{haut}\u00a0»\u00a0? "
            "Parlons-nous de la même chose\u00a0?"
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One dimension for one line: mean of the means of its criteria, each an addend."""

    dimension: Dimension
    termes: tuple[tuple[Critere, Fraction], ...]

    @property
    def valeur(self) -> Fraction | None:
        """Mean level, None when no criterion of it is shown."""
        valeurs = [valeur for _, valeur in self.termes]
        return sum(valeurs, Fraction(0)) / len(valeurs) if valeurs else None

    @property
    def calcul(self) -> str:
        """The mean with its addends, the mean of each criterion."""
        if not self.termes:
            return "aucun critère montré"
        termes = " + ".join(f"{critere.code} {en_niveau(valeur)}" for critere, valeur in self.termes)
        sur = compter(len(self.termes), "critère", "critères")
        return f"{termes}, sur {sur}\u00a0: {en_niveau(self.valeur)}"


@dataclass(frozen=True, slots=True)
class Regard:
    """The whole or one group on the house: its four means, and its point of the triangle."""

    nom: str
    voix: int
    parts: tuple[Part, ...]

    @property
    def barycentre(self) -> Barycentre | None:
        """Its point, when each pillar has a mean."""
        return barycentre(tuple(p.valeur for p in self.parts if p.dimension.cle in PILIERS))

    @property
    def calcul(self) -> str:
        """How its point is placed: the share of each pillar in the sum of their three means."""
        if self.barycentre is None:
            return "pas de point\u00a0: il manque le niveau d’un pilier, ou tous sont à 0"
        piliers = [part for part in self.parts if part.dimension.cle in PILIERS]
        somme = " + ".join(en_niveau(part.valeur) for part in piliers)
        parts = zip(piliers, pourcents(self.barycentre.parts), strict=True)
        return ", ".join(
            f"{part.dimension.nom.lower()} {en_niveau(part.valeur)} ÷ ({somme}) = {en_pourcent(entier)}"
            for part, entier in parts
        )


@dataclass(frozen=True, slots=True)
class Lecture:
    """A whole crossing, read on its grid."""

    voix: int
    regards: tuple[Regard, ...]
    """The whole first, then each group."""
    points: tuple[Point, ...]
    """Every criterion shown, in the order of the grid."""
    a_debattre: tuple[Point, ...]
    accords: tuple[Point, ...]
    caches: tuple[Critere, ...]
    """Criteria asked that too few voices situated."""

    @property
    def unanimes(self) -> bool:
        """Whether nobody disagrees on anything."""
        return bool(self.points) and not self.a_debattre

    def point(self, code: str) -> Point | None:
        """One criterion, by code."""
        return next((p for p in self.points if p.critere.code == code), None)


def lire(croisement: Croisement, grille: Grille, *, courte: bool) -> Lecture:
    """Read a crossing on the grid of its campaign."""
    demandes = grille.criteres_de(courte=courte)
    points = tuple(_point(c, grille, croisement) for c in demandes if c.code in croisement.criteres)
    debat = sorted((p for p in points if p.desaccord.somme), key=lambda p: (-p.desaccord.valeur, -p.ecart))
    debat = debat[:A_DEBATTRE]
    accords = sorted((p for p in points if p not in debat), key=lambda p: p.desaccord.valeur)
    return Lecture(
        voix=croisement.voix,
        regards=(
            _regard(ENSEMBLE, croisement.voix, grille, {p.critere.code: p.ensemble for p in points}),
            *(
                _regard(groupe.nom, groupe.voix, grille, {p.critere.code: p.groupes[rang] for p in points})
                for rang, groupe in enumerate(_noms(croisement))
            ),
        ),
        points=points,
        a_debattre=tuple(debat),
        accords=tuple(accords[:A_DEBATTRE]),
        caches=tuple(c for c in demandes if c.code not in croisement.criteres),
    )


def _noms(croisement: Croisement) -> Sequence[Rangee]:
    return [Rangee(nommer(groupe.regards), groupe.voix, None) for groupe in croisement.groupes]


def _point(critere: Critere, grille: Grille, croisement: Croisement) -> Point:
    croise = croisement.criteres[critere.code]
    return Point(
        critere=critere,
        dimension=grille.dimension_de[critere.code],
        ensemble=Rangee(ENSEMBLE, croisement.voix, croise.ensemble),
        groupes=tuple(
            Rangee(groupe.nom, groupe.voix, croise.groupes.get(rang))
            for rang, groupe in enumerate(_noms(croisement))
        ),
        desaccord=desaccord(croise.ensemble),
        commentaires=croisement.commentaires.get(critere.code, ()),
    )


def _regard(nom: str, voix: int, grille: Grille, rangees: Mapping[str, Rangee]) -> Regard:
    parts = []
    for dimension in grille.dimensions:
        vues = [(c, rangees[c.code].moyenne) for c in dimension.criteres if c.code in rangees]
        parts.append(Part(dimension, tuple((c, valeur) for c, valeur in vues if valeur is not None)))
    return Regard(nom, voix, tuple(parts))
