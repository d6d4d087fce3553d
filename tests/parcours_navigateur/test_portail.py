"""The portal as a visitor lives it, on the whole real corpus; jobs are done with and without script."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from contenus.models import ActualitePage, ArticlePage, RessourcePage, RubriquePage
from tests.parcours_navigateur.gestes import tenir

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
TRAVAIL_MS = 60_000


@pytest.fixture(params=[True, False], ids=["avec-script", "sans-script"])
def visiteur(request, navigateur: Browser, live_server: LiveServer, portail: None) -> Iterator[Page]:
    contexte = navigateur.new_context(
        base_url=live_server.url, locale="fr-FR", java_script_enabled=request.param
    )
    contexte.set_default_timeout(15_000)
    contexte.route("**/evenements/**", lambda route: route.abort())  # the event process is not up
    yield contexte.new_page()
    contexte.close()


def test_visitor_finds_a_page_with_or_without_accents(visiteur: Page) -> None:
    visiteur.goto("/")
    visiteur.get_by_label("Un mot, une question, un sigle").fill("cooperation economique")
    visiteur.get_by_role("button", name="Chercher").click()
    expect(visiteur.get_by_role("heading", level=1)).to_contain_text("réponses")
    visiteur.locator(".resultats a").first.click()
    expect(visiteur.locator(".fil")).to_contain_text("Accueil")


def test_visitor_gets_a_path_changes_it_and_shares_its_address(visiteur: Page) -> None:
    visiteur.goto("/")
    visiteur.get_by_label("Vous êtes").select_option("gouvernance")
    visiteur.get_by_label("Vous voulez").select_option("debattre")
    visiteur.get_by_label("Aujourd’hui").select_option("decouvrir")
    visiteur.get_by_role("button", name="Voir mon parcours").click()
    etapes = visiteur.get_by_role("heading", name=re.compile(r"\d+ étapes, "))
    avant = int(re.match(r"\d+", etapes.inner_text())[0])
    visiteur.get_by_role("link", name=re.compile("^Retirer")).first.click()
    expect(visiteur.get_by_role("heading", name=re.compile(f"^{avant - 1} étape"))).to_be_visible()
    adresse = visiteur.url
    visiteur.goto("/")
    visiteur.goto(adresse)
    expect(visiteur.get_by_role("heading", name=re.compile(f"^{avant - 1} étape"))).to_be_visible()


def test_visitor_composes_a_kit_and_takes_it_away(visiteur: Page, ouvrier) -> None:
    visiteur.goto("/kits-pratiques/composer/")
    for titre in ("Les trois piliers", "La matrice des trajectoires"):
        visiteur.get_by_label(titre, exact=True).check()
    visiteur.get_by_role("button", name="Réunir ces pages").click()
    visiteur.get_by_role("button", name="Préparer le PDF").click()
    telecharger = visiteur.get_by_role("link", name=re.compile("Télécharger"))
    for _ in range(20):
        if telecharger.count():
            break
        visiteur.wait_for_timeout(1_500)
        visiteur.reload()
    with visiteur.expect_download(timeout=TRAVAIL_MS) as arrivee:
        telecharger.first.click()
    assert arrivee.value.path().read_bytes()[:5] == b"%PDF-"


def _adresses() -> list[str]:
    """The home page, each door, and the longest page of each kind."""
    longues = [
        max(modele.objects.live(), key=lambda page: len(str(page.corps.raw_data))).get_url()
        for modele in (ArticlePage, RessourcePage, ActualitePage)
    ]
    listes = ["/ressources/", "/actualites/", "/kits-pratiques/", "/agenda/", "/s-abonner/"]
    vues = ["/parcours/", "/kits-pratiques/composer/", "/recherche/?q=alliance", "/mentions-legales/"]
    return ["/", *(p.get_url() for p in RubriquePage.objects.live()), *longues, *listes, *vues]


def test_every_page_holds_narrow_and_wide_light_and_dark(
    page: Page, portail: None, axe: Callable[[Page], None]
) -> None:
    for adresse in _adresses():
        assert page.goto(adresse).status == 200, adresse
        tenir(page)
        for couleurs, largeur in (("light", 1440), ("dark", 360)):
            page.emulate_media(color_scheme=couleurs)
            page.set_viewport_size({"width": largeur, "height": 800})
            axe(page)


def test_every_article_answers_and_says_where_it_comes_from(client, portail: None) -> None:
    for article in ArticlePage.objects.live():
        texte = client.get(article.get_url()).content.decode()
        assert texte.count('class="provenance"') >= 1, article.slug
