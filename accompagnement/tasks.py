"""What the worker does for whoever follows: recall the follow-ups, forget what is too old."""

import logging

from celery import shared_task
from django.utils import timezone

from accompagnement import rappels

journal = logging.getLogger(__name__)


@shared_task
def rappeler() -> None:
    """Every ten minutes: write about the follow-ups that fell due."""
    if partis := rappels.distribuer(maintenant=timezone.now()):
        journal.info("%s rappels de suivi partis", partis)


@shared_task
def purger() -> None:
    """Every night: apply the durations of `accompagnement.models`."""
    rappels.purger(maintenant=timezone.now())
