"""Test databases: one migrated model, cloned for each process and after each transactional test."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from trajectoires.embarque.donnees import RACINE
from trajectoires.embarque.moteurs import outil

PREFIXE = "essais_"
_VERROU = 0x7261_6A65


def base_d_essai() -> str:
    """Return the name of this process's test database (one per pytest-xdist worker)."""
    return PREFIXE + os.environ.get("PYTEST_XDIST_WORKER", "seul")


def url_d_essai() -> str:
    """Return DATABASE_URL for a subprocess that must see the same database as the test."""
    return os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + base_d_essai()


def cloner(modele: str, copie: str) -> None:
    """Replace the database `copie` by a clone of `modele`, whoever is still connected to it."""
    connection.close()
    with administration() as connexion:
        supprimer(connexion, copie)
        connexion.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(copie), sql.Identifier(modele)
            )
        )


@cache
def preparer_modele() -> str:
    """Return the name of a migrated database, built once for the migrations as they are now."""
    modele = f"modele_{_empreinte_des_migrations()}"
    with administration() as connexion:
        connexion.execute("SELECT pg_advisory_lock(%s)", [_VERROU])
        if connexion.execute("SELECT 1 FROM pg_database WHERE datname = %s", [modele]).fetchone():
            return modele
        chantier = f"{modele}_neuf"
        supprimer(connexion, chantier)
        connexion.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(chantier)))
        _remplir(chantier, RACINE / ".donnees" / "modeles" / f"{modele}.sql")
        connexion.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(chantier), sql.Identifier(modele))
        )
    return modele


def _remplir(base: str, instantane: Path) -> None:
    """Restore the snapshot of an earlier run, or migrate and take one (Wagtail's 190 migrations are slow)."""
    adresse = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + base
    if instantane.exists():
        subprocess.run(
            [outil("psql"), "-qXo", os.devnull, "-v", "ON_ERROR_STOP=1", "-1f", str(instantane), adresse],
            check=True,
        )
        return
    brancher(base)
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    instantane.parent.mkdir(parents=True, exist_ok=True)
    for ancien in instantane.parent.glob("modele_*.sql"):
        ancien.unlink(missing_ok=True)
    provisoire = instantane.with_suffix(f".{os.getpid()}")
    subprocess.run([outil("pg_dump"), "-Of", str(provisoire), adresse], check=True)
    provisoire.replace(instantane)


def brancher(base: str) -> None:
    """Point Django's connection at `base`."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = base
    connection.settings_dict["NAME"] = base


@pytest.fixture(scope="session")
def modele(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> str:
    """Return the name of the migrated model."""
    with django_db_blocker.unblock():
        return preparer_modele()


@pytest.fixture(scope="session")
def django_db_setup(modele: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Replace pytest-django's own: a clone of the model instead of every migration again."""
    with django_db_blocker.unblock():
        cloner(modele, base_d_essai())
        brancher(base_d_essai())
        with pytest.MonkeyPatch.context() as remplacement:
            remplacement.setattr(TransactionTestCase, "_fixture_teardown", _recloner)
            yield
        connection.close()
        with administration() as connexion:
            supprimer(connexion, base_d_essai())


def _recloner(essai: TransactionTestCase) -> None:
    """Clone again instead of emptying every table: the rows that migrations wrote come back too."""
    cloner(preparer_modele(), base_d_essai())


def administration() -> psycopg.Connection[tuple[object, ...]]:
    """Connect beside the test databases, to create and drop them."""
    adresse = os.environ["DATABASE_URL"].rpartition("/")[0] + "/postgres"
    return psycopg.connect(adresse, autocommit=True)


def supprimer(connexion: psycopg.Connection[tuple[object, ...]], base: str) -> None:
    """Drop a database, whoever is still connected to it."""
    connexion.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(base)))


def _empreinte_des_migrations() -> str:
    """Digest every migration of every installed app, with the names of the apps."""
    empreinte = hashlib.sha256()
    for application in apps.get_app_configs():
        empreinte.update(application.name.encode())
        for fichier in sorted(Path(application.path, "migrations").glob("*.py")):
            empreinte.update(fichier.name.encode() + fichier.read_bytes())
    return empreinte.hexdigest()[:16]
