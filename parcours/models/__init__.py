"""Paths, steps, and what people write there."""

from parcours.models.cahiers import Cahier, Saisie, Trace
from parcours.models.pages import EtapePage, ParcoursPage, mot_de
from parcours.models.rappels import AbonnementRappels, Moment, RappelEnvoye

__all__ = [
    "AbonnementRappels",
    "Cahier",
    "EtapePage",
    "Moment",
    "ParcoursPage",
    "RappelEnvoye",
    "Saisie",
    "Trace",
    "mot_de",
]
