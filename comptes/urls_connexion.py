"""The account: what allauth does not have, before it in trajectoires/urls.py."""

from django.urls import path

from comptes import connexion_vues

urlpatterns = [
    path("", connexion_vues.compte, name="compte"),
    path("deuxieme-verification/", connexion_vues.second_facteur, name="compte_second_facteur"),
    path("est-ce-bien-vous/", connexion_vues.preuve, name="compte_preuve"),
    path("a-bientot/", connexion_vues.parti, name="compte_parti"),
]
