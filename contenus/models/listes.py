"""The addresses under which pages of one kind are kept: /ressources/, /actualites/, /kits-pratiques/."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from contenus.champs import Pilier, Public
from contenus.memoire import marquer
from contenus.models.circuit import PageEnCircuit
from contenus.models.kits import KitPage
from contenus.models.pages import ActualitePage, RessourcePage

PAR_PAGE = 24


class IndexPage(PageEnCircuit):
    """A list of pages of one kind."""

    class Genre(models.TextChoices):
        RESSOURCES = "ressources", "Ressources"
        ACTUALITES = "actualites", "Actualités"
        KITS = "kits", "Kits pratiques"

    genre = models.CharField("genre", max_length=12, choices=Genre.choices)
    introduction = models.TextField("introduction", blank=True)

    parent_page_types: ClassVar = ["contenus.AccueilPage"]
    subpage_types: ClassVar = ["contenus.RessourcePage", "contenus.ActualitePage", "contenus.KitPage"]
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = "liste"

    @property
    def resume(self) -> str:
        """What robots and sharing are told of the list."""
        return self.introduction

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list, the same to everybody."""
        reponse: HttpResponse = super().serve(request, *args, **kwargs)
        return marquer(reponse)

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """One template a kind."""
        return f"contenus/liste_{self.genre}.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the published pages of this list that the address asks for."""
        contexte: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**contexte, **_LISTES[self.genre](self, request.GET)}


def _facettes(recu: QueryDict) -> list[dict[str, Any]]:
    """The filters of the resources: name in the address, label, choices, what is asked."""
    definies: Iterable[tuple[str, str, list[tuple[str, str]]]] = (
        ("type", "Famille", list(RessourcePage.Type.choices)),
        ("format", "Format", list(RessourcePage.Format.choices)),
        ("pilier", "Pilier", list(Pilier.choices)),
        ("public", "Pour qui", list(Public.choices)),
        ("acces", "Accès", list(RessourcePage.Acces.choices)),
    )
    return [
        {
            "nom": nom,
            "libelle": libelle,
            "choix": choix,
            "demande": recu.get(nom, "") if recu.get(nom, "") in dict(choix) else "",
        }
        for nom, libelle, choix in definies
    ]


def _ressources(page: IndexPage, recu: QueryDict) -> dict[str, Any]:
    """Filter by facets; what a facet does not know is ignored."""
    facettes = _facettes(recu)
    demandes = {facette["nom"]: facette["demande"] for facette in facettes if facette["demande"]}
    ressources = RessourcePage.objects.child_of(page).live().defer_streamfields().order_by("title")
    for nom, champ in (("pilier", "piliers"), ("public", "publics")):
        if nom in demandes:
            ressources = ressources.filter(**{f"{champ}__contains": [demandes.pop(nom)]})
    ressources = ressources.filter(**demandes)
    return {"facettes": facettes, **_paginer(ressources, recu)}


def _actualites(page: IndexPage, recu: QueryDict) -> dict[str, Any]:
    return _paginer(
        ActualitePage.objects.child_of(page).live().defer_streamfields().order_by("-date", "title"), recu
    )


def _kits(page: IndexPage, recu: QueryDict) -> dict[str, Any]:
    return _paginer(KitPage.objects.child_of(page).live().order_by("title"), recu)


def _paginer(pages: Any, recu: QueryDict) -> dict[str, Any]:
    """Cut into pages; a number that does not exist gives the nearest one. `reste` keeps the filters."""
    reste = recu.copy()
    reste.pop("page", None)
    feuille = Paginator(pages, PAR_PAGE).get_page(recu.get("page"))
    return {"feuille": feuille, "reste": reste.urlencode()}


_LISTES: dict[str, Callable[[IndexPage, QueryDict], dict[str, Any]]] = {
    IndexPage.Genre.RESSOURCES: _ressources,
    IndexPage.Genre.ACTUALITES: _actualites,
    IndexPage.Genre.KITS: _kits,
}
