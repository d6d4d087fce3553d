"""The harness: see tests/appui for what each part does."""

import os

import pytest

_SANS_MOTEUR = "postgresql:///trajectoires"
"""What settings/local.py falls back to when nobody lent an engine."""

if os.environ.get("DATABASE_URL", _SANS_MOTEUR) == _SANS_MOTEUR:
    pytest.exit(
        "Les essais demandent PostgreSQL et Redis : lancez « make test », ou « .venv/bin/python -m "
        "trajectoires.embarque avec --jetable --essais -- .venv/bin/pytest … » (DATABASE_URL is not set).",
        returncode=4,
    )


from tests.appui import rigueur  # noqa: E402
from tests.appui.base import django_db_setup, modele  # noqa: E402, F401
from tests.appui.navigateur import axe, navigateur, page  # noqa: E402, F401
from tests.appui.ouvrier import _ouvrier_de_la_session, ouvrier  # noqa: E402, F401
from tests.appui.portail import portail  # noqa: E402, F401


@pytest.fixture(scope="session", autouse=True)
def _rigueur(django_test_environment: None) -> None:
    """Undefined template variables fail; GET may not write."""
    rigueur.installer()


@pytest.fixture(autouse=True)
def _redis_vide() -> None:
    """Each test starts with an empty cache, no counted attempt and empty queues."""
    rigueur.vider_redis()
