"""The matrix of the trajectoires: three horizons, three roles, and the shares that the report gives them.

Source: Le RAMEAU, rapport intermédiaire « Vers de nouveaux modèles socio-économiques », 18 January 2024,
« Matrice des trajectoires ». Shares are an order of importance; nothing is computed from them. Pure: the
keys are those of `corpus/parcours/outils/trajectoires.yaml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

OUTIL = "trajectoires"
AU_COEUR, EN_AVAL, EN_AMONT = ("Au cœur", 60), ("En aval", 25), ("En amont", 15)
SOURCE = (
    "Le RAMEAU, rapport intermédiaire «\u00a0Vers de nouveaux modèles socio-économiques\u00a0», 18 janvier "
    "2024, «\u00a0Matrice des trajectoires\u00a0»."
)
HORIZONS = {
    "dix-huit-mois": "18 mois\u00a0: la performance",
    "sept-ans": "7 ans\u00a0: l’innovation",
    "vingt-huit-ans": "28 ans\u00a0: la confiance",
}
ROLES = {
    "regulation": ("Gestion régulatrice (acteurs publics)", (AU_COEUR, EN_AVAL, EN_AMONT)),
    "action": ("Action collective transformatrice (organisations)", (EN_AMONT, AU_COEUR, EN_AVAL)),
    "vision": ("Vision partagée (personnes)", (EN_AVAL, EN_AMONT, AU_COEUR)),
}


class Ecrit(Protocol):
    """Something written."""

    valeur: str


@dataclass(frozen=True, slots=True)
class Croisement:
    """A role at one `horizon`: its place, its share in hundredths, and our own words."""

    horizon: str
    place: str
    part: int
    texte: str


@dataclass(frozen=True, slots=True)
class Role:
    """A role across the three horizons."""

    nom: str
    croisements: tuple[Croisement, ...]


def lire(ecrits: Mapping[tuple[str, str], Ecrit]) -> tuple[Role, ...]:
    """The matrix as the report gives it, with our words in it."""
    return tuple(
        Role(
            nom,
            tuple(
                Croisement(HORIZONS[horizon], place, part, _texte(ecrits, horizon, cle))
                for horizon, (place, part) in zip(HORIZONS, places, strict=True)
            ),
        )
        for cle, (nom, places) in ROLES.items()
    )


def _texte(ecrits: Mapping[tuple[str, str], Ecrit], horizon: str, cle: str) -> str:
    ecrit = ecrits.get((f"{OUTIL}-{horizon}", cle))
    return ecrit.valeur if ecrit else ""
