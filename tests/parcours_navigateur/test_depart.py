"""Starting, with the gestures that send a form twice."""

import pytest
from playwright.sync_api import expect

from diagnostic.models import Diagnostic
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
