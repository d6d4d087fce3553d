"""The open API, version 1."""

from django.urls import path

from diagnostic import api

app_name = "api"
urlpatterns = [
    path("referentiels/", api.Referentiels.as_view(), name="referentiels"),
    path("referentiels/<int:version>/", api.UnReferentiel.as_view(), name="referentiel"),
]
