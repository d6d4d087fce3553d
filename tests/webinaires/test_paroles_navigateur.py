"""From a word to its minute, in a real browser; nothing of another site is asked for before the click."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.parcours_navigateur.gestes import tenir
from tests.webinaires.fabrique import intervenant, organisation, voix, webinaire
from tests.webinaires.sous_titres import fichier
from webinaires.models import WebinairePage
from webinaires.paroles import verser_transcription

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
RECHERCHE = "/webinaires/paroles/"


@pytest.fixture
def rencontre() -> WebinairePage:
    qui = voix(intervenant(), organisation(nom="Le Cent Sept"), "Directrice")
    page = webinaire("rencontre", qui, title="Une rencontre", replay="https://youtu.be/abcdefghijk")
    dites = [("Florence Lecluse" if n % 2 else "Ana Roux", f"Propos numéro {n}. " * 30) for n in range(14)]
    dites[9] = ("Florence Lecluse", "Un équilibre se construit à plusieurs.")
    verser_transcription(webinaire=page, octets=fichier(*dites))
    return page


@pytest.fixture
def ailleurs(page: Page, live_server) -> list[str]:
    """The addresses of other sites that the browser asks for; none is let through."""
    demandees: list[str] = []

    def retenir(route: Route) -> None:
        if route.request.url.startswith((live_server.url, "data:")):
            route.continue_()
        else:
            demandees.append(route.request.url)
            route.fulfill(body="<!doctype html><title>Ailleurs</title>", content_type="text/html")

    page.context.route("**/*", retenir)
    return demandees


def test_visitor_goes_from_a_word_to_its_minute(page, rencontre, ailleurs):
    page.goto("/recherche/?q=équilibres")
    page.get_by_role("link", name="dans ce qui a été dit").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 passage")
    expect(page.locator("mark")).to_have_text("équilibre")
    page.get_by_role("link", name="Une rencontre à 9:00").click()
    passage = page.locator(":target")
    expect(passage).to_have_text("Passage à 9:00 Un équilibre se construit à plusieurs.")
    expect(passage).to_be_in_viewport()
    page.go_back()
    page.get_by_role("link", name="Regarder à 9:00").click()
    expect(page).to_have_url(f"{page.url.split('?')[0]}?t=540#lecteur")
    assert ailleurs == []
    page.get_by_role("link", name="Regarder ici à partir de 9:00").click()
    expect(page.locator("iframe")).to_be_visible()
    assert [url.split("&")[0] for url in ailleurs] == [
        "https://www.youtube-nocookie.com/embed/abcdefghijk?start=540"
    ]
    assert page.context.cookies() == []


def test_file_is_played_at_the_minute_with_our_subtitles(page, rencontre, ailleurs):
    WebinairePage.objects.update(replay="https://films.exemple.org/r.mp4")
    with page.expect_response("**/sous-titres.vtt") as sous_titres:
        page.goto("/webinaires/rencontre/regarder/?t=540")
    assert sous_titres.value.status == 200
    assert ailleurs == ["https://films.exemple.org/r.mp4"]


def test_every_page_holds_and_is_accessible(page, rencontre, ailleurs, axe: Callable[[Page], None]):
    adresses = (
        "",
        "?q=propos",
        "?q=propos&page=2",
        "?q=licorne",
        "?q=propos&webinaire=rencontre",
        f"?q={'x' * 900}",
    )
    pages = [f"{RECHERCHE}{adresse}" for adresse in adresses]
    for adresse in (*pages, "/webinaires/rencontre/transcription/", "/webinaires/rencontre/regarder/"):
        assert page.goto(adresse).status == 200
        tenir(page)
        for couleurs, largeur in (("light", 1440), ("dark", 360)):
            page.emulate_media(color_scheme=couleurs)
            page.set_viewport_size({"width": largeur, "height": 800})
            axe(page)
