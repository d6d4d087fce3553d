"""A real Chromium and its virtual authenticator: add a passkey, leave, come back with it alone."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from comptes.models import Utilisateur
from tests.appui.connexion import inscrire

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
VUES = ((360, "light"), (1440, "dark"))


@pytest.fixture
def responsable() -> Utilisateur:
    return inscrire("maud@exemple.fr", is_staff=True, is_superuser=True)


def appareil(page: Page) -> None:
    """A telephone that recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def code_recu() -> str:
    return re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mail.outbox[-1].body, re.MULTILINE)[0]


def regarder(page: Page, axe: Callable[[Page], None]) -> None:
    """Narrow in the light, wide in the dark: nothing overflows, axe has nothing to say."""
    for largeur, teinte in VUES:
        page.set_viewport_size({"width": largeur, "height": 900})
        page.emulate_media(color_scheme=teinte)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def test_code_then_passkey(page: Page, axe, responsable: Utilisateur, grille):
    appareil(page)
    page.goto("/compte/login/?next=/compte/deuxieme-verification/")
    regarder(page, axe)
    page.get_by_label("Adresse électronique").fill(responsable.email)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Code reçu").fill(code_recu())
    page.get_by_role("button", name="Continuer").click()

    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    page.get_by_label("Son nom").fill("Mon téléphone")
    regarder(page, axe)
    page.get_by_role("button", name="Ajouter une clé d’accès").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos codes de secours")
    assert mail.outbox[-1].subject == "Une clé d’accès ouvre votre compte"

    page.goto("/compte/")
    regarder(page, axe)
    page.get_by_role("button", name="Sortir").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("À bientôt")
    page.goto("/redaction/login/?next=/compte/2fa/webauthn/")
    page.get_by_role("button", name="Entrer avec une clé d’accès").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes clés d’accès")
    expect(page.locator("main")).to_contain_text("Mon téléphone")
    page.goto("/redaction/")
    expect(page).to_have_url(re.compile("/redaction/$"))
