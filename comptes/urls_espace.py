"""The member space, mounted at /espace/. Session cookies exist here and under /compte/ only."""

from django.urls import path

from comptes import views_donnees, views_espace, views_invitations, views_membres, views_structures

app_name = "espace"
urlpatterns = [
    path("", views_espace.accueil, name="accueil"),
    path("attacher/", views_espace.attacher, name="attacher"),
    path("attacher/garder/", views_espace.garder, name="garder"),
    path("attacher/laisser/", views_espace.laisser, name="laisser"),
    path("travaux/<int:cle>/", views_espace.travail, name="travail"),
    path("travaux/<int:cle>/ouvrir/", views_espace.ouvrir, name="ouvrir"),
    path("travaux/<int:cle>/partager/", views_espace.partager, name="partager"),
    path("travaux/<int:cle>/retirer/", views_espace.retirer, name="retirer"),
    path("travaux/<int:cle>/changer-l-adresse/", views_espace.renouveler, name="renouveler"),
    path("structures/nouvelle/", views_structures.creer, name="creer"),
    path("structures/<uuid:structure>/", views_structures.structure, name="structure"),
    path("structures/<uuid:structure>/modifier/", views_structures.modifier, name="modifier"),
    path("structures/<uuid:structure>/supprimer/", views_structures.supprimer, name="supprimer"),
    path("structures/<uuid:structure>/journal/", views_structures.journal, name="journal"),
    path("structures/<uuid:structure>/quitter/", views_membres.quitter, name="quitter"),
    path("structures/<uuid:structure>/membres/<int:membre>/", views_membres.membre, name="membre"),
    path("structures/<uuid:structure>/membres/<int:membre>/retirer/", views_membres.exclure, name="exclure"),
    path("structures/<uuid:structure>/inviter/", views_invitations.inviter, name="inviter"),
    path(
        "structures/<uuid:structure>/invitations/<int:invitation>/revoquer/",
        views_invitations.revoquer,
        name="revoquer",
    ),
    path("invitation/<str:jeton>/", views_invitations.invitation, name="invitation"),
    path("rejoindre/", views_invitations.rejoindre, name="rejoindre"),
    path("mes-donnees/", views_donnees.donnees, name="donnees"),
    path("mes-donnees/emporter/", views_donnees.emporter, name="emporter"),
    path("mes-donnees/effacer/", views_donnees.effacer, name="effacer"),
    path("mes-donnees/consentements/<int:consentement>/retirer/", views_donnees.retirer, name="dedire"),
]
