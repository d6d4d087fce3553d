"""Document → PDF/UA-1 (ISO 14289-1), drawn by WeasyPrint from one template and one stylesheet."""

import base64
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pydyf  # type: ignore[import-untyped, unused-ignore]
import segno
from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from kits import francais
from kits.atelier import dossier
from kits.document import Bloc, Document, Emission, Figure, Section, Tableau, nettoyer
from kits.figures import assainir
from kits.gabarit import STATIQUES
from kits.mesures import largeurs

FEUILLE = STATIQUES / "css" / "document.css"
LIGNES_COURTES, CASE_COURTE = 6, 150
"""A table this small, with cells this short, is never cut between two pages."""
BASE = "http://statique.invalid/"
"""A name that exists nowhere (RFC 2606): what the template and the style name is read in `static/`."""
logging.getLogger("weasyprint").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.WARNING)


class AccesRestreint(URLFetcher):  # type: ignore[misc]
    """Serve our static files and data: addresses; refuse network, disk and everything else."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the content of `url`; raises ValueError outside `data:` and `static/`."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        if not url.startswith(BASE):
            raise ValueError(f"Adresse refusée : {url[:200]}")
        fichier = (STATIQUES / unquote(urlsplit(url).path).lstrip("/")).resolve()
        if not fichier.is_relative_to(STATIQUES.resolve()) or not fichier.is_file():
            raise ValueError(f"Fichier statique introuvable : {url[:200]}")
        return URLFetcherResponse(url, fichier.read_bytes())


@dataclass(frozen=True, slots=True)
class BlocDessine:
    """A block and what draws it: its kind, the address of its image, its column widths in CSS.

    `lie`: stays on the page of the figure it announces. `court`: a small table, never cut.
    """

    genre: str
    bloc: Bloc
    image: str = ""
    largeurs: tuple[str, ...] = ()
    lie: bool = False
    court: bool = False


@dataclass(frozen=True, slots=True)
class SectionDessinee:
    """A section, the anchor its line in the contents points at, and its drawn blocks."""

    ancre: str
    titre: str
    pilier: str
    blocs: tuple[BlocDessine, ...]
    sous_sections: tuple["SectionDessinee", ...]


def composer(document: Document, emission: Emission, avancer: Callable[[int, str], None]) -> bytes:
    """Return the PDF file; the same arguments give the same bytes.

    `avancer(percent, sentence)` is told of each stage. Raises RenduImpossible on an unreadable
    figure.
    """
    avancer(15, "Nous rassemblons le texte et les figures")
    page = render_to_string("kits/document.html", contexte(nettoyer(document), emission))
    avancer(30, "Nous mettons en page")
    rendu = mettre_en_page(page)
    avancer(75, f"Nous écrivons les {len(rendu.pages)}\u00a0pages")
    fichier: bytes = rendu.write_pdf(pdf_variant="pdf/ua-1", finisher=_dire_la_portee)
    return fichier


def mettre_en_page(page: str) -> Any:
    """Return the pages that WeasyPrint makes of a document written in HTML, not yet a file."""
    html = HTML(string=page, base_url=BASE, url_fetcher=AccesRestreint())
    police, feuille = _atelier()
    return html.render(font_config=police, stylesheets=[feuille], pdf_variant="pdf/ua-1")


def _dire_la_portee(rendu: Any, fichier: pydyf.PDF) -> None:
    """Say of each header cell whether it heads a column or a row (ISO 32000-1, 14.8.5.7).

    WeasyPrint 70 links cells to headers by their names; readers that only know Scope need this.
    """
    noeuds = {objet.reference: objet for objet in fichier.objects if isinstance(objet, pydyf.Dictionary)}
    for noeud in noeuds.values():
        if noeud.get("S") == "/TH":
            groupe = noeuds[noeuds[noeud["P"]]["P"]]
            noeud["A"]["Scope"] = "/Column" if groupe["S"] == "/THead" else "/Row"


def contexte(document: Document, emission: Emission) -> dict[str, Any]:
    """Return what the template shows; dates already in French, figures already safe."""
    return {
        "document": document,
        "emission": emission,
        "jour": francais.jour(emission.emis_le),
        "site": settings.SITE_NOM,
        "qr": segno.make(emission.adresse, error="m", micro=False).svg_data_uri(border=0, dark="#1d1b2e"),
        "sections": _dessiner(document.sections, "partie"),
    }


def _dessiner(sections: tuple[Section, ...], racine: str) -> tuple[SectionDessinee, ...]:
    return tuple(
        SectionDessinee(
            ancre=f"{racine}-{rang}",
            titre=section.titre,
            pilier=section.pilier,
            blocs=tuple(map(_dessiner_bloc, section.blocs, (*section.blocs[1:], None))),
            sous_sections=_dessiner(section.sous_sections, f"{racine}-{rang}"),
        )
        for rang, section in enumerate(sections, start=1)
    )


def _dessiner_bloc(bloc: Bloc, suivant: Bloc | None) -> BlocDessine:
    genre = type(bloc).__name__
    if isinstance(bloc, Figure):
        octets = assainir(bloc.svg, bloc.legende).encode()
        image = f"data:image/svg+xml;base64,{base64.b64encode(octets).decode()}"
        return BlocDessine(genre=genre, bloc=bloc, image=image)
    if isinstance(bloc, Tableau):
        parts = tuple(f"{part:.2f}%" for part in largeurs(bloc))
        longueur = max(map(len, chain(*bloc.lignes)), default=0)
        court = len(bloc.lignes) <= LIGNES_COURTES and longueur <= CASE_COURTE
        return BlocDessine(genre, bloc, largeurs=parts, court=court)
    return BlocDessine(genre=genre, bloc=bloc, lie=isinstance(suivant, Figure))


@cache
def _atelier() -> tuple[FontConfiguration, CSS]:
    """Load fonts and style once per process: 0.07 MB per rendering instead of a full reload."""
    police = FontConfiguration()
    police._folder = Path(dossier())  # WeasyPrint leaves its own behind when the process is killed
    feuille = CSS(
        string=FEUILLE.read_text("utf-8"),
        base_url=BASE + "css/document.css",
        url_fetcher=AccesRestreint(),
        font_config=police,
    )
    return police, feuille
