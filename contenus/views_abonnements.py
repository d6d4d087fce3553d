"""Ask for mail, confirm, change pace, leave. No account, no cookie: the link in the mail is the key."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from contenus import abonnements
from contenus.forms import FrequenceForm, SuivreActualitesForm, SuivreSerieForm
from contenus.formulaires import rendre_formulaire
from contenus.html_simple import nettoyer
from contenus.models import AbonnementActualites, AbonnementSerie, Serie
from contenus.models.abonnements import UNITES
from kits.acces import adresse_secrete, sans_temoin
from kits.frein import freiner

DEMANDES_MAX, PERIODE_S = 20, 3600


def _freiner(request: HttpRequest) -> int | None:
    return freiner(request, seau="abonnement", maximum=DEMANDES_MAX, periode_s=PERIODE_S)


@require_http_methods(["GET", "HEAD", "POST"])
@sans_temoin
def accueil(request: HttpRequest) -> HttpResponse:
    """Say what can be followed; with POST, ask for the digest."""
    form = SuivreActualitesForm(request.POST if request.method == "POST" else None)
    attente = None
    if form.is_bound and form.is_valid() and (attente := _freiner(request)) is None:
        abonnements.demander_actualites(**form.cleaned_data)
        return redirect("abonnements:demande")
    contexte = {"form": form, "series": Serie.objects.avec_longueur().order_by("titre")}
    return rendre_formulaire(request, "contenus/abonnements/accueil.html", contexte, attente)


@require_safe
def demande(request: HttpRequest) -> HttpResponse:
    """Say to look at one's mail: the same words for an address that was there and for a new one."""
    return render(request, "contenus/abonnements/demande.html")


@require_http_methods(["GET", "HEAD", "POST"])
@sans_temoin
def serie(request: HttpRequest, cle: str) -> HttpResponse:
    """Show a series as a reading list, each post with its provenance; with POST, ask to follow it."""
    lue = get_object_or_404(Serie.objects.pour_lecture(), cle=cle)
    form = SuivreSerieForm(request.POST if request.method == "POST" else None)
    attente = None
    if form.is_bound and form.is_valid() and (attente := _freiner(request)) is None:
        abonnements.demander_serie(adresse=form.cleaned_data["adresse"], serie=lue)
        return redirect("abonnements:demande")
    contexte = {
        "form": form,
        "serie": lue,
        "description": nettoyer(lue.description),
        "unite": UNITES[Serie.Cadence(lue.cadence)],
        "messages": [{"message": m, "texte": nettoyer(m.texte)} for m in lue.messages.all()],
    }
    return rendre_formulaire(request, "contenus/abonnements/serie.html", contexte, attente)


def _lien_perdu(request: HttpRequest) -> HttpResponse:
    return render(request, "contenus/abonnements/lien_perdu.html", status=404)


@require_http_methods(["GET", "HEAD", "POST"])
@sans_temoin
@adresse_secrete
def confirmer(request: HttpRequest, jeton: str) -> HttpResponse:
    """Ask for one click, which a mail scanner does not make; with POST, confirm."""
    abonnement = abonnements.trouver_abonnement(jeton=jeton)
    if abonnement is None:
        return _lien_perdu(request)
    if request.method == "POST":
        abonnements.confirmer_abonnement(abonnement=abonnement)
    if request.method == "POST" or abonnement.confirme_le:
        return redirect("abonnements:reglages", jeton)
    return render(request, "contenus/abonnements/confirmer.html", _decrire(abonnement))


@require_http_methods(["GET", "HEAD", "POST"])
@sans_temoin
@adresse_secrete
def reglages(request: HttpRequest, jeton: str) -> HttpResponse:
    """Say what one receives; with POST, change the pace of the digest."""
    abonnement = abonnements.trouver_abonnement(jeton=jeton)
    if abonnement is None:
        return _lien_perdu(request)
    if abonnement.confirme_le is None:
        return redirect("abonnements:confirmer", jeton)
    contexte = _decrire(abonnement)
    if isinstance(abonnement, AbonnementSerie):
        return render(request, "contenus/abonnements/reglages.html", contexte)
    form = FrequenceForm(
        request.POST if request.method == "POST" else None, initial={"frequence": abonnement.frequence}
    )
    if form.is_bound and form.is_valid():
        abonnements.changer_frequence(abonnement=abonnement, **form.cleaned_data)
        return redirect("abonnements:reglages", jeton)
    return rendre_formulaire(request, "contenus/abonnements/reglages.html", {**contexte, "form": form}, None)


def _decrire(abonnement: AbonnementActualites | AbonnementSerie) -> dict[str, object]:
    suivie = abonnement.serie if isinstance(abonnement, AbonnementSerie) else None
    return {
        "abonnement": abonnement,
        "serie": suivie,
        "longueur": suivie.messages.count() if suivie else 0,
        "form": None,
        "attente": 0,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
@adresse_secrete
def quitter(request: HttpRequest, jeton: str) -> HttpResponse:
    """Ask for one click; with POST, leave (RFC 8058: from anywhere, no redirection, as often as wished).

    Unlike our forms, this one does not ask where the request comes from: mailboxes send it
    themselves, and whoever holds the address may leave. A link used before says the same thing.
    """
    if request.method == "POST":
        abonnements.quitter_abonnement(jeton=jeton)
        return render(request, "contenus/abonnements/parti.html")
    abonnement = abonnements.trouver_abonnement(jeton=jeton)
    if abonnement is None:
        return render(request, "contenus/abonnements/parti.html")
    return render(request, "contenus/abonnements/quitter.html", _decrire(abonnement))
