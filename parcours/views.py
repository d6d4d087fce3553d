"""Start a cahier, come back, walk a step, write in it. No account, no cookie, no JavaScript needed."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diagnostic import envoi
from diagnostic.forms import temoin
from diagnostic.services import AUTEUR_MAX, SIGNATURE_MAX
from kits.acces import sans_temoin
from kits.frein import freiner
from kits.porte import TROP
from parcours import codes, services
from parcours.acces import PORTE, avec_code, refuser
from parcours.carnet import rassembler
from parcours.demandes import VUE
from parcours.feuilles import remarque_sur
from parcours.forms import CommencerForm, changements
from parcours.models import Cahier, EtapePage, mot_de
from parcours.saisie import reponses_a
from parcours.views_documents import rendre_la_fiche

DEPARTS_MAX, DEPARTS_PERIODE_S = 60, 60


@require_safe
@cache_control(private=True, no_cache=True)
def accueil(request: HttpRequest) -> HttpResponse:
    """Say what a cahier is, start one, resume one. Never shared by a cache: its form has its own token."""
    return render(request, "parcours/accueil.html", {"depart": codes.tirer_depart()})


@require_POST
@sans_temoin
def commencer(request: HttpRequest) -> HttpResponse:
    """Open a cahier, once however often the form is sent, with what was typed on the public step."""
    attente = freiner(request, seau="depart", maximum=DEPARTS_MAX, periode_s=DEPARTS_PERIODE_S)
    if attente is not None:
        reponse = render(request, "kits/patience.html", {"attente": attente}, status=429)
        reponse["Retry-After"] = str(attente)
        return reponse
    try:
        form = CommencerForm(request.POST)
    except (RequestDataTooBig, TooManyFieldsSent):
        return refuser(request, "", TROP, status=413)
    form.is_valid()
    depart = form.cleaned_data.get("depart", "")
    etape = _etape(form.cleaned_data.get("etape", ""))
    if etape is not None and not depart:
        return _relire(request, etape)
    cahier, code = services.commencer(depart=depart)
    if etape is None:
        return redirect("parcours:sommaire", code)
    return _garder(request, cahier, code, etape)


@cache_control(private=True, no_cache=True)
def _relire(request: HttpRequest, etape: EtapePage) -> HttpResponse:
    """Give a form with a token of its own, and what was typed: the page of a step is the same for everybody.

    That page has a token only from its script; without it, this one keeps a double click or the Back
    button from opening two cahiers. Nothing is written yet.
    """
    questions = {
        f"note-{b.get('id')}": b["value"]["question"] for b in etape.corps.raw_data if b["type"] == "note"
    }
    tapes = {champ: texte for champ, texte in request.POST.items() if champ.startswith(("note-", "quiz-"))}
    notes = [(questions.get(champ, ""), texte) for champ, texte in tapes.items() if str(texte).strip()]
    contexte = {"page": etape, "depart": codes.tirer_depart(), "champs": tapes.items(), "notes": notes}
    return render(request, "parcours/relire.html", contexte)


reprendre = PORTE.reprendre("parcours:sommaire")


@require_safe
@avec_code
def sommaire(request: HttpRequest, cahier: Cahier, code: str) -> HttpResponse:
    """Show the code to keep, the exact spot to come back to, the paths and the steps followed."""
    lien = request.build_absolute_uri(reverse("parcours:sommaire", args=[code]))
    contexte = {
        "code": code,
        "lien": lien,
        "cahier": cahier,
        "carnet": rassembler(cahier),
        "avant": temoin(cahier.nom),
        "auteur": str(uuid4()),
    }
    return render(request, "parcours/cahier.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@avec_code
def etape(request: HttpRequest, cahier: Cahier, code: str, etape: str) -> HttpResponse:
    """Show a step with one's own words in it; with POST, save what changed on the page."""
    page = _etape(etape)
    if request.method == "POST":
        return _garder(request, cahier, code, page, objet=etape)
    if page is not None:
        return render(request, "parcours/etape_suivie.html", page_de_l_etape(request, cahier, code, page))
    retiree = next((pas for pas in rassembler(cahier).retirees if pas.cle == etape), None)
    if retiree is None:
        raise Http404
    return render(request, "parcours/etape_retiree.html", {"code": code, "pas": retiree})


@require_POST
@avec_code
def enregistrer(request: HttpRequest, cahier: Cahier, code: str) -> HttpResponse:
    """Save one field sent by the page's script: see `diagnostic.envoi`."""
    return envoi.enregistrer(
        request,
        lambda recu: services.enregistrer(cahier=cahier, **asdict(recu)),
        remarquer=lambda recu: remarque_sur(recu.objet, recu.champ, recu.valeur),
    )


@require_POST
@avec_code
def nommer(request: HttpRequest, cahier: Cahier, code: str) -> HttpResponse:
    """Name the cahier (the way without JavaScript); a page left open does not undo another’s name."""
    nom = request.POST.get("nom-du-cahier", "")
    if temoin(nom) != request.POST.get("avant", temoin("")):
        try:
            services.nommer(cahier=cahier, nom=nom, auteur=request.POST.get("auteur", "")[:AUTEUR_MAX])
        except services.SaisieRefusee as refus:
            return _rendre_les_textes(request, code, [str(refus)], [nom])
    return redirect(f"{reverse('parcours:sommaire', args=[code])}#cahier")


@require_http_methods(["GET", "HEAD", "POST"])
@avec_code
def effacer(request: HttpRequest, cahier: Cahier, code: str) -> HttpResponse:
    """Ask once, then erase everything."""
    if request.method == "POST":
        services.effacer(cahier=cahier)
        return render(request, "parcours/efface.html")
    return render(request, "parcours/effacer.html", {"code": code})


def page_de_l_etape(request: HttpRequest, cahier: Cahier, code: str, etape: EtapePage) -> dict[str, Any]:
    """What the page of a followed step shows: a handful of queries, whatever its length."""
    reponses = reponses_a(cahier, etape)
    voisines = EtapePage.objects.live().sibling_of(etape).order_by("path").only("title", "cle", "path")
    pages = list(voisines)
    parcours = etape.parcours()
    rang = next((rang for rang, page in enumerate(pages, start=1) if page.pk == etape.pk), 0)
    return {
        "page": etape,
        "cahier": cahier,
        "code": code,
        "parcours": parcours,
        "mot": mot_de(parcours.genre if parcours else ""),
        "rang": rang,
        "voisines": pages,
        "precedente": pages[rang - 2] if rang > 1 else None,
        "suivante": pages[rang] if 0 < rang < len(pages) else None,
        "reponses": reponses,
        "saisies": reponses.valeurs,
        "avants": reponses.valeurs,
        "vue": reponses.valeurs.get(VUE, ""),
        "erreurs": {},
        "auteur": str(uuid4()),
        "nom": "",
        "jour": timezone.localdate(),
    }


def _etape(cle: str) -> EtapePage | None:
    etapes: Any = EtapePage.objects.live().public().filter(cle=cle)
    return etapes.order_by("pk").first() if cle else None


def _garder(
    request: HttpRequest, cahier: Cahier, code: str, page: EtapePage | None, *, objet: str = ""
) -> HttpResponse:
    """Save what changed on a step; redraw it with what was refused, else go where the button leads."""
    erreurs: dict[str, str] = {}
    refusees: dict[str, str] = {}
    auteur = request.POST.get("auteur", "")[:AUTEUR_MAX] or str(uuid4())
    nom = request.POST.get("nom", "").strip()[:SIGNATURE_MAX]
    objet = page.cle if page else objet
    for change in changements(request.POST, objet):
        try:
            services.enregistrer(
                cahier=cahier, objet=objet, champ=change.champ, valeur=change.valeur, auteur=auteur, nom=nom
            )
        except services.SaisieRefusee as refus:
            erreurs[change.champ] = str(refus)
            refusees[change.champ] = change.valeur
    if erreurs and (page is None or not _dessinees(page, erreurs)):
        textes = [texte for champ, texte in refusees.items() if champ.startswith("note-")]
        return _rendre_les_textes(request, code, erreurs.values(), textes)
    if page is None:
        return redirect("parcours:etape", code, objet)
    if erreurs:
        contexte = page_de_l_etape(request, cahier, code, page)
        contexte |= {"saisies": {**contexte["saisies"], **refusees}, "erreurs": erreurs, "nom": nom}
        return render(request, "parcours/etape_suivie.html", contexte, status=422)
    if "fiche" in request.POST:
        return redirect(rendre_la_fiche(page, request.POST["fiche"]))
    return redirect(_suite(request, code, objet))


def _dessinees(page: EtapePage, champs: dict[str, str]) -> bool:
    """Whether the page as it is today has a place for each of these fields."""
    presents = {f"{brut['type']}-{brut.get('id')}" for brut in page.corps.raw_data}
    return {*champs} <= presents


def _rendre_les_textes(
    request: HttpRequest, code: str, phrases: Iterable[str], textes: Iterable[str]
) -> HttpResponse:
    """Give back what could not be kept, to be copied: nothing typed is lost."""
    ecrits = [texte for texte in textes if texte.strip()]
    contexte = {"code": code, "phrases": sorted({*phrases}), "textes": ecrits}
    return render(request, "parcours/refus.html", contexte, status=422)


def _suite(request: HttpRequest, code: str, objet: str) -> str:
    ensuite = request.POST.get("ensuite", "")
    if ensuite.startswith("etape:") and _etape(ensuite.removeprefix("etape:")):
        return reverse("parcours:etape", args=[code, ensuite.removeprefix("etape:")])
    if ensuite == "sommaire":
        return reverse("parcours:sommaire", args=[code])
    ancre = ensuite if ensuite.replace("-", "").isalnum() and len(ensuite) <= AUTEUR_MAX * 2 else "etat"
    return f"{reverse('parcours:etape', args=[code, objet])}#{ancre}"
