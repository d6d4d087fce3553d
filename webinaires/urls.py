"""The archive of the webinars. A webinar itself is a page, at /webinaires/<slug>/."""

from django.urls import path

from webinaires import views

app_name = "webinaires"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("a-completer/", views.a_completer, name="manques"),
    path("intervenants/", views.intervenants, name="intervenants"),
    path("intervenants/<slug:cle>/", views.intervenant, name="intervenant"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<slug:cle>/", views.organisation, name="organisation"),
]
