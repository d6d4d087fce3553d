"""Calendars, feed, shared images and oEmbed, under /webinaires/."""

from django.urls import path

from webinaires import views_flux

app_name = "flux_webinaires"
urlpatterns = [
    path("webinaires.ics", views_flux.calendrier, name="serie"),
    path("flux.atom", views_flux.atom, name="atom"),
    path("oembed/", views_flux.oembed, name="oembed"),
    path("<slug:cle>/webinaire.ics", views_flux.calendrier_d_un, name="un"),
    path("<slug:cle>/partage.png", views_flux.partage, name="partage"),
]
