"""The table of contents of the portal."""

from django.db.transaction import atomic
from django.urls import include, path, re_path
from wagtail import urls as pages_urls
from wagtail.admin import urls as redaction_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as documents_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from contenus.connexion import porte
from contenus.views_pages import servir
from trajectoires import views
from trajectoires.plans import PLANS, robots

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("composants/", views.composants, name="composants"),
    path("donnees-personnelles/", views.donnees_personnelles, name="donnees_personnelles"),
    path("mentions-legales/", views.mentions_legales, name="mentions_legales"),
    path("accessibilite/", views.accessibilite, name="accessibilite"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": PLANS}, name="plan"),
    path("sante/", views.sante, name="sante"),
    path("diagnostic/", include("diagnostic.urls")),
    path("", include("kits.urls")),
    path("recherche/", include("contenus.urls_recherche")),
    path("agenda/", include("contenus.urls_agenda")),
    path("", include("contenus.urls_abonnements")),
    path("kits-pratiques/composer/", include("contenus.urls_kits")),
    path("parcours/", include("contenus.urls_parcours")),
    path("regards/", include("regards.urls")),
    path("reperes/", include("reperes.urls")),
    path("cahier/<str:code>/outils/", include("parcours.urls_outils")),
    path("cahier/rappels/", include("parcours.urls_rappels")),
    path("cahier/", include("parcours.urls")),
    path("suivis/rappels/", include("accompagnement.urls_rappels")),
    path("espace/accompagnement/", include("accompagnement.urls")),
    path("espace/", include("comptes.urls_espace")),
    path("webinaires/", include("webinaires.urls")),
    path("webinaires/", include("webinaires.urls_flux")),
    path("webinaires/", include("webinaires.urls_paroles")),
    path("webinaires/", include("webinaires.urls_rencontres")),
    path("compte/", include("comptes.urls_connexion")),
    path("compte/", include("allauth.urls")),
    path("api/v1/", include("trajectoires.urls_api")),
    # Wagtail's own doors ask for a password and nothing else: one door for everybody.
    *(path(chemin, porte) for chemin in ("redaction/login/", "_util/login/")),
    # One transaction a gesture: a failure midway leaves nothing half-written.
    path("redaction/", include(decorate_urlpatterns(redaction_urls.urlpatterns, atomic))),
    path("documents/", include(documents_urls)),
    re_path(pages_urls.serve_pattern, servir, name="wagtail_serve"),
    path("", include(pages_urls)),
]
handler404 = "trajectoires.views.introuvable"
handler500 = "trajectoires.views.panne"
