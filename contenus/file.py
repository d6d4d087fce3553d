"""Handing a task to the queue without ever failing the request that asks for it."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError as FileInjoignable
from redis.exceptions import RedisError

journal = logging.getLogger(__name__)


def confier(tache: str, *arguments: object) -> None:
    """Send a task; when the queue cannot be reached, a later round must find the work in the database."""
    try:
        current_app.send_task(tache, args=list(arguments), retry=False)
    except (FileInjoignable, RedisError, OSError) as erreur:
        journal.warning("file injoignable, %s attendra la prochaine tournée : %s", tache, erreur)
