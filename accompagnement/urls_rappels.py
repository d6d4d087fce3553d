"""Leaving the recalls of follow-ups. `<jeton>`: whoever holds the link of a mail may leave."""

from django.urls import path

from accompagnement import views_rappels

app_name = "suivis"
urlpatterns = [path("<str:jeton>/quitter/", views_rappels.quitter, name="quitter")]
