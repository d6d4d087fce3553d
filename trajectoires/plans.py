"""What search engines are told: every public page, and where not to go."""

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap as PlanDesPages

from contenus.memoire import publique
from diagnostic.models import Referentiel
from webinaires.voix import entendues, nommes

FIXES = (
    "accueil",
    "diagnostic:accueil",
    "regards:accueil",
    "usages:parcours",
    "agenda:liste",
    "reperes:accueil",
    "abonnements:accueil",
    "paroles:chercher",
    "webinaires:intervenants",
    "webinaires:organisations",
    "webinaires:manques",
    "kits_pratiques:composer",
    "accessibilite",
    "donnees_personnelles",
    "mentions_legales",
)
FERMES = (
    *("/compte/", "/espace/", "/redaction/", "/recherche/", "/kits/"),
    *("/diagnostic/*/", "/cahier/*/", "/regards/*/", "/reperes/*/"),
)
"""Secret addresses and endless lists; what is secret also says so in its own headers."""


class PlanDesVues(Sitemap[str]):
    """The pages that are not Wagtail's: home, diagnostic, agenda, each published grid, who spoke."""

    def items(self) -> list[str]:
        """Return addresses."""
        grilles = Referentiel.objects.order_by("version").values_list("version", flat=True)
        personnes = [qui.get_absolute_url() for qui in nommes().only("cle")]
        structures = [structure.get_absolute_url() for structure in entendues().only("cle")]
        return [
            *map(reverse, FIXES),
            *(reverse("diagnostic:grille", args=[version]) for version in grilles),
            *personnes,
            *structures,
        ]

    def location(self, item: str) -> str:
        """An item is its own address."""
        return item


class PlanDuPortail(PlanDesPages):
    """Published pages, the root aside: `/` is a view."""

    def items(self) -> QuerySet[Any]:
        """Return live public pages."""
        pages: QuerySet[Any] = super().items()
        return pages.filter(depth__gt=2)


PLANS = {"pages": PlanDuPortail, "vues": PlanDesVues}


@require_safe
@publique
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots where the plan is, and which doors are closed."""
    lignes = ["User-agent: *", *(f"Disallow: {chemin}" for chemin in FERMES)]
    plan = request.build_absolute_uri(reverse("plan"))
    return HttpResponse(
        "\n".join([*lignes, f"Sitemap: {plan}", ""]), content_type="text/plain; charset=utf-8"
    )
