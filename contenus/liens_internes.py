"""How a link between two pages, written in a rich text, becomes an address."""

from typing import Any

from django.utils.html import escape
from wagtail import hooks
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler

from contenus.adresses import chemin_montre


class LienVersUnePage(PageLinkHandler):
    """Wagtail's own, with one query for all the pages named: no page of ours computes its own address."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """Return the opening tag of each link; without address when the page was deleted."""
        cles = {attrs.get("id") for attrs in attrs_list}
        pages = Page.objects.filter(pk__in=cles).order_by().values_list("pk", "url_path")
        balises = {str(cle): f'<a href="{escape(chemin_montre(chemin))}">' for cle, chemin in pages}
        return [balises.get(str(attrs.get("id")), "<a>") for attrs in attrs_list]


def enseigner(traits: FeatureRegistry) -> None:
    """Replace the handler of Wagtail (order 10: after its own hook)."""
    traits.register_link_type(LienVersUnePage)


hooks.register("register_rich_text_features", enseigner, order=10)
"""On import, by the application: building an editor, in wagtail_hooks.py, reads the hooks once for all."""
