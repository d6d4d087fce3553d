"""Production on one machine (settings/local), plus the bare view and the task of reference."""

from trajectoires.settings.local import *  # noqa: F403
from trajectoires.settings.local import STORAGES

ROOT_URLCONF = "benchs.urls"
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
CELERY_IMPORTS = ["benchs.tasks"]
