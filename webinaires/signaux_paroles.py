"""What the publication of a webinar starts: the voices of its transcript are matched with its speakers."""

from typing import Any

from wagtail.signals import page_published

from webinaires.models import WebinairePage
from webinaires.paroles import reprendre_les_voix


def brancher() -> None:
    """Connect once, when the application is ready."""
    page_published.connect(_a_la_publication, sender=WebinairePage, dispatch_uid="webinaires-paroles")


def _a_la_publication(instance: WebinairePage, **_: Any) -> None:
    reprendre_les_voix(webinaire=instance)
