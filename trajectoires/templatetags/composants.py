"""The components of the house: one keyword-only typed function, one small template each.

Each is shown living on /composants/. They are built-ins of every template: no `{% load %}`.
What depends on its arguments alone and is drawn again and again is remembered, within bounds.
"""

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from diagnostic import nombres, phrases
from diagnostic.graphiques import Barre, Colonne, Point, Triangle
from diagnostic.scoring import Mesure, Terme

register = template.Library()
THEME_MAX = 4
"""How many criteria our longest theme has; the addends of longer measures are drawn each time."""


@register.simple_block_tag
def avis(content: str, *, ton: str = "info", titre: str = "") -> SafeString:
    """A notice: `info`, `succes` or `erreur`; an error is announced at once by screen readers."""
    return render_to_string("composants/avis.html", {"contenu": content, "ton": ton, "titre": titre})


@register.simple_block_tag
def precision(content: str, *, titre: str) -> SafeString:
    """Something one may open: addends of a figure, why a question is asked."""
    return render_to_string("composants/precision.html", {"contenu": content, "titre": titre})


@register.simple_tag
@lru_cache(maxsize=1024)
def provenance(*, statut: str, source: str) -> SafeString:
    """Where a text comes from: « proposition » is ours, « source » is found as such."""
    return render_to_string("composants/provenance.html", {"statut": statut, "source": source})


@register.simple_tag
def avancement(*, mesure: Mesure, nom: str) -> SafeString:
    """How many criteria of a measure got an answer, in words and as a bar."""
    return render_to_string("composants/avancement.html", {"mesure": mesure, "nom": nom})


@register.simple_tag
def addends(*, mesure: Mesure, titre: bool = False) -> SafeString:
    """A figure opened to its addends, under its own title if asked.

    A theme is the same in many diagnostics, and remembered; a longer measure is hardly ever met twice.
    """
    return (_addends_d_un_theme if mesure.total <= THEME_MAX else _addends)(mesure, titre)


@lru_cache(maxsize=4096)
def _addends_d_un_theme(mesure: Mesure, titre: bool) -> SafeString:
    return _addends(mesure, titre)


def _addends(mesure: Mesure, titre: bool) -> SafeString:
    """The rows are joined here: a page shows more than a hundred."""
    contexte = {
        "titre": titre,
        "nom": mesure.nom,
        "valeur": nombres.en_niveau(mesure.valeur),
        "lignes": SafeString("\n".join(map(_addend, mesure.termes))),
        "somme": mesure.somme,
        "nombre": nombres.compter(len(mesure.termes), "critère", "critères"),
        "dehors": phrases.hors_moyenne(mesure),
    }
    return render_to_string("composants/addends.html", contexte)


@lru_cache(maxsize=1024)
def _addend(terme: Terme) -> SafeString:
    rangee = '<tr><th scope="row">{} · {}</th><td class="nombre">{}</td></tr>'
    return format_html(rangee, terme.code, terme.titre, terme.niveau)


@register.simple_tag
@lru_cache(maxsize=1024)
def barre(*, trait: Barre) -> SafeString:
    """One row of a bar chart: a theme has few figures, shared by every diagnostic."""
    return _dessin("diagnostic/_barre.svg", {"barre": trait})


@register.simple_tag
@lru_cache(maxsize=256)
def colonne(*, pilier: Colonne) -> SafeString:
    """One pillar of the house, filled to its level."""
    return _dessin("diagnostic/_colonne.svg", {"colonne": pilier})


@register.simple_tag
def fond(*, triangle: Triangle) -> SafeString:
    """What lies under the marks of the large triangle: its roof, its middle, the names of its vertices."""
    return _fond(triangle.contour, triangle.sommets, triangle.centre)


@lru_cache(maxsize=8)
def _fond(contour: str, sommets: tuple[Point, Point, Point], centre: Point) -> SafeString:
    contexte = {"contour": contour, "sommets": sommets, "centre": centre}
    return _dessin("diagnostic/_fond_du_triangle.svg", contexte)


def _dessin(modele: str, contexte: dict[str, Any]) -> SafeString:
    return SafeString(render_to_string(modele, contexte).strip())


register.filter("niveau", nombres.en_niveau)
