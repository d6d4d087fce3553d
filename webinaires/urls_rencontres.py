"""Around a meeting: registering, and offering to testify. `<jeton>`: whoever holds it confirms and leaves."""

from django.urls import path

import contenus.urls_abonnements  # noqa: F401 (it registers the converter of secrets)
from webinaires import views_rencontres as vues

app_name = "rencontres"
urlpatterns = [
    path("<slug:cle>/inscription/", vues.inscription, name="inscription"),
    path("inscription/demandee/", vues.demandee, name="demandee"),
    path("inscription/<jeton:jeton>/", vues.mienne, name="mienne"),
    path("inscription/<jeton:jeton>/confirmer/", vues.confirmer, name="confirmer"),
    path("inscription/<jeton:jeton>/partir/", vues.partir, name="partir"),
    path("temoigner/", vues.temoigner, name="temoigner"),
    path("temoigner/merci/", vues.merci, name="merci"),
]
