"""Two states of one diagnostic side by side: parts, themes, criteria, points of the triangle. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from diagnostic import graphiques
from diagnostic.evolution import reports_entre
from diagnostic.grille import Critere, Dimension, Grille
from diagnostic.scoring import SANS_REPONSE, Mesure, Profil, calculer


@dataclass(frozen=True, slots=True)
class Etat:
    """A named moment: its choices, on its own grid and in its own version (short or full)."""

    nom: str
    grille: Grille
    courte: bool
    choix: Mapping[str, str]

    @property
    def profil(self) -> Profil:
        """Its figures."""
        return calculer(self.grille, self.choix, courte=self.courte)


@dataclass(frozen=True, slots=True)
class Ecart:
    """One figure in both states; None where it is undefined."""

    nom: str
    avant: Fraction | None
    apres: Fraction | None

    @property
    def dit(self) -> str:
        """Which way it went, in a word; empty when it cannot be told."""
        if self.avant is None or self.apres is None:
            return ""
        return "monte" if self.apres > self.avant else "baisse" if self.apres < self.avant else "ne bouge pas"


@dataclass(frozen=True, slots=True)
class Passage:
    """One criterion in both states; `ancien` is None when the first grid did not ask it."""

    ancien: Critere | None
    critere: Critere
    avant: str
    apres: str

    @property
    def change(self) -> bool:
        """Whether another choice was made."""
        return self.avant != self.apres

    @property
    def reformule(self) -> bool:
        """Whether the question is not the same one in both grids."""
        return self.ancien is not None and self.ancien.question != self.critere.question


@dataclass(frozen=True, slots=True)
class Partie:
    """One dimension of the house, from one state to the other."""

    dimension: Dimension
    ecart: Ecart
    mesures: tuple[Mesure, Mesure]
    """What the two figures of `ecart` are made of."""
    themes: tuple[Ecart, ...]
    passages: tuple[Passage, ...]

    @property
    def changes(self) -> tuple[Passage, ...]:
        """The criteria that moved."""
        return tuple(passage for passage in self.passages if passage.change)


@dataclass(frozen=True, slots=True)
class Comparaison:
    """Two states, the second read through what carries over from the first."""

    avant: Etat
    apres: Etat
    parties: tuple[Partie, ...]
    retires: tuple[Critere, ...]
    """Criteria answered in the first state that the second grid, or its version, does not ask."""
    triangle: graphiques.Triangle

    @property
    def memes_grilles(self) -> bool:
        """Whether both were made on one grid, in one version."""
        return (self.avant.grille.version, self.avant.courte) == (
            self.apres.grille.version,
            self.apres.courte,
        )


def comparer_etats(avant: Etat, apres: Etat) -> Comparaison:
    """Compare two states, whichever grid each was made on."""
    profils = (avant.profil, apres.profil)
    reports = reports_entre(avant.grille, apres.grille)
    origines = {nouveau: ancien for ancien, nouveau in reports.items()}
    demandes = {critere.code for critere in apres.grille.criteres_de(courte=apres.courte)}
    return Comparaison(
        avant=avant,
        apres=apres,
        parties=tuple(_partie(d, avant, apres, profils, origines) for d in apres.grille.dimensions),
        retires=tuple(
            critere
            for critere in avant.grille.criteres
            if avant.choix.get(critere.code) and reports.get(critere.code) not in demandes
        ),
        triangle=graphiques.triangle(
            [
                (etat.nom, profil.barycentre)
                for etat, profil in zip((avant, apres), profils, strict=True)
                if profil.barycentre
            ]
        ),
    )


def _partie(
    dimension: Dimension,
    avant: Etat,
    apres: Etat,
    profils: tuple[Profil, Profil],
    origines: Mapping[str, str],
) -> Partie:
    themes: tuple[dict[str, Mesure], ...] = tuple({m.cle: m for m in profil.themes} for profil in profils)

    def ecart(nom: str, cle: str) -> Ecart:
        valeurs = [mesures[cle].valeur if cle in mesures else None for mesures in themes]
        return Ecart(nom, valeurs[0], valeurs[1])

    une, deux = (profil.dimension(dimension.cle) for profil in profils)
    return Partie(
        dimension=dimension,
        ecart=Ecart(dimension.nom, une.valeur, deux.valeur),
        mesures=(une, deux),
        themes=tuple(ecart(theme.nom, theme.cle) for theme in dimension.themes),
        passages=tuple(_passages(dimension, avant, apres, origines)),
    )


def _passages(
    dimension: Dimension, avant: Etat, apres: Etat, origines: Mapping[str, str]
) -> Iterator[Passage]:
    for critere in dimension.criteres:
        if apres.courte and not critere.courte:
            continue
        ancien = avant.grille.par_code.get(origines.get(critere.code, ""))
        dit = avant.choix.get(ancien.code, SANS_REPONSE) if ancien else SANS_REPONSE
        yield Passage(ancien, critere, dit, apres.choix.get(critere.code, SANS_REPONSE))
