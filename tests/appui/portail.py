"""The portal with its whole corpus, built once per session, cloned for each test that asks for it."""

from functools import cache

import pytest
from django.core.management import call_command
from psycopg import sql

from tests.appui.base import administration, base_d_essai, brancher, cloner, preparer_modele, supprimer

_VERROU = 0x706F_7274
_CHARGER = ("charger_portail", "installer_redaction")


@cache
def preparer_modele_plein() -> str:
    """Return the name of a database that holds the real corpus, the grid and the editorial groups."""
    plein = f"{preparer_modele()}_plein"
    with administration() as connexion:
        connexion.execute("SELECT pg_advisory_lock(%s)", [_VERROU])
        if connexion.execute("SELECT 1 FROM pg_database WHERE datname = %s", [plein]).fetchone():
            return plein
        chantier = f"{plein}_neuf"
        cloner(preparer_modele(), chantier)
        brancher(chantier)
        for commande in _CHARGER:
            call_command(commande, verbosity=0)
        brancher(base_d_essai())
        supprimer(connexion, plein)
        connexion.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(chantier), sql.Identifier(plein))
        )
    return plein


@pytest.fixture
def portail(transactional_db: None) -> None:
    """The test's database is the whole portal; the next test finds an empty one again."""
    cloner(preparer_modele_plein(), base_d_essai())
