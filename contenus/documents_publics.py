"""The pages of the portal as the search knows them, followed at each publication."""

from collections.abc import Iterator
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from contenus import index
from contenus.models import ActualitePage, ArticlePage, IndexPage, KitPage, RessourcePage, RubriquePage
from contenus.models.pages import PageDuPortail
from contenus.textes import texte_du_corps

SOURCE = "pages"
_GENRES: dict[type[Page], str] = {
    RubriquePage: "page",
    ArticlePage: "page",
    IndexPage: "page",
    RessourcePage: "ressource",
    ActualitePage: "actualite",
    KitPage: "kit",
}
_LIBELLES = {"page": "Pages", "ressource": "Ressources", "actualite": "Actualités", "kit": "Kits pratiques"}


def fiches() -> Iterator[index.Fiche]:
    """Yield every page that anyone may read, now."""
    return _fiches_de(Page.objects.all())


def _fiches_de(pages: Any) -> Iterator[index.Fiche]:
    """Drafts, private pages and pages outside of any site are left out."""
    for page in pages.live().public().type(tuple(_GENRES)).order_by("pk").specific().iterator():
        if adresse := page.get_url():
            yield _fiche(page, adresse)


def _fiche(page: Page, adresse: str) -> index.Fiche:
    editoriale = isinstance(page, PageDuPortail)
    return index.Fiche(
        cle=_cle(page.pk),
        genre=_GENRES[type(page)],
        titre=page.title,
        adresse=adresse,
        resume=page.resume if editoriale else page.introduction,
        texte="\n".join(filter(None, (texte_du_corps(page), *_mentions(page)))),
        rubrique=_rubrique(page),
        piliers=tuple(page.piliers) if editoriale else (),
        publics=tuple(page.publics) if editoriale else (),
        page_id=page.pk,
    )


def _cle(page_id: int) -> str:
    return f"{SOURCE}:{page_id}"


def _rubrique(page: Page) -> str:
    """The door a page is behind: its own, its parent's, or the one it is filed under."""
    match page:
        case RubriquePage():
            return str(page.slug)
        case ArticlePage():
            return str(page.url_path.strip("/").split("/")[-2])
        case RessourcePage():
            return page.rubrique
        case ActualitePage():
            return "s-informer"
    return ""


def _mentions(page: Page) -> tuple[str, ...]:
    """What the page shows beside its body: people search by author and by year too."""
    source = page.source if isinstance(page, PageDuPortail) else ""
    if isinstance(page, RessourcePage):
        famille = f"{page.get_type_display()}, {page.get_format_display()}"
        return page.auteur, page.annee, famille, source
    return (source,)


def _suivre(pages: Any) -> None:
    """Index these pages as the database has them, or take them away."""
    cles = [_cle(pk) for pk in pages.values_list("pk", flat=True)]
    index.actualiser(cles, lambda: _fiches_de(pages))


@receiver([page_published, page_unpublished], dispatch_uid="recherche_page")
def suivre_page(instance: Page, **_: Any) -> None:
    """Follow a publication or its end, at once."""
    _suivre(Page.objects.filter(pk=instance.pk))


@receiver([page_slug_changed, post_page_move], dispatch_uid="recherche_branche")
def suivre_branche(instance: Page, **_: Any) -> None:
    """Follow a page whose address changed, and those below it."""
    _suivre(Page.objects.descendant_of(instance, inclusive=True))


@receiver([post_save, post_delete], sender=PageViewRestriction, dispatch_uid="recherche_acces")
def suivre_acces(instance: PageViewRestriction, **_: Any) -> None:
    """A page made private leaves the results with all that is below it; made public, it comes back."""
    _suivre(Page.objects.descendant_of(instance.page, inclusive=True))


index.declarer(SOURCE, genres=_LIBELLES, fournir=fiches)
