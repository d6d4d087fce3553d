"""Addresses of the renderings and of their verification."""

from django.urls import path

from kits import views

app_name = "kits"
urlpatterns = [
    path("kits/<uuid:rendu_id>/", views.etat, name="etat"),
    path("kits/<uuid:rendu_id>/etat.json", views.etat_json, name="etat_json"),
    path("kits/<uuid:rendu_id>/relancer/", views.relancer, name="relancer"),
    path("kits/<uuid:rendu_id>/telecharger/", views.telecharger, name="telecharger"),
    path("verifier/", views.verifier, name="verifier"),
    path("verifier/<str:code>/", views.verification, name="verification"),
]
