"""A usage path: which steps an answer leads to, in which order, and how a visitor changes them.

Pure: no Django, no database. A path is its address: `Selection` says everything it holds.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

ETAPES_PROPOSEES = 12
ETAPES_MAX = 30
NOM_MAX = 80
_CLE = re.compile(r"[\w-]{1,255}")


@dataclass(frozen=True, slots=True)
class Etape:
    """A step; an axis with no word is open to all of them. `temps` goes from 1 (first) to 5."""

    cle: str
    titre: str
    pourquoi: str
    adresse: str
    duree: int
    profils: tuple[str, ...] = ()
    objectifs: tuple[str, ...] = ()
    maturites: tuple[str, ...] = ()
    temps: int = 1
    rang: int = 0


def composer(etapes: Iterable[Etape], profil: str, objectif: str, maturite: str) -> tuple[Etape, ...]:
    """Return the steps that suit three answers, ordered by `temps` then `rang`: one to twelve of them.

    An empty answer suits every step. When no step suits the three, the maturity is set aside, then
    the profile, then the objective: a visitor never leaves with nothing while there are steps.
    """
    connues = {etape.cle: etape for etape in sorted(etapes, key=_ordre, reverse=True)}
    ordonnees = sorted(connues.values(), key=_ordre)
    for reponses in (
        (profil, objectif, maturite),
        (profil, objectif, ""),
        ("", objectif, ""),
        ("", "", ""),
    ):
        if retenues := [etape for etape in ordonnees if _convient(etape, *reponses)]:
            return tuple(_abreger(retenues))
    return ()


def _ordre(etape: Etape) -> tuple[int, int, str]:
    return etape.temps, etape.rang, etape.cle


def _convient(etape: Etape, profil: str, objectif: str, maturite: str) -> bool:
    axes = ((etape.profils, profil), (etape.objectifs, objectif), (etape.maturites, maturite))
    return all(not mots or not reponse or reponse in mots for mots, reponse in axes)


def _abreger(etapes: list[Etape]) -> list[Etape]:
    """Keep twelve steps, taking from the fullest moment first: the path still goes to its end."""
    gardees = list(etapes)
    while len(gardees) > ETAPES_PROPOSEES:
        temps, _ = Counter(etape.temps for etape in reversed(gardees)).most_common(1)[0]
        gardees.remove([etape for etape in gardees if etape.temps == temps][-1])
    return gardees


@dataclass(frozen=True, slots=True)
class Selection:
    """All that the address of a path says. `etapes` is None until the visitor changes the proposal."""

    profil: str = ""
    objectif: str = ""
    maturite: str = ""
    nom: str = ""
    etapes: tuple[str, ...] | None = None

    @property
    def est_vide(self) -> bool:
        """True when nothing was answered nor chosen yet."""
        return self.etapes is None and not (self.profil or self.objectif or self.maturite)

    @property
    def champs(self) -> tuple[tuple[str, str], ...]:
        """The (name, value) pairs of the address, in a settled order; nothing empty but an emptied list."""
        reponses = [("profil", self.profil), ("objectif", self.objectif), ("maturite", self.maturite)]
        paires = [(nom, valeur) for nom, valeur in (*reponses, ("nom", self.nom)) if valeur]
        return (*paires, *([] if self.etapes is None else [("etapes", ",".join(self.etapes))]))

    @property
    def requete(self) -> str:
        """The address after its `?`."""
        return urlencode(self.champs, safe=",")

    def avec(self, etapes: Iterable[str]) -> "Selection":
        """The same path with these steps."""
        return replace(self, etapes=tuple(etapes))


def retirer(cles: Sequence[str], cle: str) -> tuple[str, ...]:
    """Return the steps without this one."""
    return tuple(autre for autre in cles if autre != cle)


def ajouter(cles: Sequence[str], cle: str) -> tuple[str, ...]:
    """Return the steps with this one last; a step already there, or one too many, changes nothing."""
    return tuple(cles) if cle in cles or len(cles) >= ETAPES_MAX else (*cles, cle)


def deplacer(cles: Sequence[str], cle: str, pas: int) -> tuple[str, ...]:
    """Return the steps with this one moved by `pas` places, within the bounds of the list."""
    restantes = [autre for autre in cles if autre != cle]
    if len(restantes) == len(cles):
        return tuple(cles)
    place = min(max(cles.index(cle) + pas, 0), len(restantes))
    return (*restantes[:place], cle, *restantes[place:])


def lire_cles(saisies: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the keys of an address, each once and in order, and what cannot be a key.

    Read in both forms: `a,b` (ours) and repeated (`x=a&x=b`, what a form of tick boxes sends).
    """
    mots = dict.fromkeys(mot.strip() for saisie in saisies for mot in saisie.split(",") if mot.strip())
    return tuple(m for m in mots if _CLE.fullmatch(m)), tuple(m for m in mots if not _CLE.fullmatch(m))


def nettoyer(texte: str, maximum: int = NOM_MAX) -> str:
    """Return a name of one's own on one line, without invisible characters, cut at `maximum`."""
    visible = "".join(" " if c.isspace() else c for c in texte[: 4 * maximum])
    propre = "".join(c for c in visible if not unicodedata.category(c).startswith("C"))
    return " ".join(propre.split())[:maximum].strip()


def duree_dite(minutes: int) -> str:
    """Return « 35 min », « 1 h » or « 2 h 05 »."""
    heures, reste = divmod(minutes, 60)
    if not heures:
        return f"{reste}\u00a0min"
    return f"{heures}\u00a0h" + (f"\u00a0{reste:02}" if reste else "")
