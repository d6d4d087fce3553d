"""What a file of the paths may hold. No Django here; a fault names file, path and reason."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contenus.corpus.schema import Cle, Libre, Morceau, Pilier, Public, Source, Statut, Texte

Titre = Annotated[Texte, Field(max_length=160)]
Resume = Annotated[Texte, Field(max_length=240)]
Genre = Literal["module", "apprentissage", "methode"]


class _Bloc(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Choix(_Bloc):
    texte: Annotated[Texte, Field(max_length=240)]
    juste: bool
    explication: Texte


class Quiz(_Bloc):
    cle: Cle
    question: Annotated[Texte, Field(max_length=300)]
    choix: tuple[Choix, ...] = Field(min_length=2, max_length=5)

    @model_validator(mode="after")
    def _une_bonne_reponse(self) -> Self:
        if not any(choix.juste for choix in self.choix):
            raise ValueError(f"question « {self.cle} » : aucune bonne réponse")
        return self


class Note(_Bloc):
    cle: Cle
    question: Annotated[Texte, Field(max_length=300)]
    aide: Annotated[Libre, Field(max_length=300)] = ""


class Valeur(_Bloc):
    nom: Annotated[Texte, Field(max_length=120)]
    valeur: float = Field(ge=0)


class Figure(_Bloc):
    titre: Annotated[Texte, Field(max_length=200)]
    unite: Annotated[Libre, Field(max_length=12)] = ""
    valeurs: tuple[Valeur, ...] = Field(min_length=2, max_length=12)
    statut: Statut
    source: Texte
    note: Annotated[Libre, Field(max_length=300)] = ""


class Animer(_Bloc):
    titre: Titre
    minutes: int = Field(ge=1, le=240)
    texte: Texte


class Fiche(_Bloc):
    cle: Cle
    titre: Titre
    texte: Texte
    lignes: tuple[Annotated[Texte, Field(max_length=240)], ...] = Field(min_length=1, max_length=20)


class MorceauDEtape(Morceau):
    """One block of a step: exactly one of its keys."""

    quiz: Quiz | None = None
    note: Note | None = None
    figure: Figure | None = None
    animer: Animer | None = None
    fiche: Fiche | None = None

    @property
    def cle(self) -> str:
        """What names the block inside its step, when people write there."""
        return str(getattr(self.valeur, "cle", ""))


class Etape(Source):
    """`corpus/parcours/<genre>/<NN>-<cle>.yaml`, under `etape`."""

    cle: Cle
    titre: Titre
    resume: Resume
    duree: int = Field(ge=1, le=600)
    acheve: Annotated[Texte, Field(max_length=240)]
    piliers: tuple[Pilier, ...] = ()
    publics: tuple[Public, ...] = ()
    relire_le: date | None = None
    corps: tuple[MorceauDEtape, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _cles_uniques(self) -> Self:
        cles = [f"{morceau.genre} {morceau.cle}" for morceau in self.corps if morceau.cle]
        if doubles := sorted({cle for cle in cles if cles.count(cle) > 1}):
            raise ValueError(f"écrit deux fois dans l’étape : {', '.join(doubles)}")
        return self


class FichierDEtape(_Bloc):
    etape: Etape


class Parcours(Source):
    """A path: `corpus/parcours/parcours.yaml`, under `parcours`."""

    cle: Cle
    genre: Genre
    titre: Titre
    resume: Resume
    introduction: Texte
    relire_le: date | None = None


class FichierDeParcours(_Bloc):
    parcours: tuple[Parcours, ...] = Field(min_length=1)
