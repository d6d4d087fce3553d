"""What the page of a structure shows of other apps: `comptes` knows none of them.

An app declares, when it is ready, a function that says what it knows of a structure to one of its members,
in one query or two.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from comptes.models import Adhesion


@dataclass(frozen=True, slots=True)
class Ligne:
    """A line: its name and where it leads, what is said of it, and the text that can be unfolded."""

    nom: str
    adresse: str
    dit: str
    texte: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Volet:
    """A section of the page: its title, a sentence, lines, and links (words, address)."""

    titre: str
    phrase: str = ""
    lignes: tuple[Ligne, ...] = ()
    liens: tuple[tuple[str, str], ...] = ()


Fournir = Callable[[Adhesion], Iterable[Volet]]
_fournisseurs: dict[str, Fournir] = {}


def declarer(cle: str, fournir: Fournir) -> None:
    """Ask `fournir` from now on; declaring the same key again replaces it."""
    _fournisseurs[cle] = fournir


def volets_de(adhesion: Adhesion) -> tuple[Volet, ...]:
    """All that the other apps show to this member."""
    return tuple(volet for fournir in _fournisseurs.values() for volet in fournir(adhesion))
