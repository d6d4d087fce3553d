"""The five processes of the portal: one table, the same commands as on servers."""

import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from trajectoires.embarque.donnees import RACINE, Donnees
from trajectoires.embarque.processus import Processus

PROCESSUS_WEB = 4
"""Two for each core of the machine of reference (two cores): see docs/adr/0002, where it was measured."""
FILS_PAR_PROCESSUS = 3
"""Below the eight connections of each process's pool (settings), so that no request waits for one."""
LIMITES_KITS = ("--soft-time-limit", "90", "--time-limit", "120")
"""Seconds left to one rendering: a sentence first, then the axe."""
_ARRET_CELERY = ((signal.SIGTERM, 4.0), (signal.SIGQUIT, 3.0))
"""Finish the current task if it is short; else stop and give it back to the queue."""


def decrire(
    donnees: Donnees, environnement: Mapping[str, str], port: int
) -> tuple[list[Processus], list[Processus]]:
    """Return the doors (pages, events), which start first, then those who work behind."""
    binaires = Path(sys.executable).parent

    def processus(nom: str, *commande: str, arrets: tuple[tuple[signal.Signals, float], ...]) -> Processus:
        return Processus(
            nom=nom,
            commande=commande,
            journal=donnees.journaux / f"{nom}.log",
            environnement=environnement,
            dossier=RACINE,
            arrets=arrets,
        )

    portes = [
        processus("web", str(binaires / "granian"), *_web(port), arrets=((signal.SIGTERM, 5.0),)),
        processus("live", str(binaires / "uvicorn"), *_live(port + 1), arrets=((signal.SIGTERM, 5.0),)),
    ]
    ouvriers = [
        processus(nom, sys.executable, "-m", "celery", *_celery(nom, donnees), arrets=_ARRET_CELERY)
        for nom in ("kits", "courant", "beat")
    ]
    return portes, ouvriers


def _web(port: int) -> list[str]:
    arguments = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    arguments += ["--workers", str(PROCESSUS_WEB), "--blocking-threads", str(FILS_PAR_PROCESSUS)]
    arguments += ["--backlog", "2048", "--backpressure", "1024", "--workers-kill-timeout", "2"]
    arguments += ["--respawn-failed-workers", "--respawn-interval", "0.5"]
    return [*arguments, "trajectoires.embarque.porte_web:application"]


def _live(port: int) -> list[str]:
    arguments = ["--host", "127.0.0.1", "--port", str(port), "--timeout-graceful-shutdown", "2"]
    return [*arguments, "--no-access-log", "trajectoires.live:application"]


def _celery(nom: str, donnees: Donnees) -> list[str]:
    application = ["-A", "trajectoires.embarque.porte_taches"]
    if nom == "beat":
        agenda = donnees.racine / "beat"
        return [*application, "beat", "-s", str(agenda), "--pidfile=", "-l", "WARNING"]
    commun = ["worker", "-n", f"{nom}@%h", "-Q", nom, "--without-gossip", "--without-mingle", "-l", "INFO"]
    return [*application, *commun, *(["-c", "2", *LIMITES_KITS] if nom == "kits" else ["-c", "1"])]
