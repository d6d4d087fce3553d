"""The bench: the portal's own processes, started as `make run` starts them, on engines lent by `avec`."""

import os
import shutil
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from django.conf import settings
from django.core.management import call_command

from trajectoires.embarque import noyau
from trajectoires.embarque.donnees import Donnees
from trajectoires.embarque.processus import Processus
from trajectoires.embarque.services import decrire

_DELAI = 60.0
_INUTILES = ("wagtail*", "admin", "rest_framework", "taggit", "django_tasks*")
"""Static folders of the editorial office: no public page asks for them, compressing them takes 15 s."""


def preparer() -> None:
    """Bring the schema, the corpus and the compressed static files to the fresh data folder."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("charger_corpus", verbosity=0)
    ignores = [option for motif in _INUTILES for option in ("-i", motif)]
    call_command("collectstatic", *ignores, verbosity=0, interactive=False)


def port_libre() -> int:
    """Return a port that is free, and whose next one is free too (the event process takes it)."""
    while True:
        with socket.socket() as premiere, socket.socket() as seconde:
            premiere.bind(("127.0.0.1", 0))
            port = int(premiere.getsockname()[1])
            try:
                seconde.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@contextmanager
def portes() -> Iterator[tuple[int, Processus]]:
    """Open the page server and the event server; give the port of the first and its process."""
    port = port_libre()
    pages, evenements = decrire(_donnees(), _environnement(port), port)[0]
    with _vivant(pages), _vivant(evenements):
        _attendre_page(f"http://127.0.0.1:{port}/sante/", pages)
        _attendre_page(f"http://127.0.0.1:{port + 1}/evenements/sante", evenements)
        yield port, pages


@contextmanager
def ouvrier(*, en_service: bool = False) -> Iterator[int]:
    """Start the worker of documents with a single child; give the pid of its master.

    The child is never replaced, unless `en_service`: then as in production.
    """
    kits = next(p for p in decrire(_donnees(), _environnement(8000), 8000)[1] if p.nom == "kits")
    kits.commande = [*kits.commande, "-c", "1"]
    if not en_service:
        kits.commande += ["--max-tasks-per-child", "1000000", "--max-memory-per-child", "100000000"]
    kits.journal.unlink(missing_ok=True)
    with _vivant(kits):
        fin = time.monotonic() + _DELAI
        while " ready." not in kits.journal.read_text():
            _patienter(kits, fin)
        yield kits.pid


def _donnees() -> Donnees:
    return Donnees(Path(os.environ[noyau.MARQUE]))


def _environnement(port: int) -> dict[str, str]:
    adresses = {"SITE_URL": f"http://127.0.0.1:{port}", "LIVE_URL": f"http://127.0.0.1:{port + 1}"}
    return {**os.environ, **adresses, "PYTHONUNBUFFERED": "1"}


@contextmanager
def _vivant(processus: Processus) -> Iterator[None]:
    processus.lancer()
    try:
        yield
    finally:
        processus.demander_arret()
        processus.attendre_arret()


def _attendre_page(adresse: str, processus: Processus) -> None:
    fin = time.monotonic() + _DELAI
    while True:
        try:
            with urllib.request.urlopen(adresse, timeout=5):
                return
        except (URLError, OSError):
            _patienter(processus, fin)


def _patienter(processus: Processus, fin: float) -> None:
    if not processus.vivant() or time.monotonic() > fin:
        raise RuntimeError(f"« {processus.nom} » n’a pas démarré :\n{processus.fin_du_journal()}")
    time.sleep(0.05)


def chromium() -> str:
    """Return the path of the system's Chromium."""
    for nom in ("chromium", "chromium-browser", "google-chrome"):
        if chemin := shutil.which(nom):
            return chemin
    raise RuntimeError("Chromium manque : « python -m trajectoires.embarque preparer --essais »")


def statiques() -> Path:
    """Return where the collected files lie."""
    return Path(settings.STATIC_ROOT)
