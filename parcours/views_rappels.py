"""Ask for the reminders of a plan, confirm, leave. No account, no cookie: the link in the mail is the key."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kits.acces import adresse_secrete, sans_temoin
from kits.frein import freiner
from parcours import rappels
from parcours.acces import avec_code
from parcours.forms import RappelsForm
from parcours.models import Cahier

DEMANDES_MAX, PERIODE_S = 20, 3600


@require_http_methods(["GET", "HEAD", "POST"])
@avec_code
def demander(request: HttpRequest, cahier: Cahier, code: str) -> HttpResponse:
    """Say what will be sent; with POST, ask for it. A refused form gives back what was typed."""
    form = RappelsForm(request.POST if request.method == "POST" else None)
    attente = None
    if form.is_bound and form.is_valid():
        attente = freiner(request, seau="abonnement", maximum=DEMANDES_MAX, periode_s=PERIODE_S)
        if attente is None:
            rappels.demander_rappels(cahier=cahier, adresse=form.cleaned_data["adresse"])
            return redirect("outils:rappels-demandes", code)
    contexte = {"cahier": cahier, "code": code, "form": form, "attente": -(-attente // 60) if attente else 0}
    statut = 429 if attente else 422 if form.errors else 200
    reponse = render(request, "parcours/rappels/demander.html", contexte, status=statut)
    if attente:
        reponse["Retry-After"] = str(attente)
    return reponse


@require_safe
@avec_code
def demande(request: HttpRequest, cahier: Cahier, code: str) -> HttpResponse:
    """Say to look at one's mail: the same words for an address that was there and for a new one."""
    return render(request, "parcours/rappels/demande.html", {"code": code})


@require_http_methods(["GET", "HEAD", "POST"])
@sans_temoin
@adresse_secrete
def confirmer(request: HttpRequest, jeton: str) -> HttpResponse:
    """Ask for one click, which a mail scanner does not make; with POST, confirm."""
    abonnement = rappels.trouver_rappels(jeton=jeton)
    if abonnement is None:
        return render(request, "parcours/rappels/lien_perdu.html", status=404)
    if request.method == "POST":
        rappels.confirmer_rappels(abonnement=abonnement)
    if request.method == "POST" or abonnement.confirme_le:
        return redirect("rappels:reglages", jeton)
    return render(request, "parcours/rappels/confirmer.html", {"abonnement": abonnement})


@require_safe
@adresse_secrete
def reglages(request: HttpRequest, jeton: str) -> HttpResponse:
    """Say what one receives, and how to leave."""
    abonnement = rappels.trouver_rappels(jeton=jeton)
    if abonnement is None:
        return render(request, "parcours/rappels/lien_perdu.html", status=404)
    if abonnement.confirme_le is None:
        return redirect("rappels:confirmer", jeton)
    return render(request, "parcours/rappels/reglages.html", {"abonnement": abonnement})


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
@adresse_secrete
def quitter(request: HttpRequest, jeton: str) -> HttpResponse:
    """Ask for one click; with POST, leave (RFC 8058: from anywhere, no redirection, as often as wished).

    Mailboxes send this form themselves, and whoever holds the address may leave: it does not ask where
    the request comes from. A link used before says the same thing.
    """
    if request.method == "POST":
        rappels.quitter_rappels(jeton=jeton)
        return render(request, "parcours/rappels/parti.html")
    abonnement = rappels.trouver_rappels(jeton=jeton)
    if abonnement is None:
        return render(request, "parcours/rappels/parti.html")
    return render(request, "parcours/rappels/quitter.html", {"abonnement": abonnement})
