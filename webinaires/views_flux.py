"""The archive as calendars, feed readers and other sites read it. Nothing is written, no one is known."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import conditional_page, require_safe

from contenus.calendrier import en_reponse
from webinaires import oembed as pour_d_autres
from webinaires.calendrier import en_calendrier
from webinaires.flux import FluxWebinaires
from webinaires.partage import LARGEUR, TAILLES, image
from webinaires.publics import Fiche, fiches, ouverts

DANS_UN_CALENDRIER = 200
"""Sixteen years of one meeting a month; an event costs two milliseconds to write."""
NOM = "Webinaires des trajectoires socio-économiques"


def _trouver(cle: str) -> Fiche:
    """The published webinar of a key; raises Http404."""
    page = ouverts().filter(cle=cle).select_related("cycle").first()
    if page is None:
        raise Http404
    return fiches([page])[0]


@require_safe
@conditional_page
def calendrier(request: HttpRequest) -> HttpResponse:
    """Return the whole series as a calendar to subscribe to, the two hundred latest at most."""
    pages = ouverts().defer_streamfields().select_related("cycle").order_by("-debut", "-pk")
    lues = fiches(pages[:DANS_UN_CALENDRIER])
    return en_reponse(en_calendrier(lues=reversed(lues), nom=NOM), "webinaires.ics")


@require_safe
@conditional_page
def calendrier_d_un(request: HttpRequest, cle: str) -> HttpResponse:
    """Return one webinar for a calendar, under the same UID as in the subscription."""
    fiche = _trouver(cle)
    return en_reponse(en_calendrier(lues=[fiche], nom=fiche.page.title), "webinaire.ics")


@require_safe
@conditional_page
def atom(request: HttpRequest) -> HttpResponse:
    """Return the feed; 304 while nothing moved."""
    return FluxWebinaires()(request)


@require_safe
@conditional_page
def partage(request: HttpRequest, cle: str) -> HttpResponse:
    """Return the image that goes with a shared address, at one of its three widths."""
    demandee = request.GET.get("largeur", str(LARGEUR))
    largeur = next((largeur for largeur, _ in TAILLES if str(largeur) == demandee), None)
    if largeur is None:
        raise Http404
    reponse = HttpResponse(image(_trouver(cle), largeur), content_type="image/png")
    reponse.headers["Cache-Control"] = "public, max-age=3600"
    reponse.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return reponse


@require_safe
@conditional_page
def oembed(request: HttpRequest) -> HttpResponse:
    """Answer another site that asks how to show one of our webinars (oEmbed 1.0, JSON or XML)."""
    reponse = _oembed(request)
    reponse.headers["Access-Control-Allow-Origin"] = "*"
    return reponse


def _oembed(request: HttpRequest) -> HttpResponse:
    recu = request.GET
    if (format := recu.get("format", "json")) not in pour_d_autres.FORMATS:
        return _refuser("Ce format n’existe pas ici\u00a0: demandez json ou xml.", 501)
    if not (adresse := recu.get("url", "")):
        return _refuser("Il manque «\u00a0url\u00a0»\u00a0: l’adresse de la page d’un webinaire.", 400)
    try:
        cadre = pour_d_autres.lire_cadre(recu.get("maxwidth", ""), recu.get("maxheight", ""))
    except pour_d_autres.DemandeIllisible as refus:
        return _refuser(str(refus), 400)
    page = pour_d_autres.trouver(adresse)
    if page is None:
        return _refuser("Cette adresse n’est pas celle d’un webinaire de ce portail.", 404)
    valeurs = pour_d_autres.decrire(fiches([page])[0], cadre)
    if format == "xml":
        reponse = HttpResponse(pour_d_autres.en_xml(valeurs), content_type="text/xml; charset=utf-8")
    else:
        reponse = JsonResponse(valeurs, json_dumps_params={"ensure_ascii": False})
    reponse.headers["Cache-Control"] = f"public, max-age={pour_d_autres.DUREE_S}"
    return reponse


def _refuser(phrase: str, statut: int) -> HttpResponse:
    return HttpResponse(phrase, status=statut, content_type="text/plain; charset=utf-8")
