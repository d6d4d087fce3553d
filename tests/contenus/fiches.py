"""Public documents for the tests of the search, and a small site."""

from typing import Any

from contenus import index
from contenus.corpus.pages import planter
from contenus.models import ArticlePage, RubriquePage


def fiche(numero: int, titre: str, texte: str = "", **champs: Any) -> index.Fiche:
    """A document of the invented source « essais »."""
    valeurs = {"genre": "essai", "adresse": f"/essais/{numero}/", **champs}
    return index.Fiche(cle=f"essais:{numero}", titre=titre, texte=texte, **valeurs)


def noter(*fiches: index.Fiche) -> None:
    """Index these documents, and count their words."""
    index.noter(*fiches)


def agir() -> RubriquePage:
    """The door AGIR, published."""
    deja = RubriquePage.objects.filter(slug="agir").first()
    return deja or planter().add_child(instance=RubriquePage(title="Agir", slug="agir", source="Essais."))


def article(titre: str, slug: str = "essai", *, publier: bool = True, **champs: Any) -> ArticlePage:
    """A page of the door AGIR, published through its revision."""
    page: ArticlePage = agir().add_child(
        instance=ArticlePage(title=titre, slug=slug, source="Essais.", live=False, **champs)
    )
    revision = page.save_revision()
    if publier:
        revision.publish()
        page.refresh_from_db()
    return page
