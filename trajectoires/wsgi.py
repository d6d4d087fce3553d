"""The page server's door (granian, WSGI)."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trajectoires.settings.base")
application = wrap_wsgi_with_proxy_headers(get_wsgi_application(), trusted_hosts=settings.MANDATAIRES)

# Django's own objects never die: looking through them again every few pages was a third of the slow
# answers (docs/bench.md, page never read yet). They are set aside, and the rest is looked at less often.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
