"""What every template may count on."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """Return the portal's name and its absolute address without trailing slash."""
    return {"SITE_NOM": settings.SITE_NOM, "SITE_URL": settings.SITE_URL}
