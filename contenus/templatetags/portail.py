"""What a public page shows of its body, and tells machines: linked data (schema.org) that no one executes."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django import template
from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from wagtail.blocks import StreamValue
from wagtail.models import Page
from wagtail.rich_text import RichText, expand_db_html

from contenus.adresses import chemin_de
from contenus.donnees_liees import en_script
from contenus.html_simple import nettoyer
from contenus.models import ActualitePage, Nomenclature, RessourcePage, RubriquePage
from contenus.models.nomenclatures import ListeEnMots
from contenus.models.pages import PageDuPortail

register = template.Library()
register.filter("simple", nettoyer)
MEMORABLES = {
    *("titre", "texte", "retenir", "debattre", "exemple", "citation", "tableau", "video"),
    *("figure", "animer"),
}
"""The blocks that say the same for the same words, wherever they stand: no database, no visitor."""
ECRITS = {"quiz", "note", "fiche"}
"""Those where one writes: the same for everybody as long as nobody's notebook is open."""
DU_SITE = ("SITE_NOM", "SITE_URL", "PORTES")
"""All that the parts common to every page are told (trajectoires.contexte)."""
SERVICES = ("recherche:chercher", "diagnostic:accueil")
"""What the header leads to besides the doors."""


@register.simple_tag(takes_context=True)
def partout(context: Context, *, gabarit: str) -> SafeString:
    """A part that is the same on every page, for everybody: drawn once by each process."""
    return _partout(gabarit, tuple((nom, context.get(nom, "")) for nom in DU_SITE))


@register.simple_tag(takes_context=True)
def entete(context: Context) -> SafeString:
    """The header, which says under which of its links one stands: drawn once by each process for each."""
    requete: HttpRequest | None = context.get("request")
    chemin = requete.path if requete else ""
    site: dict[str, Any] = {nom: context.get(nom, "") for nom in DU_SITE}
    liens = [*(adresse for _, adresse in site["PORTES"]), *map(reverse, SERVICES)]
    ici = next((lien for lien in liens if chemin.startswith(lien)), "")
    ou = {"ici": ici, "courant": "page" if chemin == ici else "true"}
    return _partout("_entete.html", tuple((site | ou).items()))


@lru_cache(maxsize=32)
def _partout(gabarit: str, dits: tuple[tuple[str, Any], ...]) -> SafeString:
    return render_to_string(gabarit, dict(dits))


@register.simple_tag(takes_context=True)
def corps(context: Context, *, page: PageDuPortail) -> SafeString:
    """The body of a page; the lists it shows come in one query, the pages it leads to in another."""
    return SafeString(expand_db_html(corps_replie(page, context.flatten())))


def corps_replie(page: PageDuPortail, autour: Mapping[Any, Any]) -> str:
    """The body of a page, its links still as the editor stored them: to be unfolded with other texts."""
    flux = page.corps
    modele, cle = page._meta.label, getattr(page, "cle", "") if page.live else ""
    listes = Nomenclature.objects.en_mots(brut["value"] for brut in flux.raw_data if brut["type"] == "liste")
    morceaux = []
    for rang, brut in enumerate(flux.raw_data):
        genre, valeur = brut["type"], brut["value"]
        if genre == "liste":
            morceaux.append(_liste(_propre(listes[valeur])) if valeur in listes else "")
        elif genre == "lien":
            morceaux.append(_lien(json.dumps(valeur)))
        elif genre in MEMORABLES:
            morceaux.append(_bloc(modele, genre, json.dumps(valeur)))
        elif genre in ECRITS and not autour.get("code"):
            morceaux.append(_bloc(modele, genre, json.dumps(valeur), brut.get("id"), cle))
        else:
            bloc = flux[rang]
            morceaux.append(bloc.render_as_block({**autour, "bloc": bloc}))
    return "".join(morceaux)


@lru_cache(maxsize=4096)
def _bloc(modele: str, genre: str, brut: str, identifiant: str | None = None, cle: str = "") -> str:
    """Draw a block that depends on its own words alone, and on the key of its step; once for the same."""
    bloc = apps.get_model(modele).corps.field.stream_block.child_blocks[genre]
    enfant = StreamValue.StreamChild(bloc, bloc.to_python(json.loads(brut)), id=identifiant)
    etape = {"cle": cle, "live": bool(cle)}
    return str(enfant.render_as_block({"bloc": enfant, "page": etape, "code": "", "saisies": {}}))


@lru_cache(maxsize=1024)
def _lien(brut: str) -> str:
    """Draw a way on; a page stays folded, as in a rich text: `corps` unfolds them all at once."""
    return render_to_string("contenus/blocs/lien.html", {"value": json.loads(brut)})


def _propre(liste: ListeEnMots) -> ListeEnMots:
    """The list with its texts made safe; their links are unfolded here, a drawing knows no database."""
    rangees = tuple(replace(rangee, description=nettoyer(rangee.description)) for rangee in liste.rangees)
    return replace(liste, description=nettoyer(liste.description), rangees=rangees)


@lru_cache(maxsize=256)
def _liste(liste: ListeEnMots) -> str:
    """Draw a reference list; once for the same words."""
    return render_to_string("contenus/blocs/liste.html", {"value": liste})


@register.simple_tag(takes_context=True)
def adresse_de(context: Context, *, page: Page) -> str:
    """The path of a page. The request remembers where the site starts; `pageurl` would query it."""
    return chemin_de(page, context.get("request"))


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
