"""What surrounds a webinar on its page, and the words of its grids."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from contenus.adresses import chemin_montre
from contenus.facettes import Facette
from webinaires.archive import Ligne
from webinaires.blocs import MOTS_DE_GRILLE
from webinaires.models import Intervention, WebinairePage
from webinaires.voisinage import Autour, autour_de

register = template.Library()
FILTRES, APERCUS = 200, 1_000
"""Remembered by one process: lists of values, a few kilobytes each, and lines of lists, one each."""


@dataclass(frozen=True, slots=True)
class Apercu:
    """All that a line of the list shows."""

    debut: datetime
    quand: str
    cycle: str
    etat: str
    adresse: str
    titre: str
    resume: str
    voix: str
    a_retrouver: bool
    transcrit: bool


@register.simple_tag
def autour(*, page: WebinairePage) -> Autour:
    """Its voices, its facets in words, its neighbours."""
    return autour_de(page)


@register.simple_tag
def qui(*, dite: Intervention) -> str:
    """How a voice is called, with a link to the page of the person, else of the structure."""
    nomme = dite.intervenant if dite.intervenant and dite.intervenant.oppose_le is None else None
    lien = nomme or (dite.organisation if not dite.fonction else None)
    return format_html('<a href="{}">{}</a>', lien.get_absolute_url(), dite.voix) if lien else dite.voix


@register.simple_tag
def filtre(*, facette: Facette) -> SafeString:
    """The list of a facet; the same values, counts and choice are drawn once a process."""
    return _filtre(facette)


@lru_cache(maxsize=FILTRES)
def _filtre(facette: Facette) -> SafeString:
    return render_to_string("webinaires/_filtre.html", {"facette": facette})


@register.simple_tag
def apercu(*, ligne: Ligne) -> SafeString:
    """A webinar in the list; the same words are drawn once a process."""
    page = ligne.page
    return _apercu(
        Apercu(
            debut=page.debut,
            quand=ligne.quand,
            cycle=page.cycle.titre if page.cycle else "",
            etat=ligne.etat,
            adresse=chemin_montre(page.url_path),
            titre=page.title,
            resume=page.resume,
            voix=ligne.voix,
            a_retrouver=ligne.a_retrouver,
            transcrit=ligne.transcrit,
        )
    )


@lru_cache(maxsize=APERCUS)
def _apercu(ligne: Apercu) -> SafeString:
    return render_to_string("webinaires/_ligne.html", {"ligne": ligne})


@register.filter
def pluriel(nombre: int, formes: str = ",s") -> str:
    """The ending of a number in French, where nought and one are singular."""
    return formes.split(",")[nombre > 1]


@register.filter
def marques(ligne: Any) -> list[tuple[str, str]]:
    """The three marks of a row of a grid, each with its column; empty: the source does not say."""
    colonnes = {"echelle": "Échelle", "statut": "Où on en est", "place": "Place"}
    return [(colonne, ligne.get(nom) or "") for nom, colonne in colonnes.items()]


@register.filter
def dit(code: str) -> str:
    """The words of a code of a grid."""
    return MOTS_DE_GRILLE.get(str(code), str(code))
