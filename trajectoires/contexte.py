"""What every template may count on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from contenus.champs import Porte

PORTES = tuple((str(porte.label), f"/{porte.value}/") for porte in Porte)
"""Name and address of each door; a renamed address is followed by its redirection."""


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the portal's name, its absolute address without trailing slash, and its five doors."""
    return {"SITE_NOM": settings.SITE_NOM, "SITE_URL": settings.SITE_URL, "PORTES": PORTES}
