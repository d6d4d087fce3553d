"""The few fixtures of the diagnostic's tests."""

import pytest
from hypothesis import settings

from diagnostic.models import Diagnostic, Referentiel
from tests.diagnostic.factories import DiagnosticFactory, Referentiel2Factory, ReferentielFactory

settings.register_profile("maison", derandomize=True, deadline=None, database=None)
settings.load_profile("maison")


@pytest.fixture
def referentiel(db: None) -> Referentiel:
    """The real grid, published and already parsed by this process."""
    referentiel = ReferentielFactory()
    assert referentiel.grille
    return referentiel


@pytest.fixture
def referentiel_2(referentiel: Referentiel) -> Referentiel:
    """Its second version, published too."""
    referentiel_2 = Referentiel2Factory()
    assert referentiel_2.grille
    return referentiel_2


@pytest.fixture
def diagnostic(referentiel: Referentiel) -> Diagnostic:
    """A diagnostic without any answer, full version; its resume code is `diagnostic.code`."""
    return DiagnosticFactory()
