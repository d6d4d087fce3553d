"""What a file of the corpus may hold. No Django here; a fault names file, path and reason."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Texte = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Libre = Annotated[str, StringConstraints(strip_whitespace=True)]
Cle = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Adresse = Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$", max_length=500)]
Cible = Annotated[str, StringConstraints(pattern=r"^(page:[a-z0-9-]+|/\S*|https?://\S+)$", max_length=500)]
"""A page of the corpus, an address of the portal, or the web."""
Statut = Literal["source", "proposition"]
Pilier = Literal["socle", "humain", "financier", "alliances"]
Public = Literal["gouvernance", "equipe", "referent"]
Objectif = Literal["comprendre", "debattre", "se-former", "agir", "accompagner"]
Maturite = Literal["decouvrir", "structurer", "transformer"]
Rubrique = Literal["comprendre", "s-informer", "se-former", "agir", "accompagner"]


class _Bloc(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Bloc):
    """Where a row comes from. `repere` is for maintainers: the place in the source text."""

    statut: Statut
    source: Texte
    repere: Libre = ""


class Retenir(_Bloc):
    titre: Texte
    texte: Texte


class Debattre(_Bloc):
    question: Texte
    texte: Libre = ""


class Exemple(_Bloc):
    titre: Texte
    texte: Texte
    statut: Statut
    source: Texte


class Citation(_Bloc):
    texte: Texte
    auteur: Texte
    source: Texte


class Tableau(_Bloc):
    legende: Texte
    entetes: tuple[Texte, ...] = Field(min_length=2)
    lignes: tuple[tuple[Libre, ...], ...] = Field(min_length=1)
    statut: Statut
    source: Texte
    note: Libre = ""

    @model_validator(mode="after")
    def _rectangle(self) -> Self:
        for rang, ligne in enumerate(self.lignes, start=1):
            if len(ligne) != len(self.entetes):
                raise ValueError(f"ligne {rang} : {len(ligne)} cases pour {len(self.entetes)} en-têtes")
        return self


class Lien(_Bloc):
    titre: Texte
    adresse: Cible
    texte: Libre = ""


class Video(_Bloc):
    titre: Texte
    adresse: Annotated[str, StringConstraints(pattern=r"^https://\S+$", max_length=500)]
    transcription: Libre = ""


class Morceau(_Bloc):
    """One block of a body: exactly one of its keys."""

    titre: Texte | None = None
    texte: Texte | None = None
    retenir: Retenir | None = None
    debattre: Debattre | None = None
    exemple: Exemple | None = None
    citation: Citation | None = None
    liste: Cle | None = None
    tableau: Tableau | None = None
    lien: Lien | None = None
    video: Video | None = None

    @model_validator(mode="after")
    def _un_seul(self) -> Self:
        if len(self.model_fields_set) != 1 or next(iter(self.model_fields_set), None) is None:
            raise ValueError("un bloc porte exactement une clé")
        return self

    @property
    def genre(self) -> str:
        """The name of its only key."""
        return next(iter(self.model_fields_set))

    @property
    def valeur(self) -> Any:
        """What the key holds."""
        return getattr(self, self.genre)


class _Classee(Source):
    """What every page carries."""

    cle: Cle
    titre: Annotated[Texte, Field(max_length=160)]
    resume: Annotated[Texte, Field(max_length=240)]
    piliers: tuple[Pilier, ...] = ()
    publics: tuple[Public, ...] = ()
    objectifs: tuple[Objectif, ...] = ()
    maturites: tuple[Maturite, ...] = ()
    relire_le: date | None = None


class Article(_Classee):
    """A page of a door."""

    duree: int | None = Field(default=None, ge=1, le=240)
    corps: tuple[Morceau, ...] = Field(min_length=1)


class TeteDeRubrique(Source):
    """A door."""

    cle: Rubrique
    titre: Texte
    verbe: Annotated[Texte, Field(max_length=60)]
    promesse: Annotated[Texte, Field(max_length=120)]
    introduction: Texte


class FichierDeRubrique(_Bloc):
    """`corpus/rubriques/<cle>.yaml`."""

    rubrique: TeteDeRubrique
    pages: tuple[Article, ...]


class Ressource(_Classee):
    """Something to read, use, follow or join."""

    type: Literal["methode", "exemple", "donnee", "outil", "competence"]
    format: Literal[
        "article", "dossier", "etude", "guide", "rapport", "video", "formation", "site", "base", "charte",
        "fiche", "reseau", "evenement", "fonds", "loi",
    ]  # fmt: skip
    acces: Literal["libre", "inscription", "payant", "inconnu"]
    rubrique: Rubrique
    auteur: Annotated[Libre, Field(max_length=200)] = ""
    annee: Annotated[Libre, Field(max_length=20)] = ""
    adresse: Adresse = ""
    duree: Annotated[Libre, Field(max_length=60)] = ""
    licence: Annotated[Libre, Field(max_length=120)] = ""
    corps: Texte


class FichierDeRessources(_Bloc):
    """`corpus/ressources/*.yaml`."""

    ressources: tuple[Ressource, ...]


class Actualite(_Classee):
    """A piece of news, at the date of the fact."""

    date: date
    adresse: Adresse = ""
    corps: Texte


class FichierDActualites(_Bloc):
    """`corpus/actualites/*.yaml`."""

    actualites: tuple[Actualite, ...]


class Kit(_Classee):
    """Pages put together into one document, in their order."""

    introduction: Texte
    pages: tuple[Cle, ...] = Field(min_length=1)


class FichierDeKits(_Bloc):
    """`corpus/kits/*.yaml`."""

    kits: tuple[Kit, ...]


class Terme(Source):
    """A row of a list."""

    code: Cle
    intitule: Annotated[Texte, Field(max_length=240)]
    description: Libre = ""
    donnees: dict[str, str | int | float] = {}


class TeteDeNomenclature(Source):
    """A list."""

    cle: Cle
    titre: Annotated[Texte, Field(max_length=160)]
    description: Libre = ""
    incomplete: Libre = ""


class FichierDeNomenclature(_Bloc):
    """`corpus/nomenclatures/<cle>.yaml`."""

    nomenclature: TeteDeNomenclature
    termes: tuple[Terme, ...] = Field(min_length=1)


class TeteDeSerie(Source):
    """A series followed by mail."""

    cle: Cle
    titre: Texte
    description: Texte
    cadence: Literal["quotidienne", "hebdomadaire"]


class Message(Source):
    """One post of a series."""

    rang: int = Field(ge=1)
    titre: Texte
    texte: Texte
    geste: Annotated[Libre, Field(max_length=200)] = ""


class FichierDeSerie(_Bloc):
    """`corpus/series/*.yaml`."""

    serie: TeteDeSerie
    messages: tuple[Message, ...] = Field(min_length=1)


class Choix(_Bloc):
    """A word of one of the three questions."""

    cle: Cle
    titre: Texte
    description: Libre = ""


class EtapeDUsage(_Bloc):
    """A step that a parcours d’usage may propose; `temps` orders, from 1 (first) to 5."""

    cle: Cle
    titre: Texte
    pourquoi: Texte
    adresse: Annotated[str, StringConstraints(pattern=r"^(page:[a-z0-9-]+|/\S*)$")]
    duree: int = Field(ge=1, le=6000)
    profils: tuple[Cle, ...] = Field(min_length=1)
    objectifs: tuple[Cle, ...] = Field(min_length=1)
    maturites: tuple[Cle, ...] = Field(min_length=1)
    temps: int = Field(ge=1, le=5)


class ParcoursDUsage(Source):
    """`corpus/parcours-usage.yaml`."""

    profils: tuple[Choix, ...] = Field(min_length=1)
    objectifs: tuple[Choix, ...] = Field(min_length=1)
    maturites: tuple[Choix, ...] = Field(min_length=1)
    etapes: tuple[EtapeDUsage, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _mots_connus(self) -> Self:
        for axe in ("profils", "objectifs", "maturites"):
            connus = {choix.cle for choix in getattr(self, axe)}
            for etape in self.etapes:
                if inconnus := set(getattr(etape, axe)) - connus:
                    raise ValueError(f"étape {etape.cle}, {axe} : {', '.join(sorted(inconnus))} inconnu")
        if len({etape.cle for etape in self.etapes}) != len(self.etapes):
            raise ValueError("deux étapes portent la même clé")
        return self
