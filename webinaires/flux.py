"""Webinars and replays for feed readers (Atom, RFC 4287): an entry when announced, another for the replay.

Organisations are named, not people: feed readers keep copies, and one may object later (docs/adr/0014).
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from contenus.adresses import chemin_de
from contenus.courriels import adresse_entiere
from contenus.flux import lisible
from kits.francais import creneau
from webinaires.models import Intervention
from webinaires.publics import Fiche, fiches, ouverts

DERNIERS = 50


@dataclass(frozen=True, slots=True)
class Entree:
    """A webinar that is announced, or its replay."""

    fiche: Fiche
    replay: bool
    parue_le: datetime


class FluxWebinaires(Feed[Entree, None]):
    """The webinars published or changed last, each followed by its replay once there is one."""

    feed_type = Atom1Feed
    title = f"Webinaires – {settings.SITE_NOM}"
    subtitle = "Les rendez-vous annoncés et les replays, au fil de l’eau."
    language = "fr"

    def link(self) -> str:
        """The archive."""
        return adresse_entiere(reverse("webinaires:liste"))

    def feed_url(self) -> str:
        """Where this feed is."""
        return adresse_entiere(reverse("flux_webinaires:atom"))

    def items(self) -> list[Entree]:
        """The latest changes first; a replay stands before the webinar it shows."""
        voix = Intervention.objects.select_related("organisation").order_by("sort_order")
        publiees = ouverts().filter(first_published_at__isnull=False).defer_streamfields()
        pages = publiees.prefetch_related(Prefetch("interventions", queryset=voix))
        lues = fiches(pages.order_by("-last_published_at", "-debut", "-pk")[:DERNIERS])
        entrees = []
        for fiche in lues:
            parue = fiche.page.first_published_at
            if fiche.page.replay:
                entrees.append(Entree(fiche, True, max(parue, fiche.page.fin)))
            entrees.append(Entree(fiche, False, parue))
        return entrees[:DERNIERS]

    def item_title(self, item: Entree) -> str:
        """Its title; the generator escapes it."""
        titre = f"Replay\u00a0: {item.fiche.page.title}" if item.replay else item.fiche.titre
        return lisible(titre)

    def item_description(self, item: Entree) -> str:
        """When, about what, with whom."""
        page = item.fiche.page
        noms = dict.fromkeys(v.organisation.nom for v in page.interventions.all() if v.organisation)
        avec = f"Avec\u00a0: {', '.join(noms)}." if noms else ""
        dit = creneau(page.debut, page.fin)
        return lisible(" ".join(filter(None, (f"{dit[0].upper()}{dit[1:]}.", page.resume, avec))))

    def item_link(self, item: Entree) -> str:
        """Its page: the player is there, and loads nothing before one agrees."""
        return adresse_entiere(chemin_de(item.fiche.page))

    def item_guid(self, item: Entree) -> str:
        """A name that survives a new slug or a new domain."""
        nom = f"urn:uuid:{item.fiche.page.translation_key}"
        return f"{nom}:replay" if item.replay else nom

    def item_pubdate(self, item: Entree) -> datetime:
        """When it was first published; a replay, not before the end of the meeting."""
        return item.parue_le

    def item_updateddate(self, item: Entree) -> datetime:
        """When what is public of it last changed."""
        return max(item.fiche.change_le, item.parue_le)
