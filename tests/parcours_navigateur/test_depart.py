"""Starting, with the gestures that send a form twice."""

import re

import pytest
from playwright.sync_api import expect

from diagnostic.models import Diagnostic
from parcours.models import Cahier
from tests.parcours.chemins import cle_de, note, ouvrir, poser, valeurs
from tests.parcours_navigateur.gestes import commencer

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def test_double_clic_ne_commence_qu_une_fois(personne):
    page = personne()
    page.goto("/diagnostic/")
    page.get_by_role("button", name="Commencer la version courte").dblclick()
    expect(page.get_by_role("heading", name="D’abord, gardez votre code")).to_be_visible()
    assert Diagnostic.objects.count() == 1


@pytest.mark.parametrize("script", [True, False], ids=["avec-script", "sans-script"])
def test_retour_puis_commencer_retrouve_le_meme(navigateur, live_server, grille, script):
    """Not with `personne`: a browser that lets requests be rerouted has no cache, and reloads on Back."""
    contexte = navigateur.new_context(base_url=live_server.url, java_script_enabled=script)
    page = contexte.new_page()
    code = commencer(page)
    page.go_back()
    page.get_by_role("button", name="Commencer la version complète").click()
    expect(page.locator(".code")).to_have_text(code)
    assert [d.formule for d in Diagnostic.objects.all()] == ["complete"]
    assert commencer(page) != code
    assert Diagnostic.objects.count() == 2
    contexte.close()


@pytest.fixture
def etape(live_server):
    return poser(ouvrir(), "revenir", note("n1"))


def garder(page, script):
    """« Garder mes notes », then the button of the page that gives its token to whoever has no script."""
    page.get_by_role("button", name="Garder mes notes").dblclick()
    if not script:
        page.get_by_role("button", name="Ouvrir mon cahier avec ces notes").dblclick()
    expect(page).to_have_url(re.compile(r"/revenir/#etat$"))
    return page.url.split("/cahier/")[1].split("/")[0]


@pytest.mark.parametrize("script", [True, False], ids=["avec-script", "sans-script"])
def test_garder_mes_notes_deux_fois_n_ouvre_qu_un_cahier(navigateur, live_server, etape, script):
    contexte = navigateur.new_context(base_url=live_server.url, java_script_enabled=script)
    page = contexte.new_page()
    page.goto("/apprendre/revenir/")
    page.locator("textarea").fill("Pour les voisins.\nÀ deux.")
    code = garder(page, script)
    page.go_back()
    if script:
        assert garder(page, script) == code
    else:
        page.get_by_role("button", name="Ouvrir mon cahier avec ces notes").click()
        assert code in page.url
    assert valeurs(Cahier.objects.get()) == {
        ("revenir", f"note-{cle_de('n1')}"): "Pour les voisins.\nÀ deux."
    }
    contexte.close()
