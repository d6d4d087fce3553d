"""The simple HTML of lists, series and posts: made safe for a page, complete for a mail, or plain text."""

import re
from functools import lru_cache
from html.parser import HTMLParser

import nh3
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

_BALISES = {"p", "br", "ul", "ol", "li", "a", "b", "strong", "i", "em", "h3", "h4"}
_LIEN_INTERNE = "linktype="
_PARAGRAPHES = frozenset({"p", "ul", "ol", "h3", "h4"})


def nettoyer(html: str) -> SafeString:
    """Return the text with the tags that a post may hold and no other; scripts and styles go."""
    return _nettoyer(expand_db_html(html) if _LIEN_INTERNE in html else html)


@lru_cache(maxsize=4096)
def _nettoyer(html: str) -> SafeString:
    propre = nh3.clean(
        html,
        tags=_BALISES,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return mark_safe(propre)


def completer(html: str) -> SafeString:
    """Return the cleaned text with our own links made absolute, as a mail needs them."""
    return mark_safe(re.sub(r'href="/(?!/)', f'href="{settings.SITE_URL}/', nettoyer(html)))


def en_une_ligne(texte: str) -> str:
    """Return the text on one line, with single spaces; French no-break spaces stay."""
    return re.sub(r"[^\S\u00a0\u202f]+", " ", texte).strip()


def en_texte(html: str) -> str:
    """Return the text alone: blank lines between paragraphs, dashes before items, links after their words."""
    lecteur = _Lecteur()
    lecteur.feed(completer(html))
    lecteur.close()
    lignes = [en_une_ligne(ligne) for ligne in "".join(lecteur.morceaux).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lignes)).strip()


class _Lecteur(HTMLParser):
    """Collects the words; HTML's own line breaks mean nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.morceaux: list[str] = []
        self._lien = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a paragraph, an item or a link."""
        if tag in _PARAGRAPHES:
            self.morceaux.append("\n\n")
        elif tag == "li":
            self.morceaux.append("\n– ")
        elif tag == "br":
            self.morceaux.append("\n")
        elif tag == "a":
            self._lien = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        """Close it; a link says its address."""
        if tag in _PARAGRAPHES:
            self.morceaux.append("\n\n")
        elif tag == "a" and self._lien:
            self.morceaux.append(f" ({self._lien})")
            self._lien = ""

    def handle_data(self, data: str) -> None:
        """Keep the words on one line."""
        self.morceaux.append(re.sub(r"[ \t\r\n]+", " ", data))
