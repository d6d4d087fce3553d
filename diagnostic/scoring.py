"""How the figures are made. Pure: no Django, no input or output, exact fractions throughout.

Rules, each visible on the restitution page:

* a figure is the plain mean of the levels (0 to 3) given to its criteria: no weight, no total over
  the dimensions, no rank (« Il n’existe pas de modèle idéal », We Demain, 18 October 2023);
* « non concerné » and « je ne sais pas » are out of the mean; the first also leaves the coverage;
* the barycentre is the share of each pillar in the sum of the three pillars' means (the balance
  is a « barycentre […] évolutif dans le temps », interim report of 18 January 2024). It tells
  towards what the house leans, never how good it is. The formula is our proposition.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from diagnostic.grille import DIMENSIONS, NIVEAU_MAX, NIVEAUX, PILIERS, Critere, Grille

NON_CONCERNE = "nc"
NE_SAIT_PAS = "nsp"
SANS_REPONSE = ""
CHOIX = (*(str(niveau) for niveau in NIVEAUX), NON_CONCERNE, NE_SAIT_PAS)
"""What may be chosen on a criterion; the empty string means no answer yet."""

Choix = Mapping[str, str]
"""Choice by criterion code; an absent code is a criterion without answer."""


@dataclass(frozen=True, slots=True)
class Terme:
    """One addend of a figure: a criterion and the level given to it (0 to 3)."""

    code: str
    titre: str
    niveau: int


_terme = lru_cache(maxsize=4096)(Terme)
"""A criterion at a level is the same addend in its theme, its dimension, its impacts and every house."""


@dataclass(frozen=True, slots=True)
class Mesure:
    """A figure that opens to its addends. `valeur` is in levels, from 0 to 3, or None if undefined."""

    cle: str
    nom: str
    termes: tuple[Terme, ...]
    non_concernes: tuple[str, ...]
    ne_sait_pas: tuple[str, ...]
    sans_reponse: tuple[str, ...]

    @property
    def somme(self) -> int:
        """Sum of the levels given."""
        return sum(terme.niveau for terme in self.termes)

    @property
    def valeur(self) -> Fraction | None:
        """Mean of the levels given; None when no level was given."""
        return Fraction(self.somme, len(self.termes)) if self.termes else None

    @property
    def concernes(self) -> int:
        """How many criteria concern the association."""
        return len(self.termes) + len(self.ne_sait_pas) + len(self.sans_reponse)

    @property
    def couverture(self) -> Fraction | None:
        """Share of the criteria that concern the association to which a level was given (0 to 1)."""
        return Fraction(len(self.termes), self.concernes) if self.concernes else None

    @property
    def traites(self) -> int:
        """How many criteria got an answer of any kind."""
        return len(self.termes) + len(self.non_concernes) + len(self.ne_sait_pas)

    @property
    def total(self) -> int:
        """How many criteria are asked."""
        return self.traites + len(self.sans_reponse)


@dataclass(frozen=True, slots=True)
class Barycentre:
    """A point of the triangle: three shares that sum to exactly 1."""

    humain: Fraction
    financier: Fraction
    alliances: Fraction

    @property
    def parts(self) -> tuple[Fraction, Fraction, Fraction]:
        """The shares, in the order of `PILIERS`."""
        return (self.humain, self.financier, self.alliances)


@dataclass(frozen=True, slots=True)
class Profil:
    """Everything computed from one set of answers, with the version of the grid that made it."""

    version: int
    courte: bool
    dimensions: tuple[Mesure, ...]
    themes: tuple[Mesure, ...]
    impacts: tuple[Mesure, ...]
    ensemble: Mesure
    """All criteria together: used for progress and coverage only, never for a mean."""
    barycentre: Barycentre | None

    def dimension(self, cle: str) -> Mesure:
        """The figure of one dimension, by key."""
        return self.dimensions[DIMENSIONS.index(cle)]

    @property
    def piliers(self) -> tuple[Mesure, ...]:
        """The figures of the three pillars, without the socle."""
        return tuple(mesure for mesure in self.dimensions if mesure.cle in PILIERS)


def mesurer(cle: str, nom: str, criteres: Iterable[Critere], choix: Choix) -> Mesure:
    """Sort criteria by kind of answer; raises ValueError on a choice outside `CHOIX`."""
    termes, nc, nsp, vides = [], [], [], []
    for critere in criteres:
        reponse = choix.get(critere.code, SANS_REPONSE)
        if reponse == SANS_REPONSE:
            vides.append(critere.code)
        elif reponse == NON_CONCERNE:
            nc.append(critere.code)
        elif reponse == NE_SAIT_PAS:
            nsp.append(critere.code)
        elif reponse in CHOIX:
            termes.append(_terme(critere.code, critere.titre, int(reponse)))
        else:
            raise ValueError(f"choix inconnu pour {critere.code} : {reponse!r}")
    return Mesure(cle, nom, tuple(termes), tuple(nc), tuple(nsp), tuple(vides))


def barycentre(valeurs: tuple[Fraction | int | None, ...]) -> Barycentre | None:
    """Shares of three weights (humain, financier, alliances), each ≥ 0.

    None when a weight is missing or when all are zero: a house with nothing in it leans nowhere.
    """
    presentes = [valeur for valeur in valeurs if valeur is not None]
    somme = sum(presentes, Fraction(0))
    if len(presentes) < len(PILIERS) or somme == 0:
        return None
    return Barycentre(*(Fraction(valeur) / somme for valeur in presentes))


def calculer(grille: Grille, choix: Choix, *, courte: bool = False) -> Profil:
    """Compute the whole profile of one set of answers on one grid."""
    retenus = grille.criteres_de(courte=courte)
    codes = {critere.code for critere in retenus}

    def mesure(cle: str, nom: str, criteres: Iterable[Critere]) -> Mesure:
        return mesurer(cle, nom, (c for c in criteres if c.code in codes), choix)

    dimensions = tuple(mesure(d.cle, d.nom, d.criteres) for d in grille.dimensions)
    return Profil(
        version=grille.version,
        courte=courte,
        dimensions=dimensions,
        themes=tuple(mesure(t.cle, t.nom, t.criteres) for d in grille.dimensions for t in d.themes),
        impacts=tuple(
            mesure(i.cle, i.nom, (c for c in retenus if i.cle in c.impacts)) for i in grille.impacts
        ),
        ensemble=mesure("ensemble", "Tous les critères", retenus),
        barycentre=barycentre(tuple(m.valeur for m in dimensions if m.cle in PILIERS)),
    )


@dataclass(frozen=True, slots=True)
class Proposition:
    """An action proposed by the grid: the `suite` of the level where a criterion stands."""

    critere: Critere
    niveau: int
    texte: str


def forces(grille: Grille, choix: Choix, *, courte: bool = False) -> tuple[tuple[Critere, int], ...]:
    """Criteria in place: the two upper levels, the highest first, then in the order of the grid."""
    return tuple(
        sorted(
            ((c, n) for c, n in _situes(grille, choix, courte=courte) if n >= NIVEAU_MAX - 1),
            key=lambda couple: -couple[1],
        )
    )


def fragilites(grille: Grille, choix: Choix, *, courte: bool = False) -> tuple[tuple[Critere, int], ...]:
    """Criteria to strengthen: the two lower levels, the lowest first, then in the order of the grid."""
    return tuple(
        sorted(
            ((c, n) for c, n in _situes(grille, choix, courte=courte) if n < NIVEAU_MAX - 1),
            key=lambda couple: couple[1],
        )
    )


def proposer(
    grille: Grille, choix: Choix, *, courte: bool = False, nombre: int = 6
) -> tuple[Proposition, ...]:
    """Propose at most `nombre` actions, in the order to take them.

    From the lowest level up; on a par, a criterion on which other weak ones rest comes before
    them, then the criterion bearing on more impacts, then the order of the grid. Nothing is
    proposed where the highest level is reached, where nothing was answered, or « non concerné ».
    """
    faibles = {c.code: (c, n) for c, n in _situes(grille, choix, courte=courte) if n < NIVEAU_MAX}
    soutiens = {code: sum(code in autre.appuis for autre, _ in faibles.values()) for code in faibles}
    rangs = {critere.code: rang for rang, critere in enumerate(grille.criteres)}
    ordre = sorted(
        faibles.values(),
        key=lambda cn: (cn[1], -soutiens[cn[0].code], -len(cn[0].impacts), rangs[cn[0].code]),
    )
    return tuple(Proposition(c, n, c.niveaux[n].suite) for c, n in ordre[:nombre])


def _situes(grille: Grille, choix: Choix, *, courte: bool) -> tuple[tuple[Critere, int], ...]:
    return tuple(
        (critere, int(choix[critere.code]))
        for critere in grille.criteres_de(courte=courte)
        if choix.get(critere.code, SANS_REPONSE).isdigit()
    )
