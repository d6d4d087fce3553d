"""The page server's door (granian, WSGI)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trajectoires.settings.base")
application = get_wsgi_application()
