"""Pages of the corpus that another app's loader fills: planted with the others, so that links find them.

`settings.CORPUS_AILLEURS` names functions; each reads the folder of the corpus and returns its plants.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from wagtail.models import Page


@dataclass(frozen=True, slots=True)
class Plant:
    """A page still empty: its key, its model, under which page, and what a row cannot do without."""

    cle: str
    modele: type[Page]
    sous: Callable[[Page], Page]
    """Returns the parent, from the home page; makes it once if it has to."""
    champs: Mapping[str, Any] = field(default_factory=dict)


def plants(dossier: Path) -> tuple[Plant, ...]:
    """Return what the other apps plant.

    Raises:
        ErreurDeCorpus: a file of theirs does not hold.
    """
    fournisseurs: Iterable[Callable[[Path], Iterable[Plant]]] = map(import_string, settings.CORPUS_AILLEURS)
    return tuple(plant for fournir in fournisseurs for plant in fournir(dossier))
