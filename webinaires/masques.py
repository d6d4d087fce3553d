"""What each value of a facet holds, as the bits of one integer: thousands are counted at once. Pure."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import compress
from operator import and_

Comptes = Mapping[str, Counter[str]]
_BITS = bytes.maketrans(b"01", b"\x00\x01")
"""The digits of a number written in base two, as what `compress` takes and leaves."""


@dataclass(frozen=True, slots=True)
class Fiche:
    """What the order of the list asks of a webinar; `vide`: its date is only computed."""

    cle: int
    debut: datetime
    fin: datetime
    vide: bool


class Masques:
    """The public webinars, in the order of the list; the bit of rank `n` says whether the n-th has it."""

    def __init__(self, fiches: Iterable[Fiche], traits: Iterable[tuple[str, str, Iterable[int]]]) -> None:
        """Take the webinars, and for each facet and value the keys of those that have it."""
        self.fiches = sorted(fiches, key=lambda fiche: (fiche.vide, -fiche.debut.timestamp(), fiche.cle))
        self._cles = [fiche.cle for fiche in self.fiches]
        self._rangs = {cle: rang for rang, cle in enumerate(self._cles)}
        self._bornes = sorted(quand for fiche in self.fiches for quand in (fiche.debut, fiche.fin))
        self._fins = sorted((fiche.fin, rang) for rang, fiche in enumerate(self.fiches))
        self._tous = (1 << len(self.fiches)) - 1
        self._par_valeur: dict[str, dict[str, int]] = defaultdict(dict)
        for facette, valeur, cles in traits:
            self._par_valeur[facette][valeur] = self._masque(cles)

    def _masque(self, cles: Iterable[int]) -> int:
        octets = bytearray(len(self.fiches) // 8 + 1)
        for cle in cles:
            if (rang := self._rangs.get(cle)) is not None:
                octets[rang >> 3] |= 1 << (rang & 7)
        return int.from_bytes(octets, "little")

    def _tenant(self, choix: Iterable[tuple[str, str]]) -> int:
        """The webinars that hold every chosen value."""
        return reduce(and_, (self._par_valeur.get(f, {}).get(v, 0) for f, v in choix), self._tous)

    def compter(self, choix: Mapping[str, str]) -> Comptes:
        """How many webinars each value would leave, the other facets as chosen; none is not said."""
        comptes: dict[str, Counter[str]] = {}
        for facette, valeurs in self._par_valeur.items():
            base = self._tenant((f, v) for f, v in choix.items() if f != facette)
            comptees = Counter({valeur: (base & masque).bit_count() for valeur, masque in valeurs.items()})
            comptes[facette] = +comptees
        return {facette: compte for facette, compte in comptes.items() if compte}

    def ranger(self, choix: Mapping[str, str], maintenant: datetime) -> list[int]:
        """The keys of those that hold every chosen value.

        Those to come first, the nearest on top; then those that are over, the latest on top; an empty
        slot, whose date is only computed, comes last among its own.
        """
        tenus = self._tenant(choix.items())
        a_finir = [rang for _, rang in self._fins[bisect_right(self._fins, (maintenant, len(self.fiches))) :]]
        a_venir = [self.fiches[rang] for rang in a_finir if tenus >> rang & 1]
        a_venir.sort(key=lambda fiche: (fiche.debut, fiche.vide, fiche.cle))
        passes = tenus & ~sum(1 << rang for rang in a_finir)
        return [
            *(fiche.cle for fiche in a_venir),
            *compress(self._cles, f"{passes:b}"[::-1].encode().translate(_BITS)),
        ]

    def bouge_entre(self, debut: datetime, fin: datetime) -> bool:
        """Whether a meeting begins or ends between two instants."""
        return bisect_left(self._bornes, debut) < bisect_right(self._bornes, fin)
