"""A figure of 0 to 3 in ranges of a quarter of a level, and what many of them say together. Pure.

Nothing here orders associations: half of them are between two bounds, and that is all that is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from diagnostic.grille import NIVEAU_MAX
from diagnostic.nombres import INSECABLE

PAR_NIVEAU = 4
TRANCHES = NIVEAU_MAX * PAR_NIVEAU


def tranche_de(valeur: Fraction) -> int:
    """The range of a mean level, 0 to 11. Its lower bound is in it; 3 is in the last one."""
    return min(int(valeur * PAR_NIVEAU), TRANCHES - 1)


def en_borne(quarts: int) -> str:
    """A bound, given in quarters of a level: `0`, `0,25`, `1,5`."""
    centiemes = f"{quarts * 100 // PAR_NIVEAU % 100:02}".rstrip("0")
    return f"{quarts // PAR_NIVEAU}{',' if centiemes else ''}{centiemes}"


def dire_tranche(tranche: int) -> str:
    """`de 1,25 à moins de 1,5`; the last range holds its upper bound."""
    haut = en_borne(tranche + 1)
    return f"de {en_borne(tranche)} à {haut if tranche == TRANCHES - 1 else f'moins de {haut}'}"


@dataclass(frozen=True, slots=True)
class Fourchette:
    """Where at least half of a group stands: from the range `premiere` to the range `derniere`, both in."""

    premiere: int
    derniere: int
    dedans: int
    total: int

    @property
    def bas(self) -> str:
        """Its lower bound."""
        return en_borne(self.premiere)

    @property
    def haut(self) -> str:
        """Its upper bound."""
        return en_borne(self.derniere + 1)

    @property
    def dite(self) -> str:
        """`la moitié se situe entre 1 et 1,75 (34 sur 60)`."""
        compte = f"{self.dedans}{INSECABLE}sur{INSECABLE}{self.total}"
        return f"la moitié au moins se situe entre {self.bas} et {self.haut} ({compte})"


def fourchette(comptes: Sequence[int]) -> Fourchette | None:
    """From the quarter of the group counted from below to the quarter counted from above; None when empty.

    Fewer than a quarter are under it, fewer than a quarter above: more than half are in it.
    """
    total = sum(comptes)
    if not total:
        return None
    quart = -(-total // 4)
    premiere = _rang(comptes, quart)
    derniere = TRANCHES - 1 - _rang(comptes[::-1], quart)
    return Fourchette(premiere, derniere, sum(comptes[premiere : derniere + 1]), total)


def _rang(comptes: Sequence[int], combien: int) -> int:
    """The first range by which `combien` have been counted."""
    vus = 0
    for rang, nombre in enumerate(comptes):
        vus += nombre
        if vus >= combien:
            return rang
    raise ValueError("moins de réponses que demandé")
