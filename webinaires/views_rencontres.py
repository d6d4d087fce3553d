"""Ask for a seat, confirm, leave; offer to testify. No account, no cookie: the mailed link is the key."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from contenus.adresses import chemin_de
from contenus.formulaires import rendre_formulaire
from kits.acces import adresse_secrete, sans_temoin
from kits.frein import freiner
from webinaires import rencontres
from webinaires.etats import OUVERTS
from webinaires.forms import InscriptionForm, TemoignageForm
from webinaires.models import Inscription
from webinaires.publics import ouverts
from webinaires.rencontres import InscriptionRefusee, Rencontre
from webinaires.temoignages import proposer_temoignage

DEMANDES_MAX, TEMOIGNAGES_MAX, PERIODE_S = 20, 10, 3600
TROP_TARD = 409


def _decrire(rencontre: Rencontre) -> dict[str, object]:
    maintenant = timezone.now()
    return {
        "rencontre": rencontre,
        "etat": rencontre.etat(maintenant),
        "mots": rencontre.mots(maintenant),
        "page_du_webinaire": chemin_de(rencontre.page),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@sans_temoin
def inscription(request: HttpRequest, cle: str) -> HttpResponse:
    """Show the form, or why there is none; with POST, ask for a seat."""
    rencontre = rencontres.lire_rencontre(get_object_or_404(ouverts(), cle=cle))
    decrite = _decrire(rencontre)
    if decrite["etat"] not in OUVERTS:
        statut = TROP_TARD if request.method == "POST" else 200
        return render(request, "webinaires/inscription_fermee.html", decrite, status=statut)
    form = InscriptionForm(request.POST if request.method == "POST" else None)
    attente = None
    if form.is_bound and form.is_valid():
        attente = freiner(request, seau="inscription", maximum=DEMANDES_MAX, periode_s=PERIODE_S)
        if attente is None:
            rencontres.demander_inscription(rencontre=rencontre, **form.cleaned_data)
            return redirect("rencontres:demandee")
    return rendre_formulaire(request, "webinaires/inscription.html", {**decrite, "form": form}, attente)


@require_safe
def demandee(request: HttpRequest) -> HttpResponse:
    """Say to look at one's mail: the same words for an address that was there and for a new one."""
    return render(request, "webinaires/inscription_demandee.html")


def _perdue(request: HttpRequest) -> HttpResponse:
    return render(request, "webinaires/inscription_perdue.html", status=404)


def _trouver(jeton: str) -> tuple[Inscription, Rencontre] | None:
    """The registration whose secret this is, with its meeting; None when either is no more."""
    trouvee = rencontres.trouver_inscription(jeton=jeton)
    rencontre = rencontres.rencontre_de(trouvee) if trouvee else None
    return (trouvee, rencontre) if trouvee and rencontre else None


@require_http_methods(["GET", "HEAD", "POST"])
@sans_temoin
@adresse_secrete
def confirmer(request: HttpRequest, jeton: str) -> HttpResponse:
    """Ask for one click, which a mail scanner does not make; with POST, confirm."""
    trouvees = _trouver(jeton)
    if trouvees is None:
        return _perdue(request)
    sienne, rencontre = trouvees
    decrite = _decrire(rencontre)
    if sienne.confirme_le:
        return redirect("rencontres:mienne", jeton)
    if not rencontre.attendue(timezone.now()):
        statut = TROP_TARD if request.method == "POST" else 200
        return render(request, "webinaires/inscription_fermee.html", decrite, status=statut)
    if request.method != "POST":
        return render(request, "webinaires/inscription_confirmer.html", {**decrite, "inscription": sienne})
    try:
        rencontres.confirmer_inscription(inscription=sienne)
    except InscriptionRefusee:  # begun or called off between the reading and the lock
        return render(request, "webinaires/inscription_fermee.html", decrite, status=TROP_TARD)
    return redirect("rencontres:mienne", jeton)


@require_safe
@adresse_secrete
def mienne(request: HttpRequest, jeton: str) -> HttpResponse:
    """Say whether one has a seat, how many wait before, and where to join."""
    trouvees = _trouver(jeton)
    if trouvees is None:
        return _perdue(request)
    sienne, rencontre = trouvees
    if sienne.confirme_le is None:
        return redirect("rencontres:confirmer", jeton)
    assise = sienne.etat == Inscription.Etat.ASSISE
    rang = 0 if assise else rencontres.rang_dans_l_attente(inscription=sienne)
    contexte = {**_decrire(rencontre), "inscription": sienne, "assise": assise, "rang": rang}
    return render(request, "webinaires/inscription_mienne.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
@adresse_secrete
def partir(request: HttpRequest, jeton: str) -> HttpResponse:
    """Ask for one click; with POST, leave (RFC 8058: from anywhere, no redirection, as often as wished).

    As `contenus.views_abonnements.quitter`: whoever holds the address may leave, and a link used
    before says the same thing.
    """
    if request.method == "POST":
        rencontres.quitter_inscription(jeton=jeton)
        return render(request, "webinaires/inscription_partie.html")
    sienne = rencontres.trouver_inscription(jeton=jeton)
    if sienne is None:
        return render(request, "webinaires/inscription_partie.html")
    rencontre = rencontres.rencontre_de(sienne)
    contexte = {"inscription": sienne, "titre": rencontre.page.title if rencontre else ""}
    return render(request, "webinaires/inscription_partir.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@sans_temoin
def temoigner(request: HttpRequest) -> HttpResponse:
    """Ask what one would testify of; with POST, keep it for the office, or give back what was typed."""
    form = TemoignageForm(request.POST if request.method == "POST" else None)
    attente = None
    if form.is_bound and form.is_valid():
        attente = freiner(request, seau="temoignage", maximum=TEMOIGNAGES_MAX, periode_s=PERIODE_S)
        if attente is None:
            proposer_temoignage(temoignage=form.proposition())
            return redirect("rencontres:merci")
    return rendre_formulaire(request, "webinaires/temoigner.html", {"form": form}, attente)


@require_safe
def merci(request: HttpRequest) -> HttpResponse:
    """Say that the offer arrived, and what comes next."""
    return render(request, "webinaires/temoigner_merci.html")
