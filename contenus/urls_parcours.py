"""The address of the usage paths."""

from django.urls import path

from contenus import views_parcours

app_name = "usages"
urlpatterns = [path("", views_parcours.parcours, name="parcours")]
