"""From the archive to a seat, in a real browser without JavaScript, with a real mail; axe at every stop."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.contenus.courrier import Boite, lien
from tests.parcours_navigateur.gestes import tenir
from tests.webinaires.fabrique import cycle, intervenant, jeudi, liste, organisation, voix, webinaire
from tests.webinaires.rendez_vous import etats, inscrite, rencontre
from webinaires import tasks
from webinaires.models import Rendezvous

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sans_script(navigateur: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A visitor whose browser runs no script."""
    contexte = navigateur.new_context(base_url=live_server.url, locale="fr-FR", java_script_enabled=False)
    yield contexte.new_page()
    contexte.close()


@pytest.fixture
def a_venir() -> Rendezvous:
    """An archive of three webinars, one of them to come with a single seat."""
    liste("regions", ("corse", "Corse"), ("bretagne", "Bretagne"))
    qui = voix(intervenant(), organisation(nom="Le Cent Sept", region="corse"), "Directrice")
    webinaire("passe", qui, title="Une rencontre passée", cycle=cycle(), regions=["corse"])
    webinaire("ancien", title="Une plus ancienne", debut=jeudi(2021, 3, 18))
    return rencontre(capacite=1, title="Les modèles hybrides")[1]


@pytest.mark.usefixtures("a_l_ecart")
def test_visitor_filters_registers_confirms_and_leaves(
    sans_script: Page, a_venir: Rendezvous, boite: Boite
) -> None:
    page = sans_script
    page.goto("/webinaires/")
    expect(page.get_by_role("heading", level=2).first).to_have_text("3 webinaires")
    page.get_by_text("Affiner").click()
    page.get_by_label("Région").select_option("corse")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_role("link", name="Une rencontre passée")).to_be_visible()
    expect(page.get_by_role("link", name="Une plus ancienne")).to_have_count(0)
    page.get_by_role("link", name="Tout revoir").first.click()
    page.get_by_role("link", name="Les modèles hybrides").click()
    page.get_by_label("Votre adresse").fill("claire@exemple.fr")
    page.get_by_role("button", name="M’inscrire").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez votre courrier")
    tasks.distribuer()
    page.goto(lien(boite.seul(), "/confirmer/"))
    page.get_by_role("button", name="Je confirme").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre place est réservée")
    assert etats(a_venir) == [("claire", "assise")]
    page.get_by_role("button", name="Rendre ma place").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est fait")
    assert etats(a_venir) == []


def test_pages_of_the_archive_hold_and_are_accessible(
    page: Page, a_venir: Rendezvous, axe: Callable[[Page], None]
) -> None:
    sienne = inscrite(a_venir)
    for adresse in (
        "/webinaires/",
        "/webinaires/?region=corse",
        "/webinaires/modeles-hybrides/",
        "/webinaires/passe/",
        "/webinaires/intervenants/",
        "/webinaires/intervenants/lecluse-florence/",
        "/webinaires/organisations/",
        "/webinaires/a-completer/",
        "/webinaires/temoigner/",
        f"/webinaires/inscription/{sienne.jeton}/confirmer/",
    ):
        reponse = page.goto(adresse)
        assert reponse is not None, adresse
        assert reponse.status == 200, adresse
        tenir(page)
        axe(page)
