"""What a public page tells machines: its linked data (schema.org), as a data block that no one executes."""

import json
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from contenus.html_simple import nettoyer
from contenus.models import ActualitePage, RessourcePage, RubriquePage
from contenus.models.pages import PageDuPortail

register = template.Library()
register.filter("simple", nettoyer)
_CLOTURES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
"""What could close the data block early, as JSON escapes."""


@register.simple_tag
def donnees_liees(*, page: PageDuPortail) -> SafeString:
    """A page as JSON-LD; nothing is said that the page does not show."""
    texte = json.dumps(_decrire(page), ensure_ascii=False, default=str).translate(_CLOTURES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(texte))


def _decrire(page: PageDuPortail) -> dict[str, Any]:
    donnees: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": page.title,
        "description": page.resume,
        "inLanguage": "fr",
        "url": page.full_url,
        "publisher": {"@type": "Organization", "name": settings.SITE_NOM},
    }
    if page.last_published_at:
        donnees["dateModified"] = page.last_published_at.isoformat()
    match page:
        case RubriquePage():
            donnees |= {"@type": "CollectionPage", "name": page.title}
        case ActualitePage():
            donnees |= {"@type": "NewsArticle", "datePublished": page.date.isoformat()}
        case RessourcePage():
            donnees |= {"@type": "LearningResource", "name": page.title}
            if page.auteur:
                donnees["author"] = {"@type": "Organization", "name": page.auteur}
            if page.adresse:
                donnees["sameAs"] = page.adresse
    return donnees
