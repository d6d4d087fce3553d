"""Crossed views. `<code>`: the organiser's, a respondent's (`repondre/`), a diagnostic's (`ma-reponse/`)."""

from django.urls import path

from regards import views, views_reponse, views_resultats

app_name = "regards"
urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("commencer/", views.commencer, name="commencer"),
    path("reprendre/", views.reprendre, name="reprendre"),
    path("repondre/<str:code>/", views_reponse.repondre, name="repondre"),
    path("ma-reponse/<str:code>/", views_reponse.ma_reponse, name="ma_reponse"),
    path("ma-reponse/<str:code>/regard/", views_reponse.changer, name="changer_de_regard"),
    path("ma-reponse/<str:code>/retirer/", views_reponse.retirer, name="retirer"),
    path("ma-reponse/<str:code>/documents/", views_resultats.mes_documents, name="mes_documents"),
    path("<str:code>/", views.campagne, name="campagne"),
    path("<str:code>/date/", views.date, name="date"),
    path("<str:code>/lien/", views.lien, name="lien"),
    path("<str:code>/codes/", views.places, name="codes"),
    path("<str:code>/garder/", views.garder, name="garder"),
    path("<str:code>/clore/", views.clore, name="clore"),
    path("<str:code>/effacer/", views.effacer, name="effacer"),
    path("<str:code>/reconduire/", views.reconduire, name="reconduire"),
    path("<str:code>/resultats/", views_resultats.resultats, name="resultats"),
    path("<str:code>/documents/", views_resultats.documents, name="documents"),
]
