"""A practical sheet of a step, as a PDF to print and fill in by hand."""

from typing import Any

from django.conf import settings
from wagtail.rich_text import expand_db_html

from contenus.documents_html import en_blocs
from kits.document import Document, Section, Tableau
from parcours.models import EtapePage

TYPE_DOCUMENT = "Fiche pratique"
PLACE = "\u00a0\n\u00a0\n\u00a0\n\u00a0"
"""Room for three lines of handwriting."""


def fiche_de(etape: EtapePage, cle: str) -> Any | None:
    """The block of a sheet in a step; None when there is none of this name."""
    return next((b for b in etape.corps if b.block_type == "fiche" and b.id == cle), None)


def document_de_fiche(etape: EtapePage, bloc: Any) -> Document:
    """Write one sheet: how to use it, then its lines, with room to write."""
    titre, mot = str(bloc.value["titre"]), etape.mot
    lignes = tuple((str(ligne), PLACE) for ligne in bloc.value["lignes"])
    return Document(
        titre=titre,
        sous_titre=etape.title,
        reperes=((mot.capitalize(), etape.title), ("Lignes à remplir", str(len(lignes)))),
        sections=(
            Section("Comment s’en servir", en_blocs(expand_db_html(bloc.value["texte"].source), _lien)),
            Section("À remplir", (Tableau(titre, ("Question", "Notre réponse"), lignes),)),
        ),
        resume=f"Fiche pratique à imprimer, tirée de la page «\u00a0{etape.title}\u00a0».",
    )


def _lien(adresse: str, mots: str) -> str:
    entiere = f"{settings.SITE_URL}{adresse}" if adresse.startswith("/") else adresse
    return f" ({entiere})" if entiere and entiere != mots else ""
