"""What any visitor may read of the archive: published pages, under no restriction, with their meetings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wagtail.query import PageQuerySet

from contenus.models.kits import pages_ouvertes
from kits.francais import INSECABLE
from webinaires.models import Rendezvous, WebinairePage


@dataclass(frozen=True, slots=True)
class Fiche:
    """A published webinar and, when something is organised around it, its meeting."""

    page: WebinairePage
    rendezvous: Rendezvous | None = None

    @property
    def annule(self) -> bool:
        """Whether the meeting was called off."""
        return self.rendezvous is not None and self.rendezvous.annule_le is not None

    @property
    def titre(self) -> str:
        """Its title, which says first that the meeting is off."""
        return f"Annulé{INSECABLE}: {self.page.title}" if self.annule else str(self.page.title)

    @property
    def change_le(self) -> datetime:
        """When what is public of it last changed."""
        dates = [self.page.last_published_at, self.rendezvous and self.rendezvous.modifie_le]
        return max((date for date in dates if date), default=self.page.debut)


def ouverts() -> PageQuerySet:
    """The webinars that any visitor may read."""
    return WebinairePage.objects.filter(page_ptr__in=pages_ouvertes())


def fiches(pages: Iterable[WebinairePage]) -> list[Fiche]:
    """Join each page with its meeting, in the same order: one more query."""
    lues = list(pages)
    rendezvous = {r.cle: r for r in Rendezvous.objects.filter(cle__in=[page.cle for page in lues])}
    return [Fiche(page, rendezvous.get(page.cle)) for page in lues]
