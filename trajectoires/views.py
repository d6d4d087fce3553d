"""The pages that belong to no app: home, style page, health, errors."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from contenus.champs import Maturite, Objectif, Public
from contenus.memoire import publique
from contenus.models import ActualitePage, ArticlePage, RubriquePage
from diagnostic.grille import Grille
from diagnostic.models import Referentiel
from parcours.models import ParcoursPage
from trajectoires.exemples import exemples

ACTUALITES = 4
"""News shown on the home page."""
ALLIANCE = "faire-alliance"
"""The page of the corpus where the path ends, before one situates oneself again."""
QUESTIONS = (
    {"nom": "profil", "libelle": "Vous êtes", "choix": Public.choices},
    {"nom": "objectif", "libelle": "Vous voulez", "choix": Objectif.choices},
    {"nom": "maturite", "libelle": "Aujourd’hui", "choix": Maturite.choices},
)
"""The three questions of a parcours d’usage, as /parcours/ reads them."""


@require_safe
@publique
def accueil(request: HttpRequest) -> HttpResponse:
    """Open the door: what the method is, and where to begin."""
    return render(
        request,
        "trajectoires/accueil.html",
        {
            "grille": _grille_courante(),
            "rubriques": RubriquePage.objects.live().order_by("path"),
            "actualites": ActualitePage.objects.live().order_by("-date", "title")[:ACTUALITES],
            "questions": QUESTIONS,
            "chemins": ParcoursPage.objects.live().defer_streamfields().order_by("path"),
            "alliance": ArticlePage.objects.live().filter(slug=ALLIANCE).defer_streamfields().first(),
        },
    )


@require_safe
def composants(request: HttpRequest) -> HttpResponse:
    """Show every component of the house, living, on invented figures that say so."""
    return render(request, "trajectoires/composants.html", exemples())


@require_safe
@publique
def donnees_personnelles(request: HttpRequest) -> HttpResponse:
    """Say what is kept, where, for how long, and who can read it."""
    return render(request, "trajectoires/donnees_personnelles.html")


@require_safe
@publique
def mentions_legales(request: HttpRequest) -> HttpResponse:
    """Say whose texts these are, and what is not known yet."""
    return render(request, "trajectoires/mentions_legales.html")


@require_safe
@publique
def accessibilite(request: HttpRequest) -> HttpResponse:
    """Say what was made accessible and what was not checked."""
    return render(request, "trajectoires/accessibilite.html")


def _grille_courante() -> Grille | None:
    referentiel = Referentiel.objects.defer("contenu").order_by("-version").first()
    return referentiel.grille if referentiel else None


@require_GET
@never_cache
def sante(request: HttpRequest) -> HttpResponse:
    """Answer 200 when this process reaches the database, for proxies and launchers."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT 1")
    return HttpResponse("en bonne santé\n", content_type="text/plain; charset=utf-8")


def introuvable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the page does not exist, and offer a way out."""
    return render(request, "404.html", status=404)


def panne(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours; touches neither database nor session."""
    return render(request, "500.html", status=500)
