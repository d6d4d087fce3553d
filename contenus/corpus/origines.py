"""Who wrote last, the corpus or the staff? One rule for every object of the corpus."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from pydantic import BaseModel
from wagtail.models import Page

from contenus.models import Origine


def empreinte_de(*valeurs: Any) -> str:
    """Fingerprint of data: the same values give the same 64 characters."""
    plates = [v.model_dump(mode="json") if isinstance(v, BaseModel) else v for v in valeurs]
    canonique = json.dumps(plates, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonique.encode()).hexdigest()


@dataclass(slots=True)
class Bilan:
    """What a load did, object by object."""

    crees: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    inchanges: list[str] = field(default_factory=list)
    gardes: list[str] = field(default_factory=list)
    """Kept as staff wrote them: the file says something else."""
    retires: list[str] = field(default_factory=list)
    """Deleted by staff: not created again."""
    remplacees: list[str] = field(default_factory=list)
    """Pages that changed kind: the old one is withdrawn, its address leads to the new one."""


@dataclass(slots=True)
class Journal:
    """The origins known, and what is being done with them."""

    bilan: Bilan = field(default_factory=Bilan)
    connues: dict[str, Origine] = field(default_factory=dict)

    @classmethod
    def ouvrir(cls) -> "Journal":
        """Read every known origin in one query."""
        return cls(connues={origine.objet: origine for origine in Origine.objects.select_related("page")})

    def ecrire(
        self, objet: str, empreinte: str, *, etat: Callable[[], str], ecrire: Callable[[], str], existe: bool
    ) -> None:
        """Write an object unless nothing changed or staff did; `etat` reads what the database holds.

        `ecrire` brings the object to the database and returns its new state.
        """
        origine = self.connues.get(objet)
        if origine is None and existe:
            self.bilan.gardes.append(objet)
        elif origine is not None and not existe:
            self.bilan.retires.append(objet)
        elif origine is not None and origine.empreinte == empreinte:
            self.bilan.inchanges.append(objet)
        elif origine is not None and origine.etat != etat():
            self.bilan.gardes.append(objet)
        else:
            self._noter(objet, empreinte, ecrire())
            (self.bilan.changes if origine and origine.empreinte else self.bilan.crees).append(objet)

    def ecrire_ligne(
        self, objet: str, lignes: models.QuerySet[Any], cles: dict[str, Any], valeurs: dict[str, Any]
    ) -> None:
        """Write one row of a table, found by `cles`."""

        def etat() -> str:
            return empreinte_de(lignes.values(*valeurs).get(**cles))

        def ecrire() -> str:
            lignes.update_or_create(**cles, defaults=valeurs)
            return etat()

        existe = lignes.filter(**cles).exists()
        self.ecrire(objet, empreinte_de(valeurs), etat=etat, ecrire=ecrire, existe=existe)

    def reserver(self, objet: str, page: Page) -> None:
        """Note a page that is planted and not written yet: its fingerprint is empty."""
        self.connues[objet], _ = Origine.objects.update_or_create(
            objet=objet,
            defaults={"empreinte": "", "etat": str(page.latest_revision_id), "page": page},
        )

    def _noter(self, objet: str, empreinte: str, etat: str) -> None:
        self.connues[objet], _ = Origine.objects.update_or_create(
            objet=objet, defaults={"empreinte": empreinte, "etat": etat}
        )
