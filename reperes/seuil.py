"""Which changes may enter the published figures, so that no subtraction leaves a few alone. Pure.

The published figures are counts by group: everybody, and the groups of each axis, « non précisé » being a
group like another (it is what remains of the axis, so it could be computed). They change at a parution
only, and a parution respects, for **every** group of **every** axis:

* 0 or at least `SEUIL` contributions enter it;
* 0 or at least `SEUIL` contributions leave it;
* once they have left, 0 or at least `SEUIL` remain in it.

So a group is empty or can be shown whole, what remains of an axis beside any of its groups is a sum of
such groups, and from one parution to the next nobody comes or goes in small company. Entries and
departures are counted apart: a lone departure among nineteen arrivals would show as a -1.

Axes are never crossed: there is no figure for a région and a domaine together.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SEUIL = 20
"""Proposition: ours, said on every page that uses it."""
TOUS = "tous"
AXES = ("acteur", "region", "domaine")

Groupe = tuple[str, str]
"""An axis and a value on it; the empty value is « non précisé », and the only one of the axis `tous`."""


@dataclass(frozen=True, slots=True)
class Profil:
    """What somebody said of their association; each may be left empty."""

    acteur: str = ""
    region: str = ""
    domaine: str = ""

    @property
    def groupes(self) -> tuple[Groupe, ...]:
        """The groups it belongs to: everybody, and one an axis."""
        return ((TOUS, ""), *((axe, getattr(self, axe)) for axe in AXES))


@dataclass(frozen=True, slots=True)
class Lot:
    """So many contributions that make the same change: enter (`vers`), leave (`de`), or both when updated.

    Those of one lot enter together or wait together, and an update is never half done.
    """

    vers: Profil | None
    de: Profil | None
    nombre: int


@dataclass(frozen=True, slots=True)
class Flux:
    """How many enter and leave each group."""

    entrees: Mapping[Groupe, int]
    sorties: Mapping[Groupe, int]


def flux(lots: Iterable[Lot]) -> Flux:
    """Count the changes of each group."""
    entrees: Counter[Groupe] = Counter()
    sorties: Counter[Groupe] = Counter()
    for lot in lots:
        for groupe in lot.vers.groupes if lot.vers else ():
            entrees[groupe] += lot.nombre
        for groupe in lot.de.groupes if lot.de else ():
            sorties[groupe] += lot.nombre
    return Flux(entrees, sorties)


def retenir(lots: Iterable[Lot], effectifs: Mapping[Groupe, int], *, seuil: int = SEUIL) -> tuple[Lot, ...]:
    """Return the lots that may enter this parution, given the present number in each group.

    Lots that a group refuses are set aside, all at once, until no group refuses any: the answer does
    not depend on their order. Those set aside wait for a later parution.
    """
    gardes = tuple(lots)
    while True:
        vus = flux(gardes)
        restes = tuple(lot for lot in gardes if _admis(lot, vus, effectifs, seuil))
        if len(restes) == len(gardes):
            return gardes
        gardes = restes


def _admis(lot: Lot, vus: Flux, effectifs: Mapping[Groupe, int], seuil: int) -> bool:
    entrants = lot.vers.groupes if lot.vers else ()
    sortants = lot.de.groupes if lot.de else ()
    return all(vus.entrees[groupe] >= seuil for groupe in entrants) and all(
        vus.sorties[groupe] >= seuil and not 0 < _reste(groupe, vus, effectifs) < seuil for groupe in sortants
    )


def _reste(groupe: Groupe, vus: Flux, effectifs: Mapping[Groupe, int]) -> int:
    return effectifs.get(groupe, 0) + vus.entrees.get(groupe, 0) - vus.sorties[groupe]
