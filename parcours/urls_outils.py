"""The tools of a cahier: included under its address, before the addresses of the steps."""

from django.urls import path

from parcours import views_dossier, views_outils, views_rappels

app_name = "outils"
urlpatterns = [
    path("", views_dossier.liste, name="liste"),
    path("dossier/", views_dossier.dossier, name="dossier"),
    path("diagnostic/", views_dossier.rattacher, name="rattacher"),
    path("plan.ics", views_dossier.en_ics, name="calendrier"),
    path("rappels/", views_rappels.demander, name="rappels"),
    path("rappels/demande/", views_rappels.demande, name="rappels-demandes"),
    path("<slug:cle>/", views_outils.outil, name="outil"),
]
