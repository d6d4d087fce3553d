"""The grid as data: what a self-diagnostic asks, described, sourced and checked. No Django here.

A grid is read from `corpus/diagnostic/grille-N.yaml`. Reading validates everything at once; an
`ErreurDeCorpus` lists every fault as *file, path in the file, reason*.

The four levels (0 to 3) take after the statuses found in the sources (« à développer / en cours /
existant », grids of the 2023 webinars) and the « oui / moyen / non » of the DLA; the wording of
each level is ours and the grid says so (`statut: proposition`).
"""

from collections.abc import Iterator
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from contenus.corpus.fichiers import Incoherences

NIVEAUX = (0, 1, 2, 3)
NIVEAU_MAX = NIVEAUX[-1]
PILIERS = ("humain", "financier", "alliances")
DIMENSIONS = ("socle", *PILIERS)

Texte = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Cle = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{1,2}$")]
Statut = Literal["source", "proposition"]
CleImpact = Literal["performance", "innovation", "confiance"]


class _Bloc(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Niveau(_Bloc):
    """One of the four described situations of a criterion, and the first move from there."""

    titre: Texte
    description: Texte
    suite: Texte


class Critere(_Bloc):
    """One question. `appuis` are the criteria it rests on: work on those first."""

    code: Code
    titre: Texte
    question: Texte
    pourquoi: Texte
    preuves: Annotated[tuple[Texte, ...], Field(min_length=1)]
    niveaux: Annotated[tuple[Niveau, ...], Field(min_length=len(NIVEAUX), max_length=len(NIVEAUX))]
    impacts: Annotated[tuple[CleImpact, ...], Field(min_length=1)]
    courte: bool
    appuis: tuple[Code, ...] = ()
    reprend: Code | None = None
    statut: Statut
    source: Texte


class Theme(_Bloc):
    """A family of criteria inside a dimension."""

    cle: Cle
    nom: Texte
    criteres: Annotated[tuple[Critere, ...], Field(min_length=1)]


class Dimension(_Bloc):
    """The socle or one of the three pillars."""

    cle: Literal["socle", "humain", "financier", "alliances"]
    nom: Texte
    pilier: bool
    resume: Texte
    statut: Statut
    source: Texte
    themes: Annotated[tuple[Theme, ...], Field(min_length=1)]

    @cached_property
    def criteres(self) -> tuple[Critere, ...]:
        """Every criterion of the dimension, in reading order."""
        return tuple(critere for theme in self.themes for critere in theme.criteres)


class Impact(_Bloc):
    """One of the three impacts a criterion bears on."""

    cle: CleImpact
    nom: Texte
    definition: Texte
    source: Texte


class Grille(_Bloc):
    """A whole grid, immutable once published. `remplace` is the version it takes over from."""

    version: Annotated[int, Field(ge=1)]
    titre: Texte
    intention: Texte
    statut: Statut
    source: Texte
    remplace: int | None = None
    impacts: Annotated[tuple[Impact, ...], Field(min_length=3, max_length=3)]
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=4, max_length=4)]

    @cached_property
    def criteres(self) -> tuple[Critere, ...]:
        """Every criterion, in reading order."""
        return tuple(critere for dimension in self.dimensions for critere in dimension.criteres)

    @cached_property
    def par_code(self) -> dict[str, Critere]:
        """Criteria by code."""
        return {critere.code: critere for critere in self.criteres}

    @cached_property
    def dimension_de(self) -> dict[str, Dimension]:
        """The dimension of each criterion code."""
        return {c.code: dimension for dimension in self.dimensions for c in dimension.criteres}

    @cached_property
    def origine_de(self) -> dict[str, Critere]:
        """The criterion of each action the grid proposes, by its text."""
        return {niveau.suite: critere for critere in self.criteres for niveau in critere.niveaux}

    def criteres_de(self, *, courte: bool) -> tuple[Critere, ...]:
        """The criteria asked by the short or by the full version."""
        return tuple(critere for critere in self.criteres if critere.courte or not courte)

    @model_validator(mode="after")
    def _coherente(self) -> Self:
        fautes = [*_fautes_de_cles(self), *_fautes_d_appuis(self)]
        if self.remplace is not None and self.remplace >= self.version:
            fautes.append(
                ("remplace", f"la grille {self.version} ne peut remplacer que plus ancienne qu’elle")
            )
        if fautes:
            raise Incoherences(fautes)
        return self


def _fautes_de_cles(grille: Grille) -> Iterator[tuple[str, str]]:
    attendues, lues = list(DIMENSIONS), [d.cle for d in grille.dimensions]
    if lues != attendues:
        yield "dimensions", f"attendu dans cet ordre : {', '.join(attendues)} ; lu : {', '.join(lues)}"
    if len({i.cle for i in grille.impacts}) < len(grille.impacts):
        yield "impacts", "un impact est décrit deux fois"
    vus: dict[str, str] = {}
    for d, dimension in enumerate(grille.dimensions):
        if dimension.pilier != (dimension.cle in PILIERS):
            yield f"dimensions[{d}].pilier", "seuls humain, financier et alliances sont des piliers"
        if not any(critere.courte for critere in dimension.criteres):
            yield f"dimensions[{d}]", "aucun critère dans la version courte"
        for t, theme in enumerate(dimension.themes):
            for c, critere in enumerate(theme.criteres):
                chemin = f"dimensions[{d}].themes[{t}].criteres[{c}].code"
                if critere.code in vus:
                    yield chemin, f"le code {critere.code} est déjà pris par {vus[critere.code]}"
                vus.setdefault(critere.code, chemin)
    cles = [theme.cle for dimension in grille.dimensions for theme in dimension.themes]
    for cle in sorted({cle for cle in cles if cles.count(cle) > 1}):
        yield "themes", f"la clé « {cle} » sert deux fois"


def _fautes_d_appuis(grille: Grille) -> Iterator[tuple[str, str]]:
    for critere in grille.criteres:
        for appui in critere.appuis:
            if appui not in grille.par_code:
                yield f"critère {critere.code}.appuis", f"le critère {appui} n’existe pas dans cette grille"
    try:
        TopologicalSorter({c.code: c.appuis for c in grille.criteres}).prepare()
    except CycleError as boucle:
        yield "appuis", "des critères s’appuient en rond : " + " → ".join(boucle.args[1])
