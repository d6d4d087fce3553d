"""What follows a change of a webinar: calendars are told, reports are drawn again, or erased with a name."""

from typing import Any

from wagtail.signals import page_published, page_unpublished

from webinaires import opposition, rapport
from webinaires.calendrier import annoncer
from webinaires.models import WebinairePage


def brancher() -> None:
    """Connect once, when the application is ready."""
    page_published.connect(_a_la_publication, sender=WebinairePage, dispatch_uid="webinaires-calendrier")
    page_unpublished.connect(_au_retrait, sender=WebinairePage, dispatch_uid="webinaires-rapport")
    opposition.declarer(rapport.retirer)


def _a_la_publication(instance: WebinairePage, **_: Any) -> None:
    annoncer(instance)
    rapport.suivre(instance)


def _au_retrait(instance: WebinairePage, **_: Any) -> None:
    rapport.suivre(instance)
