"""Start, come back, answer. Nothing here needs an account, a cookie or JavaScript."""

from dataclasses import asdict
from datetime import date
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diagnostic import codes, envoi, services
from diagnostic.acces import PORTE, avec_code
from diagnostic.attaches import attaches_de
from diagnostic.forms import CommencerForm, ReglagesForm, RemettreForm, changements_de_reponses
from diagnostic.grille import Critere
from diagnostic.models import Action, Champ, Diagnostic, Ecriture, Referentiel
from diagnostic.presentation import page_de_saisie
from diagnostic.restitution import dire_choix, rassembler
from kits.acces import sans_temoin
from kits.frein import freiner

DEPARTS_MAX, DEPARTS_PERIODE_S = 60, 60
HISTOIRE_MAX = 100


@require_safe
@cache_control(private=True, no_cache=True)
def accueil(request: HttpRequest) -> HttpResponse:
    """Say what the diagnostic is, start one, resume one.

    Never shared by a cache: its form has a token of its own. The Back button finds that token again.
    """
    referentiel = Referentiel.objects.defer("contenu").order_by("-version").first()
    return render(
        request,
        "diagnostic/accueil.html",
        {"grille": referentiel.grille if referentiel else None, "depart": codes.tirer_depart()},
        status=200 if referentiel else 503,
    )


@require_POST
@sans_temoin
def commencer(request: HttpRequest) -> HttpResponse:
    """Create a diagnostic and open its own page, where its code is shown; once, however often it is sent."""
    if (
        attente := freiner(request, seau="depart", maximum=DEPARTS_MAX, periode_s=DEPARTS_PERIODE_S)
    ) is not None:
        reponse = render(request, "diagnostic/patience.html", {"attente": attente}, status=429)
        reponse["Retry-After"] = str(attente)
        return reponse
    form = CommencerForm(request.POST)
    form.is_valid()  # what is not valid is left out: a start is never refused
    formule = form.cleaned_data.get("formule", Diagnostic.Formule.COURTE)
    try:
        _, code = services.commencer(formule=formule, depart=form.cleaned_data.get("depart", ""))
    except Referentiel.DoesNotExist:
        return redirect("diagnostic:accueil")  # which says that the grid is not there yet
    return redirect("diagnostic:sommaire", code)


reprendre = PORTE.reprendre("diagnostic:sommaire")


@require_safe
def grille(request: HttpRequest, version: int) -> HttpResponse:
    """Show a whole published grid with its sources: to read, to print, to quote."""
    referentiel = get_object_or_404(Referentiel, version=version)
    return render(
        request, "diagnostic/grille.html", {"grille": referentiel.grille, "referentiel": referentiel}
    )


@require_safe
@avec_code
def sommaire(request: HttpRequest, diagnostic: Diagnostic, code: str) -> HttpResponse:
    """Show the code to keep, where things stand, and the next thing to do."""
    restitution = rassembler(diagnostic)
    suivant = next((ligne for ligne in restitution.lignes if not ligne.choix), None)
    return render(
        request,
        "diagnostic/sommaire.html",
        {
            "code": code,
            "lien": request.build_absolute_uri(reverse("diagnostic:sommaire", args=[code])),
            "diagnostic": diagnostic,
            "restitution": restitution,
            "suivant": suivant,
            "neuf": not any(ligne.choix or ligne.commentaire for ligne in restitution.lignes),
            "evolution": services.evolution_possible(diagnostic),
            "attaches": attaches_de(diagnostic, code),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@avec_code
def repondre(request: HttpRequest, diagnostic: Diagnostic, code: str) -> HttpResponse:
    """Ask the questions; with POST, save what changed on the page (the way without JavaScript)."""
    if request.method != "POST":
        return render(request, "diagnostic/repondre.html", page_de_saisie(diagnostic, code))
    erreurs: dict[str, str] = {}
    refuses: dict[str, str] = {}
    auteur = request.POST.get("auteur", "") or str(uuid4())
    signature = request.POST.get("nom", "").strip()
    for changement in changements_de_reponses(request.POST, iter(diagnostic.referentiel.grille.par_code)):
        try:
            services.enregistrer(
                diagnostic=diagnostic,
                objet=changement.objet,
                champ=changement.champ,
                valeur=changement.valeur,
                auteur=auteur,
                nom=signature,
            )
        except services.SaisieRefusee as refus:
            erreurs[changement.objet] = str(refus)
            refuses[f"{changement.champ}-{changement.objet}"] = changement.valeur
    if erreurs:
        contexte = page_de_saisie(diagnostic, code, envoi={**refuses, "nom": signature}, erreurs=erreurs)
        return render(request, "diagnostic/repondre.html", contexte, status=422)
    if request.POST.get("ensuite") == "restitution":
        return redirect("diagnostic:restitution", code)
    ancre = request.POST.get("ensuite", "")
    ancre = ancre if ancre in diagnostic.referentiel.grille.par_code else "etat"
    return redirect(f"{reverse('diagnostic:repondre', args=[code])}#{ancre}")


@require_POST
@avec_code
def enregistrer(request: HttpRequest, diagnostic: Diagnostic, code: str) -> HttpResponse:
    """Save one field sent by the page's script: see `diagnostic.envoi`."""
    return envoi.enregistrer(
        request, lambda recu: services.enregistrer(diagnostic=diagnostic, **asdict(recu))
    )


def _page_de_refus(request: HttpRequest, code: str, phrases: list[str]) -> HttpResponse:
    return render(request, "diagnostic/refus.html", {"code": code, "phrases": phrases}, status=422)


@require_POST
@avec_code
def reglages(request: HttpRequest, diagnostic: Diagnostic, code: str) -> HttpResponse:
    """Name the association, or pass from the short version to the full one and back."""
    form = ReglagesForm(
        {"nom": diagnostic.nom, "formule": diagnostic.formule, **request.POST.dict()}, instance=diagnostic
    )
    if not form.is_valid():
        phrases = [str(phrase) for erreurs in form.errors.values() for phrase in erreurs]
        return _page_de_refus(request, code, phrases)
    form.save(commit=False).save(update_fields=["nom", "formule"])
    if request.POST.get("ensuite") == "repondre":
        return redirect("diagnostic:repondre", code)
    return redirect("diagnostic:sommaire", code)


@require_http_methods(["GET", "HEAD", "POST"])
@avec_code
def historique(request: HttpRequest, diagnostic: Diagnostic, code: str, objet: str) -> HttpResponse:
    """Show everything written on one criterion or line of the plan; with POST, put a past value back."""
    criteres = diagnostic.referentiel.grille.par_code
    if objet not in criteres and objet not in Action.OBJETS:
        raise Http404
    ecritures = diagnostic.ecritures.de_l_objet(objet)
    if request.method == "POST":
        form = RemettreForm(request.POST)
        choisie = get_object_or_404(ecritures, pk=form.cleaned_data["ecriture"] if form.is_valid() else 0)
        services.enregistrer(
            diagnostic=diagnostic,
            objet=objet,
            champ=choisie.champ,
            valeur=choisie.valeur,
            auteur=str(uuid4()),
        )
        page = "restitution" if objet in Action.OBJETS else "repondre"
        return redirect(f"{reverse(f'diagnostic:{page}', args=[code])}#{objet}")
    return render(
        request,
        "diagnostic/historique.html",
        {
            "code": code,
            "objet": objet,
            "critere": criteres.get(objet),
            "ecritures": [
                {"ecriture": ecriture, "dite": _dire(ecriture, criteres.get(objet))}
                for ecriture in ecritures[:HISTOIRE_MAX]
            ],
        },
    )


def _dire(ecriture: Ecriture, critere: Critere | None) -> str:
    if critere and ecriture.champ == Champ.CHOIX:
        return dire_choix(critere, ecriture.valeur) if ecriture.valeur else ""
    if ecriture.champ == Champ.ECHEANCE and ecriture.valeur:
        return date_format(date.fromisoformat(ecriture.valeur), "j F Y")
    return ecriture.valeur


@require_http_methods(["GET", "HEAD", "POST"])
@avec_code
def nouvelle_grille(request: HttpRequest, diagnostic: Diagnostic, code: str) -> HttpResponse:
    """Show what a newer grid changes; with POST, accept it."""
    possible = services.evolution_possible(diagnostic)
    if possible is None:
        return redirect("diagnostic:sommaire", code)
    referentiel, evolution = possible
    if request.method == "POST":
        try:
            services.basculer(diagnostic=diagnostic, vers=referentiel)
        except services.ErreurMetier as refus:
            return _page_de_refus(request, code, [str(refus)])
        return redirect("diagnostic:sommaire", code)
    return render(request, "diagnostic/nouvelle_grille.html", {"code": code, "evolution": evolution})


@require_http_methods(["GET", "HEAD", "POST"])
@avec_code
def effacer(request: HttpRequest, diagnostic: Diagnostic, code: str) -> HttpResponse:
    """Ask once, then erase everything."""
    if request.method == "POST":
        services.effacer(diagnostic=diagnostic)
        return render(request, "diagnostic/efface.html")
    return render(request, "diagnostic/effacer.html", {"code": code, "diagnostic": diagnostic})
