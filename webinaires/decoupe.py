"""Cues made into passages one can read, and passages into chapters. Pure: no Django, no database.

A passage: consecutive cues of one voice, cut at the end of a sentence after a minute or ninety words;
without any sentence end (automatic subtitles have none), at twice that. A chapter: one voice holding
the floor, the short words of others apart.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from webinaires.vtt import Replique

DUREE_MS, MOTS = 60_000, 90
APARTE_MS = 20_000
_FINS = (".", "!", "?", "…", "\u00a0»", " »", '."', '!"', '?"')
Qui = TypeVar("Qui")


@dataclass(frozen=True, slots=True)
class Paragraphe:
    """What one voice says without a break; times in milliseconds."""

    debut: int
    fin: int
    voix: str
    texte: str


@dataclass(frozen=True, slots=True)
class Chapitre(Generic[Qui]):
    """A voice holding the floor: who, and from when to when in milliseconds."""

    qui: Qui
    debut: int
    fin: int


def paragraphes(repliques: Iterable[Replique]) -> Iterator[Paragraphe]:
    """Yield the passages of a file, in its order."""
    lot: list[Replique] = []
    for replique in repliques:
        if lot and (replique.voix != lot[-1].voix or _plein(lot)):
            yield _reunir(lot)
            lot = []
        lot.append(replique)
    if lot:
        yield _reunir(lot)


def _plein(lot: list[Replique]) -> bool:
    duree = max(r.fin for r in lot) - lot[0].debut
    mots = sum(len(r.texte.split()) for r in lot)
    if duree >= 2 * DUREE_MS or mots >= 2 * MOTS:
        return True
    return (duree >= DUREE_MS or mots >= MOTS) and lot[-1].texte.endswith(_FINS)


def _reunir(lot: list[Replique]) -> Paragraphe:
    """Join cues; a cue that repeats the one before it (rolling subtitles) is said once."""
    textes = [r.texte for rang, r in enumerate(lot) if not rang or r.texte != lot[rang - 1].texte]
    return Paragraphe(lot[0].debut, max(r.fin for r in lot), lot[0].voix, " ".join(textes))


def chapitres(prises: Sequence[tuple[Qui, int, int]]) -> list[Chapitre[Qui]]:
    """Gather (who, beginning, end) in order; a word of under twenty seconds opens no chapter."""
    suivis: list[Chapitre[Qui]] = []
    for qui, debut, fin in _tours(prises):
        if suivis and suivis[-1].qui == qui:
            suivis[-1] = Chapitre(qui, suivis[-1].debut, fin)
        elif fin - debut >= APARTE_MS:
            suivis.append(Chapitre(qui, debut, fin))
    return suivis or [Chapitre(*tour) for tour in _tours(prises)]


def _tours(prises: Sequence[tuple[Qui, int, int]]) -> Iterator[tuple[Qui, int, int]]:
    """Yield each turn to speak, whole."""
    rang = 0
    while rang < len(prises):
        qui, debut, fin = prises[rang]
        while rang + 1 < len(prises) and prises[rang + 1][0] == qui:
            rang += 1
            fin = max(fin, prises[rang][2])
        yield qui, debut, fin
        rang += 1
