"""Addresses of the kits that are not pages of the editorial office."""

from django.urls import path

from contenus import views_kits

app_name = "kits_pratiques"
urlpatterns = [
    path("", views_kits.composer, name="composer"),
    path("<int:kit_id>/", views_kits.preparer, name="preparer"),
]
