"""Two campaigns of one association, side by side: what came closer, what moved apart. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from diagnostic import graphiques
from diagnostic.evolution import reports_entre
from diagnostic.grille import Grille
from diagnostic.nombres import en_dixiemes
from regards.lecture import Lecture, Point


@dataclass(frozen=True, slots=True)
class Suivi:
    """One criterion asked in both campaigns."""

    avant: Point
    apres: Point

    @property
    def sens(self) -> int:
        """1 when the disagreement grew, -1 when it shrank, 0 when the figures shown are the same."""
        avant, apres = (en_dixiemes(point.desaccord.valeur) for point in (self.avant, self.apres))
        return (apres > avant) - (apres < avant)

    @property
    def dit(self) -> str:
        """Which way it went, in a word."""
        return {1: "a grandi", -1: "s’est réduit", 0: "n’a pas bougé"}[self.sens]


@dataclass(frozen=True, slots=True)
class Comparaison:
    """Two results; `triangle` joins the point of the first to the point of the second."""

    suivis: Mapping[str, Suivi]
    """By code of the present grid, in its order."""
    triangle: graphiques.Triangle

    @property
    def reduits(self) -> tuple[Suivi, ...]:
        """Where people came closer."""
        return tuple(suivi for suivi in self.suivis.values() if suivi.sens < 0)

    @property
    def grandis(self) -> tuple[Suivi, ...]:
        """Where they moved apart."""
        return tuple(suivi for suivi in self.suivis.values() if suivi.sens > 0)

    @property
    def stables(self) -> int:
        """How many did not move."""
        return sum(suivi.sens == 0 for suivi in self.suivis.values())


def comparer(
    avant: Lecture, grille_avant: Grille, apres: Lecture, grille_apres: Grille, noms: tuple[str, str]
) -> Comparaison:
    """Compare two readings through what carries over from one grid to the other."""
    reports = reports_entre(grille_avant, grille_apres)
    anciens = {reports[p.critere.code]: p for p in avant.points if p.critere.code in reports}
    etapes = [(nom, lecture.regards[0].barycentre) for nom, lecture in zip(noms, (avant, apres), strict=True)]
    return Comparaison(
        suivis={
            p.critere.code: Suivi(anciens[p.critere.code], p)
            for p in apres.points
            if p.critere.code in anciens
        },
        triangle=graphiques.triangle([(nom, point) for nom, point in etapes if point]),
    )
