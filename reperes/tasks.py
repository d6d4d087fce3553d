"""What the worker does each night: let the figures change, when they may."""

import logging

from celery import shared_task

from reperes import parutions

journal = logging.getLogger(__name__)


@shared_task
def paraitre() -> None:
    """Try a parution; twice at once does no harm."""
    if parution := parutions.paraitre():
        journal.info("parution\u00a0: %s entrées, %s sorties", parution.entrees, parution.sorties)
