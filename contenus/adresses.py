"""Where pages are, asked outside of a visit: mails, feeds, calendars, documents."""

from wagtail.models import Page


def chemin_de(page: Page) -> str:
    """The path of a page; « / » for one that no site shows."""
    parties = page.get_url_parts()
    return (parties and parties[2]) or "/"
