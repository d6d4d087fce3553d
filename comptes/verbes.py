"""Who may do what in a structure: one predicate a question, one verb a permission.

The object is the `Adhesion` of whoever asks: without one, they are a stranger and get a 404 before any of
these is asked (`comptes.acces`).
"""

from typing import Any

from rules.permissions import add_perm, has_perm
from rules.predicates import predicate

from comptes.models import Adhesion, Rattachement, Utilisateur


def _sienne(utilisateur: Utilisateur, adhesion: Adhesion) -> bool:
    return adhesion.membre_id == utilisateur.pk


def _partenaire(utilisateur: Utilisateur, adhesion: Adhesion) -> bool:
    return adhesion.partenaire


def _administre(utilisateur: Utilisateur, adhesion: Adhesion) -> bool:
    return adhesion.administre


_predicat: Any = predicate
est_membre = _predicat(_sienne)
est_du_dedans = est_membre & ~_predicat(_partenaire)
administre = est_membre & _predicat(_administre)

VERBES = {
    "voir_structure": est_membre,
    "quitter_structure": est_membre,
    "voir_membres": est_du_dedans,
    "voir_journal": est_du_dedans,
    "ouvrir_travail": est_du_dedans,
    "attacher_travail": est_du_dedans,
    "modifier_structure": administre,
    "supprimer_structure": administre,
    "inviter": administre,
    "gerer_membres": administre,
    "renouveler_travail": administre,
}
for _verbe, _regle in VERBES.items():
    add_perm(f"comptes.{_verbe}", _regle)  # type: ignore[no-untyped-call]


def permis(verbe: str, adhesion: Adhesion) -> bool:
    """Whether an adhesion allows a verb; being a superuser of the site gives nothing here."""
    return bool(has_perm(f"comptes.{verbe}", adhesion.membre, adhesion))  # type: ignore[no-untyped-call]


def peut_retirer(adhesion: Adhesion, rattachement: Rattachement) -> bool:
    """Whoever shared a work may take it back; whoever administers may too."""
    sien = rattachement.attache_par_id == adhesion.membre_id
    return permis("attacher_travail", adhesion) and (adhesion.administre or sien)
