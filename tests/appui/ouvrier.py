"""A real Celery worker on the test database, as a subprocess."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import redis
from django.conf import settings

from tests.appui.base import url_d_essai

_DELAI_PRET = 90.0


class Ouvrier:
    """The worker's process; `tuer()` is for the tests of failures, `assurer()` brings it back."""

    def __init__(self, journal: Path, files: str = "kits,courant") -> None:
        self.journal = journal
        self.files = files
        self._processus: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Pid of the worker's main process."""
        assert self._processus is not None
        return self._processus.pid

    def assurer(self) -> None:
        """Start the worker unless it is alive, and wait until it listens to its queues."""
        if self._processus is not None and self._processus.poll() is None:
            return
        commande = [sys.executable, "-m", "celery", "-A", "trajectoires.embarque.porte_taches", "worker"]
        commande += ["-Q", self.files, "-c", "2", "-l", "INFO", "--without-gossip", "--without-mingle"]
        environnement = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "trajectoires.settings.tests",
            "DATABASE_URL": url_d_essai(),
            "REDIS_URL": settings.REDIS_URL,
        }
        avant = self.journal.stat().st_size if self.journal.exists() else 0
        with self.journal.open("ab") as flux:
            self._processus = subprocess.Popen(
                commande,
                cwd=settings.RACINE,
                env=environnement,
                stdout=flux,
                stderr=flux,
                start_new_session=True,
            )
        fin = time.monotonic() + _DELAI_PRET
        while b" ready." not in self.journal.read_bytes()[avant:]:
            assert self._processus.poll() is None, self.journal.read_text()
            assert time.monotonic() < fin, self.journal.read_text()
            time.sleep(0.05)

    def tuer(self) -> None:
        """Kill the worker and its children at once, as a power cut would."""
        if self._processus is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._processus.pid, signal.SIGKILL)
            self._processus.wait()


@pytest.fixture(scope="session")
def _ouvrier_de_la_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ouvrier]:
    ouvrier = Ouvrier(tmp_path_factory.mktemp("ouvrier") / "ouvrier.log")
    yield ouvrier
    ouvrier.tuer()


@pytest.fixture
def ouvrier(transactional_db: None, _ouvrier_de_la_session: Ouvrier) -> Iterator[Ouvrier]:
    """A worker consuming `kits` and `courant` on the test database, ready to work.

    It lives for the session; the queues are emptied between tests.
    """
    _ouvrier_de_la_session.assurer()
    yield _ouvrier_de_la_session
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.delete("kits", "courant")
