"""Who may follow, who may agree: the object is the `Adhesion` of whoever asks (`comptes.verbes`).

A coordinator is a member of a partner's structure who is « référent » there or administers it.
"""

from typing import Any

from django.db.models import Q
from rules.permissions import add_perm
from rules.predicates import predicate

from accompagnement.models import Accompagnement, Demande
from comptes.models import Adhesion, Role, Structure, Utilisateur
from comptes.rules import exiger_un_second_facteur
from comptes.verbes import administre, est_du_dedans, est_membre

COORDONNENT = Q(structure__nature=Structure.Nature.PARTENAIRE) & (Q(role=Role.REFERENT) | Q(administre=True))
"""The adhesions of coordinators."""


def coordonne(utilisateur: Utilisateur, adhesion: Adhesion) -> bool:
    """The same question about one adhesion in hand."""
    partenaire = adhesion.structure.nature == Structure.Nature.PARTENAIRE
    return partenaire and (adhesion.administre or adhesion.role == Role.REFERENT)


_predicat: Any = predicate
VERBES = {
    "accompagner": est_membre & _predicat(coordonne),
    "voir_accord": est_du_dedans,
    "consentir": administre,
}
for _verbe, _regle in VERBES.items():
    add_perm(f"comptes.{_verbe}", _regle)  # type: ignore[no-untyped-call]


@exiger_un_second_facteur
def suit_des_structures(utilisateur: Utilisateur) -> bool:
    """A coordinator whose structure follows somebody, or has asked to."""
    siennes = Adhesion.objects.filter(COORDONNENT, membre=utilisateur).values("structure")
    suit = Accompagnement.objects.en_cours().filter(accompagnatrice__in=siennes)
    demande = Demande.objects.en_cours().filter(accompagnatrice__in=siennes)
    return bool(suit.values("pk").union(demande.values("pk")).exists())
