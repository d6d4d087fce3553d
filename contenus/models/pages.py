"""The pages that staff write. No counter and no state here: publishing rewrites every column."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet
from wagtail.search import index

from contenus.blocs import Corps
from contenus.champs import ChoixMultiples, CorpsField, Maturite, Objectif, Pilier, Porte, Public, Statut
from contenus.memoire import marquer
from contenus.models.circuit import PageEnCircuit

_PROFONDEUR_ACCUEIL = 2


class PageDuPortail(PageEnCircuit):
    """What every page carries: a summary, where it comes from, whom it serves, when to read it again."""

    resume = models.CharField("résumé", max_length=240, blank=True, help_text="Une phrase, en texte simple.")
    statut = models.CharField("statut", max_length=12, choices=Statut.choices, default=Statut.PROPOSITION)
    source = models.TextField(
        "d’où cela vient",
        blank=True,
        help_text="Titre, auteur, date\u00a0; ce qu’un visiteur peut retrouver.",
    )
    piliers = ChoixMultiples(Pilier, verbose_name="piliers")
    publics = ChoixMultiples(Public, verbose_name="pour qui", help_text="Rien de coché\u00a0: pour tous.")
    objectifs = ChoixMultiples(Objectif, verbose_name="pour quoi")
    maturites = ChoixMultiples(Maturite, verbose_name="à quel moment")
    duree = models.PositiveSmallIntegerField("durée de lecture (minutes)", null=True, blank=True)
    relire_le = models.DateField("à relire avant le", null=True, blank=True)
    corps = CorpsField(Corps(), blank=True, verbose_name="contenu")

    template = "contenus/page.html"
    lue_a_la_suite: ClassVar[bool] = False
    """Whether the page shows the ones beside it."""
    rien_n_est_ferme = False
    """Known with the page when it is served (views_pages): then nothing more is asked."""
    de_passage: ClassVar[bool] = False
    """Whether it only leads elsewhere: a usage path does not hold it."""
    genre_public: ClassVar[str] = "page"
    """The kind the search files the page under."""
    obligatoires: ClassVar[tuple[str, ...]] = ("resume", "source")
    show_in_menus_default = False
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("resume"), index.SearchField("corps")]
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("resume"),
        FieldPanel("corps"),
        MultiFieldPanel([FieldPanel("statut"), FieldPanel("source")], heading="Provenance"),
    ]
    classement: ClassVar = [
        MultiFieldPanel(
            [
                FieldPanel(nom)
                for nom in ("piliers", "publics", "objectifs", "maturites", "duree", "relire_le")
            ],
            heading="Classement",
        ),
    ]
    promote_panels: ClassVar = [*classement, *Page.promote_panels]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title or "Sans titre"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, the same to everybody."""
        reponse: HttpResponse = super().serve(request, *args, **kwargs)
        return marquer(reponse) if self.memorable() else reponse

    def memorable(self) -> bool:
        """Whether nothing but a publication changes what the page shows."""
        return True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the way back and the way on; the preview shows the same."""
        contexte: dict[str, Any] = super().get_context(request, *args, **kwargs)
        ancetres, voisines = self.alentour()
        return {**contexte, "ancetres": ancetres, "voisines": voisines}

    @property
    def publics_dits(self) -> list[str]:
        """Whom the page serves, in words; empty when it serves all."""
        return [str(Public(cle).label) for cle in self.publics] if len(self.publics) < len(Public) else []

    @property
    def piliers_dits(self) -> list[tuple[str, str]]:
        """Key and name of each pillar the page is about."""
        return [(cle, str(Pilier(cle).label)) for cle in self.piliers]

    @property
    def intertitres(self) -> list[str]:
        """The headings of the body, for the contents of a long page."""
        return [str(brut["value"]) for brut in self.corps.raw_data if brut["type"] == "titre"]

    def porte(self) -> str:
        """The key of the door the page is filed under; empty when it is none."""
        return ""

    def mentions(self) -> tuple[str, ...]:
        """What the page shows beside its body: people search by author and by year too."""
        return (self.source,)

    def alentour(self) -> tuple[list[Page], list[Page]]:
        """The published pages above this one, home aside, and those beside it, itself included.

        One query for both. Nothing is beside a page of a kind that is not read one after the other.
        """
        if not self.path:  # the preview of a page that was never saved
            return [], []
        ici = Q(path__in=self._chemins()[1:-1])
        if self.lue_a_la_suite:
            ici |= Q(path__startswith=self.path[: -self.steplen], depth=self.depth)
        trouvees = list(pour_liens(Page.objects.live().filter(ici)).order_by("path"))
        return (
            [page for page in trouvees if _PROFONDEUR_ACCUEIL < page.depth < self.depth],
            [page for page in trouvees if page.depth == self.depth],
        )

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """What closes this page or a page above it, in one query; an alias obeys the page it repeats."""
        toutes: models.QuerySet[PageViewRestriction] = PageViewRestriction.objects.all()
        if self.rien_n_est_ferme:
            return toutes.none()
        chemins = self._chemins()
        ici = Q(page__path__in=chemins, page__alias_of=None) | Q(page__aliases__path__in=chemins)
        return toutes.filter(ici).distinct()

    def _chemins(self) -> list[str]:
        """The tree paths from the root down to this page."""
        fins = range(self.steplen, len(self.path) + 1, self.steplen)
        return [self.path[:fin] for fin in fins]


def pour_liens(pages: PageQuerySet) -> PageQuerySet:
    """Pages with no more than a link to them needs."""
    return pages.only("pk", "title", "slug", "path", "depth", "url_path")


class AccueilPage(PageEnCircuit):
    """The root of the site: `/` itself is a view that shows the five doors."""

    max_count = 1
    parent_page_types: ClassVar = ["wagtailcore.Page"]

    class Meta:
        verbose_name = "accueil"


class RubriquePage(PageDuPortail):
    """One of the five doors."""

    verbe = models.CharField(
        "en une phrase", max_length=60, blank=True, help_text="«\u00a0Je veux comprendre\u00a0»"
    )
    promesse = models.CharField("promesse", max_length=120, blank=True)

    template = "contenus/rubrique.html"
    de_passage: ClassVar[bool] = True
    parent_page_types: ClassVar = ["contenus.AccueilPage"]
    subpage_types: ClassVar = ["contenus.ArticlePage"]
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("verbe"),
        FieldPanel("promesse"),
        *PageDuPortail.content_panels[1:],
    ]

    class Meta:
        verbose_name = "rubrique"

    def porte(self) -> str:
        """Itself."""
        return str(self.slug)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the pages of the door, and the resources filed under it."""
        contexte = super().get_context(request, *args, **kwargs)
        ressources = RessourcePage.objects.live().filter(rubrique=self.slug).order_by("title")
        ressources = ressources.only(
            "title", "slug", "path", "depth", "url_path", "format", "auteur", "annee"
        )
        pages = ArticlePage.objects.live().child_of(self) if self.path else ArticlePage.objects.none()
        pages = pages.defer_streamfields()
        return {**contexte, "pages": pages, "ressources": ressources, "ailleurs": self._ailleurs()}

    def _ailleurs(self) -> list[PageDuPortail]:
        """What other apps keep beside the doors and file under this one: paths, archives."""
        if not self.path:
            return []
        voisines = (
            Page.objects.live().public().sibling_of(self).type(PageDuPortail).not_exact_type(RubriquePage)
        )
        return [page for page in voisines.order_by("path").specific() if page.porte() == self.slug]


class ArticlePage(PageDuPortail):
    """A page of a door."""

    template = "contenus/page.html"
    lue_a_la_suite: ClassVar[bool] = True
    parent_page_types: ClassVar = ["contenus.RubriquePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "page"

    def porte(self) -> str:
        """The door it is a page of."""
        return str(self.url_path.strip("/").split("/")[-2])


class RessourcePage(PageDuPortail):
    """Something to read, use, follow or join; sorted by the M.E.D.O.C. families (Le RAMEAU)."""

    class Type(models.TextChoices):
        METHODE = "methode", "Méthode"
        EXEMPLE = "exemple", "Exemple"
        DONNEE = "donnee", "Donnée"
        OUTIL = "outil", "Outil"
        COMPETENCE = "competence", "Compétence"

    class Format(models.TextChoices):
        ARTICLE = "article", "Article"
        DOSSIER = "dossier", "Dossier"
        ETUDE = "etude", "Étude"
        GUIDE = "guide", "Guide"
        RAPPORT = "rapport", "Rapport"
        VIDEO = "video", "Vidéo"
        FORMATION = "formation", "Formation"
        SITE = "site", "Site"
        BASE = "base", "Base de données"
        CHARTE = "charte", "Charte"
        FICHE = "fiche", "Fiche"
        RESEAU = "reseau", "Réseau"
        EVENEMENT = "evenement", "Rencontre"
        FONDS = "fonds", "Fonds"
        LOI = "loi", "Texte officiel"

    class Acces(models.TextChoices):
        LIBRE = "libre", "Accès libre"
        INSCRIPTION = "inscription", "Sur inscription"
        PAYANT = "payant", "Payant"
        INCONNU = "inconnu", "Accès non précisé"

    type = models.CharField("famille", max_length=12, choices=Type.choices)
    format = models.CharField("format", max_length=12, choices=Format.choices)
    acces = models.CharField("accès", max_length=12, choices=Acces.choices, default=Acces.INCONNU)
    rubrique = models.SlugField("porte", max_length=30, db_index=True)
    auteur = models.CharField("de qui", max_length=200, blank=True)
    annee = models.CharField("année", max_length=20, blank=True)
    adresse = models.URLField("adresse", max_length=500, blank=True)
    duree_dite = models.CharField("durée", max_length=60, blank=True)
    licence = models.CharField("licence", max_length=120, blank=True)

    template = "contenus/ressource.html"
    genre_public: ClassVar[str] = "ressource"
    parent_page_types: ClassVar = ["contenus.IndexPage"]
    subpage_types: ClassVar[list[str]] = []
    search_fields: ClassVar = [
        *PageDuPortail.search_fields,
        index.SearchField("auteur"),
        index.FilterField("type"),
    ]
    content_panels: ClassVar = [
        *PageDuPortail.content_panels,
        MultiFieldPanel(
            [
                FieldPanel(nom)
                for nom in (
                    "type",
                    "format",
                    "acces",
                    "rubrique",
                    "auteur",
                    "annee",
                    "adresse",
                    "duree_dite",
                    "licence",
                )
            ],
            heading="La ressource",
        ),
    ]

    class Meta:
        verbose_name = "ressource"

    def porte(self) -> str:
        """The door staff filed it under."""
        return self.rubrique

    def mentions(self) -> tuple[str, ...]:
        """Its author, its year and its family, shown on its page."""
        return self.auteur, self.annee, f"{self.get_type_display()}, {self.get_format_display()}", self.source


class ActualitePage(PageDuPortail):
    """A piece of news, at the date of the fact."""

    date = models.DateField("date du fait")
    adresse = models.URLField("adresse", max_length=500, blank=True)

    template = "contenus/actualite.html"
    genre_public: ClassVar[str] = "actualite"
    parent_page_types: ClassVar = ["contenus.IndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [*PageDuPortail.content_panels, FieldPanel("date"), FieldPanel("adresse")]

    class Meta:
        verbose_name = "actualité"

    def porte(self) -> str:
        """News is how one keeps informed."""
        return Porte.S_INFORMER
