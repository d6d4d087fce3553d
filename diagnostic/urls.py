"""Everything one does with a diagnostic. `<code>` is the resume code: whoever has it may enter."""

from django.urls import path

from diagnostic import views, views_comparaison, views_documents, views_plan

app_name = "diagnostic"
urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("commencer/", views.commencer, name="commencer"),
    path("reprendre/", views.reprendre, name="reprendre"),
    path("grille/<int:version>/", views.grille, name="grille"),
    path("<str:code>/", views.sommaire, name="sommaire"),
    path("<str:code>/repondre/", views.repondre, name="repondre"),
    path("<str:code>/enregistrer/", views.enregistrer, name="enregistrer"),
    path("<str:code>/reglages/", views.reglages, name="reglages"),
    path("<str:code>/historique/<str:objet>/", views.historique, name="historique"),
    path("<str:code>/nouvelle-grille/", views.nouvelle_grille, name="nouvelle_grille"),
    path("<str:code>/effacer/", views.effacer, name="effacer"),
    path("<str:code>/restitution/", views_plan.restitution, name="restitution"),
    path("<str:code>/comparer/", views_comparaison.comparer, name="comparer"),
    path("<str:code>/plan/", views_plan.plan, name="plan"),
    path("<str:code>/cap/", views_plan.cap, name="cap"),
    path("<str:code>/etapes/", views_plan.etapes, name="etapes"),
    path("<str:code>/etapes/<int:pk>/retirer/", views_plan.retirer_etape, name="retirer_etape"),
    path("<str:code>/documents/", views_documents.documents, name="documents"),
    path("<str:code>/reponses.csv", views_documents.en_csv, name="csv"),
    path("<str:code>/reponses.json", views_documents.en_json, name="json"),
]
