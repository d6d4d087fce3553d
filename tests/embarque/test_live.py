"""The event process, for real: uvicorn in a subprocess, real rows, real NOTIFY."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPResponse
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from kits.models import Rendu
from tests.appui.base import url_d_essai

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("live")]
DELAI = 10


def port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


class Live:
    """The subprocess and a few ways to speak to it."""

    def __init__(self, journal: Path) -> None:
        self.port = port_libre()
        self.journal = journal
        commande = [sys.executable, "-m", "uvicorn", "--port", str(self.port), "--log-level", "warning"]
        environnement = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "trajectoires.settings.tests",
            "DATABASE_URL": url_d_essai(),
        }
        with journal.open("wb") as flux:
            self.processus = subprocess.Popen(
                [*commande, "--timeout-graceful-shutdown", "2", "trajectoires.live:application"],
                cwd=settings.RACINE,
                env=environnement,
                stdout=flux,
                stderr=flux,
            )
        self.attendre(200)

    def statut(self, chemin: str, methode: str = "GET", **entetes: str) -> int:
        requete = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{chemin}", method=methode, headers=entetes
        )
        try:
            with urllib.request.urlopen(requete, timeout=DELAI) as reponse:
                return int(reponse.status)
        except urllib.error.HTTPError as erreur:
            return erreur.code
        except OSError:
            return 0

    def attendre(self, voulu: int) -> None:
        fin = time.monotonic() + 3 * DELAI
        while self.statut("/evenements/sante") != voulu:
            assert self.processus.poll() is None, self.journal.read_text()
            assert time.monotonic() < fin, self.journal.read_text()
            time.sleep(0.05)

    def flux(self, rendu: uuid.UUID) -> HTTPResponse:
        adresse = f"http://127.0.0.1:{self.port}/evenements/rendus/{rendu}"
        return urllib.request.urlopen(adresse, timeout=DELAI)

    def finir(self) -> float:
        """Stop with SIGTERM and return the seconds it took."""
        debut = time.monotonic()
        self.processus.send_signal(signal.SIGTERM)
        self.processus.wait(DELAI)
        return time.monotonic() - debut


@pytest.fixture(scope="module")
def _lives() -> Iterator[list[Live]]:
    lives: list[Live] = []
    yield lives
    for live in lives:
        live.processus.kill()
        live.processus.wait()


@pytest.fixture
def live(transactional_db: None, _lives: list[Live], tmp_path: Path) -> Live:
    """One process for the module, replaced when a test ended it; each test has a new database."""
    if not _lives or _lives[-1].processus.poll() is not None:
        _lives.append(Live(tmp_path / "live.log"))
    _lives[-1].attendre(200)
    return _lives[-1]


def creer() -> Rendu:
    return Rendu.objects.create(
        empreinte=uuid.uuid4().hex * 2,
        type_document="essai",
        format="pdf",
        document={"titre": "Essai"},
        version_contenu="1",
        expire_le=timezone.now() + timedelta(days=1),
    )


def avancer(rendu: Rendu, **champs: object) -> None:
    """Change the row and notify, in one transaction as the kits do."""
    Rendu.objects.filter(pk=rendu.pk).update(**champs)
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_notify('rendu', %s)", [str(rendu.pk)])


def evenement(flux: HTTPResponse) -> dict[str, object] | None:
    """Read the next event's data; None at the end of the stream."""
    for ligne in flux:
        if ligne.startswith(b"data: "):
            return json.loads(ligne.removeprefix(b"data: "))
    return None


def test_stream_tells_the_state_then_each_change_then_ends(live):
    rendu = creer()
    with live.flux(rendu.pk) as flux:
        assert flux.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert flux.headers["Access-Control-Allow-Origin"] == settings.SITE_URL
        assert flux.readline() == b"retry: 2000\n"
        assert evenement(flux) == {"etat": "en_attente", "progression": 0, "etape": ""}
        debut = time.monotonic()
        avancer(rendu, progression=40, etape="Mise en page")
        assert evenement(flux) == {"etat": "en_attente", "progression": 40, "etape": "Mise en page"}
        assert time.monotonic() - debut < 1
        avancer(rendu, etat="echec", raison="Essai")
        assert evenement(flux) == {"etat": "echec", "progression": 40, "etape": "Mise en page"}
        assert evenement(flux) is None
    assert live.statut(f"/evenements/rendus/{rendu.pk}", **{"Last-Event-ID": "echec-40"}) == 204
    assert live.statut(f"/evenements/rendus/{rendu.pk}", **{"Last-Event-ID": "en_attente-40"}) == 200
    assert live.statut(f"/evenements/rendus/{uuid.uuid4()}") == 404
    assert live.statut("/evenements/rendus/n-importe-quoi") == 400
    assert live.statut("/evenements/rendus/x", methode="POST") == 405
    assert live.statut("/ailleurs") == 404


def test_stream_survives_the_loss_of_every_database_connection(live):
    rendu, temoin = creer(), creer()
    with live.flux(rendu.pk) as flux:
        evenement(flux)
        with connection.cursor() as curseur:
            curseur.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'live'"
                " AND datname = current_database()"
            )
        Rendu.objects.filter(pk=rendu.pk).update(progression=70)  # changed while nobody listens: no NOTIFY
        assert evenement(flux) == {"etat": "en_attente", "progression": 70, "etape": ""}
    assert live.statut(f"/evenements/rendus/{temoin.pk}", methode="POST") == 405
    live.attendre(200)


def test_sigterm_ends_open_streams_within_three_seconds(live):
    rendu = creer()
    with live.flux(rendu.pk) as flux:
        evenement(flux)
        assert live.finir() < 3


def test_closed_readers_are_forgotten(live):
    rendu = creer()
    for _ in range(3):
        with live.flux(rendu.pk) as flux:
            evenement(flux)
    fin = time.monotonic() + DELAI
    adresse = f"http://127.0.0.1:{live.port}/evenements/sante"
    while True:
        with urllib.request.urlopen(adresse, timeout=DELAI) as reponse:
            ouverts = int(re.search(r"\d+", reponse.read().decode()).group())
        if ouverts == 0:
            break
        assert time.monotonic() < fin
        time.sleep(0.05)
