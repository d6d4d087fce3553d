"""The few mails of the member space: plain text, nothing counted, nothing to click but the link."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from comptes.models import Invitation, Utilisateur

journal = logging.getLogger(__name__)


def adresse_d_invitation(jeton: str) -> str:
    """The link of an invitation, whole."""
    return f"{settings.SITE_URL}{reverse('espace:invitation', args=[jeton])}"


def envoyer_invitation(*, invitation: Invitation, jeton: str) -> bool:
    """Send the link to the invited address; False when the mail server did not take it.

    Who invites is not named: the name of a structure is what whoever receives it can check.
    """
    return _envoyer(
        "invitation",
        f"Une invitation à rejoindre {invitation.structure.nom}",
        invitation.adresse,
        {"invitation": invitation, "lien": adresse_d_invitation(jeton)},
    )


def prevenir(*, utilisateur: Utilisateur, jours: int) -> bool:
    """Warn that an account nobody uses will be erased."""
    lien = f"{settings.SITE_URL}{reverse('espace:accueil')}"
    return _envoyer(
        "effacement",
        "Votre espace va être effacé",
        utilisateur.email,
        {"jours": jours, "lien": lien},
    )


def _envoyer(gabarit: str, objet: str, adresse: str, contexte: dict[str, object]) -> bool:
    corps = render_to_string(f"comptes/courriels/{gabarit}.txt", {**contexte, "SITE_NOM": settings.SITE_NOM})
    message = EmailMessage(
        subject=" ".join(objet.split()),
        body=corps.strip() + "\n",
        to=[adresse],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        return message.send() == 1
    except (smtplib.SMTPException, OSError) as erreur:
        journal.warning("courriel « %s » non parti : %s", gabarit, type(erreur).__name__)
        return False
