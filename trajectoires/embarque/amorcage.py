"""One Django process that brings schema, static files and corpus up to date, saying each step."""

import gc
import hashlib
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

from trajectoires.embarque.annonces import etape
from trajectoires.embarque.donnees import RACINE

_SOURCES = (RACINE / "static", RACINE / "requirements" / "base.txt", RACINE / "trajectoires" / "settings")


def amorcer() -> None:
    """Migrate, collect static files when their sources changed, load the corpus."""
    with etape("Django"):
        django.setup()
    gc.disable()  # migrations build and drop huge graphs of states; this process is short-lived
    with etape("Schéma de la base"):
        call_command("migrate", verbosity=0, interactive=False)
    empreinte = _empreinte()
    temoin = Path(settings.STATIC_ROOT).with_suffix(".empreinte")
    if not temoin.exists() or temoin.read_text() != empreinte:
        with etape("Fichiers statiques"):
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
            temoin.write_text(empreinte)
    with etape("Corpus"):
        call_command("charger_portail")
    with etape("Rôles et circuit de la rédaction"):
        call_command("installer_redaction")


def _empreinte() -> str:
    """Digest names, sizes and dates of what collectstatic would copy or follow."""
    empreinte = hashlib.sha256()
    for source in _SOURCES:
        fichiers = sorted(source.rglob("*")) if source.is_dir() else [source]
        for fichier in fichiers:
            if fichier.is_file() and "__pycache__" not in fichier.parts:
                etat = fichier.stat()
                empreinte.update(
                    f"{fichier.relative_to(RACINE)} {etat.st_size} {etat.st_mtime_ns}\n".encode()
                )
    return empreinte.hexdigest()


if __name__ == "__main__":
    amorcer()
    sys.exit(0)
