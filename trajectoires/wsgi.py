"""The page server's door (granian, WSGI)."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trajectoires.settings.base")
application = wrap_wsgi_with_proxy_headers(get_wsgi_application(), trusted_hosts=settings.MANDATAIRES)
