"""What the whole jobs lean on: the real grid on the live server, as many browsers as there are people."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from diagnostic.corpus import publier
from diagnostic.grille import Grille
from tests.diagnostic.grilles import FICHIER, grille_reelle
from tests.parcours_navigateur.gestes import tenir

VUES = (("light", 1440), ("dark", 360))


@pytest.fixture
def grille(live_server: LiveServer) -> Grille:
    """The real grid, published on the live server's database."""
    publier(grille_reelle(), fichier=FICHIER.name)
    return grille_reelle()


@pytest.fixture
def personne(navigateur: Browser, live_server: LiveServer, grille: Grille) -> Iterator[Callable[..., Page]]:
    """Return a function that gives a new visitor, with a browser of their own.

    A JavaScript exception or a console error in any of their tabs fails the test.
    """
    contextes: list[BrowserContext] = []
    erreurs: list[str] = []

    def noter(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            erreurs.append(message.text)

    def arriver(**options: Any) -> Page:
        contexte = navigateur.new_context(
            base_url=live_server.url, locale="fr-FR", timezone_id="Europe/Paris", **options
        )
        contextes.append(contexte)
        contexte.set_default_timeout(10_000)
        contexte.on("console", noter)
        contexte.on("weberror", lambda erreur: erreurs.append(str(erreur.error)))
        contexte.route("**/evenements/**", lambda route: route.abort())  # the event process is not up
        return contexte.new_page()

    yield arriver
    for contexte in contextes:
        contexte.close()
    assert erreurs == []


@pytest.fixture
def examiner(axe: Callable[[Page], None]) -> Callable[[Page], None]:
    """Return a function that looks at a page wide and light, narrow and dark: axe, and no overflow."""

    def regarder(page: Page) -> None:
        tenir(page)
        for couleurs, largeur in VUES:
            page.emulate_media(color_scheme=couleurs)  # type: ignore[arg-type]
            page.set_viewport_size({"width": largeur, "height": 800})
            axe(page)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 800})

    return regarder
