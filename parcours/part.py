"""The reminders a person asked for, about any notebook (`comptes.parts`); notebooks are works of theirs."""

from collections.abc import Mapping
from typing import Any

from comptes.parts import Part, Personne, declarer
from contenus.part import dire_abonnement, siens
from parcours.models import AbonnementRappels


def emporter(personne: Personne) -> Mapping[str, Any]:
    """Subscriptions of one's proved addresses, with what was recalled to them."""
    abonnements = siens(AbonnementRappels, personne).prefetch_related("envoyes")
    lus = [
        dire_abonnement(a)
        | {
            "rappels_envoyes": [
                {"ligne": r.objet, "pour_le": r.jour.isoformat(), "moment": r.moment} for r in a.envoyes.all()
            ]
        }
        for a in abonnements
    ]
    return {"rappels": lus} if lus else {}


def desabonner(personne: Personne) -> None:
    """Erase the reminders; the notebooks stay."""
    siens(AbonnementRappels, personne).delete()


PART = Part(
    cle="rappels",
    garde=(
        ("Rappels de plans", "Votre adresse, jusqu’à ce que vous les quittiez ou que le cahier s’efface."),
    ),
    emporter=emporter,
    desabonner=desabonner,
)
declarer(PART)
