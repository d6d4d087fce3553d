"""Meetings to come and who registered, for the tests of the life cycle."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from tests.webinaires.fabrique import webinaire
from webinaires.models import Inscription, Rendezvous, WebinairePage
from webinaires.models.rencontres import InscriptionQuerySet

DANS_UN_MOIS = timedelta(days=30)


def rencontre(
    *, debut: datetime | None = None, capacite: int | None = None, ouvertes: bool = True, **page: Any
) -> tuple[WebinairePage, Rendezvous]:
    """A published webinar, in a month by default, and its meeting, open to registration."""
    quand = debut or timezone.now().replace(second=0, microsecond=0) + DANS_UN_MOIS
    publie = webinaire(page.pop("cle", "modeles-hybrides"), debut=quand, **page)
    reglages = {"inscriptions": ouvertes, "capacite": capacite, "direct": "https://visio.exemple.fr/salle"}
    organise, _ = Rendezvous.objects.update_or_create(cle=publie.cle, defaults=reglages)
    return publie, organise


def inscrite(rendezvous: Rendezvous, adresse: str = "claire@exemple.fr", **champs: Any) -> Inscription:
    """A seat, told long ago."""
    avant = timezone.now() - timedelta(days=400)
    page = WebinairePage.objects.get(cle=rendezvous.cle)
    etat = champs.get("etat", Inscription.Etat.ASSISE)
    valeurs = {
        "etat": etat,
        "confirme_le": avant,
        "rangee_le": avant,
        "demande_le": avant,
        "ecrit_le": avant,
        "envoye_le": avant,
        "dit": etat,
        "debut_dit": page.debut,
        **champs,
    }
    return Inscription.objects.create(rendezvous=rendezvous, adresse=adresse, **valeurs)


def demande(rendezvous: Rendezvous, adresse: str = "claire@exemple.fr", **champs: Any) -> Inscription:
    """A request answered and not confirmed."""
    maintenant = timezone.now()
    valeurs = {"demande_le": maintenant, "ecrit_le": maintenant, **champs}
    return Inscription.objects.create(rendezvous=rendezvous, adresse=adresse, **valeurs)


def etats(rendezvous: Rendezvous) -> list[tuple[str, str]]:
    """Who is where, in the order of the line."""
    lues: InscriptionQuerySet = Inscription.objects.filter(rendezvous=rendezvous).order_by("rangee_le", "pk")
    return [(ligne.adresse.partition("@")[0], ligne.etat) for ligne in lues]
