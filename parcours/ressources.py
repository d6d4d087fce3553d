"""What the photographie des ressources says in figures. Pure: no Django.

Four formulas, none with a threshold; the page gives them with their source:

* part of a line = its quantity ÷ the sum of the quantities of its pillar;
* concentration of a pillar = the sum of the squares of these parts (Herfindahl–Hirschman index, from 0 to
  1: O. C. Herfindahl, 1950; A. O. Hirschman, 1945);
* equivalent supports of a pillar = 1 ÷ concentration: as many equal supports would be as concentrated
  (« effective number », M. Laakso and R. Taagepera, Comparative Political Studies, 1979);
* the point on the triangle: part of a pillar = its equivalent supports ÷ those of the three pillars. Hours
  and euros are never added. Taking this as a point is our proposal.

Time is in hours; a full-time equivalent is 1,607 hours a year (Code du travail, article L3121-41).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from diagnostic.scoring import Barycentre
from parcours.outils import Outil, Rubrique

OUTIL = "photographie"
HEURES_PAR_ETP = 1607
FORMULES = (
    "Part d’une ligne\u00a0: sa quantité, divisée par la somme des quantités de son pilier.",
    "Concentration d’un pilier\u00a0: la somme des carrés de ces parts, de 0 à 1 (indice de "
    "Herfindahl-Hirschman, 1945 et 1950). Un seul appui donne 1.",
    "Appuis équivalents\u00a0: 1 divisé par la concentration. C’est le nombre d’appuis, tous de même taille, "
    "qui seraient aussi concentrés (Laakso et Taagepera, 1979).",
    "Point sur le triangle\u00a0: la part d’un pilier est le nombre de ses appuis équivalents, divisé par "
    "celui des trois piliers. Heures et euros ne sont jamais additionnés. Ce choix est une proposition de "
    "l’équipe du portail.",
    "Un équivalent temps plein compte pour 1\u00a0607 heures par an (article L3121-41 du Code du travail). "
    "Ce qui est prévu, ou sans quantité, reste hors des calculs.",
)


class Ecrit(Protocol):
    """Something written."""

    valeur: str


Ecrits = Mapping[tuple[str, str], Ecrit]


@dataclass(frozen=True, slots=True)
class Appui:
    """A line: what it is called, its kind, and its quantity when there is one."""

    nom: str
    sorte: str
    quantite: Fraction | None


@dataclass(frozen=True, slots=True)
class Part:
    """A named share of a pillar."""

    nom: str
    quantite: Fraction
    part: Fraction


@dataclass(frozen=True, slots=True)
class Pilier:
    """What a pillar rests on. `parts` are the lines, the greatest first; `sortes` the same by kind."""

    cle: str
    nom: str
    unite: str
    parts: tuple[Part, ...]
    sortes: tuple[Part, ...]
    sans_quantite: int

    @property
    def total(self) -> Fraction:
        """The sum of its quantities."""
        return sum((part.quantite for part in self.parts), Fraction(0))

    @property
    def concentration(self) -> Fraction | None:
        """Sum of the squares of the parts, from 0 to 1; None when nothing has a quantity."""
        return sum((part.part**2 for part in self.parts), Fraction(0)) if self.parts else None

    @property
    def equivalents(self) -> Fraction:
        """Equal supports that would be as concentrated; without any quantity, the number of lines."""
        return 1 / self.concentration if self.concentration else Fraction(self.sans_quantite)


@dataclass(frozen=True, slots=True)
class Photographie:
    """The three pillars as they are, in the order of the triangle."""

    piliers: tuple[Pilier, Pilier, Pilier]

    @property
    def vide(self) -> bool:
        """No line is written."""
        return not any(pilier.equivalents for pilier in self.piliers)

    @property
    def point(self) -> Barycentre | None:
        """Where the equivalent supports stand on the triangle; None when nothing is written."""
        total = sum((pilier.equivalents for pilier in self.piliers), Fraction(0))
        if not total:
            return None
        humain, financier, alliances = (pilier.equivalents / total for pilier in self.piliers)
        return Barycentre(humain, financier, alliances)


def lire(outil: Outil, ecrits: Ecrits) -> Photographie:
    """Read the worksheet; what is missing, unreadable or only planned stays out of the figures."""
    unite, personnes = _personnes([*_lignes(outil, "personnes", ecrits)])
    argent = [
        Appui(_nom(ligne, "nom", "modele"), ligne.get("modele", ("", None))[0], _fraction(ligne, "montant"))
        for ligne in _lignes(outil, "argent", ecrits)
    ]
    alliances = [
        Appui(
            _nom(ligne, "partenaire", "objet"), ligne.get("forme", ("", None))[0], _fraction(ligne, "montant")
        )
        for ligne in _lignes(outil, "alliances", ecrits)
    ]
    return Photographie(
        (
            mesurer("humain", "Richesses humaines", unite, personnes),
            mesurer("financier", "Ressources financières", "€", argent),
            mesurer("alliances", "Alliances stratégiques", "€", alliances),
        )
    )


def mesurer(cle: str, nom: str, unite: str, appuis: Iterable[Appui]) -> Pilier:
    """Measure a pillar; a quantity of zero or less supports nothing and has no part."""
    tous = list(appuis)
    comptes = [(appui, appui.quantite) for appui in tous if appui.quantite and appui.quantite > 0]
    total = sum((quantite for _, quantite in comptes), Fraction(0))
    sortes: dict[str, Fraction] = {}
    for appui, quantite in comptes:
        sorte = appui.sorte or "Non précisé"
        sortes[sorte] = sortes.get(sorte, Fraction(0)) + quantite
    return Pilier(
        cle=cle,
        nom=nom,
        unite=unite,
        parts=_trier(Part(appui.nom, quantite, quantite / total) for appui, quantite in comptes),
        sortes=_trier(Part(sorte, quantite, quantite / total) for sorte, quantite in sortes.items()),
        sans_quantite=sum(appui.quantite is None for appui in tous),
    )


def _trier(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: -part.quantite))


Cellules = dict[str, tuple[str, Decimal | None]]
"""A written row: by column, what is said and the number read."""


def _lignes(outil: Outil, cle: str, ecrits: Ecrits) -> Iterator[Cellules]:
    rubrique = outil.rubrique(cle)
    for rang in range(1, rubrique.maximum + 1) if rubrique else ():
        ligne = _ligne(outil, rubrique, rang, ecrits) if rubrique else {}
        prevu = ecrits.get((f"{outil.cle}-{cle}-{rang}", "fiabilite"))
        if ligne and not (prevu and prevu.valeur == "prevu"):
            yield ligne


def _ligne(outil: Outil, rubrique: Rubrique, rang: int, ecrits: Ecrits) -> Cellules:
    cellules: Cellules = {}
    for colonne in rubrique.colonnes:
        ecrit = ecrits.get((outil.objet(rubrique, rang), colonne.cle))
        lue = colonne.lire(ecrit.valeur if ecrit else "")
        if not lue.vide:
            cellules[colonne.cle] = (lue.dite, lue.nombre)
    return cellules


def _personnes(lignes: list[Cellules]) -> tuple[str, list[Appui]]:
    """People in hours when more lines give time than numbers of people, else in people."""
    heures = [_heures(ligne) for ligne in lignes]
    nombres = [_fraction(ligne, "nombre") for ligne in lignes]
    en_heures = sum(h is not None for h in heures) >= sum(n is not None for n in nombres)
    quantites = heures if en_heures else nombres
    appuis = [
        Appui(_nom(ligne, "forme", "activite", "precision"), ligne.get("forme", ("", None))[0], quantite)
        for ligne, quantite in zip(lignes, quantites, strict=True)
    ]
    return ("h" if en_heures else "personnes"), appuis


def _heures(ligne: Cellules) -> Fraction | None:
    heures, etp = _fraction(ligne, "heures"), _fraction(ligne, "etp")
    return heures if heures is not None else etp * HEURES_PAR_ETP if etp is not None else None


def _fraction(ligne: Cellules, cle: str) -> Fraction | None:
    nombre = ligne.get(cle, ("", None))[1]
    return Fraction(nombre) if nombre is not None else None


def _nom(ligne: Cellules, *cles: str) -> str:
    return next((ligne[cle][0] for cle in cles if cle in ligne), "Sans nom")
