"""Registrations and offers to testify under a person's addresses (`comptes.parts`)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower

from comptes.parts import Part, Personne, declarer
from contenus.part import dire_abonnement, siens
from webinaires.models import Inscription, Temoignage
from webinaires.rencontres import quitter_inscription

CHAMPS = ("nom", "courriel", "organisation", "fonction", "pilier", "sujet", "recit", "etat", "motif")


def emporter(personne: Personne) -> Mapping[str, Any]:
    """What is kept under one's proved addresses."""
    inscriptions = siens(Inscription, personne).select_related("rendezvous")
    lus = {
        "inscriptions": [
            dire_abonnement(i) | {"webinaire": i.rendezvous.cle, "etat": i.etat} for i in inscriptions
        ],
        "temoignages_proposes": [
            {nom: getattr(t, nom) for nom in CHAMPS} | {"propose_le": t.propose_le.isoformat()}
            for t in _temoignages(personne)
        ],
    }
    return lus if any(lus.values()) else {}


def desabonner(personne: Personne) -> None:
    """Leave each meeting, which gives the seat to whoever waits; erase the offers to testify."""
    for jeton in siens(Inscription, personne).values_list("jeton", flat=True):
        quitter_inscription(jeton=jeton)
    _temoignages(personne).delete()


def _temoignages(personne: Personne) -> QuerySet[Temoignage]:
    miens = Temoignage.objects.annotate(basse=Lower("courriel")).filter(basse__in=personne.adresses)
    return Temoignage.objects.filter(pk__in=miens.values("pk")).order_by("propose_le", "pk")


PART = Part(
    cle="webinaires",
    garde=(
        (
            "Webinaires",
            "Vos inscriptions, trente jours après la rencontre\u00a0; vos propositions de témoigner, un an.",
        ),
    ),
    emporter=emporter,
    desabonner=desabonner,
)
declarer(PART)
