"""In a real browser: a diagnostic answered without an account, then kept, shared and opened again."""

import re

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect

from comptes.models import Rattachement, Utilisateur
from tests.comptes.fabrique import AdhesionFactory
from tests.parcours_navigateur.gestes import (
    attendre_enregistre,
    choisir,
    commencer,
    en_base,
    repondre,
    tenir,
)

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def entrer(page: Page, moi: Utilisateur) -> None:
    """Sign in within the session that this browser already has, as the sign-in pages would."""
    (temoin,) = [t for t in page.context.cookies() if t["name"] == "sessionid"]
    session = SessionStore(temoin["value"])
    session[SESSION_KEY] = str(moi.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = moi.get_session_auth_hash()
    session.save()


def test_anonymous_diagnostic_becomes_one_of_a_structure(page: Page, portail: None, axe):
    adhesion = AdhesionFactory(administre=True, structure__nom="La Fabrique", membre__first_name="Claire")
    code = commencer(page)
    repondre(page, code)
    choisir(page, "A1", "2")
    attendre_enregistre(page)
    assert page.context.cookies() == []
    page.goto(f"/diagnostic/{code}/")
    page.get_by_role("button", name="Garder dans mon espace").click()
    expect(page).to_have_url(re.compile(r"/compte/login/\?next=/espace/attacher/$"))
    entrer(page, adhesion.membre)
    page.goto("/espace/attacher/")
    axe(page)
    tenir(page)
    page.get_by_label("Avec La Fabrique").check()
    page.get_by_role("button", name="Garder", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("La Fabrique")
    axe(page)
    tenir(page)
    page.get_by_role("button", name="Ouvrir").click()
    expect(page.locator(".code")).to_have_text(code)
    assert en_base(code) == {"A1": ("2", "")}
    assert Rattachement.objects.get().structure == adhesion.structure
    for lien in ("/espace/", "/espace/mes-donnees/", "/espace/structures/nouvelle/"):
        page.goto(lien)
        axe(page)
        tenir(page)
