"""One association looks at its figures beside others', lets them count, then takes that back."""

import pytest
from playwright.sync_api import Page, expect

from reperes.models import Depot
from reperes.seuil import Profil
from tests.parcours_navigateur.conftest import VUES
from tests.parcours_navigateur.gestes import tenir
from tests.reperes.factories import parus, repondu

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def examiner(page: Page, axe):
    """Return a function that holds the page in every width, then asks axe: wide light, narrow dark."""

    def regarder() -> None:
        tenir(page)
        for couleurs, largeur in VUES:
            page.emulate_media(color_scheme=couleurs)
            page.set_viewport_size({"width": largeur, "height": 800})
            axe(page)

    return regarder


def test_visitor_reads_contributes_and_withdraws(page: Page, listes: None, referentiel, examiner) -> None:
    sien = repondu(nom="L’Échappée")
    parus(20, profil=Profil("a1"), tranche=6)
    page.goto("/reperes/")
    page.get_by_label("Type d’acteur").select_option("a1")
    page.get_by_label("Région").select_option("r1")
    page.get_by_role("button", name="Montrer ces groupes").click()
    expect(page.get_by_text("il n’est donc pas montré")).to_be_visible()
    page.get_by_text("Voir le calcul").first.click()
    expect(page.get_by_role("table").first).to_contain_text("de 1,5 à moins de 1,75")
    examiner()
    page.get_by_label("Votre code de reprise").fill(sien.code)
    page.get_by_role("button", name="Me situer").click()
    expect(page.get_by_text("vous : 2,0").first).to_be_visible()
    page.get_by_text("Ce qui est gardé").click()
    examiner()
    page.get_by_label("Région (facultatif)").select_option("r2")
    page.get_by_label("J’accepte").check()
    page.get_by_role("button", name="Partager mes quatre chiffres").click()
    expect(page.get_by_text("C’est noté, et merci")).to_be_visible()
    assert Depot.objects.get().profil == Profil(region="r2")
    examiner()
    page.get_by_role("button", name="Ne plus partager").click()
    expect(page.get_by_text("plus rien ne relie ce diagnostic")).to_be_visible()
    assert not Depot.objects.exists()
