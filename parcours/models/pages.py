"""The paths and their steps, as staff write them. Nothing here says who walked them."""

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from contenus.champs import CorpsField, Porte
from contenus.models.pages import PageDuPortail, pour_liens
from parcours.blocs import CorpsDEtape

CLE_MAX = 60


def nouvelle_cle() -> str:
    """Draw the key of a step that the corpus does not know."""
    return uuid4().hex


class ParcoursPage(PageDuPortail):
    """A path: the twenty-minute module, the seven steps to learn, the eight steps to act."""

    class Genre(models.TextChoices):
        MODULE = "module", "Module de sensibilisation"
        APPRENTISSAGE = "apprentissage", "Parcours pédagogique"
        METHODE = "methode", "Parcours méthodologique"

    MOTS: ClassVar = {Genre.MODULE: "séquence"}
    """What one of its pages is called, when it is no « étape »."""

    genre = models.CharField("genre", max_length=14, choices=Genre.choices)

    template = "parcours/parcours.html"
    parent_page_types: ClassVar = ["contenus.AccueilPage"]
    subpage_types: ClassVar = ["parcours.EtapePage"]
    content_panels: ClassVar = [*PageDuPortail.content_panels, FieldPanel("genre")]

    class Meta:
        verbose_name = "parcours"
        verbose_name_plural = "parcours"

    def porte(self) -> str:
        """One learns, then one acts."""
        return Porte.AGIR if self.genre == self.Genre.METHODE else Porte.SE_FORMER

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the published steps, in their order."""
        etapes = self.etapes()
        en_tout = sum(etape.duree or 0 for etape in etapes)
        contexte = super().get_context(request, *args, **kwargs)
        return {**contexte, "etapes": etapes, "en_tout": en_tout, "cahier": None, "mot": mot_de(self.genre)}

    def etapes(self) -> "list[EtapePage]":
        """The published steps, in their order, without their bodies."""
        if not self.path:
            return []
        return list(EtapePage.objects.live().child_of(self).defer_streamfields().order_by("path"))


def mot_de(genre: str) -> str:
    """What a page of a path of that kind is called: « étape », or « séquence »; both are feminine."""
    return str(ParcoursPage.MOTS.get(genre, "étape"))  # type: ignore[call-overload]


class EtapePage(PageDuPortail):
    """A step. What people write there is kept under `cle`, which no edit, move or new title changes."""

    cle = models.SlugField("clé", max_length=CLE_MAX, default=nouvelle_cle, editable=False, db_index=True)
    acheve = models.CharField(
        "ce qui l’achève",
        max_length=240,
        blank=True,
        help_text="Une phrase\u00a0: «\u00a0L’étape est faite quand…\u00a0».",
    )
    reprend = models.CharField(
        "reprend la suite de",
        max_length=240,
        blank=True,
        help_text="Clés des étapes dont celle-ci est issue, quand une étape est coupée en deux.",
    )
    corps = CorpsField(CorpsDEtape(), blank=True, verbose_name="contenu")

    template = "parcours/etape.html"
    lue_a_la_suite: ClassVar[bool] = True
    obligatoires: ClassVar[tuple[str, ...]] = ("resume", "source", "acheve")
    exclude_fields_in_copy: ClassVar[list[str]] = ["cle"]
    parent_page_types: ClassVar = ["parcours.ParcoursPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("resume"),
        FieldPanel("acheve"),
        FieldPanel("corps"),
        MultiFieldPanel([FieldPanel("statut"), FieldPanel("source")], heading="Provenance"),
        FieldPanel("reprend"),
    ]

    class Meta:
        verbose_name = "étape"

    def porte(self) -> str:
        """The door of its path."""
        parcours = self.get_parent()
        return str(parcours.specific.porte()) if parcours else ""

    def mentions(self) -> tuple[str, ...]:
        """Where it comes from, and what completes it."""
        return self.source, self.acheve

    def parcours(self) -> ParcoursPage | None:
        """The path it is a step of; none when it was never saved."""
        return ParcoursPage.objects.filter(path=self.path[: -self.steplen]).first() if self.path else None

    @property
    def mot(self) -> str:
        """What a page of its path is called."""
        parcours = self.parcours()
        return mot_de(parcours.genre if parcours else "")

    def alentour(self) -> tuple[list[Page], list[Page]]:
        """Its path, with its kind as `genre`, and the steps beside it: one query, as for any page."""
        if not self.path:
            return [], []
        dessus = self.path[: -self.steplen]
        ici = models.Q(path=dessus) | models.Q(path__startswith=dessus, depth=self.depth)
        pages = pour_liens(Page.objects.live().filter(ici)).annotate(genre=models.F("parcourspage__genre"))
        trouvees = list(pages.order_by("path"))
        return [p for p in trouvees if p.depth < self.depth], [p for p in trouvees if p.depth == self.depth]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the path, the place in it, and the next step. Nobody's own words: see views."""
        contexte = super().get_context(request, *args, **kwargs)
        return {**contexte, **entourage(self, contexte["ancetres"], contexte["voisines"])}


def entourage(etape: EtapePage, ancetres: list[Page], voisines: list[Page]) -> dict[str, Any]:
    """Where a step stands: `parcours`, `mot`, `rang` (from 1; 0: in a preview), `suivante`; no cahier."""
    rang = next((rang for rang, page in enumerate(voisines, start=1) if page.pk == etape.pk), 0)
    return {
        "parcours": ancetres[-1] if ancetres else None,
        "mot": mot_de(getattr(ancetres[-1], "genre", "")) if ancetres else mot_de(""),
        "rang": rang,
        "suivante": voisines[rang] if 0 < rang < len(voisines) else None,
        "cahier": None,
        "code": "",
        "saisies": {},
    }
