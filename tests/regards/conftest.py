"""The few fixtures of the campaigns' tests."""

import pytest

from diagnostic.models import Referentiel
from tests.contenus.courrier import boite  # noqa: F401
from tests.diagnostic.conftest import referentiel, referentiel_2  # noqa: F401
from tests.regards.factories import CampagneFactory


@pytest.fixture
def campagne(referentiel: Referentiel):  # noqa: F811
    """An open campaign, short version; its organiser's code is `campagne.code`, its link `campagne.jeton`."""
    return CampagneFactory()
