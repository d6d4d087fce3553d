"""What a worker process builds once and keeps: fonts, style, and its own temporary folder."""

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from fontTools.ttLib import woff2  # type: ignore[import-untyped, unused-ignore]

from kits.gabarit import STATIQUES

PREFIXE = f"trajectoires-kits-{os.getuid()}-"
NOMS = ("bricolage-grotesque-700", "atkinson-400-normal", "atkinson-400-italic", "atkinson-700-normal")
POLICES = tuple(STATIQUES / "polices" / f"{nom}.woff2" for nom in NOMS)


@cache
def dossier() -> Path:
    """Return this process's temporary folder, after sweeping those left by killed processes."""
    racine = Path(tempfile.gettempdir())
    for ancien in racine.glob(f"{PREFIXE}*"):
        if not _vivant(int(ancien.name.removeprefix(PREFIXE).split("-")[0])):
            shutil.rmtree(ancien, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{PREFIXE}{os.getpid()}-"))


@cache
def polices_ttf() -> tuple[str, ...]:
    """Return the house's fonts as TrueType files: the rasteriser does not read WOFF2."""
    chemins = []
    for police in POLICES:
        chemin = dossier() / f"{police.stem}.ttf"
        woff2.decompress(str(police), str(chemin))
        chemins.append(str(chemin))
    return tuple(chemins)


def _vivant(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
