"""The tools of the method, as `corpus/parcours/outils/` declares them. Pure: no Django.

A tool is a worksheet: headings with single fields, or with rows that people add. What is written in it
goes under `objet` (`<outil>-<rubrique>`, or `<outil>-<rubrique>-<n>` for row n, from 1) and the key of
its field.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from contenus.corpus.fichiers import ErreurDeCorpus, lire
from contenus.corpus.schema import Cle, Libre, Source, Statut, Texte
from parcours import valeurs
from parcours.valeurs import Genre

OBJET_MAX = 80
Cible = Annotated[str, StringConstraints(pattern=r"^([a-z0-9-]+(\.[a-z0-9-]+){1,2})?$")]


class _Bloc(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(_Bloc):
    """A word of a closed list."""

    cle: Cle
    libelle: Texte


class Champ(_Bloc):
    """Something to fill in: a field, or a column. `reprend` says where the answer is already known."""

    cle: Cle
    libelle: Annotated[Texte, Field(max_length=300)]
    aide: Libre = ""
    genre: Genre
    choix: tuple[Option, ...] = ()
    reprend: Cible = ""

    @model_validator(mode="after")
    def _choix_si_choix(self) -> Self:
        if (self.genre == "choix") != bool(self.choix):
            raise ValueError(f"« {self.cle} » : une liste de choix va avec le genre choix, et lui seul")
        return self

    def lire(self, brut: str) -> valeurs.Lue:
        """Read what was typed there."""
        return valeurs.lire(self.genre, brut, tuple((o.cle, o.libelle) for o in self.choix))


class Lignes(_Bloc):
    """Rows that people add: what one is called, and how many at most."""

    nom: Texte
    maximum: int = Field(ge=1, le=200)


class Rubrique(_Bloc):
    """A heading: single fields, or a table; never both."""

    cle: Cle
    titre: Texte
    aide: Libre = ""
    champs: tuple[Champ, ...] = ()
    lignes: Lignes | None = None
    colonnes: tuple[Champ, ...] = Field(default=(), max_length=7)
    reprend: Cible = ""

    @model_validator(mode="after")
    def _champs_ou_colonnes(self) -> Self:
        if bool(self.champs) == bool(self.colonnes) or bool(self.colonnes) != bool(self.lignes):
            raise ValueError(f"« {self.cle} » : des champs, ou des lignes avec leurs colonnes")
        if self.reprend and not self.lignes:
            raise ValueError(f"« {self.cle} » : seule une table reprend les lignes d’une autre")
        return self

    @property
    def a_remplir(self) -> tuple[Champ, ...]:
        """Its fields, or its columns."""
        return self.champs or self.colonnes

    @property
    def maximum(self) -> int:
        """How many rows it may have; none when it has single fields."""
        return self.lignes.maximum if self.lignes else 0

    def champ(self, cle: str) -> Champ | None:
        """Its field or column of that key."""
        return next((champ for champ in self.a_remplir if champ.cle == cle), None)


class Exemple(_Bloc):
    """A real case, filled in with what its source says and nothing else."""

    titre: Texte
    statut: Statut
    source: Texte
    valeurs: dict[Cle, dict[Cle, Texte]] = {}
    lignes: dict[Cle, tuple[dict[Cle, Texte], ...]] = {}


class Outil(Source):
    """A worksheet, with the step it belongs to."""

    cle: Cle
    titre: Annotated[Texte, Field(max_length=160)]
    consigne: Texte
    etape: Cle
    rubriques: tuple[Rubrique, ...] = Field(min_length=1)

    def rubrique(self, cle: str) -> Rubrique | None:
        """Its heading of that key."""
        return next((rubrique for rubrique in self.rubriques if rubrique.cle == cle), None)

    def objet(self, rubrique: Rubrique, rang: int = 0) -> str:
        """Where the fields of a heading (`rang` 0) or of one of its rows are kept."""
        return f"{self.cle}-{rubrique.cle}-{rang}" if rang else f"{self.cle}-{rubrique.cle}"


class FichierDOutil(_Bloc):
    """`corpus/parcours/outils/<cle>.yaml`."""

    outil: Outil
    exemple: Exemple


@dataclass(frozen=True, slots=True)
class Lieu:
    """Where an `objet` is: a heading (`rang` 0), or one of its rows."""

    outil: Outil
    rubrique: Rubrique
    rang: int


@dataclass(frozen=True, slots=True)
class Trousse:
    """All the tools, in the order of the steps."""

    outils: tuple[Outil, ...]
    exemples: Mapping[str, Exemple]
    lieux: Mapping[str, Lieu] = field(init=False)

    def __post_init__(self) -> None:
        """Index every place where something can be written."""
        lieux = {o: lieu for outil in self.outils for o, lieu in _lieux(outil)}
        object.__setattr__(self, "lieux", MappingProxyType(lieux))

    def outil(self, cle: str) -> Outil | None:
        """The tool of that key."""
        return next((outil for outil in self.outils if outil.cle == cle), None)

    def champ(self, objet: str, cle: str) -> Champ | None:
        """The field `cle` of that place; None when either is unknown."""
        lieu = self.lieux.get(objet)
        return lieu.rubrique.champ(cle) if lieu else None

    def libelle(self, objet: str, cle: str) -> str:
        """What was asked there, as the cahier keeps it; empty when unknown."""
        lieu, champ = self.lieux.get(objet), self.champ(objet, cle)
        return f"{lieu.outil.titre}. {champ.libelle}"[:300] if lieu and champ else ""

    def source(self, cible: str, rang: int = 0) -> tuple[str, str] | None:
        """The (objet, champ) that a `reprend` points at; in a table, on the row `rang`."""
        cles = cible.split(".")
        outil = self.outil(cles[0])
        rubrique = outil.rubrique(cles[1]) if outil and len(cles) == 3 else None  # noqa: PLR2004
        if outil is None or rubrique is None or rang > rubrique.maximum > 0:
            return None
        return outil.objet(rubrique, rang if rubrique.lignes else 0), cles[2]

    def table(self, cible: str) -> tuple[Outil, Rubrique] | None:
        """The table that a heading’s `reprend` points at."""
        cles = cible.split(".")
        outil = self.outil(cles[0])
        rubrique = outil.rubrique(cles[1]) if outil and len(cles) == 2 else None  # noqa: PLR2004
        return (outil, rubrique) if outil and rubrique and rubrique.lignes else None


@dataclass(frozen=True, slots=True)
class RubriqueDite:
    """What a heading says: pairs (question, answer), or rows under the columns that say something."""

    rubrique: Rubrique
    paires: tuple[tuple[str, str], ...] = ()
    entetes: tuple[str, ...] = ()
    lignes: tuple[tuple[str, ...], ...] = ()

    @property
    def cases(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The rows, each cell with the heading of its column."""
        return tuple(tuple(zip(self.entetes, ligne, strict=True)) for ligne in self.lignes)

    @property
    def vide(self) -> bool:
        """Nothing is written there."""
        return not (self.paires or self.lignes)


def dire(outil: Outil, brut: Callable[[str, str], str]) -> tuple[RubriqueDite, ...]:
    """Say every heading of a tool, empty ones included; `brut` gives what was typed at (objet, champ)."""
    return tuple(_dire_la_rubrique(outil, rubrique, brut) for rubrique in outil.rubriques)


def _dire_la_rubrique(outil: Outil, rubrique: Rubrique, brut: Callable[[str, str], str]) -> RubriqueDite:
    rangs = range(1, rubrique.maximum + 1) if rubrique.lignes else (0,)
    grille = [
        [champ.lire(brut(outil.objet(rubrique, rang), champ.cle)) for champ in rubrique.a_remplir]
        for rang in rangs
    ]
    if not rubrique.lignes:
        lus = zip(rubrique.champs, grille[0], strict=True)
        return RubriqueDite(rubrique, tuple((champ.libelle, lue.dite) for champ, lue in lus if not lue.vide))
    pleines = [ligne for ligne in grille if not all(lue.vide for lue in ligne)]
    places = [
        place for place, _ in enumerate(rubrique.colonnes) if not all(ligne[place].vide for ligne in pleines)
    ]
    return RubriqueDite(
        rubrique,
        entetes=tuple(rubrique.colonnes[place].libelle for place in places),
        lignes=tuple(tuple(ligne[place].dite for place in places) for ligne in pleines),
    )


def dire_l_exemple(outil: Outil, exemple: Exemple) -> tuple[RubriqueDite, ...]:
    """Say the real case that goes with a tool: the headings it fills."""
    ecrits = {
        (outil.objet(rubrique), champ): brut
        for rubrique in outil.rubriques
        for champ, brut in exemple.valeurs.get(rubrique.cle, {}).items()
    }
    for rubrique in outil.rubriques:
        for rang, ligne in enumerate(exemple.lignes.get(rubrique.cle, ()), start=1):
            ecrits |= {(outil.objet(rubrique, rang), champ): brut for champ, brut in ligne.items()}
    return tuple(dite for dite in dire(outil, lambda o, c: ecrits.get((o, c), "")) if not dite.vide)


def _lieux(outil: Outil) -> Iterator[tuple[str, Lieu]]:
    for rubrique in outil.rubriques:
        for rang in range(1, rubrique.maximum + 1) if rubrique.lignes else (0,):
            yield outil.objet(rubrique, rang), Lieu(outil, rubrique, rang)


def lire_outils(dossier: Path, *, etapes: tuple[str, ...] = ()) -> Trousse:
    """Read and check every tool of a folder; `etapes`, keys in order, orders them.

    Raises:
        ErreurDeCorpus: a file that does not hold; keys, sources or examples that do not fit together.
    """
    fichiers = {chemin.name: lire(FichierDOutil, chemin) for chemin in sorted(dossier.glob("*.yaml"))}
    rangs = {cle: rang for rang, cle in enumerate(etapes)}
    tries = sorted(fichiers.values(), key=lambda f: (rangs.get(f.outil.etape, len(rangs)), f.outil.cle))
    trousse = Trousse(
        tuple(fichier.outil for fichier in tries),
        MappingProxyType({fichier.outil.cle: fichier.exemple for fichier in tries}),
    )
    for nom, fichier in fichiers.items():
        if fautes := [*_fautes(nom, fichier, trousse)]:
            raise ErreurDeCorpus(nom, fautes)
    return trousse


def _fautes(nom: str, fichier: FichierDOutil, trousse: Trousse) -> Iterator[tuple[str, str]]:
    outil = fichier.outil
    if nom != f"{outil.cle}.yaml":
        yield "outil.cle", f"« {outil.cle} » ne porte pas le nom de son fichier"
    if "page:" in outil.consigne:
        yield "outil.consigne", "une consigne ne mène à aucune page : elle se lit dans un cahier"
    yield from _cles_doubles("outil.rubriques", outil.rubriques)
    objets = [objet for objet, _ in _lieux(outil)]
    for objet in sorted(
        {o for o in objets if objets.count(o) > 1 or trousse.lieux[o].outil.cle != outil.cle}
    ):
        yield "outil.rubriques", f"« {objet} » désigne deux endroits"
    if objets and max(map(len, objets)) > OBJET_MAX:
        yield "outil.rubriques", f"clés trop longues : {OBJET_MAX} caractères au plus avec celle de l’outil"
    for rang, rubrique in enumerate(outil.rubriques):
        chemin = f"outil.rubriques[{rang}]"
        yield from _cles_doubles(f"{chemin}.champs", rubrique.a_remplir)
        if rubrique.reprend and trousse.table(rubrique.reprend) is None:
            yield f"{chemin}.reprend", f"« {rubrique.reprend} » n’est pas une table d’un outil"
        for place, champ in enumerate(rubrique.a_remplir):
            yield from _cles_doubles(f"{chemin}.champs[{place}].choix", champ.choix)
            yield from _faute_de_reprise(f"{chemin}.champs[{place}].reprend", champ, rubrique, trousse)
    yield from _fautes_d_exemple(outil, fichier.exemple)


def _cles_doubles(chemin: str, elements: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    cles = [element.cle for element in elements]
    for cle in sorted({cle for cle in cles if cles.count(cle) > 1}):
        yield chemin, f"la clé « {cle} » est écrite deux fois"


def _faute_de_reprise(
    chemin: str, champ: Champ, rubrique: Rubrique, trousse: Trousse
) -> Iterator[tuple[str, str]]:
    if not champ.reprend:
        return
    source = trousse.source(champ.reprend, 1)
    if source is None or trousse.champ(*source) is None:
        yield chemin, f"« {champ.reprend} » n’est pas un champ d’un outil"
    elif trousse.lieux[source[0]].rang and not rubrique.lignes:
        yield chemin, f"« {champ.reprend} » est une colonne : un champ seul ne dit pas laquelle de ses lignes"


def _fautes_d_exemple(outil: Outil, exemple: Exemple) -> Iterator[tuple[str, str]]:
    for cle, valeurs_de in exemple.valeurs.items():
        yield from _fautes_de_valeurs(f"exemple.valeurs.{cle}", outil.rubrique(cle), valeurs_de, table=False)
    for cle, lignes in exemple.lignes.items():
        rubrique = outil.rubrique(cle)
        if rubrique and len(lignes) > rubrique.maximum > 0:
            yield f"exemple.lignes.{cle}", f"{len(lignes)} lignes, {rubrique.maximum} au plus"
        for rang, ligne in enumerate(lignes):
            yield from _fautes_de_valeurs(f"exemple.lignes.{cle}[{rang}]", rubrique, ligne, table=True)


def _fautes_de_valeurs(
    chemin: str, rubrique: Rubrique | None, ligne: Mapping[str, str], *, table: bool
) -> Iterator[tuple[str, str]]:
    if rubrique is None or bool(rubrique.lignes) != table:
        yield chemin, "cette rubrique n’existe pas, ou pas sous cette forme"
        return
    for cle, brut in ligne.items():
        champ = rubrique.champ(cle)
        if champ is None:
            yield f"{chemin}.{cle}", "ce champ est inconnu"
        elif faute := champ.lire(brut).faute:
            yield f"{chemin}.{cle}", faute
