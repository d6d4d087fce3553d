"""Names of persons: recognised however they are written, and taken out of a text. Pure: no Django.

Case, accents, hyphens, the order of first and last names, a particle joined or not make no difference.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

ENTRE = r"(?:[^\S\n]|\n(?!\s*\n)|[.\-’'ʼ_]|&nbsp;|</?[cibu](?:[.\s][^<>]*)?>)*"
"""What may stand between two words of a name: a line end, or a tag of subtitles that says nothing."""
_TITRES = "m|mm|mr|mme|mlle|dr|pr|monsieur|madame|mademoiselle|docteur|professeur"
_CIVILITE = rf"(?:\b(?:{_TITRES})\b\.?[^\S\n]+)?"
_INITIALE = r"(?:\b[a-z]\.[^\S\n]*(?:-?[a-z]\.[^\S\n]*)?)?"
_APRES_LE_NOM = re.compile(r"\s*[,(/|–—].*|\s+-\s.*", re.DOTALL)
_CAPITALISES = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*(?:\s+[^\W\d_]+(?:['’\-][^\W\d_]+)*)*")
_MOT = re.compile(r"[^\W\d_]+")
_VOIX = re.compile(r"(<v(?:\.[^\s<>]*)?\s+)([^<>]*)(>)")
_ENTITE = re.compile(r"&#?\w+;")
MOTS_MIN, MOTS_MAX = 2, 5


@dataclass(frozen=True, slots=True)
class Nom:
    """How a person is called. `prenom_seul`: nobody else there bears that first name."""

    prenom: str
    nom: str
    variantes: tuple[str, ...] = ()
    prenom_seul: bool = False

    def graphies(self) -> tuple[str, ...]:
        """The whole names, both ways round, and the other spellings."""
        return tuple(filter(None, (f"{self.prenom} {self.nom}".strip(), *self.variantes)))


def plier(texte: str) -> str:
    """Return the text in lower case without accents, each sign at its place: lengths are equal."""
    return "".join(map(_plier_un_signe, texte))


@lru_cache(maxsize=4096)
def _plier_un_signe(signe: str) -> str:
    base = unicodedata.normalize("NFD", signe)[0].lower()
    return base if len(base) == 1 else signe


def mots(texte: str) -> tuple[str, ...]:
    """Return the words of a name, folded, without a title before it nor what explains it after it."""
    lus = _MOT.findall(plier(_APRES_LE_NOM.sub("", unicodedata.normalize("NFC", texte))))
    return tuple(mot for mot in lus if mot not in _TITRES.split("|")) or tuple(lus)


def cles(texte: str) -> set[str]:
    """Return what a name is compared by: its letters alone, from whichever word one begins."""
    lus = mots(texte)
    return {"".join(lus[rang:] + lus[:rang]) for rang in range(len(lus))}


def tours(lus: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield each way to part words into first names and last names, one order then the other."""
    for rang in range(1, len(lus)):
        yield lus[:rang], lus[rang:]
        yield lus[rang:], lus[:rang]


def suites(texte: str) -> Iterator[tuple[str, ...]]:
    """Yield the runs of words that begin with a capital, two to five at a time, as they are written."""
    nu = re.sub(r"<[^<>]*>", " ", _VOIX.sub(r". \2. ", texte))
    for phrase in _CAPITALISES.finditer(html.unescape(nu)):
        ecrits = re.findall(r"[^\W\d_]+", phrase[0])
        for debut, premier in enumerate(ecrits):
            if not premier[0].isupper():
                continue
            for fin in range(debut + MOTS_MIN, min(debut + MOTS_MAX, len(ecrits)) + 1):
                if ecrits[fin - 1][0].isupper():
                    yield tuple(ecrits[debut:fin])


def effacer(texte: str, nom: Nom, par: str) -> tuple[str, int]:
    """Write `par` wherever a text names a person; return the text and how many times it did.

    The whole name, either way round, and every spelling; the last name alone, and the first name alone
    when nobody else there bears it, where they begin with a capital. A title or initials before the name
    go with it. Better one word too many than a name that stays.
    """
    compte = 0
    for motif, capitale in _motifs(nom):
        texte, fois = _remplacer(texte, motif, par, (lambda lu: lu[:1].isupper()) if capitale else None)
        compte += fois
    return texte, compte


def effacer_du_vtt(texte: str, nom: Nom, par: str) -> tuple[str, int]:
    """Write `par` wherever a WebVTT file names a person, and as the voice where the person speaks.

    Inside the words it stands between brackets. The file keeps its shape: no tag, no line and no time
    is added or lost.
    """
    ecrit = html.escape(par, quote=False).replace("-->", "→")
    compte = 0

    def nommer(voix: re.Match[str]) -> str:
        nonlocal compte
        dite, fois = effacer(voix[2], nom, ecrit)
        compte += fois
        return f"{voix[1]}{dite}{voix[3]}"

    texte = _VOIX.sub(nommer, _ENTITE.sub(_lettre, texte))
    texte, fois = effacer(texte, nom, f"[{ecrit}]")
    return texte, compte + fois


def _lettre(entite: re.Match[str]) -> str:
    """A letter written as an entity could hide a name."""
    lue = html.unescape(entite[0])
    return lue if lue.isalpha() else entite[0]


def _remplacer(
    texte: str, motif: re.Pattern[str], par: str, garder: Callable[[str], bool] | None
) -> tuple[str, int]:
    morceaux, lu = [], 0
    for place in motif.finditer(plier(texte)):
        if garder is None or garder(texte[place.start("nom") : place.end("nom")]):
            morceaux += [texte[lu : place.start()], par]
            lu = place.end()
    return "".join([*morceaux, texte[lu:]]), len(morceaux) // 2


@lru_cache(maxsize=256)
def _motifs(nom: Nom) -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Return what finds the name, the longest spelling first, and whether a capital is asked for."""
    entiers: dict[str, bool] = {}
    for graphie in nom.graphies():
        lus = tuple(_MOT.findall(plier(graphie)))
        if len(lus) == 1:
            entiers[_souple(lus)] = True
        elif lus:
            entiers[_souple(lus)] = False
    prenom, famille = (tuple(_MOT.findall(plier(partie))) for partie in (nom.prenom, nom.nom))
    if prenom and famille:
        entiers[_souple(famille + prenom)] = False
    if famille:
        entiers.setdefault(_souple(famille), True)
    if nom.prenom_seul and prenom:
        entiers.setdefault(_souple(prenom), True)
    ranges = sorted(entiers.items(), key=lambda entier: (entier[1], -len(entier[0])))
    return tuple(
        (re.compile(rf"(?<![^\W_]){_CIVILITE}{_INITIALE}(?P<nom>{dedans})(?![^\W_])"), capitale)
        for dedans, capitale in ranges
    )


def _souple(lus: Iterable[str]) -> str:
    """Write a name so that its words may be joined, or parted by a hyphen, a line end, a tag."""
    return ENTRE.join(map(re.escape, lus))
