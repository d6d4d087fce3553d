"""Addresses of the search."""

from django.urls import path

from contenus import views_recherche

app_name = "recherche"
urlpatterns = [
    path("", views_recherche.chercher, name="chercher"),
    path("opensearch.xml", views_recherche.opensearch, name="opensearch"),
]
