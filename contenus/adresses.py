"""Where pages are: in a page that is visited as in mails, feeds, calendars and documents."""

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page


def chemin_de(page: Page, request: HttpRequest | None = None) -> str:
    """The path of a page; « / » for one that no site shows.

    A request remembers where the site starts: many pages of one list are then found without asking again.
    """
    parties = page.get_url_parts(request)
    return (parties and parties[2]) or "/"


def chemin_montre(chemin: str) -> str:
    """The path of a page that the only site shows, from its path in the tree; no object, no query.

    The home page is the first step of the tree: « /portail/webinaires/ » is shown at « /webinaires/ ».
    """
    return reverse("wagtail_serve", args=[chemin.split("/", 2)[2]])
