"""What the page of a webinar offers calendars, feed readers and machines."""

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from contenus.adresses import chemin_de
from contenus.courriels import adresse_entiere
from contenus.donnees_liees import en_script
from webinaires.donnees_liees import decrire
from webinaires.models import Intervention, Rendezvous, WebinairePage
from webinaires.partage import adresse_de_l_image
from webinaires.publics import Fiche

register = template.Library()


@register.simple_tag
def rendez_vous_lie(
    *, page: WebinairePage, rendezvous: Rendezvous | None, voix: Iterable[Intervention]
) -> SafeString:
    """The event and its video as JSON-LD, from what the page already read."""
    return en_script(decrire(Fiche(page, rendezvous), voix))


@register.simple_tag
def image_de_partage(*, page: WebinairePage) -> str:
    """The whole address of the image shown where the page is shared."""
    return adresse_de_l_image(page)


@register.simple_tag
def calendrier_a_suivre(*, protocole: str = "") -> str:
    """The whole address of the subscription to the series; with `webcal`, the one that calendars open."""
    adresse = adresse_entiere(reverse("flux_webinaires:serie"))
    return f"{protocole}://{adresse.partition('://')[2]}" if protocole else adresse


@register.simple_tag
def adresse_oembed(*, page: WebinairePage, format: str) -> str:
    """Where other sites ask how to show this page."""
    demande = urlencode({"url": adresse_entiere(chemin_de(page)), "format": format})
    return f"{adresse_entiere(reverse('flux_webinaires:oembed'))}?{demande}"
