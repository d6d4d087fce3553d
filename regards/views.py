"""Open a campaign, follow it without seeing any answer, close it. No account, no cookie, no JavaScript."""

from functools import partial
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diagnostic.acces import obtenir as obtenir_diagnostic
from diagnostic.models import Referentiel
from diagnostic.services import ErreurMetier
from kits.acces import sans_temoin
from kits.frein import freiner
from kits.porte import CodeInconnu, code_tape
from kits.services import demander
from regards import codes, conservation, services
from regards.acces import INVITATION, ORGANISATION, avec_campagne
from regards.collecte import avancee
from regards.croisement import MINIMUM
from regards.documents_codes import TYPE_FEUILLE, feuille_de_codes
from regards.forms import CampagneForm, DateForm, PlacesForm, essayer, phrases
from regards.models import Campagne

DEPARTS_MAX, DEPARTS_PERIODE_S = 60, 60
FAITS = {
    "ouverte": "La campagne est ouverte. Gardez d’abord votre code.",
    "date": "La date est changée.",
    "lien": "C’est fait.",
    "gardee": "La campagne est gardée trois ans de plus, à partir d’aujourd’hui.",
}
"""What the page confirms after a redirection, by the word its address carries."""


@require_safe
@cache_control(private=True, no_cache=True)
def accueil(request: HttpRequest) -> HttpResponse:
    """Say what crossed views are, who sees what, and start. The form has a token of its own."""
    return _accueil(request)


def _accueil(request: HttpRequest, status: int = 200, **en_plus: Any) -> HttpResponse:
    referentiel = Referentiel.objects.defer("contenu").order_by("-version").first()
    contexte = {
        "grille": referentiel.grille if referentiel else None,
        "depart": codes.tirer_depart(),
        "jusqu_au": (localdate() + Campagne.DUREE).isoformat(),
        "nom": "",
        "complete": False,
        "erreurs": (),
        "minimum": MINIMUM,
        **en_plus,
    }
    return render(request, "regards/accueil.html", contexte, status=status if referentiel else 503)


@require_POST
@sans_temoin
def commencer(request: HttpRequest) -> HttpResponse:
    """Open a campaign, once however often the form is sent, and show its page with its code."""
    attente = freiner(request, seau="depart", maximum=DEPARTS_MAX, periode_s=DEPARTS_PERIODE_S)
    if attente is not None:
        reponse = render(request, "kits/patience.html", {"attente": attente}, status=429)
        reponse["Retry-After"] = str(attente)
        return reponse
    form = CampagneForm(request.POST)
    faute = phrases(form)
    if not faute:
        try:
            _, code = services.commencer(**form.cleaned_data)
        except Referentiel.DoesNotExist:
            return redirect("regards:accueil")
        except ErreurMetier as refus:
            faute = [str(refus)]
        else:
            return _retour(code, fait="ouverte")
    saisi = {champ: request.POST.get(champ, "") for champ in ("nom", "jusqu_au")}
    complete = request.POST.get("formule") == "complete"
    return _accueil(request, 422, erreurs=faute, complete=complete, **saisi)


def _retour(code: str, *, fait: str, ancre: str = "contenu") -> HttpResponse:
    return redirect(f"{reverse('regards:campagne', args=[code])}?fait={fait}#{ancre}")


@require_POST
@sans_temoin
def reprendre(request: HttpRequest) -> HttpResponse:
    """Open what a code opens: a campaign to answer, one to follow, or one's own answer."""
    saisie = code_tape(request)
    portes = (
        (INVITATION.obtenir, "regards:repondre"),
        (ORGANISATION.obtenir, "regards:campagne"),
        (obtenir_diagnostic, "regards:ma_reponse"),
    )
    for obtenir, page in portes:
        try:
            _, code = obtenir(saisie)
        except CodeInconnu:
            continue
        return redirect(page, code)
    return ORGANISATION.refuser_code(request)


@require_safe
@avec_campagne
def campagne(request: HttpRequest, campagne: Campagne, code: str) -> HttpResponse:
    """Show the code, what to share, who joined from where and how far they are; never an answer."""
    return _page(request, campagne, code)


def _page(
    request: HttpRequest, campagne: Campagne, code: str, status: int = 200, **en_plus: Any
) -> HttpResponse:
    jeton = codes.jeton_de(code, cle=settings.SECRET_KEY)
    partage = request.build_absolute_uri(reverse("regards:repondre", args=[jeton]))
    etat = avancee(campagne)
    contexte = {
        "code": code,
        "campagne": campagne,
        "neuve": campagne.ouverte and not etat.inscrits,
        "lien": request.build_absolute_uri(reverse("regards:campagne", args=[code])),
        "partage": partage,
        "jeton": jeton,
        "qr": segno.make(partage, error="m", micro=False).svg_data_uri(border=2, dark="#1d1b2e"),
        "avancee": etat,
        "places": campagne.places.count(),
        "places_prises": campagne.participations.exclude(place=None).count(),
        "depart": codes.tirer_depart(),
        "minimum": MINIMUM,
        "nombre_max": services.FEUILLE_MAX,
        "fait": FAITS.get(request.GET.get("fait", ""), ""),
        "erreurs": (),
        "reconduire": _peut_reconduire(campagne),
        **en_plus,
    }
    return render(request, "regards/campagne.html", contexte, status=status)


def _peut_reconduire(campagne: Campagne) -> bool:
    return campagne.reconduite_des is not None and campagne.reconduite_des <= timezone.now()


@require_POST
@avec_campagne
def date(request: HttpRequest, campagne: Campagne, code: str) -> HttpResponse:
    """Move the last day."""
    form = DateForm(request.POST)
    if faute := essayer(form, partial(services.changer_la_date, campagne=campagne)):
        return _page(request, campagne, code, 422, erreurs=faute)
    return _retour(code, fait="date")


@require_POST
@avec_campagne
def lien(request: HttpRequest, campagne: Campagne, code: str) -> HttpResponse:
    """Turn the common link off, or on again; personal codes keep working."""
    campagne.lien_commun = request.POST.get("lien") == "ouvrir"
    campagne.save(update_fields=["lien_commun"])
    return _retour(code, fait="lien", ancre="inviter")


@require_POST
@avec_campagne
def garder(request: HttpRequest, campagne: Campagne, code: str) -> HttpResponse:
    """Keep a closed campaign as long again; an open one is not erased, and nothing changes."""
    conservation.garder(campagne=campagne)
    return _retour(code, fait="gardee" if campagne.close_le else "", ancre="conservation")


@require_POST
@avec_campagne
def places(request: HttpRequest, campagne: Campagne, code: str) -> HttpResponse:
    """Make a sheet of personal codes, and go to the page where it is being drawn."""
    form = PlacesForm(request.POST)
    faute = phrases(form)
    if not faute:
        try:
            prepares = services.preparer_les_places(campagne=campagne, **form.cleaned_data)
        except ErreurMetier as refus:
            faute = [str(refus)]
    if faute:
        return _page(request, campagne, code, 422, erreurs=faute)
    rendu = demander(
        document=feuille_de_codes(campagne, prepares, site=settings.SITE_URL),
        format="pdf",
        type_document=TYPE_FEUILLE,
        version_contenu=f"{len(prepares)} codes",
        nom_fichier="codes-personnels",
    )
    return redirect(rendu)


@require_http_methods(["GET", "HEAD", "POST"])
@avec_campagne
def clore(request: HttpRequest, campagne: Campagne, code: str) -> HttpResponse:
    """Ask once, then close; under three voices, only for who accepts that there is no result."""
    if campagne.close_le is None and request.method != "POST":
        contexte = {"campagne": campagne, "code": code, "avancee": avancee(campagne), "minimum": MINIMUM}
        return render(request, "regards/clore.html", contexte)
    if request.method == "POST":
        try:
            services.cloturer(campagne=campagne, sans_resultat="sans-resultat" in request.POST)
        except services.TropPeuDeVoix:
            contexte = {"campagne": campagne, "code": code, "avancee": avancee(campagne), "minimum": MINIMUM}
            return render(request, "regards/clore.html", contexte, status=422)
    return redirect("regards:resultats", code)


@require_http_methods(["GET", "HEAD", "POST"])
@avec_campagne
def effacer(request: HttpRequest, campagne: Campagne, code: str) -> HttpResponse:
    """Ask once, then erase the campaign; each person keeps their diagnostic."""
    if request.method == "POST":
        services.effacer(campagne=campagne)
        return render(request, "regards/efface.html")
    return render(request, "regards/effacer.html", {"campagne": campagne, "code": code})


@require_http_methods(["GET", "HEAD", "POST"])
@avec_campagne
def reconduire(request: HttpRequest, campagne: Campagne, code: str) -> HttpResponse:
    """Open the next campaign, whose results will be compared with these."""
    form = CampagneForm(request.POST if request.method == "POST" else None)
    faute: list[str] = []
    if request.method == "POST" and not (faute := phrases(form)):
        try:
            _, suivante = services.commencer(precedente=campagne, **form.cleaned_data)
        except ErreurMetier as refus:
            faute = [str(refus)]
        else:
            return _retour(suivante, fait="ouverte")
    contexte = {
        "campagne": campagne,
        "code": code,
        "possible": _peut_reconduire(campagne),
        "depart": codes.tirer_depart(),
        "nom": request.POST.get("nom", campagne.nom),
        "complete": request.POST.get("formule", campagne.formule) == "complete",
        "jusqu_au": request.POST.get("jusqu_au", (localdate() + Campagne.DUREE).isoformat()),
        "erreurs": faute,
    }
    return render(request, "regards/reconduire.html", contexte, status=422 if faute else 200)
