"""The harness: see tests/appui for what each part does."""

import os
from collections.abc import Iterator

import pytest

_SANS_MOTEUR = "postgresql:///trajectoires"
"""What settings/local.py falls back to when nobody lent an engine."""

if os.environ.get("DATABASE_URL", _SANS_MOTEUR) == _SANS_MOTEUR:
    pytest.exit(
        "Les essais demandent PostgreSQL et Redis : lancez « make test », ou « .venv/bin/python -m "
        "trajectoires.embarque avec --jetable --essais -- .venv/bin/pytest … » (DATABASE_URL is not set).",
        returncode=4,
    )


from tests.appui import base, rigueur  # noqa: E402
from tests.appui.base import django_db_setup, modele  # noqa: E402, F401
from tests.appui.navigateur import axe, navigateur, page  # noqa: E402, F401
from tests.appui.ouvrier import _ouvrier_de_la_session, ouvrier  # noqa: E402, F401

_TRANSACTIONNELS = {"transactional_db", "live_server", "ouvrier", "page"}


@pytest.fixture(scope="session", autouse=True)
def _rigueur(django_test_environment: None) -> None:
    """Undefined template variables fail; GET may not write."""
    rigueur.installer()


@pytest.fixture(autouse=True)
def _redis_vide() -> None:
    """Each test starts with an empty cache, no counted attempt and empty queues."""
    rigueur.vider_redis()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """After a transactional test, clone the database again: the flush took the migrations' rows with it."""
    try:
        return (yield)
    finally:
        marque = item.get_closest_marker("django_db")
        transactionnel = _TRANSACTIONNELS.intersection(getattr(item, "fixturenames", ())) or (
            marque and marque.kwargs.get("transaction")
        )
        if transactionnel and base.modele_pret():
            base.cloner(base.preparer_modele(), base.base_d_essai())
