"""The pages of the portal as the search knows them, followed at each publication."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from contenus import index
from contenus.models import IndexPage
from contenus.models.pages import PageDuPortail
from contenus.textes import texte_du_corps

SOURCE = "pages"
_LIBELLES = {"page": "Pages", "ressource": "Ressources", "actualite": "Actualités", "kit": "Kits pratiques"}


def fiches() -> Iterator[index.Fiche]:
    """Yield every page that anyone may read, now."""
    return _fiches_de(Page.objects.all())


def _fiches_de(pages: Any) -> Iterator[index.Fiche]:
    """Drafts, private pages and pages outside of any site are left out."""
    for page in pages.live().public().type(_modeles()).order_by("pk").specific().iterator():
        if adresse := page.get_url():
            yield _fiche(page, adresse)


def _fiche(page: Page, adresse: str) -> index.Fiche:
    editoriale = isinstance(page, PageDuPortail)
    return index.Fiche(
        cle=_cle(page.pk),
        genre=page.genre_public if editoriale else "page",
        titre=page.title,
        adresse=adresse,
        resume=page.resume if editoriale else page.introduction,
        texte="\n".join(filter(None, (texte_du_corps(page), *(page.mentions() if editoriale else ())))),
        rubrique=page.porte() if editoriale else "",
        piliers=tuple(page.piliers) if editoriale else (),
        publics=tuple(page.publics) if editoriale else (),
        page_id=page.pk,
    )


def _cle(page_id: int) -> str:
    return f"{SOURCE}:{page_id}"


@cache
def _modeles() -> tuple[type[Page], ...]:
    """Every kind of page that visitors read, whatever app it comes from."""
    return IndexPage, *(modele for modele in apps.get_models() if issubclass(modele, PageDuPortail))


def suivre(pages: Any) -> None:
    """Index these pages as the database has them, or take them away."""
    cles = [_cle(pk) for pk in pages.values_list("pk", flat=True)]
    index.actualiser(cles, lambda: _fiches_de(pages))


@receiver([page_published, page_unpublished], dispatch_uid="recherche_page")
def suivre_page(instance: Page, **_: Any) -> None:
    """Follow a publication or its end, at once."""
    suivre(Page.objects.filter(pk=instance.pk))


@receiver([page_slug_changed, post_page_move], dispatch_uid="recherche_branche")
def suivre_branche(instance: Page, **_: Any) -> None:
    """Follow a page whose address changed, and those below it."""
    suivre(Page.objects.descendant_of(instance, inclusive=True))


@receiver([post_save, post_delete], sender=PageViewRestriction, dispatch_uid="recherche_acces")
def suivre_acces(instance: PageViewRestriction, **_: Any) -> None:
    """A page made private leaves the results with all that is below it; made public, it comes back."""
    suivre(Page.objects.descendant_of(instance.page, inclusive=True))


index.declarer(SOURCE, genres=_LIBELLES, fournir=fiches)
