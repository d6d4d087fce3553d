"""What the archive adds to the editorial office."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from webinaires import bureau_rapport, bureau_voix, moderation, televersement


def ajouter_le_rapport(request: HttpRequest, lignes: list[Any]) -> None:
    """The report of a cycle, for those who may ask for it."""
    lignes += [ligne for ligne in [bureau_rapport.ligne_de_menu()] if ligne.is_shown(request)]


hooks.register("register_admin_urls", bureau_rapport.adresses)
hooks.register("construct_reports_menu", ajouter_le_rapport)
hooks.register("register_admin_urls", televersement.adresses)
hooks.register("register_page_header_buttons", televersement.boutons)
hooks.register("register_page_listing_more_buttons", televersement.boutons)
hooks.register("register_log_actions", televersement.journaliser)
register_snippet(moderation.RendezvousViewSet)
register_snippet(moderation.TemoignagesViewSet)
hooks.register("register_snippet_listing_buttons", moderation.boutons_de)
hooks.register("register_admin_urls", moderation.adresses)
register_snippet(bureau_voix.VoixViewSetGroup)
hooks.register("register_snippet_listing_buttons", bureau_voix.boutons_de)
hooks.register("register_admin_urls", bureau_voix.adresses)
hooks.register("register_log_actions", bureau_voix.journaliser)
