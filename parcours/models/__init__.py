"""Paths, steps, and what people write there."""

from parcours.models.cahiers import Cahier, Saisie, Trace
from parcours.models.pages import EtapePage, ParcoursPage

__all__ = ["Cahier", "EtapePage", "ParcoursPage", "Saisie", "Trace"]
