"""The lists a profile chooses from. `comptes` keeps codes; whoever holds the words declares them here."""

from collections.abc import Callable
from dataclasses import dataclass, fields

Choix = tuple[tuple[str, str], ...]
"""Codes and their words, in order."""


@dataclass(frozen=True, slots=True)
class Vocabulaires:
    """The words of the three lists of a profile."""

    types: Choix = ()
    domaines: Choix = ()
    regions: Choix = ()

    def dire(self, liste: str, code: str) -> str:
        """The words of a code; the code itself when the list no longer has it."""
        choix: Choix = getattr(self, liste)
        return dict(choix).get(code, code)


LISTES = tuple(champ.name for champ in fields(Vocabulaires))
_fournisseurs: list[Callable[[], Vocabulaires]] = []


def declarer(fournir: Callable[[], Vocabulaires]) -> None:
    """Say who reads the lists; the last one declared answers."""
    _fournisseurs[:] = [fournir]


def lire() -> Vocabulaires:
    """The lists as they are today; empty ones when nobody declared any."""
    return _fournisseurs[0]() if _fournisseurs else Vocabulaires()
