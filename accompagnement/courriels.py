"""The link of a request, and the mail that carries it."""

import logging

from django.urls import reverse

from accompagnement.models import Demande
from contenus.courriels import Courriel, EnvoiRefuse, EnvoiReporte, adresse_entiere, envoyer_courriel

journal = logging.getLogger(__name__)


def lien_de(jeton: str) -> str:
    """The link of a request, whole."""
    return adresse_entiere(reverse("accompagnement:demande", args=[jeton]))


def envoyer_demande(*, demande: Demande, jeton: str) -> bool:
    """Send the link to the address asked; False when the mail server did not take it."""
    courriel = Courriel(
        gabarit="accompagnement_demande",
        objet=f"{demande.accompagnatrice.nom} propose de vous accompagner",
        adresse=demande.adresse,
        cle=f"accompagnement:{demande.empreinte}",
        contexte={"demande": demande, "lien": lien_de(jeton)},
    )
    try:
        envoyer_courriel(courriel=courriel)
    except (EnvoiRefuse, EnvoiReporte) as erreur:
        journal.warning("demande d’accompagnement non partie : %s", erreur)
        return False
    return True
