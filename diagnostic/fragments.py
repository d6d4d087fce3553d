"""Parts of a page that depend on the grid and the answers alone: drawn once, then remembered.

Placing the cap, editing the plan or reloading draws the same profile again, and the profile is two
thirds of the page. The memory is this process's own (no Redis to lose) and bounded.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from diagnostic import graphiques
from diagnostic.lecture import dire_les_mesures
from diagnostic.restitution import Restitution

MEMOIRE = 256
"""Fragments of each kind remembered by one process, at most 50 kB each."""


@dataclass(frozen=True, slots=True)
class _Source:
    """All that a fragment depends on, and the restitution it is drawn from."""

    cle: Hashable
    restitution: Restitution = field(compare=False)


def profil(restitution: Restitution) -> SafeString:
    """The section « Le profil » of the restitution page, each figure with its addends."""
    choix = tuple(ligne.choix for ligne in restitution.lignes)
    return _dessiner_le_profil(_Source((*_version(restitution), choix), restitution))


def appuis(restitution: Restitution) -> SafeString:
    """The section « Points d’appui et fragilités », with the comments."""
    dites = tuple((ligne.choix, ligne.commentaire) for ligne in restitution.lignes)
    hors = tuple((r.critere, r.choix, r.commentaire) for r in restitution.hors_grille)
    return _dessiner_les_appuis(_Source((*_version(restitution), dites, hors), restitution))


def _version(restitution: Restitution) -> tuple[str, bool]:
    diagnostic = restitution.diagnostic
    return (diagnostic.referentiel.empreinte, diagnostic.courte)


@lru_cache(maxsize=MEMOIRE)
def _dessiner_le_profil(source: _Source) -> SafeString:
    r = source.restitution
    contexte = {
        "dimensions": _dimensions(r),
        "impacts": r.grille.impacts,
        "mesures_d_impact": r.profil.impacts,
        "barres_impacts": graphiques.barres(r.profil.impacts),
        "impacts_dits": f"Les trois impacts. {dire_les_mesures(r.profil.impacts)}",
    }
    return render_to_string("diagnostic/restitution/_profil.html", contexte)


@lru_cache(maxsize=MEMOIRE)
def _dessiner_les_appuis(source: _Source) -> SafeString:
    r = source.restitution
    montrees = {ligne.critere.code for ligne in (*r.forces, *r.fragilites)}
    contexte = {
        "forces": r.forces,
        "fragilites": r.fragilites,
        "autres_commentaires": [ligne for ligne in r.causes if ligne.critere.code not in montrees],
        "hors_grille": r.hors_grille,
    }
    return render_to_string("diagnostic/restitution/_appuis.html", contexte)


def _dimensions(r: Restitution) -> list[dict[str, Any]]:
    """Each dimension with its figure and those of its themes, ready to draw."""
    themes = {mesure.cle: mesure for mesure in r.profil.themes if mesure.total}
    parties = []
    for dimension in r.grille.dimensions:
        mesures = [themes[theme.cle] for theme in dimension.themes if theme.cle in themes]
        couleurs = [graphiques.COULEURS[dimension.cle]] * len(mesures)
        parties.append(
            {
                "dimension": dimension,
                "mesure": r.profil.dimension(dimension.cle),
                "lecture": dire_les_mesures(mesures),
                "themes": mesures,
                "barres": graphiques.barres(mesures, couleurs),
            }
        )
    return parties
