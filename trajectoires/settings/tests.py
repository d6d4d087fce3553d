"""The suite: the same engines, no pool (each test database is dropped), failures made loud."""

import os

if "REDIS_URL" in os.environ:  # one Redis database per pytest-xdist process, whatever it inherited
    _adresse = os.environ["REDIS_URL"].partition("?")[0]
    _rang = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    os.environ["REDIS_URL"] = f"{_adresse}?db={_rang}"

from trajectoires.settings.local import *  # noqa: F403
from trajectoires.settings.local import DATABASES, TEMPLATES

DATABASES["default"]["OPTIONS"].pop("pool")
DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "VARIABLE ABSENTE : %s"  # type: ignore[index]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
