"""The few fixtures of the tests of the figures."""

import pytest

from contenus.models import Nomenclature, Terme
from reperes.lecture import LISTES
from tests.diagnostic.conftest import referentiel  # noqa: F401


@pytest.fixture
def listes(db: None) -> None:
    """The three reference lists, short: `a1`, `a2`, `a3` are types of actor, `r1`… regions, `d1`… domains."""
    for axe, cle in LISTES.items():
        liste = Nomenclature.objects.create(cle=cle, titre=cle, statut="proposition", source="Essai")
        Terme.objects.bulk_create(
            Terme(
                nomenclature=liste,
                code=f"{axe[0]}{rang}",
                rang=rang,
                intitule=f"{axe} {rang}",
                statut="proposition",
                source="Essai",
            )
            for rang in (1, 2, 3)
        )
