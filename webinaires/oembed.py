"""What another site may show of a webinar when given its address (oEmbed 1.0); ours alone are answered."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.html import format_html

from contenus.adresses import chemin_de
from contenus.courriels import adresse_entiere
from contenus.erreurs import ErreurMetier
from kits.francais import creneau
from webinaires.models import WebinairePage
from webinaires.partage import TAILLES, adresse_de_l_image
from webinaires.publics import Fiche, ouverts

LARGEUR, HAUTEUR = 600, 220
LARGEUR_MIN, HAUTEUR_MIN = 240, 140
"""Below, a frame would cut the words: a link is given instead."""
CHIFFRES_MAX = 6
DUREE_S = 3600
FORMATS = ("json", "xml")
Valeurs = dict[str, str | int]


class DemandeIllisible(ErreurMetier):
    """A parameter is missing or cannot be read."""


@dataclass(frozen=True, slots=True)
class Cadre:
    """The room that the other site leaves."""

    largeur: int
    hauteur: int


def lire_cadre(largeur: str, hauteur: str) -> Cadre:
    """Read both limits; none given, none set.

    Raises:
        DemandeIllisible: one is not a number of pixels.
    """
    return Cadre(_pixels("maxwidth", largeur), _pixels("maxheight", hauteur))


def _pixels(nom: str, saisie: str) -> int:
    if not saisie:
        return TAILLES[0][0]
    if not (saisie.isascii() and saisie.isdigit() and int(saisie[:CHIFFRES_MAX])):
        raise DemandeIllisible(f"«\u00a0{nom}\u00a0» doit être un nombre de pixels, plus grand que zéro.")
    return int(saisie[:CHIFFRES_MAX])


def trouver(adresse: str) -> WebinairePage | None:
    """Return the webinar at an address of this portal; None for any other page or site."""
    try:
        lue, ici = urlsplit(adresse), urlsplit(settings.SITE_URL)
    except ValueError:
        return None
    if lue.scheme not in ("http", "https") or lue.netloc.lower() != ici.netloc.lower():
        return None
    chemin = unquote(lue.path).rstrip("/")
    if "\x00" in chemin:
        return None
    page: WebinairePage | None = (
        ouverts().filter(slug=chemin.rpartition("/")[2]).select_related("cycle").first()
    )
    return page if page and chemin_de(page).rstrip("/") == chemin else None


def decrire(fiche: Fiche, cadre: Cadre) -> Valeurs:
    """Return the answer: a small text with its link, or the link alone where there is little room."""
    page = fiche.page
    valeurs: Valeurs = {
        "type": "link",
        "version": "1.0",
        "title": fiche.titre,
        "provider_name": settings.SITE_NOM,
        "provider_url": f"{settings.SITE_URL}/",
        "cache_age": DUREE_S,
    }
    if cadre.largeur >= LARGEUR_MIN and cadre.hauteur >= HAUTEUR_MIN:
        valeurs |= {
            "type": "rich",
            "html": _html(fiche),
            "width": min(LARGEUR, cadre.largeur),
            "height": min(HAUTEUR, cadre.hauteur),
        }
    for largeur, hauteur in TAILLES:
        if largeur <= cadre.largeur and hauteur <= cadre.hauteur:
            adresse = adresse_de_l_image(page, largeur)
            valeurs |= {"thumbnail_url": adresse, "thumbnail_width": largeur, "thumbnail_height": hauteur}
            break
    return valeurs


def _html(fiche: Fiche) -> str:
    """Plain HTML: no frame (nobody may put our pages in one), no script, no style."""
    return format_html(
        '<blockquote cite="{}"><p><a href="{}"><strong>{}</strong></a></p><p>{}</p><p>{}</p></blockquote>',
        *([adresse_entiere(chemin_de(fiche.page))] * 2),
        fiche.titre,
        creneau(fiche.page.debut, fiche.page.fin),
        fiche.page.resume,
    )


def en_xml(valeurs: Valeurs) -> bytes:
    """Return the answer as XML."""
    racine = ET.Element("oembed")
    for nom, valeur in valeurs.items():
        ET.SubElement(racine, nom).text = str(valeur)
    return bytes(ET.tostring(racine, encoding="utf-8", xml_declaration=True))
