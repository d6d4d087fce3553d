"""Celery's door beside the launcher: the same application, whose pool dies with its master."""

from typing import Any

from celery.signals import worker_process_init

from trajectoires.celery import app
from trajectoires.embarque.noyau import mourir_avec_le_parent

__all__ = ["app"]


@worker_process_init.connect
def _lier_au_maitre(**_: Any) -> None:
    mourir_avec_le_parent()
