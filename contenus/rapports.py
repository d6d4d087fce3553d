"""What staff find in « Rapports »: pages to read again, dead links, silent videos, vain searches."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Max, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html_join, strip_tags
from django.utils.safestring import SafeString
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page, get_page_models
from wagtail.permissions import page_permission_policy

from contenus.liens import pages_publiees
from contenus.models import LienVerifie, Nomenclature, RechercheVaine
from contenus.models.pages import PageDuPortail

DROITS = ("add", "change", "publish")


def adresse_de_correction(page: Page) -> str:
    """Where a page is edited."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def liens_vers(pages: Iterable[Page]) -> SafeString:
    """The pages, as links to their editor."""
    return format_html_join(
        ", ",
        '<a href="{}">{}</a>',
        ((adresse_de_correction(page), page.get_admin_display_title()) for page in pages),
    )


def listes_en_liens(listes: Iterable[Nomenclature]) -> SafeString:
    """The lists, as links to their rows; the direction alone may change them there."""
    return format_html_join(
        ", ",
        '<a href="{}">{}</a>',
        ((reverse("wagtailsnippets_contenus_nomenclature:inspect", args=[x.pk]), x.titre) for x in listes),
    )


class Rapport(ReportView):
    """A report for whoever may write, change or publish pages."""

    nom: ClassVar[str]
    rien: ClassVar[str]
    permission_policy = page_permission_policy
    any_permission_required: ClassVar = DROITS
    is_searchable = False

    @property
    def index_url_name(self) -> str:
        """The address of the report."""
        return f"rapport_{self.nom}"

    @property
    def index_results_url_name(self) -> str:
        """The address of its rows alone."""
        return f"rapport_{self.nom}_lignes"

    @property
    def no_results_message(self) -> str:
        """What is said when there is nothing to do."""
        return self.rien

    def get_filename(self) -> str:
        """The exported file's name, dated."""
        return f"{self.nom}-{timezone.localdate():%Y-%m-%d}"


class PagesARelire(Rapport):
    """Published pages whose review date is past, the latest behind first."""

    nom = "pages_a_relire"
    page_title = "Pages à relire"
    header_icon = "history"
    rien = "Aucune page publiée n’a dépassé sa date de relecture."
    model = Page
    columns: ClassVar = [
        TitleColumn("title", label="Page", accessor="get_admin_display_title", get_url=adresse_de_correction),
        Column("relire_le", label="À relire avant le"),
        Column("genre", label="Genre", accessor="page_type_display_name"),
        DateColumn("last_published_at", label="Publiée"),
    ]
    list_export: ClassVar = ["title", "relire_le", "page_type_display_name", "last_published_at"]
    export_headings: ClassVar = {
        "title": "Page",
        "relire_le": "À relire avant le",
        "last_published_at": "Publiée",
    }

    def get_queryset(self) -> Any:
        """One query over every kind of page."""
        genres = [m for m in get_page_models() if issubclass(m, PageDuPortail)]
        dates = [f"{genre._meta.model_name}__relire_le" for genre in genres]
        pages = Page.objects.live().annotate(relire_le=Coalesce(*dates))
        return (
            pages.filter(relire_le__lt=timezone.localdate())
            .select_related("content_type")
            .order_by("relire_le")
        )


class LiensMorts(Rapport):
    """Addresses that are gone or silent, with the pages and the lists where they are written."""

    nom = "liens_morts"
    page_title = "Liens morts"
    header_icon = "link"
    rien = "Aucun lien mort à la dernière vérification."
    model = LienVerifie
    columns: ClassVar = [
        TitleColumn("adresse", label="Adresse", get_url=lambda lien: lien.adresse),
        Column("etat", label="État", accessor="get_etat_display"),
        Column("constat", label="Ce qui a été répondu"),
        DateColumn("verifie_le", label="Vérifié"),
        Column("pages", label="Pages", accessor=lambda lien: liens_vers(lien.pages.all())),
        Column("listes", label="Listes", accessor=lambda lien: listes_en_liens(lien.listes.all())),
    ]
    list_export: ClassVar = ["adresse", "get_etat_display", "constat", "verifie_le", "ecrit_dans"]
    export_headings: ClassVar = {
        "get_etat_display": "État",
        "verifie_le": "Vérifié",
        "ecrit_dans": "Où il est écrit",
    }

    def get_queryset(self) -> QuerySet[LienVerifie]:
        """The pages come along in one more query, the lists in another."""
        return LienVerifie.objects.a_reprendre().pour_liste()


class MediasSansTranscription(Rapport):
    """Published pages that show a video without its words."""

    nom = "medias_sans_transcription"
    page_title = "Médias sans transcription"
    header_icon = "media"
    rien = "Toutes les vidéos publiées ont leur transcription."
    model = Page
    columns: ClassVar = [
        TitleColumn("title", label="Page", accessor="get_admin_display_title", get_url=adresse_de_correction),
        Column("videos", label="Vidéos", accessor=lambda page: videos_en_liens(page.videos)),
    ]
    list_export: ClassVar = ["title", "videos_dites"]
    export_headings: ClassVar = {"title": "Page", "videos_dites": "Vidéos"}

    def get_queryset(self) -> Any:
        """Read the published bodies: one query for each kind of page."""
        self.videos = {page.pk: muettes for page in pages_publiees() if (muettes := videos_muettes(page))}
        return Page.objects.filter(pk__in=self.videos).order_by("title")

    def decorate_paginated_queryset(self, object_list: Iterable[Page]) -> list[Page]:
        """Say which videos."""
        pages = list(object_list)
        for page in pages:
            page.videos = self.videos[page.pk]
            page.videos_dites = [f"{titre} ({adresse})" for titre, adresse in page.videos]
        return pages


def videos_muettes(page: PageDuPortail) -> list[tuple[str, str]]:
    """Title and address of the videos of a page that come without a transcript."""
    videos = (bloc.value for bloc in page.corps if bloc.block_type == "video")
    return [
        (video["titre"], video["adresse"])
        for video in videos
        if not (video["transcription"] and strip_tags(video["transcription"].source).strip())
    ]


def videos_en_liens(videos: Iterable[tuple[str, str]]) -> SafeString:
    """The videos, as links."""
    return format_html_join(", ", '<a href="{1}">{0}</a>', videos)


class RecherchesVaines(Rapport):
    """What visitors searched for and did not find, the most wanted first."""

    nom = "recherches_vaines"
    page_title = "Recherches sans réponse"
    header_icon = "search"
    rien = "Toutes les recherches ont trouvé quelque chose."
    model = RechercheVaine
    columns: ClassVar = [
        Column("terme", label="Recherche"),
        NumberColumn("fois", label="Fois"),
        Column("dernier_jour", label="Dernière fois"),
    ]
    list_export: ClassVar = ["terme", "fois", "dernier_jour"]

    def get_queryset(self) -> Any:
        """One row a term."""
        termes = RechercheVaine.objects.values("terme").annotate(fois=Sum("nombre"), dernier_jour=Max("jour"))
        return termes.order_by("-fois", "terme")


RAPPORTS: tuple[type[Rapport], ...] = (PagesARelire, LiensMorts, MediasSansTranscription, RecherchesVaines)


class LigneDeMenu(MenuItem):
    """A line of the « Rapports » menu, for those who may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whoever writes, changes or publishes."""
        return bool(page_permission_policy.user_has_any_permission(request.user, DROITS))


def lignes_de_menu() -> list[LigneDeMenu]:
    """One line a report, before Wagtail's own."""
    return [
        LigneDeMenu(
            rapport.page_title,
            reverse(f"rapport_{rapport.nom}"),
            name=rapport.nom,
            icon_name=rapport.header_icon,
            order=100 + rang,
        )
        for rang, rapport in enumerate(RAPPORTS)
    ]


def adresses() -> list[Any]:
    """Each report, and its rows alone for Wagtail's filters."""
    return [
        motif
        for rapport in RAPPORTS
        for motif in (
            path(f"rapports/{rapport.nom}/", rapport.as_view(), name=f"rapport_{rapport.nom}"),
            path(
                f"rapports/{rapport.nom}/lignes/",
                rapport.as_view(results_only=True),
                name=f"rapport_{rapport.nom}_lignes",
            ),
        )
    ]
