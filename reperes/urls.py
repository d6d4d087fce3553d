"""Figures to stand beside. `<code>` is the resume code of a diagnostic."""

from django.urls import path

from reperes import views

app_name = "reperes"
urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("reprendre/", views.reprendre, name="reprendre"),
    path("<str:code>/", views.mien, name="mien"),
    path("<str:code>/contribuer/", views.contribuer, name="contribuer"),
    path("<str:code>/retirer/", views.retirer, name="retirer"),
]
