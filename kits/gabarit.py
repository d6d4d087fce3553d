"""Which version of the drawing a file was made with. Light: never loads a rendering engine."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from kits.document import Format

STATIQUES = Path(settings.RACINE) / "static"
GABARITS = Path(settings.RACINE) / "templates" / "kits"
ICI = Path(__file__).resolve().parent
SOURCES: dict[Format, tuple[Path, ...]] = {
    "pdf": (
        ICI / "pdf.py",
        ICI / "figures.py",
        ICI / "francais.py",
        ICI / "mesures.py",
        GABARITS / "document.html",
        GABARITS / "_couverture.html",
        GABARITS / "_tete.html",
        GABARITS / "_section.html",
        GABARITS / "_bloc.html",
        STATIQUES / "css" / "document.css",
    ),
    "docx": (
        ICI / "docx.py",
        ICI / "docx_styles.py",
        ICI / "figures.py",
        ICI / "francais.py",
        ICI / "mesures.py",
    ),
}
MOTEURS: dict[Format, tuple[str, ...]] = {"pdf": ("weasyprint",), "docx": ("python-docx", "resvg-py")}


@cache
def version_gabarit(format: Format) -> str:
    """Return 12 hex digits naming all that draws a `format`: code, template, style, engine, site.

    Changing any of them gives new renderings; those already issued keep their file and code.
    """
    somme = hashlib.sha256(settings.SITE_URL.encode())
    for source in SOURCES[format]:
        somme.update(source.read_bytes())
    for moteur in MOTEURS[format]:
        somme.update(version(moteur).encode())
    return somme.hexdigest()[:12]
