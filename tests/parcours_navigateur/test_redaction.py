"""The office from end to end: a writer, a reviewer, an hour that comes, a visitor."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Revision

from comptes.models import Utilisateur
from contenus import tasks
from contenus.models import ArticlePage
from tests.appui.connexion import code_de, donner_une_application
from tests.contenus.bureau import MOT_DE_PASSE, Bureau, comme_en_service, ouvrir

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
ADRESSE = "/comprendre/les-trois-piliers/"
WORD = (
    '<p class=MsoNormal style="margin:0"><b>Trois piliers</b><span style="color:red"> portent un toit.</span>'
    "<o:p></o:p></p>"
)


@pytest.fixture
def bureau(grille, monkeypatch, settings, tmp_path) -> Bureau:
    comme_en_service(monkeypatch)
    settings.MEDIA_ROOT = tmp_path
    return ouvrir()


def entrer(page: Page, personne: Utilisateur) -> None:
    """Sign in to the office, by everybody's door: address, password, code of the application."""
    secret = donner_une_application(personne)
    page.goto("/redaction/")
    page.get_by_label("Adresse électronique").fill(personne.email)
    page.get_by_text("J’ai choisi un mot de passe").click()
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Code").fill(code_de(secret))
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("heading", level=1).first).to_be_visible()


def coller(page: Page, html: str) -> None:
    """Paste, as from a word processor, where the cursor is."""
    page.evaluate(
        """(html) => {
          const donnees = new DataTransfer();
          donnees.setData("text/html", html);
          donnees.setData("text/plain", "Trois piliers portent un toit.");
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: donnees, bubbles: true, cancelable: true }));
        }""",
        html,
    )


def ecrire(page: Page, bureau: Bureau) -> None:
    """Write a page: title, summary, a paragraph pasted from a word processor, where it comes from."""
    page.goto(f"/redaction/pages/add/contenus/articlepage/{bureau.rubrique.pk}/")
    page.locator("#id_title").fill("Les trois piliers")
    page.locator("#id_resume").fill("Ce qui porte une association.")
    page.locator("#id_source").fill("Le RAMEAU, 2023")
    corps = page.locator("#panel-child-contenu-corps-section, [data-contentpath='corps']").first
    corps.get_by_role("button", name="Insérer un bloc").first.click()
    page.get_by_role("option", name="Texte", exact=True).click()
    page.locator(".public-DraftEditor-content").first.click()
    coller(page, WORD)
    expect(page.locator(".public-DraftEditor-content").first).to_contain_text("portent un toit")


def programmer(page: Page) -> None:
    """Ask for tomorrow."""
    page.get_by_role("button", name="Statut").click()
    page.get_by_role("button", name="Programmer", exact=True).click()
    dialogue = page.locator("#schedule-publishing-dialog")
    dialogue.locator("[name=go_live_at]").fill(f"{timezone.localtime() + timedelta(days=1):%Y-%m-%d %H:%M}")
    dialogue.get_by_role("button", name="Enregistrer la programmation").press("Enter")
    expect(page.locator(".messages .success")).to_be_visible()


def agir(page: Page, nom: str) -> None:
    """Choose an action at the foot of the editor."""
    page.get_by_role("button", name="Plus d'actions").click()
    page.get_by_role("button", name=nom, exact=True).click()
    expect(page.locator(".messages .success")).to_be_visible()


def demain() -> None:
    """Let a day go by: what was for tomorrow was for a minute ago."""
    passe = timezone.now() - timedelta(minutes=1)
    for revision in Revision.objects.filter(approved_go_live_at__isnull=False):
        revision.content["go_live_at"] = passe.isoformat()
        revision.approved_go_live_at = passe
        revision.save()


def test_du_brouillon_au_visiteur(personne, bureau, examiner):
    redactrice, relecteur, visiteur = personne(), personne(), personne()
    entrer(redactrice, bureau.claire)
    ecrire(redactrice, bureau)
    programmer(redactrice)
    agir(redactrice, "Soumettre à Quatre yeux")
    assert visiteur.goto(ADRESSE).status == 404
    examiner(visiteur)

    entrer(relecteur, bureau.denis)
    relecteur.get_by_role("link", name="Les trois piliers").first.click()
    agir(relecteur, "Approuver")
    page = ArticlePage.objects.get(slug="les-trois-piliers")
    assert (page.live, page.approved_schedule) == (False, True)
    assert visiteur.goto(ADRESSE).status == 404

    demain()
    tasks.publier_a_l_heure()
    assert visiteur.goto(ADRESSE).status == 200
    expect(visiteur.get_by_role("heading", level=1)).to_have_text("Les trois piliers")
    expect(visiteur.locator("main")).to_contain_text("Trois piliers portent un toit.")
    assert visiteur.locator("main [style], main .MsoNormal").count() == 0
    examiner(visiteur)

    visiteur.goto("/recherche/?q=pilier")
    visiteur.locator("main").get_by_role("link", name="Les trois piliers").first.click()
    visiteur.wait_for_url(f"**{ADRESSE}*")
