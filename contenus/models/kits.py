"""A practical kit: pages and files that staff put together; the PDF is drawn from what is published."""

from typing import ClassVar

from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.documents.blocks import DocumentChooserBlock

from contenus.champs import CorpsField
from contenus.models.pages import PageDuPortail


class Composition(blocks.StreamBlock):
    """What a kit is made of, in order. A page that is no longer published is left out of the PDF."""

    page = blocks.PageChooserBlock(
        label="Page du portail",
        page_type=("contenus.ArticlePage", "contenus.RessourcePage", "contenus.ActualitePage"),
    )
    fichier = DocumentChooserBlock(label="Fichier")


class KitPage(PageDuPortail):
    """A kit to download, cover and contents included."""

    composition = CorpsField(Composition(), blank=True, verbose_name="composition")

    template = "contenus/kit.html"
    parent_page_types: ClassVar = ["contenus.IndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [*PageDuPortail.content_panels, FieldPanel("composition")]

    class Meta:
        verbose_name = "kit pratique"
