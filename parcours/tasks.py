"""What the worker does for the notebooks: the mail of their plans."""

import logging

from celery import shared_task
from django.utils import timezone

from contenus.courriels import EnvoiReporte
from parcours import rappels

journal = logging.getLogger(__name__)


@shared_task
def repondre(pk: int) -> None:
    """Answer a request for reminders; a server that is down leaves it to the next round."""
    try:
        rappels.repondre(pk=pk)
    except EnvoiReporte as report:
        journal.warning("réponse reportée : %s", report)


@shared_task
def rappeler() -> None:
    """Every ten minutes: send what is due, whatever was missed before."""
    if partis := rappels.distribuer(maintenant=timezone.now()):
        journal.info("%s rappels partis", partis)


@shared_task
def purger() -> None:
    """Every hour: erase the addresses never confirmed."""
    rappels.purger_rappels(maintenant=timezone.now())
