"""Where pages are: in a page that is visited as in mails, feeds, calendars and documents."""

from django.http import HttpRequest
from wagtail.models import Page


def chemin_de(page: Page, request: HttpRequest | None = None) -> str:
    """The path of a page; « / » for one that no site shows.

    A request remembers where the site starts: many pages of one list are then found without asking again.
    """
    parties = page.get_url_parts(request)
    return (parties and parties[2]) or "/"
