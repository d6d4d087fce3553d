"""One machine, the embedded engines: production over plain HTTP on the loopback address.

The launcher (`python -m trajectoires.embarque`) sets DATABASE_URL, REDIS_URL and SITE_URL; the
values below serve the commands that need no engine (makemigrations, collectstatic, mypy).
"""

import os

os.environ.setdefault("SECRET_KEY", "cle-de-developpement-sans-valeur-hors-de-cette-machine")
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
os.environ.setdefault("SITE_URL", "http://127.0.0.1:8000")
os.environ.setdefault("DATABASE_URL", "postgresql:///trajectoires")
os.environ.setdefault("REDIS_URL", "redis://localhost:6379/0")
os.environ.setdefault("EMAIL_URL", "console:")

from trajectoires.settings.base import *  # noqa: F403

SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # http://localhost, where browsers do offer passkeys
STORAGES["staticfiles"] = {"BACKEND": "trajectoires.statiques.StockageLocal"}  # noqa: F405
