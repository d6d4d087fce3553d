"""Addresses of what was said."""

from django.urls import path

from webinaires import views_paroles

app_name = "paroles"
urlpatterns = [
    path("paroles/", views_paroles.chercher, name="chercher"),
    path("<slug:cle>/transcription/", views_paroles.transcription, name="transcription"),
    path("<slug:cle>/sous-titres.vtt", views_paroles.sous_titres, name="sous_titres"),
    path("<slug:cle>/regarder/", views_paroles.regarder, name="regarder"),
]
