"""The few fixtures of the paths' tests."""

import pytest
from hypothesis import settings

from diagnostic.models import Referentiel
from tests.contenus.courrier import boite  # noqa: F401
from tests.contenus.file_d_attente import a_l_ecart  # noqa: F401
from tests.diagnostic.factories import ReferentielFactory

settings.register_profile("maison", derandomize=True, deadline=None, database=None)
settings.load_profile("maison")


@pytest.fixture
def referentiel(db: None) -> Referentiel:
    """The real grid, published and already parsed by this process."""
    referentiel = ReferentielFactory()
    assert referentiel.grille
    return referentiel
