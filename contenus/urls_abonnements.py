"""S’informer by mail, and the feed. `<jeton>`: whoever holds this secret may confirm or leave."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from contenus import flux, views_abonnements
from contenus.models.abonnements import JETON_LONGUEUR


class Jeton(StringConverter):
    """The secret of a subscription, as `tirer_jeton` draws it."""

    regex = f"[A-Za-z0-9]{{{JETON_LONGUEUR}}}"


register_converter(Jeton, "jeton")

app_name = "abonnements"
urlpatterns = [
    path("actualites/flux.xml", flux.actualites, name="flux"),
    path("s-abonner/", views_abonnements.accueil, name="accueil"),
    path("s-abonner/demande/", views_abonnements.demande, name="demande"),
    path("s-abonner/series/<slug:cle>/", views_abonnements.serie, name="serie"),
    path("s-abonner/<jeton:jeton>/", views_abonnements.reglages, name="reglages"),
    path("s-abonner/<jeton:jeton>/confirmer/", views_abonnements.confirmer, name="confirmer"),
    path("s-abonner/<jeton:jeton>/quitter/", views_abonnements.quitter, name="quitter"),
]
