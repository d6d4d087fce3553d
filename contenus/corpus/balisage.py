"""The light markup of the corpus (paragraphs, lists, bold, italic, links) as simple HTML. No Django here."""

import re
from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt

_PAGE = re.compile(r'<a href="page:([a-z0-9-]+)">')


@cache
def _lecteur() -> MarkdownIt:
    permis = ["emphasis", "link", "list", "newline", "escape", "entity", "paragraph", "text"]
    return MarkdownIt("zero").enable([regle for regle in permis if regle not in ("paragraph", "text")])


def en_html(texte: str, lien_de: Callable[[str], str]) -> str:
    """Turn a text of the corpus into HTML; `lien_de(key)` gives the attributes of a link to a page."""
    html = str(_lecteur().render(texte)).strip()
    html = html.replace("<strong>", "<b>").replace("</strong>", "</b>")
    html = html.replace("<em>", "<i>").replace("</em>", "</i>")
    return _PAGE.sub(lambda trouve: f"<a {lien_de(trouve[1])}>", html)
