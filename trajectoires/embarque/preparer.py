"""The few libraries that no wheel brings: look for them, install them when allowed, else name the command."""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from trajectoires.embarque.annonces import dire


@dataclass(frozen=True)
class Besoin:
    """One thing of the system: how to see it, its Debian package, its Homebrew name."""

    nom: str
    present: Callable[[], bool]
    debian: str
    brew: str


def _bibliotheque(fichier: str, macos: str) -> Callable[[], bool]:
    """Return a check that the shared library loads."""

    def presente() -> bool:
        nom = (ctypes.util.find_library(macos) or macos) if sys.platform == "darwin" else fichier
        try:
            ctypes.CDLL(nom)
        except OSError:
            return False
        return True

    return presente


def _police(nom: str) -> Callable[[], bool]:
    """Return a check that a font file is installed; macOS brings its own."""

    def presente() -> bool:
        return sys.platform == "darwin" or any(Path("/usr/share/fonts").rglob(nom))

    return presente


def _chromium() -> bool:
    return any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))


POUR_SERVIR = (
    Besoin("Pango", _bibliotheque("libpango-1.0.so.0", "pango-1.0"), "libpango-1.0-0", "pango"),
    Besoin("PangoFT2", _bibliotheque("libpangoft2-1.0.so.0", "pangoft2-1.0"), "libpangoft2-1.0-0", "pango"),
    Besoin(
        "HarfBuzz (sous-ensembles)",
        _bibliotheque("libharfbuzz-subset.so.0", "harfbuzz-subset"),
        "libharfbuzz-subset0",
        "harfbuzz",
    ),
    Besoin("émojis", _police("Symbola*.ttf"), "fonts-symbola", "font-symbola"),
    Besoin("écritures du monde", _police("NotoSansArabic-Regular.ttf"), "fonts-noto-core", "font-noto-sans"),
)
"""WeasyPrint's: the PDF kits cannot be made without them, nor hold every sign that people type."""
POUR_LES_ESSAIS = (Besoin("Chromium", _chromium, "chromium", "chromium"),)


def preparer(*, essais: bool) -> int:
    """Return 0 when everything is there, in the end; 1 after naming what is missing and the command."""
    manquants = _manquants((*POUR_SERVIR, *POUR_LES_ESSAIS) if essais else POUR_SERVIR)
    if manquants and _debian_root():
        dire(f"Installation de {_noms(manquants)} par apt-get…")
        _installer([besoin.debian for besoin in manquants])
        manquants = _manquants(manquants)
    if not manquants:
        return 0
    dire(f"Il manque au système\u00a0: {_noms(manquants)}. Tapez cette commande, puis recommencez\u00a0:")
    dire(f"    {commande(manquants)}")
    return 1


def commande(manquants: tuple[Besoin, ...]) -> str:
    """Return the exact command that a person types on this system."""
    if sys.platform == "darwin":
        return "brew install " + " ".join(sorted({besoin.brew for besoin in manquants}))
    paquets = " ".join(besoin.debian for besoin in manquants)
    prefixe = "" if os.geteuid() == 0 else "sudo "
    return f"{prefixe}apt-get update && {prefixe}apt-get install --no-install-recommends -y {paquets}"


def _manquants(besoins: tuple[Besoin, ...]) -> tuple[Besoin, ...]:
    return tuple(besoin for besoin in besoins if not besoin.present())


def _noms(besoins: tuple[Besoin, ...]) -> str:
    return ", ".join(besoin.nom for besoin in besoins)


def _debian_root() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _installer(paquets: list[str]) -> None:
    """Update the lists, then install, without question; a failure is seen by looking again."""
    environnement = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=environnement, check=False)
    subprocess.run(
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *paquets],
        env=environnement,
        check=False,
        stdout=subprocess.DEVNULL,
    )
