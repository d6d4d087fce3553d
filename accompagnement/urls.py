"""Following, and being followed; mounted at /espace/accompagnement/."""

from django.urls import path

from accompagnement import views_accord, views_bureau, views_demande, views_suivie

app_name = "accompagnement"
urlpatterns = [
    path("<uuid:structure>/", views_bureau.bureau, name="bureau"),
    path("<uuid:structure>/emporter/", views_bureau.emporter, name="emporter"),
    path("<uuid:structure>/lire/", views_bureau.lire, name="lire"),
    path("<uuid:structure>/rappels/", views_bureau.regler_les_rappels, name="rappels"),
    path("<uuid:structure>/demander/", views_bureau.demander, name="demander"),
    path("<uuid:structure>/demandes/<int:demande>/revoquer/", views_bureau.revoquer, name="revoquer"),
    path("<uuid:structure>/suivies/<int:suivie>/", views_suivie.suivie, name="suivie"),
    path("<uuid:structure>/suivies/<int:suivie>/ouvrir/", views_suivie.ouvrir, name="ouvrir"),
    path("<uuid:structure>/suivies/<int:suivie>/noter/", views_suivie.noter, name="noter"),
    path("<uuid:structure>/suivies/<int:suivie>/suivre/", views_suivie.suivre, name="suivre"),
    path(
        "<uuid:structure>/suivies/<int:suivie>/suivis/<int:suivi>/annuler/",
        views_suivie.annuler,
        name="annuler",
    ),
    path("<uuid:structure>/suivies/<int:suivie>/cesser/", views_suivie.cesser, name="cesser"),
    path("<uuid:structure>/accords/<int:accord>/", views_accord.accord, name="accord"),
    path("<uuid:structure>/accords/<int:accord>/changer/", views_accord.changer, name="changer"),
    path("<uuid:structure>/accords/<int:accord>/retirer/", views_accord.retirer, name="retirer"),
    path("demande/<str:jeton>/", views_demande.demande, name="demande"),
    path("demande/<str:jeton>/accepter/<uuid:structure>/", views_demande.accepter, name="accepter"),
]
