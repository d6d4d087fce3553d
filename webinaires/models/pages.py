"""The webinars, as staff write them. Nothing here says who registered: see rencontres."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page

from contenus.blocs import TRAITS
from contenus.champs import CorpsField, Porte
from contenus.models.pages import PageDuPortail
from contenus.textes import texte_de_html
from kits.francais import jour
from webinaires.blocs import Grilles
from webinaires.champs import Cardinal, CodesDeListe, DateDite, GenreDeLeviers
from webinaires.models.voix import Cycle, Intervenant, Organisation

CLE_MAX = 60


def nouvelle_cle() -> str:
    """Draw the key of a webinar that the corpus does not know."""
    return uuid4().hex


class ArchivePage(PageDuPortail):
    """The room of the webinars in the tree of pages; a view of ours shows the list at its address."""

    max_count = 1
    vue: ClassVar[str] = "webinaires:liste"
    de_passage: ClassVar[bool] = True
    parent_page_types: ClassVar = ["contenus.AccueilPage"]
    subpage_types: ClassVar = ["webinaires.WebinairePage"]

    class Meta:
        verbose_name = "archive des webinaires"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the list, wherever staff moved the page."""
        return redirect(self.vue)

    def porte(self) -> str:
        """Webinars are how one keeps informed."""
        return Porte.S_INFORMER


class WebinairePage(PageDuPortail):
    """A meeting: its date, its stakes (`corps`), its voices in order, what came out of the debate.

    `cle` is what registrations, calendars and transcripts know it by: no edit, move or new title
    changes it.
    """

    cle = models.SlugField("clé", max_length=CLE_MAX, unique=True, default=nouvelle_cle, editable=False)
    cycle = models.ForeignKey(
        Cycle, models.PROTECT, null=True, blank=True, related_name="webinaires", verbose_name="cycle"
    )
    numero = models.PositiveSmallIntegerField("rang dans le cycle", null=True, blank=True)
    debut = models.DateTimeField("début", db_index=True, help_text="Heure de Paris.")
    fin = models.DateTimeField("fin")
    date_dite = models.CharField(
        "comment la date est connue", max_length=10, choices=DateDite.choices, default=DateDite.SOURCE
    )
    remarque = models.CharField("remarque sur la date", max_length=400, blank=True)
    odd = CodesDeListe("odd", verbose_name="objectifs de développement durable")
    domaines = CodesDeListe("domaines-fragilites", verbose_name="domaines")
    regions = CodesDeListe("regions", verbose_name="régions")
    leviers_genre = models.CharField(
        "ce que le débat a donné", max_length=10, choices=GenreDeLeviers.choices, blank=True
    )
    grilles = CorpsField(Grilles(), blank=True, verbose_name="grilles montrées")
    replay = models.URLField("adresse du replay", max_length=500, blank=True)
    adresse = models.URLField("page d’annonce", max_length=500, blank=True)
    support = models.URLField("adresse du support", max_length=500, blank=True)
    suggestion = models.TextField(
        "notre suggestion pour une association", blank=True, help_text="Texte mis en forme (HTML simple)."
    )
    manques = models.TextField(
        "ce que les sources ne donnent pas", blank=True, help_text="Une phrase par ligne."
    )

    template = "webinaires/webinaire.html"
    genre_public: ClassVar[str] = "webinaire"
    parent_page_types: ClassVar = ["webinaires.ArchivePage"]
    subpage_types: ClassVar[list[str]] = []
    exclude_fields_in_copy: ClassVar[list[str]] = ["cle"]
    content_panels: ClassVar = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel(nom) for nom in ("cycle", "numero", "debut", "fin", "date_dite", "remarque")],
            heading="Le rendez-vous",
        ),
        FieldPanel("resume"),
        FieldPanel("corps", heading="Enjeux"),
        InlinePanel("interventions", heading="Interventions, dans l’ordre", label="Intervention"),
        FieldPanel("leviers_genre"),
        InlinePanel("leviers", heading="Leviers ou mots-clés du débat", label="Levier"),
        FieldPanel("grilles"),
        MultiFieldPanel([FieldPanel(nom) for nom in ("replay", "adresse", "support")], heading="Liens"),
        FieldPanel("suggestion"),
        FieldPanel("manques"),
        MultiFieldPanel([FieldPanel("statut"), FieldPanel("source")], heading="Provenance"),
    ]
    classement: ClassVar = [
        *PageDuPortail.classement,
        MultiFieldPanel([FieldPanel(nom) for nom in ("odd", "domaines", "regions")], heading="Facettes"),
    ]
    promote_panels: ClassVar = [*classement, *Page.promote_panels]

    class Meta:
        verbose_name = "webinaire"

    def porte(self) -> str:
        """Webinars are how one keeps informed."""
        return Porte.S_INFORMER

    def memorable(self) -> bool:
        """Not before the meeting is over: registrations and the clock change the page."""
        return self.est_passe()

    def mentions(self) -> tuple[str, ...]:
        """Who spoke and what they brought, what came out of the debate: people search by them."""
        voix = [*self.interventions.all()]
        models.prefetch_related_objects(voix, "intervenant", "organisation")
        dits = (mot for une in voix for mot in une.mots())
        leviers = (mot for levier in self.leviers.all() for mot in (levier.titre, levier.texte))
        return tuple(mot for mot in (*dits, *leviers, jour(self.debut), self.source) if mot)

    def est_passe(self, maintenant: datetime | None = None) -> bool:
        """Whether the meeting is over."""
        return self.fin <= (maintenant or timezone.now())

    @property
    def manques_dits(self) -> list[str]:
        """What the sources do not give, one sentence each."""
        return [ligne for ligne in self.manques.splitlines() if ligne.strip()]


def appeler(nom: str, fonction: str, organisation: str) -> str:
    """How a voice is called, from what is known of it."""
    return nom or fonction or organisation or "Une voix que la source ne nomme pas"


class Intervention(Orderable):
    """A voice of a webinar, at its place. The function is the one held that day."""

    page = ParentalKey(WebinairePage, on_delete=models.CASCADE, related_name="interventions")
    intervenant = models.ForeignKey(
        Intervenant, models.PROTECT, null=True, blank=True, related_name="interventions",
        verbose_name="intervenant",
    )  # fmt: skip
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="interventions",
        verbose_name="organisation",
    )  # fmt: skip
    fonction = models.CharField("fonction ce jour-là", max_length=240, blank=True)
    angle = models.CharField("angle", max_length=160, blank=True)
    cardinal = models.CharField("point cardinal", max_length=6, choices=Cardinal.choices, blank=True)
    question = models.CharField("question posée", max_length=300, blank=True)
    apport = RichTextField("ce qui a été apporté", blank=True, features=TRAITS)

    panels: ClassVar = [
        *(
            FieldPanel(nom)
            for nom in ("intervenant", "organisation", "fonction", "angle", "cardinal", "question")
        ),
        FieldPanel("apport"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "intervention"

    def __str__(self) -> str:
        return self.voix

    def mots(self) -> tuple[str, ...]:
        """What a page shows of the voice, in plain text."""
        qui = self.organisation.nom if self.organisation else ""
        return self.voix, self.fonction, qui, self.angle, self.question, texte_de_html(self.apport)

    @property
    def voix(self) -> str:
        """How the voice is called in public: the name, or the function once the person objected."""
        nom = self.intervenant.nom_complet if self.intervenant else ""
        return appeler(nom, self.fonction, self.organisation.nom if self.organisation else "")


class Levier(Orderable):
    """A lever, or a key word, that came out of the closing debate."""

    page = ParentalKey(WebinairePage, on_delete=models.CASCADE, related_name="leviers")
    titre = models.CharField("en quelques mots", max_length=200)
    texte = models.TextField("en une phrase", blank=True)

    panels: ClassVar = [FieldPanel("titre"), FieldPanel("texte")]

    class Meta(Orderable.Meta):
        verbose_name = "levier"

    def __str__(self) -> str:
        return self.titre


class Trait(models.Model):
    """A value of a facet that a published webinar has; rewritten at each publication."""

    page = models.ForeignKey(WebinairePage, models.CASCADE, related_name="traits")
    facette = models.SlugField("facette", max_length=20)
    valeur = models.SlugField("valeur", max_length=80)

    class Meta:
        verbose_name = "trait"
        verbose_name_plural = "traits"
        constraints = (models.UniqueConstraint(fields=("facette", "valeur", "page"), name="trait_unique"),)

    def __str__(self) -> str:
        return f"{self.facette} : {self.valeur}"


class VersionDesTraits(models.Model):
    """One row, whose value changes with any `Trait` and with the words of its values.

    By triggers of the database: migrations 0002 and 0003.
    """

    version = models.UUIDField("version", db_default=RandomUUID())

    class Meta:
        verbose_name = "version des traits"
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="version_des_traits_seule"),)

    def __str__(self) -> str:
        return str(self.version)
