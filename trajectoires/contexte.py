"""What every template may count on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

PORTES = (
    ("Comprendre", "/comprendre/"),
    ("S’informer", "/s-informer/"),
    ("Se former", "/se-former/"),
    ("Agir", "/agir/"),
    ("Accompagner", "/accompagner/"),
)
"""The five doors, in the words of the platform; a renamed address is followed by its redirection."""


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the portal's name, its absolute address without trailing slash, and its five doors."""
    return {"SITE_NOM": settings.SITE_NOM, "SITE_URL": settings.SITE_URL, "PORTES": PORTES}
