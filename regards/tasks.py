"""What the worker does for the campaigns: close those whose last day is over, erase the oldest."""

import logging

from celery import shared_task
from django.utils import timezone

from regards import conservation, services

journal = logging.getLogger(__name__)


@shared_task
def cloturer() -> None:
    """Every ten minutes; twice at once does no harm."""
    for pk in services.cloturer_les_echues():
        journal.info("campagne %s close à sa date", pk)


@shared_task
def conserver() -> None:
    """Every night: announce and apply how long campaigns are kept; twice at once does no harm."""
    if effacees := conservation.appliquer(maintenant=timezone.now()):
        journal.info("%s campagnes effacées à leur échéance", effacees)
