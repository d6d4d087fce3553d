"""Parts of a page that depend on the diagnostic alone: drawn once, then remembered.

Thirty board members open the same restitution at once; editing the plan draws the same profile
again. The memory is this process's own (no Redis to lose), bounded, and keyed by all that is drawn.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from diagnostic import graphiques
from diagnostic.lecture import dire_les_mesures
from diagnostic.restitution import Ligne, Restitution

MEMOIRE, PIECES = 256, 1024
"""Remembered by one process: fragments, at most 80 kB each, and pieces of 2 kB that many pages share."""
SAISIE, HISTORIQUE = "../repondre/", "../historique/"
"""The neighbours of the restitution, from it: what is drawn once then serves every diagnostic."""


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
    etat = (diagnostic.pk, diagnostic.nom, diagnostic.poids_du_cap, r.modifie_le, r.plan_le, localdate())
    return _dessin(_Fragment(("corps", code, etat, *_reponses(r), plan, etapes), dessiner))


def profil(restitution: Restitution) -> SafeString:
    """The section « Le profil » of the restitution page, each figure with its addends."""
    choix = tuple(ligne.choix for ligne in restitution.lignes)
    cle = ("profil", *_version(restitution), choix)
    return _dessin(_Fragment(cle, lambda: _dessiner_le_profil(restitution)))


def appuis(restitution: Restitution) -> SafeString:
    """The section « Points d’appui et fragilités », with the comments."""
    cle = ("appuis", *_reponses(restitution))
    return _dessin(_Fragment(cle, lambda: _dessiner_les_appuis(restitution)))


@dataclass(frozen=True, slots=True)
class Constat:
    """A criterion among what carries or asks for care: its drawn head, then the comment, in its own words."""

    dimension: str
    tete: SafeString
    commentaire: str


@dataclass(frozen=True, slots=True)
class LigneDessinee:
    """One line of the plan as the page shows it: what was typed, even refused.

    `avant`: the fingerprint of each field as drawn, by which the server sees what the visitor changed.
    """

    objet: str
    rang: int
    horizon: str
    etat: str
    etat_dit: str
    origine: str
    texte: str
    porteur: str
    echeance: str
    passee: bool
    avant: tuple[tuple[str, str], ...]

    @property
    def dessinee(self) -> SafeString:
        """Its fields; most lines are still proposals of the grid, the same for many associations."""
        return _ligne_de_plan(self)


@lru_cache(maxsize=PIECES)
def _ligne_de_plan(ligne: LigneDessinee) -> SafeString:
    contexte = {"ligne": ligne, "historique": HISTORIQUE}
    return render_to_string("diagnostic/restitution/_ligne_de_plan.html", contexte)


@lru_cache(maxsize=PIECES)
def _tete(code: str, titre: str, choix: str, niveau: str) -> SafeString:
    contexte = {"saisie": SAISIE, "code": code, "titre": titre, "choix": choix, "niveau": niveau}
    return render_to_string("diagnostic/restitution/_constat.html", contexte)


@lru_cache(maxsize=PIECES)
def _commente(code: str, titre: str, dite: str) -> SafeString:
    return format_html("<p><strong>{} · {}</strong><br>{}</p>", code, titre, dite)


def _constats(lignes: Iterable[Ligne]) -> list[Constat]:
    return [
        Constat(
            ligne.dimension.cle,
            _tete(ligne.critere.code, ligne.critere.titre, ligne.choix, ligne.niveau.titre),
            ligne.commentaire,
        )
        for ligne in lignes
        if ligne.niveau
    ]


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


def _dessiner_les_appuis(r: Restitution) -> SafeString:
    montrees = {ligne.critere.code for ligne in (*r.forces, *r.fragilites)}
    contexte = {
        "forces": _constats(r.forces),
        "fragilites": _constats(r.fragilites),
        "autres_commentaires": [
            (_commente(ligne.critere.code, ligne.critere.titre, ligne.dite), ligne.commentaire)
            for ligne in r.causes
            if ligne.critere.code not in montrees
        ],
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
