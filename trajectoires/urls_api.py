"""The open API, version 1."""

from django.urls import path

from diagnostic import api
from trajectoires import api as accueil
from webinaires import api as archive

app_name = "api"
urlpatterns = [
    path("", accueil.racine, name="racine"),
    path("referentiels/", api.Referentiels.as_view(), name="referentiels"),
    path("referentiels/<int:version>/", api.UnReferentiel.as_view(), name="referentiel"),
    path("webinaires/", archive.Webinaires.as_view(), name="webinaires"),
    path("webinaires/<slug:cle>/", archive.UnWebinaire.as_view(), name="webinaire"),
    path("intervenants/", archive.Intervenants.as_view(), name="intervenants"),
    path("organisations/", archive.Organisations.as_view(), name="organisations"),
]
