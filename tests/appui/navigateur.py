"""A real Chromium on the live server, and axe to judge what it shows."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
"""Playwright's synchronous API runs an event loop in the test's thread; Django would refuse it."""

_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_DELAI_MS = 10_000


@pytest.fixture(scope="session")
def navigateur() -> Iterator[Browser]:
    """Return Debian's Chromium, launched once per session."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert executable, "Chromium manque : « python -m trajectoires.embarque preparer --essais »"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=_OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(navigateur: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Return a French visitor's tab; addresses are relative to the live server.

    A JavaScript exception or a console error (a refused inline script, say) fails the test.
    """
    erreurs: list[str] = []

    def noter(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            erreurs.append(message.text)

    contexte = navigateur.new_context(base_url=live_server.url, locale="fr-FR", timezone_id="Europe/Paris")
    contexte.set_default_timeout(_DELAI_MS)
    onglet = contexte.new_page()
    onglet.on("pageerror", lambda erreur: erreurs.append(str(erreur)))
    onglet.on("console", noter)
    yield onglet
    contexte.close()
    assert erreurs == []


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Return a function that fails with axe's own report when a page has a violation."""

    def verifier(page: Page) -> None:
        resultats = Axe().run(page)
        assert resultats.violations_count == 0, resultats.generate_report()

    return verifier
