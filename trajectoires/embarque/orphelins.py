"""What a launcher killed by `kill -9` may have left running on its data folder."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from trajectoires.embarque import noyau
from trajectoires.embarque.annonces import dire

_DELAI = 10.0
_PAS = 0.05


def attendre_les_orphelins(donnees: Path) -> None:
    """Wait until the former launcher's processes are gone; after ten seconds, kill them.

    The kernel has already asked each of them to stop; PostgreSQL may be writing its last pages.
    """
    fin = time.monotonic() + _DELAI
    restants = _orphelins(donnees)
    if restants:
        dire("Le lanceur précédent a été tué\u00a0: attente de la fin de ses processus…")
    while restants and time.monotonic() < fin:
        time.sleep(_PAS)
        restants = _orphelins(donnees)
    for pid in restants:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _orphelins(donnees: Path) -> list[int]:
    """Return the pids carrying our folder's mark, our own ancestors left aside."""
    return [pid for pid in noyau.processus_de(donnees) if not _ancetre(pid)]


def _ancetre(pid: int) -> bool:
    courant = os.getpid()
    while courant > 1:
        if courant == pid:
            return True
        try:
            champs = Path(f"/proc/{courant}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return False
        courant = int(champs[1])
    return False
