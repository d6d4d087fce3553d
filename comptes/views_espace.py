"""The member space: my works, my structures, and how to attach a work that already exists."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes import cles, travaux
from comptes.acces import avec_travail, connecte, interdire, personne
from comptes.cles import Travail
from comptes.erreurs import ErreurMetier
from comptes.forms import CodeForm, GarderForm
from comptes.models import Adhesion, Rattachement, Structure, Utilisateur
from comptes.verbes import permis, peut_retirer
from comptes.views_invitations import EN_ATTENTE as INVITATION_EN_ATTENTE
from kits.acces import adresse_secrete, sans_temoin
from kits.frein import freiner
from kits.porte import ESSAIS_MAX, PERIODE_S


@require_safe
@connecte
def accueil(request: HttpRequest) -> HttpResponse:
    """Show one's works, one's structures, and what to do next."""
    moi = personne(request)
    adhesions = list(moi.adhesions.avec_nombre().select_related("structure").order_by("structure__nom", "pk"))
    contexte = {
        "moi": moi,
        "travaux": cles.lire(moi.rattachements.pour_liste()),
        "adhesions": adhesions,
        "genres": travaux.genres(),
        "attente": cles.en_attente(request),
        "invitation": INVITATION_EN_ATTENTE in request.session,
    }
    return render(request, "comptes/accueil.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@sans_temoin
@adresse_secrete
def attacher(request: HttpRequest) -> HttpResponseBase:
    """Take a code, from anybody and from any page of ours, and keep it sealed in the session.

    POST comes from this page, or from the page of a work, which has no cookie and so no CSRF token:
    `sans_temoin` refuses other sites. The code is only in the body; what follows happens once signed in.
    """
    if request.method != "POST":
        return _choisir(request)
    form = CodeForm(request.POST)
    trouve = travaux.trouver(form.cleaned_data["code"]) if form.is_valid() else None
    if trouve is not None:
        cles.mettre_en_attente(request, trouve)
        return redirect("espace:attacher")
    attente = freiner(request, seau="code-de-reprise", maximum=ESSAIS_MAX, periode_s=PERIODE_S)
    if form.is_valid():
        form.add_error("code", "Ce code n’ouvre rien\u00a0: une faute de frappe, ou un travail effacé\u00a0?")
    reponse = render(
        request,
        "comptes/attacher.html",
        {"form": form, "garder": None, "attente": cles.en_attente(request), "patience": attente},
        status=404 if attente is None else 429,
    )
    if attente is not None:
        reponse["Retry-After"] = str(attente)
    return reponse


@connecte
def _choisir(request: HttpRequest) -> HttpResponse:
    """Show what waits, and where it may go."""
    garder = GarderForm(structures=_structures(personne(request)))
    contexte = {
        "form": CodeForm(),
        "garder": garder,
        "attente": cles.en_attente(request),
        "patience": None,
    }
    return render(request, "comptes/attacher.html", contexte)


@require_POST
@connecte
def garder(request: HttpRequest) -> HttpResponse:
    """Keep the waiting works where one says; they leave the session."""
    moi = personne(request)
    form = GarderForm(request.POST, structures=_structures(moi))
    trouves = cles.en_attente(request)
    if not form.is_valid():
        contexte = {"form": CodeForm(), "garder": form, "attente": trouves, "patience": None}
        return render(request, "comptes/attacher.html", contexte, status=422)
    try:
        for trouve in trouves:
            cles.attacher(trouve=trouve, par=moi, structure=form.structure)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
        return redirect("espace:attacher")
    cles.ne_plus_attendre(request)
    for trouve in trouves:
        messages.success(
            request, f"{trouve.nom}\u00a0: c’est gardé. Rien n’a bougé, le même code l’ouvre toujours."
        )
    return redirect(form.structure or "espace:accueil")


@require_POST
@connecte
def laisser(request: HttpRequest) -> HttpResponse:
    """Forget the waiting codes."""
    cles.ne_plus_attendre(request)
    return redirect("espace:accueil")


@require_safe
@avec_travail("ouvrir_travail")
def travail(request: HttpRequest, travail: Travail, adhesion: Adhesion | None) -> HttpResponse:
    """Say where a work is kept, since when, and what one may do with its key."""
    moi = personne(request)
    contexte = {
        "travail": travail,
        "adhesion": adhesion,
        "peut_retirer": adhesion is None or peut_retirer(adhesion, travail.rattachement),
        "peut_renouveler": adhesion is None or permis("renouveler_travail", adhesion),
        "partage": GarderForm(structures=_structures(moi, sauf=travail.rattachement))
        if not adhesion
        else None,
    }
    return render(request, "comptes/travail.html", contexte)


@require_POST
@avec_travail("ouvrir_travail")
def ouvrir(request: HttpRequest, travail: Travail, adhesion: Adhesion | None) -> HttpResponse:
    """Write the opening down when it is a structure's, then go to the address of the work."""
    try:
        return redirect(cles.ouvrir(travail=travail, par=personne(request)))
    except ErreurMetier as refus:
        messages.error(request, str(refus))
        return redirect("espace:travail", travail.rattachement.pk)


@require_POST
@avec_travail("ouvrir_travail")
def partager(request: HttpRequest, travail: Travail, adhesion: Adhesion | None) -> HttpResponse:
    """Share a work of one's own with a structure where one may."""
    form = GarderForm(request.POST, structures=_structures(personne(request)))
    if adhesion is not None or not travail.vivant or not form.is_valid() or form.structure is None:
        messages.error(request, "Choisissez avec quelle structure partager ce travail.")
        return redirect("espace:travail", travail.rattachement.pk)
    assert travail.genre is not None
    trouve = travaux.Trouve(travail.genre, travail.code, travail.nom)
    try:
        cles.attacher(trouve=trouve, par=personne(request), structure=form.structure)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
        return redirect("espace:travail", travail.rattachement.pk)
    messages.success(request, f"{travail.nom}\u00a0: partagé avec {form.structure.nom}.")
    return redirect(form.structure)


@require_POST
@avec_travail("attacher_travail")
def retirer(request: HttpRequest, travail: Travail, adhesion: Adhesion | None) -> HttpResponse:
    """Throw a key away; the work goes on."""
    if adhesion is not None and not peut_retirer(adhesion, travail.rattachement):
        return interdire(request, adhesion)
    cles.retirer(travail=travail, par=personne(request))
    messages.success(request, "C’est retiré d’ici. Le travail continue, sous le même code.")
    return redirect(adhesion.structure if adhesion else "espace:accueil")


@require_http_methods(["GET", "HEAD", "POST"])
@avec_travail("renouveler_travail")
def renouveler(request: HttpRequest, travail: Travail, adhesion: Adhesion | None) -> HttpResponse:
    """Say what changing the address does; with POST, change it."""
    if request.method != "POST":
        return render(request, "comptes/renouveler.html", {"travail": travail, "adhesion": adhesion})
    try:
        cles.renouveler(travail=travail, par=personne(request))
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "L’adresse a changé\u00a0: l’ancien code n’ouvre plus rien.")
    return redirect("espace:travail", travail.rattachement.pk)


def _structures(moi: Utilisateur, sauf: Rattachement | None = None) -> list[Structure]:
    """The structures where one may share a work, by name."""
    adhesions = list(moi.adhesions.select_related("structure").order_by("structure__nom", "pk"))
    deja = set()
    if sauf is not None:
        memes = Rattachement.objects.filter(empreinte=sauf.empreinte, structure__isnull=False)
        deja = set(memes.values_list("structure_id", flat=True))
    return [a.structure for a in adhesions if permis("attacher_travail", a) and a.structure_id not in deja]
