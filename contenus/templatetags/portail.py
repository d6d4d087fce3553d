"""What a public page shows of its body, and tells machines: linked data (schema.org) that no one executes."""

import json
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail.models import Page
from wagtail.rich_text import RichText, expand_db_html

from contenus.blocs import Corps
from contenus.donnees_liees import en_script
from contenus.html_simple import nettoyer
from contenus.models import ActualitePage, Nomenclature, RessourcePage, RubriquePage
from contenus.models.pages import PageDuPortail

register = template.Library()
register.filter("simple", nettoyer)
_CORPS = Corps()
MEMORABLES = {"titre", "texte", "retenir", "debattre", "exemple", "citation", "tableau", "video"}
"""The blocks that say the same for the same words, wherever they stand: no database, no visitor."""


@register.simple_tag(takes_context=True)
def corps(context: Context, *, page: PageDuPortail) -> SafeString:
    """The body of a page; links between pages are unfolded once for all its blocks, in one query."""
    autour = context.flatten()
    flux = page.corps
    morceaux = []
    for rang, brut in enumerate(flux.raw_data):
        if brut["type"] in MEMORABLES:
            morceaux.append(_bloc(brut["type"], json.dumps(brut["value"])))
        else:
            bloc = flux[rang]
            morceaux.append(bloc.render_as_block({**autour, "bloc": bloc}))
    return SafeString(expand_db_html("".join(morceaux)))


@lru_cache(maxsize=2048)
def _bloc(genre: str, brut: str) -> str:
    """Draw a block that depends on its own words alone; once for the same words."""
    bloc = _CORPS.child_blocks[genre]
    return str(bloc.render(bloc.to_python(json.loads(brut))))


@register.simple_tag
def rangees(*, liste: Nomenclature) -> SafeString:
    """The rows of a reference list, each with its provenance."""
    lignes = (
        _rangee(
            terme.intitule,
            nettoyer(terme.description),
            terme.donnees.get("suivi", ""),
            terme.statut,
            terme.source,
        )
        for terme in liste.termes.all()
    )
    return SafeString("".join(lignes))


@lru_cache(maxsize=2048)
def _rangee(intitule: str, description: SafeString, suivi: str, statut: str, source: str) -> SafeString:
    """Drawn once for the same words: a long page shows sixty of them."""
    mots = {
        "intitule": intitule,
        "description": description,
        "suivi": suivi,
        "statut": statut,
        "source": source,
    }
    return render_to_string("contenus/blocs/_terme.html", mots)


@register.simple_tag(takes_context=True)
def adresse_de(context: Context, *, page: Page) -> str:
    """The path of a page. The request remembers where the site starts; `pageurl` would query it."""
    parties = page.get_url_parts(context.get("request"))
    return str(parties[2]) if parties else ""


@register.filter
def a_deplier(texte: RichText) -> SafeString:
    """A rich text as the editor stored it, for a block of `corps`, which unfolds its links."""
    return SafeString(texte.source)


@register.simple_tag(takes_context=True)
def donnees_liees(context: Context, *, page: PageDuPortail) -> SafeString:
    """A page as JSON-LD; nothing is said that the page does not show."""
    return en_script(_decrire(page, context.get("request")))


def _decrire(page: PageDuPortail, request: HttpRequest | None) -> dict[str, Any]:
    donnees: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": page.title,
        "description": page.resume,
        "inLanguage": "fr",
        "url": page.get_full_url(request),
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
