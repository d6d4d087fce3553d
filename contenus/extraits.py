"""The passage of a text where the words were found, and these words marked. Pure: no Django, no database.

Which written words answer a stem is PostgreSQL's to say: `candidats` gives the words that begin
like one of the stems, the caller keeps those that answer, `passage` and `decouper` mark them.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from contenus.requetes import sans_accent

LARGEUR = 260
LU_MAX = 60_000
_ACCENTUEES = {
    "a": "aàáâãäå", "c": "cç", "e": "eèéêë", "i": "iìíîï", "n": "nñ", "o": "oòóôõö", "u": "uùúûü", "y": "yýÿ",
}  # fmt: skip
_RACINE, _LONGUE = 3, 6
"""A French stem keeps at least the first three letters of its words, one more from six letters."""


@dataclass(frozen=True, slots=True)
class Morceau:
    """A piece of text, to be marked or not. Nothing is escaped here: the template does it."""

    texte: str
    trouve: bool = False


Extrait = tuple[Morceau, ...]


def motif(racines: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds the words that begin like one of the stems, accents or not."""
    debuts = sorted({racine[: _RACINE + (len(racine) >= _LONGUE)] for racine in racines if racine})
    if not debuts:
        return None
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(_souple, debuts))})[^\W_]*", re.IGNORECASE)


def _souple(debut: str) -> str:
    lettres = "".join(f"[{_ACCENTUEES[x]}]" if x in _ACCENTUEES else re.escape(x) for x in debut)
    return lettres.replace(f"[{_ACCENTUEES['o']}][{_ACCENTUEES['e']}]", "(?:œ|[oòóôõö][eèéêë])").replace(
        f"[{_ACCENTUEES['a']}][{_ACCENTUEES['e']}]", "(?:æ|[aàáâãäå][eèéêë])"
    )


def candidats(textes: Iterable[str], cherche: re.Pattern[str]) -> set[str]:
    """Return the words of the texts that may answer, in lower case."""
    return {mot.lower() for texte in textes for mot in cherche.findall(texte[:LU_MAX])}


def decouper(texte: str, cherche: re.Pattern[str] | None, trouves: Collection[str]) -> Extrait:
    """Return the whole text in pieces, the words found apart."""
    morceaux, lu = [], 0
    for mot in cherche.finditer(texte) if cherche and trouves else ():
        if mot[0].lower() in trouves:
            if mot.start() > lu:
                morceaux.append(Morceau(texte[lu : mot.start()]))
            morceaux.append(Morceau(mot[0], trouve=True))
            lu = mot.end()
    if lu < len(texte):
        morceaux.append(Morceau(texte[lu:]))
    return tuple(morceaux)


def passage(texte: str, cherche: re.Pattern[str] | None, trouves: Collection[str]) -> Extrait:
    """Return the stretch of about `LARGEUR` signs that holds most different words found; empty if none."""
    lu = texte[:LU_MAX]
    places = [
        (mot.start(), sans_accent(mot[0])[:_RACINE])
        for mot in (cherche.finditer(lu) if cherche and trouves else ())
        if mot[0].lower() in trouves
    ]
    if not places:
        return ()
    debut, fin = _etendue(lu, _meilleure(places))
    pieces = decouper(" ".join(lu[debut:fin].split()), cherche, trouves)
    avant = (Morceau("… "),) if debut > 0 else ()
    apres = (Morceau(" …"),) if fin < len(texte) else ()
    return avant + pieces + apres


def commencement(texte: str) -> Extrait:
    """Return the beginning of a text, cut between two words."""
    plat = " ".join(texte[: 4 * LARGEUR].split())
    if len(plat) <= LARGEUR:
        return (Morceau(plat),) if plat else ()
    return (Morceau(plat[: LARGEUR + 1].rpartition(" ")[0] + " …"),)


def _meilleure(places: list[tuple[int, str]]) -> int:
    """Return where the richest window begins: most different stems first, then most words, then the first."""
    meilleure, note = places[0][0], (0, 0)
    for rang, (debut, _) in enumerate(places[:200]):
        dedans = [racine for place, racine in places[rang : rang + 20] if place < debut + LARGEUR * 3 // 4]
        if (essai := (len(set(dedans)), len(dedans))) > note:
            meilleure, note = debut, essai
    return meilleure


def _etendue(texte: str, place: int) -> tuple[int, int]:
    """Return the bounds of a window around a place: at a line or a word, a little context before."""
    debut = max(0, place - LARGEUR // 4)
    ligne = texte.rfind("\n", debut, place)
    if ligne >= 0:
        debut = ligne + 1
    elif debut > 0:
        debut = texte.find(" ", debut, place) + 1 or place
    fin = min(len(texte), debut + LARGEUR)
    if fin < len(texte):
        espace = max(texte.rfind(" ", place, fin), texte.rfind("\n", place, fin))
        fin = espace if espace > place else fin
    return debut, fin
