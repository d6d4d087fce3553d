"""What the worker does about mail: at once for whoever is waiting, and in rounds for the rest."""

import logging
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from contenus import abonnements, agenda, envois
from contenus.courriels import EnvoiReporte

journal = logging.getLogger(__name__)


@shared_task
def repondre(genre: str, pk: int) -> None:
    """Answer a request; a server that is down leaves it to the next round."""
    try:
        envois.repondre(genre=genre, pk=pk)
    except EnvoiReporte as report:
        journal.warning("réponse reportée : %s", report)


@shared_task
def envoyer_message(pk: int) -> None:
    """Send the first post right after a confirmation; same patience."""
    try:
        envois.envoyer_message(pk=pk, maintenant=timezone.now())
    except EnvoiReporte as report:
        journal.warning("premier message reporté : %s", report)


@shared_task
def prevenir_contact(evenement: str) -> None:
    """Tell a structure what became of its event; same patience."""
    try:
        agenda.prevenir_contact(pk=UUID(evenement))
    except EnvoiReporte as report:
        journal.warning("réponse à une structure reportée : %s", report)


@shared_task
def distribuer() -> None:
    """Every ten minutes: send what is due, whatever was missed before."""
    if partis := envois.distribuer(maintenant=timezone.now()):
        journal.info("%s courriels partis", partis)


@shared_task
def purger() -> None:
    """Every hour: erase the requests never confirmed, and the contacts of events long over."""
    abonnements.purger_abonnements(maintenant=timezone.now())
    agenda.purger_contacts(maintenant=timezone.now())
