"""What the answering page shows: each criterion with its choices, as saved or as just typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.utils.timezone import localdate, localtime

from diagnostic.forms import temoin
from diagnostic.grille import Critere, Dimension, Theme
from diagnostic.models import Diagnostic, Reponse
from diagnostic.scoring import NE_SAIT_PAS, NON_CONCERNE, Mesure, calculer


@dataclass(frozen=True, slots=True)
class Question:
    """One criterion on the page. `avant_*` let the server see what the visitor changed."""

    critere: Critere
    numero: int
    choix: str
    commentaire: str
    avant_choix: str
    avant_commentaire: str
    signatures: tuple[str, ...]
    erreur: str


@dataclass(frozen=True, slots=True)
class Famille:
    """One theme and its questions."""

    theme: Theme
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Partie:
    """One dimension of the page, with its progress and its neighbours' keys."""

    dimension: Dimension
    mesure: Mesure
    familles: tuple[Famille, ...]
    rang: int


def page_de_saisie(
    diagnostic: Diagnostic,
    code: str,
    *,
    envoi: Mapping[str, str] | None = None,
    erreurs: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Context of the answering page; `envoi` and `erreurs` give back what was refused, as typed."""
    grille = diagnostic.referentiel.grille
    reponses = {reponse.critere: reponse for reponse in diagnostic.reponses.all()}
    profil = calculer(grille, {c: r.choix for c, r in reponses.items()}, courte=diagnostic.courte)
    retenus = grille.criteres_de(courte=diagnostic.courte)
    questions = {
        critere.code: _question(critere, numero, reponses.get(critere.code), envoi or {}, erreurs or {})
        for numero, critere in enumerate(retenus, start=1)
    }
    parties = tuple(
        Partie(dimension, profil.dimension(dimension.cle), _familles(dimension, questions), rang)
        for rang, dimension in enumerate(grille.dimensions, start=1)
    )
    instants = [le for r in reponses.values() for le in (r.choix_le, r.commentaire_le) if le]
    return {
        "code": code,
        "diagnostic": diagnostic,
        "grille": grille,
        "parties": parties,
        "total": len(retenus),
        "profil": profil,
        "enregistre_le": localtime(max(instants)) if instants else None,
        "jour": localdate(),
        "auteur": str(uuid4()),
        "nom": (envoi or {}).get("nom", ""),
        "erreurs": erreurs or {},
        "autres_choix": ((NON_CONCERNE, "Non concerné"), (NE_SAIT_PAS, "Je ne sais pas")),
    }


def _familles(dimension: Dimension, questions: Mapping[str, Question]) -> tuple[Famille, ...]:
    familles = (
        Famille(theme, tuple(questions[c.code] for c in theme.criteres if c.code in questions))
        for theme in dimension.themes
    )
    return tuple(famille for famille in familles if famille.questions)


def _question(
    critere: Critere,
    numero: int,
    reponse: Reponse | None,
    envoi: Mapping[str, str],
    erreurs: Mapping[str, str],
) -> Question:
    choix, commentaire = (reponse.choix, reponse.commentaire) if reponse else ("", "")
    signatures: tuple[str, ...] = ()
    if reponse:
        par = {reponse.choix_par if choix else "", reponse.commentaire_par if commentaire else ""}
        signatures = tuple(sorted(par - {""}))
    return Question(
        critere=critere,
        numero=numero,
        choix=envoi.get(f"choix-{critere.code}", choix),
        commentaire=envoi.get(f"commentaire-{critere.code}", commentaire),
        avant_choix=choix,
        avant_commentaire=temoin(commentaire),
        signatures=signatures,
        erreur=erreurs.get(critere.code, ""),
    )
