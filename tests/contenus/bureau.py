"""A small office for the tests: a site of three pages, one person a role, and the gestures of the editor."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield
from wagtail.users.models import UserProfile

from comptes.models import Utilisateur
from contenus.circuit import DIRECTION, REDACTION, RELECTURE, Role, installer
from contenus.models import AccueilPage, ArticlePage, ImageDuPortail, RubriquePage
from tests.appui.connexion import entrer, inscrire

MOT_DE_PASSE = "un-mot-de-passe-assez-long"
UNE_IMAGE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


@dataclass
class Bureau:
    """The home page, a door, and who works there."""

    accueil: AccueilPage
    rubrique: RubriquePage
    claire: Utilisateur
    """Writes."""
    denis: Utilisateur
    """Reviews."""
    maud: Utilisateur
    """Directs."""


def ouvrir() -> Bureau:
    """Build the site, install the roles, hire one person for each."""
    racine = Page.get_first_root_node()
    accueil = racine.add_child(instance=AccueilPage(title="Accueil", slug="accueil-portail"))
    Site.objects.update(root_page=accueil)
    rubrique = accueil.add_child(instance=RubriquePage(title="Comprendre", slug="comprendre", source="Nous"))
    installer()
    personnes = [embaucher(role, prenom) for role, prenom in _EQUIPE]
    return Bureau(accueil, rubrique, *personnes)


_EQUIPE = ((REDACTION, "claire"), (RELECTURE, "denis"), (DIRECTION, "maud"))


def embaucher(role: Role | None, prenom: str, **champs: Any) -> Utilisateur:
    """Create a person, in the group of a role."""
    personne = inscrire(f"{prenom}@exemple.fr", MOT_DE_PASSE, first_name=prenom.capitalize(), **champs)
    UserProfile.get_for_user(personne)  # Wagtail writes it on the first page it shows
    if role is not None:
        personne.groups.add(Group.objects.get(name=role.nom))
    return personne


def poste(personne: Utilisateur) -> Client:
    """A browser in which this person is signed in, second factor proven."""
    return entrer(Client(), personne)


def article(bureau: Bureau, slug: str = "trois-piliers", *, auteur: Any = None, **champs: Any) -> ArticlePage:
    """A draft, complete, as its author would have left it."""
    valeurs = {"title": slug.capitalize(), "resume": "Un résumé.", "source": "Le RAMEAU, 2023", **champs}
    page = bureau.rubrique.add_child(instance=ArticlePage(slug=slug, live=False, owner=auteur, **valeurs))
    page.save_revision(user=auteur)
    return ArticlePage.objects.get(pk=page.pk)


def en_ligne(bureau: Bureau, slug: str = "trois-piliers", **champs: Any) -> ArticlePage:
    """A published page, with its revision."""
    page = article(bureau, slug, **champs)
    page.get_latest_revision().publish()
    return ArticlePage.objects.get(pk=page.pk)


def formulaire(page: ArticlePage | None = None, **champs: Any) -> dict[str, str]:
    """What the editor's form sends; `corps` is a list of (type, value)."""
    valeurs: dict[str, Any] = {
        "title": page.title if page else "Trois piliers",
        "slug": page.slug if page else "trois-piliers",
        "resume": "Un résumé.",
        "source": "Le RAMEAU, 2023",
        "statut": "source",
        "duree": "",
        "relire_le": "",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
        **champs,
    }
    valeurs["corps"] = streamfield(valeurs.get("corps", []))
    return nested_form_data(valeurs)


def modifier(client: Client, page: ArticlePage, **champs: Any) -> Any:
    """Send the editor's form of a page that exists."""
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), formulaire(page, **champs))


def creer(client: Client, bureau: Bureau, **champs: Any) -> Any:
    """Send the form of a new page."""
    adresse = reverse("wagtailadmin_pages:add", args=["contenus", "articlepage", bureau.rubrique.pk])
    return client.post(adresse, formulaire(**champs))


def soumettre(bureau: Bureau, page: ArticlePage, qui: Utilisateur | None = None) -> ArticlePage:
    """Start the workflow on the latest revision."""
    page = ArticlePage.objects.get(pk=page.pk)
    page.get_workflow().start(page, qui or bureau.claire)
    return page


def decider(client: Client, page: ArticlePage, action: str = "approve", **champs: Any) -> Any:
    """Approve or send back, from the list of what waits."""
    etat = page.current_workflow_state.current_task_state
    adresse = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, etat.pk])
    return client.post(adresse, {"comment": "", **champs})


def comme_en_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wagtail's templates lean on undefined variables being empty, filters included."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


def relire(page: ArticlePage) -> ArticlePage:
    """The row as it is now."""
    return ArticlePage.objects.get(pk=page.pk)


def bientot(**duree: float) -> str:
    """A moment from now, as the form writes it."""
    return f"{timezone.localtime() + timedelta(**duree):%Y-%m-%d %H:%M}"


def paragraphe(html: str) -> tuple[str, str]:
    """A text block, as the rich text editor sends it."""
    return ("texte", rich_text(html, features=["bold", "italic", "link", "ol", "ul"]))


def image(**champs: Any) -> ImageDuPortail:
    """An image of the library."""
    fichier = SimpleUploadedFile("maison.png", UNE_IMAGE, "image/png")
    valeurs = {"title": "Maison", "description": "Une maison à trois piliers", **champs}
    return ImageDuPortail.objects.create(file=fichier, **valeurs)
