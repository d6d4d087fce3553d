"""The network goes, the server falls: what is typed waits, says so, and arrives whole."""

import re

import pytest
from playwright.sync_api import expect

from diagnostic.models import COMMENTAIRE_MAX
from tests.parcours_navigateur.gestes import (
    aller,
    attendre_enregistre,
    attendre_que,
    attendu,
    choisir,
    commencer,
    ecrire,
    en_base,
    etat,
    le_diagnostic,
    repondre,
)

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

LONG = "Écrit dans le train, sans réseau 🚆 ; « tout y est ».\n" * 150


def attendre_garde(page, nombre):
    """Wait until the page says how many answers wait on the device."""
    mots = "réponse gardée" if nombre == 1 else "réponses gardées"
    expect(etat(page)).to_have_text(re.compile(rf"^Hors connexion\u00a0: {nombre}\u00a0{mots}"))


def test_hors_connexion_rien_ne_se_perd(personne):
    page = personne()
    code = commencer(page)
    repondre(page, code)
    choisir(page, "A1", "2")
    attendre_enregistre(page)
    page.context.set_offline(True)
    choisir(page, "A4", "1")
    attendre_garde(page, 1)
    ecrire(page, "A4", LONG)
    attendre_garde(page, 2)
    page.get_by_role("link", name="Continuer").click()
    expect(page.locator("#humain")).to_be_visible()
    choisir(page, "B1", "nsp")
    attendre_garde(page, 3)
    aller(page, "socle")
    expect(page.locator("#commentaire-A4")).to_have_value(LONG)
    assert en_base(code) == attendu({"A1": "2"}, {})
    page.context.set_offline(False)
    attendre_enregistre(page)
    assert en_base(code) == attendu({"A1": "2", "A4": "1", "B1": "nsp"}, {"A4": LONG})


def test_hors_connexion_fermer_puis_rouvrir_envoie_ce_qui_attendait(personne):
    page = personne()
    code = commencer(page)
    repondre(page, code)
    page.context.set_offline(True)
    choisir(page, "A1", "3")
    ecrire(page, "A1", LONG)
    attendre_garde(page, 2)
    page.locator("#commentaire-A1").press_sequentially("Fin.")  # closed before the pause of 900 ms
    contexte = page.context
    page.close()
    contexte.set_offline(False)
    rouverte = contexte.new_page()
    repondre(rouverte, code)
    expect(rouverte.locator('#A1 [data-champ="choix"][value="3"]')).to_be_checked()
    expect(rouverte.locator("#commentaire-A1")).to_have_value(re.compile(r"Fin\."))
    attendre_enregistre(rouverte)
    assert en_base(code)["A1"][0] == "3"
    assert sorted(en_base(code)["A1"][1]) == sorted(LONG + "Fin.")


def test_serveur_en_panne_la_page_attend_et_recommence(personne):
    page = personne()
    code = commencer(page)
    repondre(page, code)
    pannes = [lambda route: route.fulfill(status=503, body="Indisponible"), lambda route: route.abort()]

    def tomber(route):
        pannes.pop(0)(route) if pannes else route.continue_()

    page.route("**/enregistrer/", tomber)
    choisir(page, "A1", "1")
    attendre_garde(page, 1)
    attendre_enregistre(page)
    assert pannes == []
    assert en_base(code) == attendu({"A1": "1"}, {})


def test_texte_refuse_reste_ecrit_et_le_reste_s_enregistre(personne):
    trop = "Ceci compte. " * (COMMENTAIRE_MAX // 13 + 1)
    page = personne()
    code = commencer(page)
    repondre(page, code)
    ecrire(page, "A1", trop)
    expect(page.locator("#A1 [data-note]")).to_contain_text(f"Ce texte compte {len(trop)} caractères")
    expect(etat(page)).to_contain_text("raccourcissez-le, rien n’a été effacé")
    choisir(page, "A4", "2")
    attendre_que(page, "!Object.keys(localStorage).some((cle) => cle.includes(':A4:'))")
    assert en_base(code) == attendu({"A4": "2"}, {})
    expect(etat(page)).to_contain_text("Un texte n’est pas enregistré (A1)")
    page.reload()
    expect(page.locator("#commentaire-A1")).to_have_value(trop)
    expect(page.locator("#commentaire-A1")).to_be_visible()
    expect(page.locator("#A1 [data-note]")).to_contain_text(f"Ce texte compte {len(trop)} caractères")
    ecrire(page, "A1", "Plus court.")
    attendre_enregistre(page)
    page.reload()
    expect(page.locator("#commentaire-A1")).to_have_value("Plus court.")
    assert en_base(code) == attendu({"A4": "2"}, {"A1": "Plus court."})
    assert le_diagnostic(code).ecritures.filter(objet="A1").count() == 1


def test_bouton_du_plan_attend_que_la_frappe_soit_enregistree(personne):
    page = personne()
    code = commencer(page)
    repondre(page, code)
    for critere in ("A1", "B1", "C4", "D1"):
        aller(page, {"A": "socle", "B": "humain", "C": "financier", "D": "alliances"}[critere[0]])
        choisir(page, critere, "1")
    attendre_enregistre(page)
    page.goto(f"/diagnostic/{code}/restitution/")
    page.route("**/enregistrer/", lambda route: route.abort())
    page.locator("#court-1 textarea").fill("Une action à nous")
    page.locator("#court-2").get_by_role("button", name="Garder").click()
    expect(page.locator("#plan [data-etat]")).to_have_text(re.compile("^Hors connexion"))
    assert le_diagnostic(code).actions.count() == 0
    page.unroute("**/enregistrer/")
    page.locator("#court-2").get_by_role("button", name="Garder").click()
    expect(page.locator("#court-2 [data-etat-ligne]")).to_have_text("Proposition gardée")
    expect(page.locator("#court-1 textarea")).to_have_value("Une action à nous")
    page.locator("#court-1 textarea").fill("Une action à nous, redite")
    page.get_by_role("button", name="Préparer le PDF").click()
    expect(page.get_by_role("heading", name="Restitution d’un autodiagnostic")).to_be_visible()
    assert le_diagnostic(code).actions.get(horizon="court", rang=1).texte == "Une action à nous, redite"
