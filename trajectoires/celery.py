"""The Celery application: queues `kits` (slow, bounded) and `courant` (everything else)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trajectoires.settings.base")
app = Celery("trajectoires")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
