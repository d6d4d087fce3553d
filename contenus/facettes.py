"""From the number of documents on each shelf to every count a page shows. Pure: no Django, no database."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NOMS = ("genre", "rubrique", "pilier", "public")


@dataclass(frozen=True, slots=True)
class Casier:
    """A shelf and how many of the documents found stand on it; `valeurs` in the order of `NOMS`."""

    rayon: int
    valeurs: tuple[tuple[str, ...], ...]
    nombre: int


@dataclass(frozen=True, slots=True)
class Choix:
    """A value one may choose, and how many documents that would leave."""

    valeur: str
    libelle: str
    nombre: int
    choisi: bool


@dataclass(frozen=True, slots=True)
class Facette:
    """A way to narrow the results."""

    nom: str
    libelle: str
    choix: tuple[Choix, ...]


def retenus(casiers: Iterable[Casier], choix: Mapping[str, str], *, sauf: str = "") -> list[Casier]:
    """Return the shelves that have every chosen value, one facet set aside."""
    gardes = list(casiers)
    for place, nom in enumerate(NOMS):
        if choix.get(nom) and nom != sauf:
            gardes = [casier for casier in gardes if choix[nom] in casier.valeurs[place]]
    return gardes


def compter(casiers: Iterable[Casier], choix: Mapping[str, str], nom: str) -> Counter[str]:
    """Count documents by value of one facet, the others as chosen: one may change one's mind."""
    place = NOMS.index(nom)
    comptes: Counter[str] = Counter()
    for casier in retenus(casiers, choix, sauf=nom):
        for valeur in casier.valeurs[place]:
            comptes[valeur] += casier.nombre
    return comptes


def dresser(
    casiers: Iterable[Casier],
    choix: Mapping[str, str],
    vocabulaires: Mapping[str, tuple[str, Mapping[str, str]]],
) -> tuple[Facette, ...]:
    """Return the facets that tell something apart; `vocabulaires`: by name, its label and its values.

    A chosen value is always shown, even when nothing answers any more: it must be possible to drop it.
    """
    tous = list(casiers)
    total = sum(casier.nombre for casier in retenus(tous, choix))
    dressees = []
    for nom, (libelle, valeurs) in vocabulaires.items():
        comptes = compter(tous, choix, nom)
        offerts = tuple(
            Choix(valeur, dit, comptes[valeur], choix.get(nom) == valeur)
            for valeur, dit in valeurs.items()
            if comptes[valeur] or choix.get(nom) == valeur
        )
        if choix.get(nom) or any(choix_offert.nombre != total for choix_offert in offerts):
            dressees.append(Facette(nom, libelle, offerts))
    return tuple(dressees)
