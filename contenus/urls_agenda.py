"""The common agenda, under /agenda/."""

from django.urls import path

from contenus import views_agenda

app_name = "agenda"
urlpatterns = [
    path("", views_agenda.liste, name="liste"),
    path("agenda.ics", views_agenda.calendrier, name="calendrier"),
    path("proposer/", views_agenda.proposer, name="proposer"),
    path("proposer/merci/", views_agenda.merci, name="merci"),
    path("<uuid:pk>/", views_agenda.fiche, name="fiche"),
    path("<uuid:pk>/evenement.ics", views_agenda.fiche_ics, name="fiche_ics"),
]
