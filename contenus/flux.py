"""The news as they come, for feed readers (Atom, RFC 4287)."""

import unicodedata
from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import conditional_page, require_safe

from contenus.adresses import chemin_de
from contenus.courriels import adresse_entiere
from contenus.models import ActualitePage, IndexPage

DERNIERES = 50


def lisible(texte: str) -> str:
    """Drop the control signs that XML cannot hold."""
    return "".join(c for c in texte if c.isspace() or unicodedata.category(c) != "Cc")


class FluxActualites(Feed[ActualitePage, None]):
    """The latest news, by date of publication: a fact of last year published today is new to readers."""

    feed_type = Atom1Feed
    title = f"Actualités – {settings.SITE_NOM}"
    subtitle = "Ce qui paraît sur le portail, au fil de l’eau."
    language = "fr"

    def link(self) -> str:
        """The list page, or the home page while there is none."""
        page = IndexPage.objects.live().filter(genre=IndexPage.Genre.ACTUALITES).first()
        return adresse_entiere(chemin_de(page) if page else "/")

    def feed_url(self) -> str:
        """Where this feed is."""
        return adresse_entiere(reverse("abonnements:flux"))

    def items(self) -> QuerySet[ActualitePage]:
        """What is published now."""
        publiees = ActualitePage.objects.live().filter(first_published_at__isnull=False)
        return publiees.order_by("-first_published_at", "-pk")[:DERNIERES]  # type: ignore[no-any-return]

    def item_title(self, item: ActualitePage) -> str:
        """Its title; the generator escapes it."""
        return lisible(item.title)

    def item_description(self, item: ActualitePage) -> str:
        """Its summary."""
        return lisible(item.resume)

    def item_link(self, item: ActualitePage) -> str:
        """Its page."""
        return adresse_entiere(chemin_de(item))

    def item_guid(self, item: ActualitePage) -> str:
        """A name that survives a new slug or a new domain."""
        return f"urn:uuid:{item.translation_key}"

    def item_pubdate(self, item: ActualitePage) -> datetime:
        """When it was first published."""
        return item.first_published_at  # type: ignore[no-any-return]

    def item_updateddate(self, item: ActualitePage) -> datetime:
        """When it was last published."""
        return item.last_published_at or item.first_published_at  # type: ignore[no-any-return]


@require_safe
@conditional_page
def actualites(request: HttpRequest) -> HttpResponse:
    """Return the feed; 304 while nothing moved."""
    return FluxActualites()(request)
