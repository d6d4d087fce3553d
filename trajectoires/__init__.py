"""The project. Importing it loads the Celery application, so that `delay()` finds its broker."""

from trajectoires.celery import app as celery_app

__all__ = ["celery_app"]
