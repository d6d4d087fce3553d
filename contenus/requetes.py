"""What a visitor typed, made plain: cleaned, bounded, cut into units. Pure: no Django, no database."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

LONGUEUR_MAX = 200
UNITES_MAX = 12
TERME_MAX, TERME_MOTS_MAX = 80, 8
PREFIXE = 8
"""A word is found again from its first letters, some of them left out (as SymSpell does)."""

VIDES = frozenset(
    (
        *("les", "cet", "cette", "comment", "quel", "quelle", "quels", "quelles", "quoi", "où"),
        *("si", "ni", "car", "donc", "a", "ai", "est", "sont", "être"),
    )
)
"""Words that PostgreSQL's French list forgets, and that every text contains."""
_UNE_FAUTE_PUIS_DEUX = (4, 8)
_UNITE = re.compile(r'(?P<exclu>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<mot>[^\s"]+))')
_MOT = re.compile(r"[^\W_]+")
_PERSONNEL = re.compile(r"@|\d[\d .\-/]{4,}\d")


@dataclass(frozen=True, slots=True)
class Unite:
    """A word, or several in this order (`exacte`); `exclu` when a minus stands before it."""

    texte: str
    exclu: bool = False
    exacte: bool = False


def nettoyer(saisie: str) -> str:
    """Return the text without control characters, spaces joined, accents composed; not cut."""
    compose = unicodedata.normalize("NFC", saisie)
    visible = "".join(
        " " if unicodedata.category(signe) in ("Cc", "Cs", "Zl", "Zp") else signe for signe in compose
    )
    guillemets = re.sub("«\\s*|\\s*»|[“”„]", '"', visible)
    return " ".join(guillemets.split())


def couper(texte: str) -> str:
    """Return at most `LONGUEUR_MAX` signs, cut between two words where there are two words."""
    if len(texte) <= LONGUEUR_MAX:
        return texte
    return texte[: LONGUEUR_MAX + 1].rpartition(" ")[0] or texte[:LONGUEUR_MAX]


def unites(texte: str) -> tuple[Unite, ...]:
    """Cut a clean text into at most `UNITES_MAX` units that hold a letter or a digit, each once.

    A compound word gives its words, as in the documents; set aside by a minus, it stays whole.
    """
    lues: list[Unite] = []
    for morceau in _UNITE.finditer(texte):
        exclu = bool(morceau["exclu"])
        dedans = mots(morceau["phrase"] or morceau["mot"] or "")
        if len(dedans) > 1 and (exclu or morceau["phrase"]):
            lues.append(Unite(" ".join(dedans), exclu, exacte=True))
        else:
            lues += (Unite(mot, exclu) for mot in dedans if mot.lower() not in VIDES)
    return tuple(dict.fromkeys(lues))[:UNITES_MAX]


def sans_accent(texte: str) -> str:
    """Return the text without accents, œ and æ in two letters, in lower case."""
    plat = texte.lower().replace("œ", "oe").replace("æ", "ae")
    return "".join(signe for signe in unicodedata.normalize("NFD", plat) if not unicodedata.combining(signe))


def mots(texte: str) -> list[str]:
    """Return the words of a text, as written."""
    return _MOT.findall(texte)


def remplacer(texte: str, corrections: dict[str, str]) -> str:
    """Return the text with some words (given without accents) written otherwise."""
    return _MOT.sub(lambda lu: corrections.get(sans_accent(lu[0]), lu[0]), texte)


def terme_a_noter(texte: str) -> str:
    """Return what may be remembered of a vain search: bounded, without accents, never personal.

    An address, a telephone number, a long text are not remembered at all: the empty text.
    """
    if _PERSONNEL.search(texte):
        return ""
    plats = mots(sans_accent(texte))
    terme = " ".join(plats)
    return terme if 0 < len(plats) <= TERME_MOTS_MAX and len(terme) <= TERME_MAX else ""


def fautes_admises(mot: str) -> int:
    """How many wrong letters a word of this length may have."""
    return sum(len(mot) >= longueur for longueur in _UNE_FAUTE_PUIS_DEUX) if mot.isalpha() else 0


def cles_de(mot: str, *, oublis: int | None = None) -> set[str]:
    """Return the beginnings of a word, at most `oublis` letters left out (one, or two from 7 letters)."""
    debut = mot[:PREFIXE]
    if oublis is None:
        oublis = 2 if len(mot) >= PREFIXE - 1 else 1
    return {
        "".join(lettre for rang, lettre in enumerate(debut) if rang not in oublies)
        for nombre in range(oublis + 1)
        for oublies in combinations(range(len(debut)), nombre)
    }


def distance(un: str, autre: str) -> int:
    """Count the letters to add, remove, replace or swap with their neighbour to go from one to the other."""
    avant: list[int] = []
    ligne = list(range(len(autre) + 1))
    for i, lettre in enumerate(un, start=1):
        plus_haut, avant, ligne = avant, ligne, [i]
        for j, vise in enumerate(autre, start=1):
            pas = min(avant[j] + 1, ligne[j - 1] + 1, avant[j - 1] + (lettre != vise))
            if i > 1 and j > 1 and lettre == autre[j - 2] and un[i - 2] == vise:
                pas = min(pas, plus_haut[j - 2] + 1)
            ligne.append(pas)
    return ligne[-1]


def le_plus_proche(mot: str, candidats: Iterable[tuple[str, str, int]]) -> str:
    """Return the form of the nearest known word, the most frequent of equals; empty if none is near.

    `candidats`: word without accents, form to show, documents that hold it. The first letter is
    seldom mistaken: a word that shares it is preferred.
    """
    admises = fautes_admises(mot)
    notes = (
        (ecart, connu[0] != mot[0], -documents, forme)
        for connu, forme, documents in candidats
        if abs(len(mot) - len(connu)) <= admises and 0 < (ecart := distance(mot, connu)) <= admises
    )
    return min(notes, default=(0, False, 0, ""))[3]
