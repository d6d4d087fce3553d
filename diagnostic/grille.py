"""The grid as data: what a self-diagnostic asks, described, sourced and checked. No Django here.

A grid is read from `corpus/diagnostic/grille-N.yaml`. Reading validates everything at once; an
`ErreurDeGrille` lists every fault as *file, path in the file, reason*.

The four levels (0 to 3) take after the statuses found in the sources (« à développer / en cours /
existant », grids of the 2023 webinars) and the « oui / moyen / non » of the DLA; the wording of
each level is ours and the grid says so (`statut: proposition`).
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import YAMLError
from ruamel.yaml.reader import ReaderError

NIVEAUX = (0, 1, 2, 3)
NIVEAU_MAX = NIVEAUX[-1]
PILIERS = ("humain", "financier", "alliances")
DIMENSIONS = ("socle", *PILIERS)

Texte = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Cle = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{1,2}$")]
Statut = Literal["source", "proposition"]
CleImpact = Literal["performance", "innovation", "confiance"]


class ErreurDeGrille(Exception):
    """A grid that cannot be used. `fautes` holds (path in the file, reason), all of them."""

    def __init__(self, fichier: str, fautes: list[tuple[str, str]]) -> None:
        self.fichier = fichier
        self.fautes = fautes
        super().__init__("\n".join(f"{fichier} : {chemin} : {raison}" for chemin, raison in fautes))


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
            raise _Incoherences(fautes)
        return self


class _Incoherences(ValueError):
    def __init__(self, fautes: list[tuple[str, str]]) -> None:
        self.fautes = fautes
        super().__init__("; ".join(f"{chemin} : {raison}" for chemin, raison in fautes))


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


_RAISONS = {
    "missing": "ce champ manque",
    "extra_forbidden": "ce champ est inconnu",
    "string_type": "un texte est attendu",
    "string_too_short": "ce texte est vide",
    "bool_type": "vrai ou faux est attendu (true, false)",
    "bool_parsing": "vrai ou faux est attendu (true, false)",
    "int_type": "un nombre entier est attendu",
    "int_parsing": "un nombre entier est attendu",
    "int_from_float": "un nombre entier est attendu",
    "finite_number": "un nombre entier est attendu",
    "invalid_key": "un nom de champ est un texte",
    "tuple_type": "une liste est attendue",
    "model_type": "un ensemble de champs est attendu",
}


def _raison(faute: Any) -> str:
    contexte = faute.get("ctx", {})
    match faute["type"]:
        case "too_short":
            return f"{contexte['actual_length']} élément(s), il en faut au moins {contexte['min_length']}"
        case "too_long":
            return f"{contexte['actual_length']} éléments, il en faut au plus {contexte['max_length']}"
        case "greater_than_equal":
            return f"un nombre d’au moins {contexte['ge']} est attendu"
        case "literal_error":
            return (
                f"« {faute['input']} » est inconnu ; attendu : {contexte['expected'].replace(' or ', ' ou ')}"
            )
        case "string_pattern_mismatch":
            return f"« {faute['input']} » n’a pas la forme attendue ({contexte['pattern']})"
    return _RAISONS.get(faute["type"], str(faute["msg"]))


def _chemin(lieu: tuple[str | int, ...]) -> str:
    morceaux = [f"[{pas}]" if isinstance(pas, int) else f".{pas}" for pas in lieu]
    return "".join(morceaux).lstrip(".") or "(racine)"


def grille_depuis(donnees: Any, *, fichier: str) -> Grille:
    """Validate plain data into a `Grille`; `fichier` names it in the errors.

    Raises:
        ErreurDeGrille: with every fault found.
    """
    try:
        return Grille.model_validate(donnees)
    except ValidationError as erreur:
        fautes: list[tuple[str, str]] = []
        for faute in erreur.errors():
            cause = faute.get("ctx", {}).get("error")
            if isinstance(cause, _Incoherences):
                fautes.extend(cause.fautes)
            elif not _decoule(faute, erreur.errors()):
                fautes.append((_chemin(faute["loc"]), _raison(faute)))
        raise ErreurDeGrille(fichier, fautes) from erreur


def _decoule(faute: Any, fautes: Sequence[Any]) -> bool:
    """Whether a list is said too short only because one of its own elements is faulty."""
    lieu = faute["loc"]
    return faute["type"] == "too_short" and any(
        len(autre["loc"]) > len(lieu) and autre["loc"][: len(lieu)] == lieu for autre in fautes
    )


def lire_grille(chemin: Path) -> Grille:
    """Read and validate one YAML file (duplicate keys are refused).

    Raises:
        ErreurDeGrille: naming the file, the path in it and the reason.
    """
    try:
        donnees = YAML(typ="safe", pure=True).load(chemin.read_text(encoding="utf-8"))
    except (YAMLError, ValueError, RecursionError) as erreur:
        marque = getattr(erreur, "problem_mark", None)
        lieu = f"ligne {marque.line + 1}" if marque else "(fichier)"
        raise ErreurDeGrille(chemin.name, [(lieu, _raison_yaml(erreur))]) from erreur
    return grille_depuis(donnees, fichier=chemin.name)


def _raison_yaml(erreur: Exception) -> str:
    match erreur:
        case UnicodeDecodeError():
            return f"ce fichier n’est pas écrit en UTF-8 (octet {erreur.start})"
        case DuplicateKeyError():
            cle = re.search(r'duplicate key "(.*?)" with', erreur.problem or "")
            return f"la clé « {cle[1] if cle else '?'} » est écrite deux fois"
        case ReaderError():
            return f"YAML illisible (caractère interdit : U+{erreur.character:04X})"
    return f"YAML illisible ({getattr(erreur, 'problem', None) or erreur})"
