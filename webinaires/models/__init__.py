"""The archive of the webinars (docs/architecture.md)."""

from webinaires.models.pages import (
    ArchivePage,
    Intervention,
    Levier,
    Trait,
    VersionDesTraits,
    WebinairePage,
)
from webinaires.models.paroles import Passage, Transcription
from webinaires.models.rencontres import Inscription, Rendezvous, Temoignage
from webinaires.models.voix import Cycle, Fusion, Intervenant, Organisation

__all__ = [
    "ArchivePage",
    "Cycle",
    "Fusion",
    "Inscription",
    "Intervenant",
    "Intervention",
    "Levier",
    "Organisation",
    "Passage",
    "Rendezvous",
    "Temoignage",
    "Trait",
    "Transcription",
    "VersionDesTraits",
    "WebinairePage",
]
