"""Several people, several tabs, one code: everything is kept, and each is told what the other did."""

import re

import pytest
from playwright.sync_api import expect

from diagnostic.grille import Grille
from tests.parcours_navigateur.gestes import (
    aller,
    attendre_enregistre,
    attendu,
    choisir,
    commencer,
    ecrire,
    en_base,
    le_diagnostic,
    repondre,
    signer,
)

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def a_deux(personne):
    """Claire and Hugo, each at home, on the same questions."""
    claire, hugo = personne(), personne()
    code = commencer(claire)
    for page, nom in ((claire, "Claire"), (hugo, "Hugo")):
        repondre(page, code)
        signer(page, nom)
    return claire, hugo, code


def test_deux_personnes_repondent_ensemble(personne, grille: Grille, examiner):
    claire, hugo, code = a_deux(personne)
    choisir(claire, "A1", "2")
    attendre_enregistre(claire)
    choisir(hugo, "A4", "1")
    ecrire(hugo, "A1", "Je nuance : c’était avant.")
    attendre_enregistre(hugo)
    assert en_base(code) == attendu({"A1": "2", "A4": "1"}, {"A1": "Je nuance : c’était avant."})
    choisir(hugo, "A1", "0")
    note = hugo.locator("#A1 [data-note]")
    expect(note).to_have_text(
        re.compile(r"^Votre réponse remplace celle de Claire \(\d\d:\d\d\)\. L’ancienne est gardée")
    )
    examiner(hugo)
    hugo.locator("#A1").get_by_role("link", name="Historique").click()
    titres = {n: grille.par_code["A1"].niveaux[n].titre for n in (0, 2)}
    lignes = [texte.split("\n")[0] for texte in hugo.locator(".histoire li").all_inner_texts()]
    assert [re.sub(r" · \d.* · ", " · ", ligne) for ligne in lignes] == [
        "Réponse · Hugo",
        "Commentaire · Hugo",
        "Réponse · Claire",
    ]
    citations = hugo.locator(".histoire blockquote").all_inner_texts()
    assert citations == [
        f"Niveau 0 sur 3\u00a0: {titres[0]}",
        "Je nuance : c’était avant.",
        f"Niveau 2 sur 3\u00a0: {titres[2]}",
    ]
    examiner(hugo)
    hugo.get_by_role("button", name="Remettre cette version").last.click()
    expect(hugo.locator('#A1 [data-champ="choix"][value="2"]')).to_be_checked()
    assert en_base(code)["A1"] == ("2", "Je nuance : c’était avant.")
    assert le_diagnostic(code).ecritures.de_l_objet("A1").count() == 4


def test_plan_laisse_ouvert_ne_defait_pas_celui_de_l_autre(personne):
    claire, hugo = personne(), personne()
    code = commencer(claire)
    repondre(claire, code)
    choisir(claire, "A1", "1")
    choisir(claire, "A4", "1")
    attendre_enregistre(claire)
    for page in (claire, hugo):
        page.goto(f"/diagnostic/{code}/restitution/")
    claire.locator("#court-1 textarea").fill("L’action de Claire")
    claire.locator("#court-1 textarea").blur()
    expect(claire.locator("#plan [data-etat]")).to_have_text(re.compile("^Enregistré"))
    hugo.locator("#court-2").get_by_role("button", name="Garder").click()
    expect(hugo.locator("#court-2 [data-etat-ligne]")).to_have_text("Proposition gardée")
    expect(hugo.locator("#court-1 textarea")).to_have_value("L’action de Claire")


def test_deux_onglets_du_meme_navigateur_ne_perdent_rien(personne):
    un = personne()
    code = commencer(un)
    autre = un.context.new_page()
    for onglet in (un, autre):
        repondre(onglet, code)
    choisir(un, "A1", "1")
    choisir(autre, "A4", "2")
    ecrire(un, "A6", "Depuis le premier onglet")
    choisir(autre, "A6", "nc")
    for onglet in (un, autre):
        attendre_enregistre(onglet)
    un.context.set_offline(True)
    aller(un, "humain")
    aller(autre, "humain")
    ecrire(un, "B1", "Écrit dans l’un")
    ecrire(autre, "B1", "Écrit dans l’autre")
    un.context.set_offline(False)
    for onglet in (un, autre):
        attendre_enregistre(onglet)
    assert en_base(code) == attendu(
        {"A1": "1", "A4": "2", "A6": "nc"}, {"A6": "Depuis le premier onglet", "B1": "Écrit dans l’autre"}
    )
    journal = le_diagnostic(code).ecritures.filter(objet="B1", champ="commentaire")
    assert set(journal.values_list("valeur", flat=True)) == {"Écrit dans l’un", "Écrit dans l’autre"}


def test_version_courte_puis_complete_puis_courte_garde_tout(personne):
    page = personne()
    code = commencer(page)
    repondre(page, code)
    choix = {"A1": "2", "A4": "3", "B1": "nc", "C4": "0", "D1": "nsp"}
    for critere, valeur in choix.items():
        aller(page, {"A": "socle", "B": "humain", "C": "financier", "D": "alliances"}[critere[0]])
        choisir(page, critere, valeur)
    attendre_enregistre(page)
    page.get_by_role("link", name="Revenir au sommaire").click()
    page.get_by_role("button", name="Passer à la version complète").click()
    repondre(page, code)
    assert page.locator("[data-objet]").count() == 32
    assert page.locator("input:checked").count() == len(choix)
    choisir(page, "A2", "1")
    ecrire(page, "A2", "Demandé seulement dans la version complète")
    attendre_enregistre(page)
    page.goto(f"/diagnostic/{code}/")
    page.get_by_role("button", name="Revenir à la version courte").click()
    repondre(page, code)
    assert page.locator("[data-objet]").count() == 12
    assert page.locator("input:checked").count() == len(choix)
    tout = attendu({**choix, "A2": "1"}, {"A2": "Demandé seulement dans la version complète"})
    assert en_base(code) == tout
    page.goto(f"/diagnostic/{code}/restitution/")
    page.get_by_text("Vos autres commentaires").click()
    expect(page.get_by_text("Demandé seulement dans la version complète")).to_be_visible()
