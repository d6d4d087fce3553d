"""A small site for the tests of kits and paths: two doors, the lists, and pages made of chosen blocks."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from wagtail.models import Page, Site

from contenus.models import AccueilPage, ArticlePage, IndexPage, KitPage, RessourcePage, RubriquePage

PUBLIE = datetime(2026, 3, 1, 12, tzinfo=UTC)
PROVENANCE = {"statut": "source", "source": "Le RAMEAU, rapport intermédiaire, 2024"}


@dataclass
class SiteDEssai:
    """The home page, two doors and the lists; each method adds a published page."""

    accueil: AccueilPage
    comprendre: RubriquePage
    agir: RubriquePage
    ressources: IndexPage
    kits: IndexPage

    def article(
        self, cle: str, corps: Any = (), porte: RubriquePage | None = None, **champs: Any
    ) -> ArticlePage:
        """A page of a door; `corps` is raw stream data."""
        champs = {
            "title": cle.replace("-", " ").capitalize(),
            "resume": f"Résumé de {cle}.",
            **PROVENANCE,
            **champs,
        }
        return _ajouter(porte or self.comprendre, ArticlePage(slug=cle, corps=list(corps), **champs))

    def ressource(self, cle: str, **champs: Any) -> RessourcePage:
        """A resource filed under « comprendre »."""
        classement = {"type": "outil", "format": "guide", "rubrique": "comprendre", **PROVENANCE}
        champs = {"title": cle.capitalize(), "resume": f"Résumé de {cle}.", **classement, **champs}
        return _ajouter(self.ressources, RessourcePage(slug=cle, **champs))

    def kit(self, cle: str, *composition: dict[str, Any], corps: Any = (), **champs: Any) -> KitPage:
        """A kit of the staff; `composition` is raw stream data."""
        champs = {"title": cle.capitalize(), "resume": "Pour un conseil.", **PROVENANCE, **champs}
        page = KitPage(slug=cle, composition=list(composition), corps=list(corps), **champs)
        return _ajouter(self.kits, page)


def _ajouter(parent: Page, page: Any) -> Any:
    page.first_published_at = page.last_published_at = PUBLIE
    page.live = True
    return type(page).objects.get(pk=parent.add_child(instance=page).pk)


def ouvrir_le_site() -> SiteDEssai:
    """Build the site."""
    accueil = Page.get_first_root_node().add_child(
        instance=AccueilPage(title="Accueil", slug="accueil-portail")
    )
    Site.objects.update(root_page=accueil)
    Site.clear_site_root_paths_cache()
    comprendre = accueil.add_child(instance=RubriquePage(title="Comprendre", slug="comprendre"))
    agir = accueil.add_child(instance=RubriquePage(title="Agir", slug="agir"))
    ressources = accueil.add_child(
        instance=IndexPage(title="Ressources", slug="ressources", genre="ressources")
    )
    kits = accueil.add_child(instance=IndexPage(title="Kits pratiques", slug="kits-pratiques", genre="kits"))
    return SiteDEssai(accueil, comprendre, agir, ressources, kits)


def page_dans_un_kit(page: Page) -> dict[str, Any]:
    """The block of a kit that holds a page."""
    return {"type": "page", "value": page.pk}


def retirer_du_portail(page: Page) -> None:
    """Unpublish, as staff do."""
    type(page).objects.get(pk=page.pk).unpublish()
