"""Everything one does with a cahier. `<code>` is the resume code: whoever has it may enter."""

from django.urls import path

from parcours import views, views_documents

app_name = "parcours"
urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("commencer/", views.commencer, name="commencer"),
    path("reprendre/", views.reprendre, name="reprendre"),
    path("fiche/<slug:etape>/<slug:bloc>/", views_documents.fiche, name="fiche"),
    path("<str:code>/", views.sommaire, name="sommaire"),
    path("<str:code>/enregistrer/", views.enregistrer, name="enregistrer"),
    path("<str:code>/nommer/", views.nommer, name="nommer"),
    path("<str:code>/effacer/", views.effacer, name="effacer"),
    path("<str:code>/carnet/", views_documents.carnet, name="carnet"),
    path("<str:code>/attestation/", views_documents.attestation, name="attestation"),
    path("<str:code>/<slug:etape>/", views.etape, name="etape"),
    path("<str:code>/<slug:etape>/historique/", views_documents.historique, name="historique"),
]
