"""How a link between two pages, written in a rich text, becomes an address."""

from typing import Any

from wagtail import hooks
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler


class LienVersUnePage(PageLinkHandler):
    """Wagtail's own, with one query for all the pages named: no page of ours computes its own address."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[Page | None]:
        """Return the pages, in the order of the links; None for one that was deleted."""
        cles = {attrs.get("id") for attrs in attrs_list}
        pages = Page.objects.filter(pk__in=cles).only(
            "pk", "slug", "path", "depth", "url_path", "locale", "live"
        )
        trouvees = {str(page.pk): page for page in pages}
        return [trouvees.get(str(attrs.get("id"))) for attrs in attrs_list]


def enseigner(traits: FeatureRegistry) -> None:
    """Replace the handler of Wagtail (order 10: after its own hook)."""
    traits.register_link_type(LienVersUnePage)


hooks.register("register_rich_text_features", enseigner, order=10)
"""On import, by the application: building an editor, in wagtail_hooks.py, reads the hooks once for all."""
