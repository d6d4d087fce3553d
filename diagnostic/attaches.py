"""What a diagnostic is tied to, said by other apps: this one knows none of them.

An app declares, when it is ready, a function that reads what it knows of a diagnostic, in one query at
most. The pages of the diagnostic show it; saving an answer never asks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from diagnostic.models import Diagnostic


@dataclass(frozen=True, slots=True)
class Attache:
    """A sentence to show at the top of the page, and where to go from there: (words, address)."""

    phrase: str
    liens: tuple[tuple[str, str], ...] = ()


Fournir = Callable[[Diagnostic, str], Iterable[Attache]]
"""From a diagnostic and its resume code."""

_fournisseurs: dict[str, Fournir] = {}


def declarer(cle: str, fournir: Fournir) -> None:
    """Ask `fournir` from now on; declaring the same key again replaces it."""
    _fournisseurs[cle] = fournir


def attaches_de(diagnostic: Diagnostic, code: str) -> tuple[Attache, ...]:
    """All that the other apps have to say of a diagnostic."""
    return tuple(attache for fournir in _fournisseurs.values() for attache in fournir(diagnostic, code))
