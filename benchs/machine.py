"""The machine: what it is, what our processes take of it, and what others take meanwhile."""

import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

_TIC = os.sysconf("SC_CLK_TCK")
_CALME, _ATTENTE_MAX = 0.10, 20.0
"""Share of the machine that others may take before a measure starts; seconds spent hoping for it."""
_LOGICIELS = ("django", "wagtail", "granian", "whitenoise", "psycopg", "celery", "weasyprint")


@dataclass(slots=True)
class Charge:
    """Seconds of processor spent between two instants, by whom."""

    duree: float = 0.0
    totale: float = 0.0
    famille: float = 0.0

    @property
    def etrangere(self) -> float:
        """Share of the whole machine taken by processes that are not ours (0 to 1)."""
        return max(0.0, self.totale - self.famille) / (self.duree * coeurs()) if self.duree else 0.0


def coeurs() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0))


def descendants(racine: int) -> dict[int, list[str]]:
    """Return the fields of /proc/PID/stat after the name, for `racine` and all that descend from it."""
    tous = {
        int(dossier.name): champs for dossier in Path("/proc").glob("[0-9]*") if (champs := _stat(dossier))
    }
    retenus = {racine}
    while ajout := {pid for pid, champs in tous.items() if int(champs[1]) in retenus} - retenus:
        retenus |= ajout
    return {pid: tous[pid] for pid in retenus if pid in tous}


def processeur(racine: int) -> float:
    """Return the seconds of processor spent by a process, its descendants and its dead children."""
    return sum(sum(map(int, champs[11:15])) for champs in descendants(racine).values()) / _TIC


def processeur_de(nom: str) -> float:
    """Return the seconds of processor spent by the processes of our family called `nom`…"""
    return (
        sum(
            sum(map(int, champs[11:13]))
            for pid, champs in descendants(os.getppid()).items()
            if _lire(Path(f"/proc/{pid}/comm")).startswith(nom)
        )
        / _TIC
    )


def memoire(pid: int) -> float:
    """Return the resident memory of a process, in MB."""
    return int(_lire(Path(f"/proc/{pid}/statm")).split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def charge() -> Iterator[Charge]:
    """Watch the machine during a block."""
    releve = Charge()
    debut, totale, famille = time.monotonic(), _totale(), processeur(os.getppid())
    yield releve
    releve.duree = time.monotonic() - debut
    releve.totale, releve.famille = _totale() - totale, processeur(os.getppid()) - famille


def attendre_le_calme() -> None:
    """Wait, at most 20 s, until the others leave us nine tenths of the machine for two seconds."""
    fin = time.monotonic() + _ATTENTE_MAX
    while time.monotonic() < fin:
        with charge() as releve:
            time.sleep(2)
        if releve.etrangere <= _CALME:
            return


def decrire() -> list[tuple[str, str]]:
    """Return the machine and the versions, as rows for the report."""
    memoire_go = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    modele = next((ligne for ligne in _lire(Path("/proc/cpuinfo")).splitlines() if "model name" in ligne), "")
    logiciels = ", ".join(f"{nom} {version(nom)}" for nom in _LOGICIELS)
    return [
        ("Processeur", f"{coeurs()} cœurs ({modele.partition(':')[2].strip() or platform.machine()})"),
        ("Mémoire", f"{memoire_go:.0f} Go"),
        ("Système", f"Linux {platform.release().split('-')[0]}, Python {platform.python_version()}"),
        ("Logiciels", logiciels),
    ]


def _totale() -> float:
    """Return the busy time of the machine since it started: user, nice, system, irq, softirq, steal."""
    champs = [int(champ) for champ in _lire(Path("/proc/stat")).split("\n", 1)[0].split()[1:]]
    return (sum(champs[:3]) + sum(champs[5:8])) / _TIC


def _stat(dossier: Path) -> list[str]:
    return _lire(dossier / "stat").rpartition(")")[2].split()


def _lire(chemin: Path) -> str:
    try:
        return chemin.read_text()
    except OSError:
        return ""
