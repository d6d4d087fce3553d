"""Parts of a page that depend on the grid and the choices alone: drawn once, then remembered.

Placing the cap, editing the plan or reloading draws the same profile again, and the profile is two
thirds of the page. The memory is this process's own (no Redis to lose) and bounded.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from diagnostic import graphiques
from diagnostic.lecture import dire_les_mesures
from diagnostic.restitution import Restitution

MEMOIRE = 256
"""Profiles remembered by one process, about 50 kB each."""


@dataclass(frozen=True, slots=True)
class _Profil:
    """What a drawn profile depends on, and the restitution it is drawn from."""

    referentiel: str
    courte: bool
    choix: tuple[str, ...]
    restitution: Restitution = field(compare=False)


def profil(restitution: Restitution) -> SafeString:
    """The section « Le profil » of the restitution page, each figure with its addends."""
    diagnostic = restitution.diagnostic
    choix = tuple(ligne.choix for ligne in restitution.lignes)
    return _dessiner(_Profil(diagnostic.referentiel.empreinte, diagnostic.courte, choix, restitution))


@lru_cache(maxsize=MEMOIRE)
def _dessiner(profil: _Profil) -> SafeString:
    r = profil.restitution
    contexte = {
        "dimensions": _dimensions(r),
        "impacts": r.grille.impacts,
        "mesures_d_impact": r.profil.impacts,
        "barres_impacts": graphiques.barres(r.profil.impacts),
        "impacts_dits": f"Les trois impacts. {dire_les_mesures(r.profil.impacts)}",
    }
    return render_to_string("diagnostic/restitution/_profil.html", contexte)


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
