"""Parts of a page that depend on the diagnostic alone: drawn once, then remembered.

Thirty board members open the same restitution at once; editing the plan draws the same profile
again. The memory is this process's own (no Redis to lose), bounded, and keyed by all that is drawn.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from diagnostic import graphiques
from diagnostic.lecture import dire_les_mesures
from diagnostic.restitution import Restitution

MEMOIRE = 256
"""Fragments remembered by one process, at most 80 kB each."""


@dataclass(frozen=True, slots=True)
class _Fragment:
    """All that a fragment depends on, and how to draw it."""

    cle: Hashable
    dessiner: Callable[[], SafeString] = field(compare=False)


@lru_cache(maxsize=MEMOIRE)
def _dessin(fragment: _Fragment) -> SafeString:
    return fragment.dessiner()


def corps(restitution: Restitution, code: str, dessiner: Callable[[], SafeString]) -> SafeString:
    """The whole content of the restitution page, as `dessiner` draws it when nothing was refused."""
    r, diagnostic = restitution, restitution.diagnostic
    plan = tuple((ligne.texte, ligne.porteur, ligne.echeance, ligne.etat) for ligne in r.plan)
    etapes = tuple((etape.instantane.pk, etape.instantane.nom) for etape in r.etapes)
    etat = (diagnostic.pk, diagnostic.nom, diagnostic.poids_du_cap, r.modifie_le, localdate())
    return _dessin(_Fragment(("corps", code, etat, *_reponses(r), plan, etapes), dessiner))


def profil(restitution: Restitution) -> SafeString:
    """The section « Le profil » of the restitution page, each figure with its addends."""
    choix = tuple(ligne.choix for ligne in restitution.lignes)
    cle = ("profil", *_version(restitution), choix)
    return _dessin(_Fragment(cle, lambda: _dessiner_le_profil(restitution)))


def appuis(restitution: Restitution, code: str) -> SafeString:
    """The section « Points d’appui et fragilités », with the comments."""
    cle = ("appuis", code, *_reponses(restitution))
    return _dessin(_Fragment(cle, lambda: _dessiner_les_appuis(restitution, code)))


def _version(restitution: Restitution) -> tuple[str, bool]:
    diagnostic = restitution.diagnostic
    return (diagnostic.referentiel.empreinte, diagnostic.courte)


def _reponses(restitution: Restitution) -> tuple[Hashable, ...]:
    dites = tuple((ligne.choix, ligne.commentaire) for ligne in restitution.lignes)
    hors = tuple((r.critere, r.choix, r.commentaire) for r in restitution.hors_grille)
    return (*_version(restitution), dites, hors)


def _dessiner_le_profil(r: Restitution) -> SafeString:
    contexte = {
        "dimensions": _dimensions(r),
        "impacts": r.grille.impacts,
        "mesures_d_impact": r.profil.impacts,
        "barres_impacts": graphiques.barres(r.profil.impacts),
        "impacts_dits": f"Les trois impacts. {dire_les_mesures(r.profil.impacts)}",
    }
    return render_to_string("diagnostic/restitution/_profil.html", contexte)


def _dessiner_les_appuis(r: Restitution, code: str) -> SafeString:
    montrees = {ligne.critere.code for ligne in (*r.forces, *r.fragilites)}
    contexte = {
        "adresse_de_saisie": reverse("diagnostic:repondre", args=[code]),
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
