"""A visitor waits for a document in a real browser, with and without JavaScript."""

import re

import pytest
from celery import current_app
from playwright.sync_api import expect

from kits import services
from tests.kits.appui import demande, demande_echouee, demande_livree

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sans_file(monkeypatch):
    """Nobody is told of the work: the test itself plays the worker."""
    monkeypatch.setattr(current_app, "send_task", lambda *a, **k: None)


def test_page_suit_le_travail_et_offre_le_fichier(page, ouvrier, axe):
    """No event server here: the script falls back on reading the state."""
    rendu = demande()
    page.goto(rendu.get_absolute_url())
    lien = page.get_by_role("link", name=re.compile("Télécharger"))
    expect(lien).to_be_visible(timeout=30_000)
    axe(page)
    with page.expect_download() as arrivee:
        lien.click()
    assert arrivee.value.suggested_filename == "les-jardins-de-l-ourcq.pdf"


def test_page_d_echec_permet_de_reessayer(page, axe, sans_file):
    rendu = demande_echouee()
    page.goto(rendu.get_absolute_url())
    axe(page)
    page.get_by_role("button", name="Réessayer").click()
    expect(page.get_by_text("attend son tour")).to_be_visible()
    axe(page)


def test_page_avance_sans_script(navigateur, live_server, sans_file):
    """The `noscript` refresh alone brings the visitor to the file."""
    rendu = demande()
    with navigateur.new_context(base_url=live_server.url, java_script_enabled=False) as contexte:
        onglet = contexte.new_page()
        onglet.goto(rendu.get_absolute_url())
        assert "attend son tour" in onglet.content()
        jeton = services.prendre(rendu_id=rendu.pk)
        services.livrer(rendu_id=rendu.pk, jeton=jeton, contenu=b"fini", emis_le=rendu.cree_le)
        expect(onglet.get_by_text("Votre document est prêt")).to_be_visible(timeout=10_000)


def test_verification_se_fait_au_clavier(page, axe):
    rendu = demande_livree()
    page.goto("/verifier/")
    axe(page)
    page.get_by_label("Code de vérification").fill(rendu.code.lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ce document vient bien d’ici")).to_be_visible()
    axe(page)
