"""A real Chromium: the network asks, the association ticks and accepts, the desk shows it."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from comptes.models import Adhesion
from tests.accompagnement.fabrique import association, chez, reseau, travaux_de
from tests.parcours_navigateur.gestes import tenir

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
VUES = ((360, "light"), (1440, "dark"))


def regarder(page: Page, axe: Callable[[Page], None]) -> None:
    """Narrow in the light, wide in the dark: nothing overflows, axe has nothing to say."""
    for largeur, teinte in VUES:
        page.set_viewport_size({"width": largeur, "height": 900})
        page.emulate_media(color_scheme=teinte)  # type: ignore[arg-type]
        tenir(page)
        axe(page)


def ouvrir(navigateur: Browser, serveur: LiveServer, qui: Adhesion) -> Page:
    """Their browser, signed in."""
    client: Client = chez(qui)
    contexte = navigateur.new_context(base_url=serveur.url, locale="fr-FR")
    temoin = client.cookies[settings.SESSION_COOKIE_NAME]
    contexte.add_cookies([{"name": temoin.key, "value": temoin.value, "url": serveur.url}])
    contexte.set_default_timeout(10_000)
    return contexte.new_page()


def test_network_asks_association_accepts(navigateur: Browser, live_server: LiveServer, axe):
    coordonne, admin = reseau(), association()
    travaux_de(admin)
    elle, nous = (ouvrir(navigateur, live_server, qui) for qui in (coordonne, admin))
    elle.goto(f"/espace/structures/{coordonne.structure_id}/")
    elle.get_by_role("link", name="Ouvrir le bureau").click()
    elle.get_by_role("link", name="Proposer un accompagnement").click()
    elle.get_by_role("button", name="Préparer la demande").click()
    lien = elle.locator(".lien-long a").text_content() or ""

    nous.goto(lien.removeprefix(settings.SITE_URL))
    nous.get_by_role("link", name="La Fabrique").click()
    nous.get_by_label("Où nous en sommes").check()
    nous.get_by_label("Notre diagnostic").check()
    nous.get_by_label("J’ai lu ce texte").check()
    regarder(nous, axe)
    nous.get_by_role("button", name="Accepter d’être accompagnée").click()
    expect(nous.get_by_role("heading", name="Le Réseau nous accompagne")).to_be_visible()
    regarder(nous, axe)
    elle.get_by_role("link", name="Revenir au bureau").click()
    regarder(elle, axe)
    elle.get_by_role("button", name="Lire où elles en sont").click()
    expect(elle.get_by_text("2 sur 32 critères")).to_be_visible()
    regarder(elle, axe)
    elle.get_by_role("button", name="Ouvrir sa page").click()
    elle.get_by_label("Votre note").fill("Rappeler en mars.")
    elle.get_by_role("button", name="Enregistrer la note").click()
    regarder(elle, axe)
    nous.reload()
    expect(nous.get_by_text("Rappeler en mars.")).to_be_visible()
