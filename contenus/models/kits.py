"""A practical kit: pages and files that staff put together; the PDF is drawn from what is published."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from contenus.champs import CorpsField
from contenus.models.pages import PageDuPortail


class Composition(blocks.StreamBlock):
    """What a kit is made of, in order. A page that is no longer published is left out of the PDF."""

    page = blocks.PageChooserBlock(
        label="Page du portail",
        page_type=("contenus.ArticlePage", "contenus.RessourcePage", "contenus.ActualitePage"),
    )
    fichier = DocumentChooserBlock(label="Fichier")


def pages_ouvertes() -> PageQuerySet:
    """Return the pages that any visitor may read: published, and under no restriction.

    Wagtail's own `public()` says the same in two queries; this is one, wherever it is used.
    """
    restrictions = PageViewRestriction.objects.alias(
        chemin=ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
    )
    return Page.objects.live().filter(~Exists(restrictions.filter(chemin__startswith=F("page__path"))))


def pages_visibles(pages: Iterable[int]) -> list[PageDuPortail]:
    """Return the pages of these primary keys that any visitor may read, in the order given."""
    rangs = {pk: rang for rang, pk in reversed(list(enumerate(pages)))}
    visibles = pages_ouvertes().filter(pk__in=rangs).specific()
    return sorted(
        (page for page in visibles if isinstance(page, PageDuPortail)), key=lambda page: rangs[page.pk]
    )


class KitQuerySet(PageQuerySet):
    """Kits."""

    def publics(self) -> "KitQuerySet":
        """Those that any visitor may open."""
        publics: KitQuerySet = self.filter(page_ptr__in=pages_ouvertes())
        return publics

    def avec_la_page(self, page_id: int) -> "KitQuerySet":
        """Those that hold a page, in their published composition."""
        tenants: KitQuerySet = self.filter(composition__contains=[{"type": "page", "value": page_id}])
        return tenants


class KitPage(PageDuPortail):
    """A kit to download, cover and contents included."""

    composition = CorpsField(Composition(), blank=True, verbose_name="composition")

    objects = PageManager.from_queryset(KitQuerySet)()

    template = "contenus/kit.html"
    genre_public: ClassVar[str] = "kit"
    parent_page_types: ClassVar = ["contenus.IndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [*PageDuPortail.content_panels, FieldPanel("composition")]

    class Meta:
        verbose_name = "kit pratique"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the kit holds that may be read; the preview shows the same."""
        contexte = super().get_context(request, *args, **kwargs)
        return {**contexte, "pieces": self.pieces(), "fichiers": self.fichiers()}

    def pieces(self) -> list[Page]:
        """The pages of the kit as its own page shows them, in its order, each with its `resume_dit`."""
        rangs = self._rangs("page")
        resumes = Coalesce(
            *(f"{modele}__resume" for modele in ("articlepage", "ressourcepage", "actualitepage"))
        )
        pages = pages_ouvertes().filter(pk__in=rangs).annotate(resume_dit=resumes)
        return sorted(pages, key=lambda page: rangs[page.pk]) if rangs else []

    def pages_publiees(self) -> list[PageDuPortail]:
        """The pages of the kit that may be read, whole, in its order."""
        return pages_visibles(self._rangs("page"))

    def fichiers(self) -> list[Any]:
        """The files of the kit, in its order; one that was deleted is left out."""
        rangs = self._rangs("fichier")
        fichiers = get_document_model().objects.filter(pk__in=rangs) if rangs else []
        return sorted(fichiers, key=lambda fichier: rangs[fichier.pk])

    def _rangs(self, genre: str) -> dict[int, int]:
        """The place of each primary key of one kind, the first time it comes."""
        valeurs = (bloc["value"] for bloc in self.composition.raw_data if bloc["type"] == genre)
        return {cle: rang for rang, cle in enumerate(dict.fromkeys(valeurs)) if cle}
