"""What the worker does for the campaigns: close those whose last day is over."""

import logging

from celery import shared_task

from regards import services

journal = logging.getLogger(__name__)


@shared_task
def cloturer() -> None:
    """Every ten minutes; twice at once does no harm."""
    for pk in services.cloturer_les_echues():
        journal.info("campagne %s close à sa date", pk)
