"""The kinds of work a key may open: each app declares its own, `comptes` knows none of them.

An app declares its kind in a module `travaux`, imported by its `AppConfig.ready()`::

    declarer(Genre(cle="diagnostic", libelle="Diagnostic", …))
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Fichier:
    """A file of an export; `nom` is a plain file name."""

    nom: str
    contenu: bytes


@dataclass(frozen=True, slots=True)
class Genre:
    """One kind of work.

    `reconnaitre`: what was typed or pasted to the code as we write it, None when it cannot be one.
    `lire`: the names of the works these codes open, in one query; a code that opens nothing is left out.
    `adresse`: the path a code opens. `exporter`: everything in it. `effacer`: erases it for everybody.
    `renouveler`: gives it another code, which is returned: the former opens nothing any more.
    `commencer`: the name of the address where one begins such a work.
    """

    cle: str
    libelle: str
    commencer: str
    invite: str
    reconnaitre: Callable[[str], str | None]
    lire: Callable[[Collection[str]], Mapping[str, str]]
    adresse: Callable[[str], str]
    exporter: Callable[[str], Iterable[Fichier]]
    effacer: Callable[[str], None]
    renouveler: Callable[[str], str]


def lire_les_noms(
    demandes: Collection[str],
    lignes: Any,
    empreinte: Callable[[str], str],
    dire: Callable[[str, datetime], str],
) -> Mapping[str, str]:
    """The names of the rows these codes open, in one query of `lignes`.

    `dire`: how a row is called, from its name, perhaps empty, and when it was begun.
    """
    par_empreinte = {empreinte(code): code for code in demandes}
    lues = lignes.filter(empreinte_code__in=par_empreinte).values_list("empreinte_code", "nom", "cree_le")
    return {par_empreinte[une]: dire(nom, cree_le) for une, nom, cree_le in lues}


@dataclass(frozen=True, slots=True)
class Trouve:
    """A work that a code opens."""

    genre: Genre
    code: str
    nom: str


_genres: dict[str, Genre] = {}


def declarer(genre: Genre) -> None:
    """Make a kind known; a second declaration under the same key replaces the first."""
    _genres[genre.cle] = genre


def oublier(cle: str) -> None:
    """Forget a kind."""
    _genres.pop(cle, None)


def genres() -> tuple[Genre, ...]:
    """Every kind, in the order of declaration."""
    return tuple(_genres.values())


def genre(cle: str) -> Genre | None:
    """The kind of this key, if its app is still here."""
    return _genres.get(cle)


def trouver(saisie: str) -> Trouve | None:
    """What a code or an address opens, whatever its kind; None when it opens nothing."""
    for candidat in genres():
        code = candidat.reconnaitre(saisie)
        noms = candidat.lire([code]) if code else {}
        if code and code in noms:
            return Trouve(candidat, code, noms[code])
    return None
