"""The mail of a plan. `<jeton>`: whoever holds this secret may confirm or leave."""

from django.urls import path

from parcours import views_rappels

app_name = "rappels"
urlpatterns = [
    path("<slug:jeton>/", views_rappels.reglages, name="reglages"),
    path("<slug:jeton>/confirmer/", views_rappels.confirmer, name="confirmer"),
    path("<slug:jeton>/quitter/", views_rappels.quitter, name="quitter"),
]
