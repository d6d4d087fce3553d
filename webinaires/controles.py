"""What a load of the archive reports and does not refuse: near-duplicates, odd dates, no structure. Pure."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from difflib import SequenceMatcher
from itertools import combinations
from typing import Protocol

from contenus.requetes import mots, sans_accent
from kits.francais import INSECABLE, PARIS
from webinaires.lecture import Archive
from webinaires.schema import Webinaire

RESSEMBLANCE = 0.86
"""From which share of common letters two names are shown side by side."""
_JEUDI = 3
_OUTILS = frozenset({"la", "le", "les", "l", "de", "du", "des", "d", "et", "en", "groupe", "association"})
"""Words that tell no two structures apart."""


class Nommee(Protocol):
    """Somebody or something that has a key and several ways of being written."""

    @property
    def cle(self) -> str: ...

    @property
    def noms(self) -> tuple[str, ...]: ...


def observations(archive: Archive) -> list[str]:
    """One sentence for each thing that somebody should look at."""
    return [
        *(_deux_fois("personne", paire) for paire in presque_memes(archive.intervenants)),
        *(_deux_fois("structure", paire) for paire in presque_memes(archive.organisations)),
        *_dates(archive),
        *_sans_organisation(archive),
    ]


def presque_memes(nommees: Iterable[Nommee]) -> list[tuple[str, str]]:
    """The pairs of keys whose names, variants included, look alike."""
    ecrites = [(nommee.cle, sorted({_a_plat(nom) for nom in nommee.noms} - {""})) for nommee in nommees]
    return [
        (une, autre)
        for (une, ici), (autre, la) in combinations(ecrites, 2)
        if any(_se_ressemblent(a, b) for a in ici for b in la)
    ]


def _a_plat(nom: str) -> str:
    """The words that count, without accents or capitals, in alphabetical order."""
    lus = mots(sans_accent(nom))
    return " ".join(sorted([mot for mot in lus if mot not in _OUTILS] or lus))


def _se_ressemblent(un: str, autre: str) -> bool:
    if un == autre:
        return True
    comparaison = SequenceMatcher(None, un, autre, autojunk=False)
    bornes = (comparaison.real_quick_ratio, comparaison.quick_ratio, comparaison.ratio)
    return all(mesure() >= RESSEMBLANCE for mesure in bornes)


def _deux_fois(quoi: str, paire: tuple[str, str]) -> str:
    return f"{paire[0]} et {paire[1]}{INSECABLE}: peut-être la même {quoi}, écrite deux fois"


def troisieme_jeudi(annee: int, mois: int) -> date:
    """The third Thursday of a month."""
    premier = date(annee, mois, 1)
    return premier + timedelta(days=(_JEUDI - premier.weekday()) % 7 + 14)


def instant(jour: date, heure: time) -> datetime:
    """That hour on the clocks of Paris, that day; of an hour that comes twice, the first."""
    return datetime.combine(jour, heure, tzinfo=PARIS)


def heure_etrange(jour: date, heure: time) -> str:
    """Why the clocks of Paris do not show this hour exactly once that day; empty when they do."""
    premiere, seconde = instant(jour, heure), instant(jour, heure).replace(fold=1)
    if premiere.astimezone(UTC).astimezone(PARIS).replace(tzinfo=None) != premiere.replace(tzinfo=None):
        return f"{heure:%H:%M} n’existe pas ce jour-là{INSECABLE}: les horloges avancent d’une heure"
    if premiere.utcoffset() != seconde.utcoffset():
        deux_fois = f"{heure:%H:%M} sonne deux fois ce jour-là{INSECABLE}: les horloges reculent"
        return f"{deux_fois} ; la première est retenue"
    return ""


def _dates(archive: Archive) -> Iterator[str]:
    cycles = {cycle.cle: cycle for cycle in archive.cycles}
    vues: dict[date, str] = {}
    for webinaire in archive.webinaires:
        ici, jour = f"{webinaire.cle}{INSECABLE}: ", webinaire.date
        cycle = cycles[webinaire.cycle]
        if not cycle.debut <= jour <= cycle.fin:
            bornes = f"{cycle.debut:%d/%m/%Y} – {cycle.fin:%d/%m/%Y}"
            yield f"{ici}{jour:%d/%m/%Y} est hors de son cycle ({bornes})"
        yield from (f"{ici}{phrase}" for phrase in _jour_etrange(webinaire))
        if jour in vues:
            yield f"{ici}même jour que {vues[jour]}"
        vues[jour] = webinaire.cle


def _jour_etrange(webinaire: Webinaire) -> Iterator[str]:
    jour = webinaire.date
    attendu = troisieme_jeudi(jour.year, jour.month)
    if jour != attendu:
        dit = "dit dans la remarque" if webinaire.remarque else "aucune remarque ne le dit"
        yield f"{jour:%d/%m/%Y} n’est pas le troisième jeudi du mois ({attendu:%d/%m/%Y}) ; {dit}"
    for heure in (webinaire.debut, webinaire.fin):
        if etrange := heure_etrange(jour, heure):
            yield etrange


def _sans_organisation(archive: Archive) -> Iterator[str]:
    for webinaire in archive.webinaires:
        for rang, voix in enumerate(webinaire.interventions, start=1):
            if not voix.organisation:
                yield f"{webinaire.cle}{INSECABLE}: l’intervention {rang} n’a pas d’organisation"
