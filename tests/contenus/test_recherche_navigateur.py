"""The search page in a real browser: typed, narrowed, shared; wide and light, narrow and dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contenus import mots
from tests.contenus.fiches import article, fiche, noter
from tests.parcours_navigateur.gestes import tenir

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def examiner(axe: Callable[[Page], None]) -> Callable[[Page], None]:
    """Look at a page wide and light, narrow and dark: axe, and no overflow."""

    def regarder(page: Page) -> None:
        tenir(page)
        for couleurs, largeur in (("light", 1440), ("dark", 360)):
            page.emulate_media(color_scheme=couleurs)
            page.set_viewport_size({"width": largeur, "height": 800})
            axe(page)

    return regarder


@pytest.fixture
def fonds() -> None:
    article(
        "Les alliances qui durent", piliers=["alliances"], publics=["equipe"], resume="Choisir, ensemble."
    )
    noter(
        *(
            fiche(n, f"Alliance {n} " + "anticonstitutionnellement" * 5, "Une alliance se mesure. " * 20)
            for n in range(24)
        ),
        fiche(99, "Le bénévolat", piliers=("humain",), publics=("gouvernance",)),
    )
    mots.rafraichir()


def test_every_state_of_the_page_holds_and_is_accessible(page, fonds, examiner):
    for adresse in ("", "?q=alliance", "?q=alliance&page=2", "?q=benevlat", "?q=licorne", f"?q={'x' * 900}"):
        assert page.goto(f"/recherche/{adresse}").status == 200
        examiner(page)


def test_visitor_searches_narrows_and_shares_the_address(page, fonds):
    page.goto("/recherche/")
    page.get_by_label("Chercher dans tout le portail").fill("alliances")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("25 réponses")
    affiner = page.get_by_role("navigation", name="Affiner")
    affiner.get_by_text("Affiner").click()
    affiner.get_by_role("link", name="Équipe").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 réponse")
    adresse = page.url
    page.goto(adresse)
    expect(page.get_by_role("main").locator("mark").first).to_have_text("alliances")
    page.get_by_role("link", name="Enlever tous les filtres").click()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Page 3").click()
    expect(page.get_by_role("heading", name="page 3 sur 3")).to_be_visible()
    assert page.context.cookies() == []
