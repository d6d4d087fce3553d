"""What the pages show: the counts of everybody and of the groups asked for, read by key.

Four queries, whichever groups are asked and however many associations count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from operator import itemgetter

from contenus.models import Terme
from diagnostic.grille import DIMENSIONS
from reperes import dessins
from reperes.models import Compteur, Parution
from reperes.seuil import AXES, SEUIL, TOUS, Groupe, Profil
from reperes.tranches import TRANCHES, Fourchette, dire_tranche, fourchette

LISTES = {"acteur": "profils-acteurs", "region": "regions", "domaine": "domaines-fragilites"}
"""The reference list of each axis."""
LIBELLES = {"acteur": "Type d’acteur", "region": "Région", "domaine": "Domaine"}
NOMS = {
    "socle": "Le socle",
    "humain": "Richesses humaines",
    "financier": "Ressources financières",
    "alliances": "Alliances stratégiques",
}
VIDE = f"moins de {SEUIL} associations"


@dataclass(frozen=True, slots=True)
class Choix:
    """One axis: the words of its groups, and the one asked for."""

    axe: str
    libelle: str
    termes: Mapping[str, str]
    """Words by code."""
    demande: str
    lisibles: frozenset[str]

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Code, words, and whether there are figures to read; in the order of the list."""
        return [(code, mots, code in self.lisibles) for code, mots in self.termes.items()]


@dataclass(frozen=True, slots=True)
class Ligne:
    """One group in one dimension: its counts by range, none when it cannot be shown."""

    nom: str
    comptes: tuple[int, ...]
    fourchette: Fourchette | None


@dataclass(frozen=True, slots=True)
class Partie:
    """One dimension: its drawing, and the counts it is made of."""

    cle: str
    nom: str
    lignes: tuple[Ligne, ...]
    dessin: dessins.Bandes
    mien: Fraction | None

    @property
    def detail(self) -> Iterator[tuple[str, list[int]]]:
        """The table that opens: a row a range, a column a group that can be shown."""
        vues = [ligne for ligne in self.lignes if ligne.fourchette]
        for tranche in range(TRANCHES):
            yield dire_tranche(tranche), [ligne.comptes[tranche] for ligne in vues]

    @property
    def montrees(self) -> list[Ligne]:
        """The columns of that table."""
        return [ligne for ligne in self.lignes if ligne.fourchette]


@dataclass(frozen=True, slots=True)
class Lecture:
    """All that a page of figures shows."""

    choix: tuple[Choix, ...]
    effectif: int
    parties: tuple[Partie, ...]
    trop_petits: tuple[str, ...]
    """The groups asked for that cannot be shown."""
    parution: Parution | None


Miens = Mapping[str, Fraction | None]
"""The figures of the diagnostic looked from, by dimension."""


def mots_des_axes() -> dict[str, dict[str, str]]:
    """For each axis, the words of its groups by code, in the order of their list; one query."""
    axes = {cle: axe for axe, cle in LISTES.items()}
    termes = Terme.objects.filter(nomenclature__cle__in=axes).order_by("nomenclature__cle", "rang")
    lignes = groupby(termes.values_list("nomenclature__cle", "code", "intitule"), key=itemgetter(0))
    trouves = {axes[cle]: {code: mots for _, code, mots in suite} for cle, suite in lignes}
    return {axe: trouves.get(axe, {}) for axe in AXES}


def lire(demandes: Profil, miens: Miens | None = None) -> Lecture:
    """Read the figures of everybody and of the groups asked for; an unknown group is not asked for."""
    effectifs = Compteur.objects.effectifs()
    choix = tuple(_choisir(axe, mots, demandes, effectifs) for axe, mots in mots_des_axes().items())
    voulus = {(TOUS, ""): "Toutes les associations"} | {
        (c.axe, c.demande): c.termes[c.demande] for c in choix if c.demande
    }
    comptes = _comptes([groupe for groupe in voulus if effectifs.get(groupe, 0) >= SEUIL])
    return Lecture(
        choix=choix,
        effectif=effectifs.get((TOUS, ""), 0),
        parties=tuple(_partie(cle, nom, voulus, comptes, miens or {}) for cle, nom in NOMS.items()),
        trop_petits=tuple(nom for groupe, nom in voulus.items() if groupe[1] and groupe not in comptes),
        parution=Parution.objects.order_by("-pk").first(),
    )


def _choisir(axe: str, termes: Mapping[str, str], demandes: Profil, effectifs: Mapping[Groupe, int]) -> Choix:
    demande = getattr(demandes, axe)
    lisibles = frozenset(code for code in termes if effectifs.get((axe, code), 0) >= SEUIL)
    return Choix(axe, LIBELLES[axe], termes, demande if demande in termes else "", lisibles)


def _comptes(groupes: list[Groupe]) -> dict[Groupe, dict[str, list[int]]]:
    comptes = {groupe: {cle: [0] * TRANCHES for cle in DIMENSIONS} for groupe in groupes}
    for compteur in Compteur.objects.des_groupes(*groupes):
        comptes[compteur.axe, compteur.valeur][compteur.dimension][compteur.tranche] = compteur.nombre
    return comptes


def _partie(
    cle: str,
    nom: str,
    voulus: Mapping[Groupe, str],
    comptes: Mapping[Groupe, Mapping[str, list[int]]],
    miens: Miens,
) -> Partie:
    lignes = tuple(_ligne(mots, comptes.get(groupe, {}).get(cle, [])) for groupe, mots in voulus.items())
    mien = miens.get(cle)
    dessin = dessins.bandes(cle, nom, [(ligne.nom, ligne.fourchette) for ligne in lignes], mien, VIDE)
    return Partie(cle, nom, lignes, dessin, mien)


def _ligne(nom: str, comptes: list[int]) -> Ligne:
    return Ligne(nom, tuple(comptes), fourchette(comptes))
