"""What a file of the archive may hold. No Django here; a fault names file, path and reason."""

from datetime import date as jour
from datetime import time
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from contenus.corpus.schema import (
    Adresse,
    Cle,
    Libre,
    Maturite,
    Objectif,
    Pilier,
    Public,
    Source,
    Texte,
)

_SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
CleDeVoix = Annotated[str, StringConstraints(pattern=f"^{_SLUG}$", max_length=80)]
"""The key of a person or of a structure."""
Renvoi = Annotated[str, StringConstraints(pattern=f"^({_SLUG})?$", max_length=80)]
"""A key of another file, or nothing."""
Nom = Annotated[Texte, Field(max_length=160)]


def _heure(valeur: object) -> object:
    """« 13:00 », and nothing that YAML or pydantic would guess from a number."""
    if not isinstance(valeur, str):
        raise ValueError("une heure est attendue, entre guillemets : « 13:00 »")
    return valeur


Heure = Annotated[time, BeforeValidator(_heure)]


class _Bloc(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Intervenant(Source):
    """A person: the one place of the corpus where a name is written."""

    cle: CleDeVoix
    prenom: Annotated[Libre, Field(max_length=80)] = ""
    nom: Annotated[Texte, Field(max_length=80)]
    variantes: tuple[Nom, ...] = ()

    @property
    def noms(self) -> tuple[str, ...]:
        """Every way the person is written, the retained one first."""
        return f"{self.prenom} {self.nom}".strip(), *self.variantes


class FichierDIntervenants(_Bloc):
    """`corpus/webinaires/intervenants.yaml`."""

    intervenants: tuple[Intervenant, ...]


class Organisation(Source):
    """A structure; `profil` and `region` are codes of the reference lists."""

    cle: CleDeVoix
    nom: Nom
    variantes: tuple[Nom, ...] = ()
    profil: Renvoi = ""
    region: Renvoi = ""
    adresse: Adresse = ""
    presentation: Libre = ""

    @property
    def noms(self) -> tuple[str, ...]:
        """Every way it is written, the retained one first."""
        return self.nom, *self.variantes


class FichierDOrganisations(_Bloc):
    """`corpus/webinaires/organisations.yaml`."""

    organisations: tuple[Organisation, ...]


class Cycle(Source):
    """A year of meetings, or two."""

    cle: Cle
    titre: Nom
    presentation: Libre = ""
    debut: jour
    fin: jour
    attendus: int | None = Field(default=None, ge=1, le=400)

    @model_validator(mode="after")
    def _dans_l_ordre(self) -> Self:
        if self.fin < self.debut:
            raise ValueError("le cycle finit avant de commencer")
        return self


class FichierDeCycles(_Bloc):
    """`corpus/webinaires/cycles.yaml`."""

    cycles: tuple[Cycle, ...] = Field(min_length=1)


class Intervention(_Bloc):
    """A voice, at its place; the function is the one held that day."""

    intervenant: Renvoi = ""
    organisation: Renvoi = ""
    fonction: Annotated[Libre, Field(max_length=240)] = ""
    angle: Annotated[Libre, Field(max_length=160)] = ""
    cardinal: Literal["", "nord", "est", "sud", "ouest"] = ""
    question: Annotated[Libre, Field(max_length=300)] = ""
    apport: Libre = ""


class Levier(_Bloc):
    """What came out of the closing debate."""

    titre: Annotated[Texte, Field(max_length=200)]
    texte: Libre = ""


class LigneDeGrille(_Bloc):
    """One activity of a grid; what the source does not say stays empty."""

    pilier: Literal["humain", "financier", "alliances"]
    echelle: Literal["", "territoriale", "nationale"] = ""
    statut: Literal["", "existant", "en-cours", "a-developper"] = ""
    place: Literal["", "interne", "externe"] = ""
    texte: Texte


class Grille(_Bloc):
    """A three-pillar grid shown during the meeting."""

    titre: Nom
    organisation: Renvoi = ""
    source: Texte
    repere: Libre = ""
    lignes: tuple[LigneDeGrille, ...] = Field(min_length=1)


class Webinaire(Source):
    """A meeting of `corpus/webinaires/<year>.yaml`. Hours are those of Paris."""

    cle: Cle
    cycle: Cle
    numero: int | None = Field(default=None, ge=1, le=400)
    titre: Annotated[Texte, Field(max_length=160)]
    date: jour
    debut: Heure
    fin: Heure
    date_statut: Literal["source", "deduite", "calculee"]
    remarque: Annotated[Libre, Field(max_length=400)] = ""
    odd: tuple[Cle, ...] = ()
    domaines: tuple[Cle, ...] = ()
    piliers: tuple[Pilier, ...] = ()
    regions: tuple[Cle, ...] = ()
    publics: tuple[Public, ...] = ()
    objectifs: tuple[Objectif, ...] = ()
    maturites: tuple[Maturite, ...] = ()
    resume: Annotated[Texte, Field(max_length=240)]
    enjeux: Libre = ""
    interventions: tuple[Intervention, ...] = ()
    leviers: tuple[Levier, ...] = ()
    leviers_genre: Literal["", "leviers", "mots"] = ""
    replay: Adresse = ""
    support: Adresse = ""
    page: Adresse = ""
    grilles: tuple[Grille, ...] = ()
    suggestion: Libre = ""
    manques: tuple[Texte, ...] = ()
    relire_le: jour | None = None

    @model_validator(mode="after")
    def _finit_apres_avoir_commence(self) -> Self:
        if self.fin <= self.debut:
            raise ValueError("la fin n’est pas après le début")
        return self


class FichierDeWebinaires(_Bloc):
    """`corpus/webinaires/<year>.yaml`."""

    webinaires: tuple[Webinaire, ...]
