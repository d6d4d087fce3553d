"""What only Linux offers: dying with one's parent, a borrowed uid, reading the process table.

Elsewhere (macOS) each function does nothing or answers « nobody », and `manques()` says so.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

LINUX = sys.platform == "linux"
MARQUE = "TRAJECTOIRES_DONNEES"
"""Environment variable carried by every process we start: whose data folder it serves."""

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
_UID_INTERIEUR = 65534
_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None


def manques() -> str:
    """Return the sentence naming what this system lacks, empty on Linux."""
    if LINUX:
        return ""
    return (
        f"Sur ce système ({sys.platform}), un arrêt brutal du lanceur (kill -9) peut laisser des processus "
        "en marche\u00a0: leur rattachement au lanceur n’existe que sous Linux."
    )


def mourir_avec_le_parent(signal_recu: int = signal.SIGKILL) -> None:
    """Ask the kernel to send `signal_recu` to this process when its parent dies."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(signal_recu), 0, 0, 0)


def emprunter_un_uid() -> None:
    """Enter a user namespace where root looks like an ordinary user (PostgreSQL refuses uid 0).

    Files stay root's outside. Raises OSError where the system forbids user namespaces.
    """
    if _libc is None:
        raise OSError("no user namespace here")
    uid, gid = os.geteuid(), os.getegid()  # once inside, and before the maps, both read 65534
    if _libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare(CLONE_NEWUSER)")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{_UID_INTERIEUR} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{_UID_INTERIEUR} {gid} 1")


def espace_utilisateur_possible() -> bool:
    """Try `emprunter_un_uid` in a throwaway child."""
    if not LINUX:
        return False
    enfant = os.fork()
    if enfant == 0:
        try:
            emprunter_un_uid()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(enfant, 0)[1]) == 0


def processus_de(donnees: Path) -> Iterator[int]:
    """Yield the pids, other than ours, that carry this data folder's mark."""
    if not LINUX:
        return
    marque = f"{MARQUE}={donnees}".encode()
    for dossier in Path("/proc").iterdir():
        if not dossier.name.isdigit() or int(dossier.name) == os.getpid():
            continue
        try:
            if marque in (dossier / "environ").read_bytes().split(b"\0"):
                yield int(dossier.name)
        except OSError:
            continue  # gone meanwhile, or someone else's


def est_postgres_sur(pid: int, grappe: Path) -> bool:
    """Tell whether `pid` is really a postgres serving this cluster (a stale pid may be reused)."""
    if not LINUX:
        return _vivant(pid)
    try:
        executable = os.readlink(f"/proc/{pid}/exe")
        dossier = os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return False
    return Path(executable).name.startswith("postgres") and dossier == str(grappe)


def postgres_sur(grappe: Path) -> list[int]:
    """Return every postgres process working in this cluster, children of a dead postmaster included.

    They outlive it for a moment, and each leads a session of its own: its group does not hold them.
    """
    if not LINUX:
        return []
    pids = (int(dossier.name) for dossier in Path("/proc").iterdir() if dossier.name.isdigit())
    return [pid for pid in pids if est_postgres_sur(pid, grappe)]


def _vivant(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
