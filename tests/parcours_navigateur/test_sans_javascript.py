"""The same job for whoever has no JavaScript: every button does what the script would have done."""

import pytest
from playwright.sync_api import expect

from diagnostic.models import COMMENTAIRE_MAX
from diagnostic.scoring import proposer
from tests.parcours_navigateur.gestes import (
    ENREGISTRE,
    attendu,
    commencer,
    ecrire,
    en_base,
    le_diagnostic,
    telecharger,
)

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

AUSSI = {"A6": "1", "B1": "1", "B5": "0", "B7": "2", "C4": "2", "C7": "1"}
TROP = "Trop long, mais écrit avec soin 🌻. " * 300


def test_le_travail_sans_javascript(personne, grille, ouvrier, tmp_path):
    page = personne(java_script_enabled=False)
    code = commencer(page)
    page.get_by_role("link", name="Répondre à la première question").click()
    choix = repondre_par_les_boutons(page, code)
    etre_refuse(page, code, choix)
    choix |= AUSSI
    assert en_base(code) == attendu(choix, {"C4": "Court,\nécrit ailleurs 🏡"})
    decider(page, grille, code, choix)
    cheminer(page, code)
    attendre_le_pdf(page, tmp_path)


def repondre_par_les_boutons(page, code):
    choix = {"A1": "2", "A4": "0", "D1": "3", "C6": "nc", "D5": "nsp"}
    for critere, valeur in choix.items():
        question = page.locator(f"#{critere}")
        question.locator(f'[data-champ="choix"][value="{valeur}"]').check()
        question.get_by_role("button", name="Enregistrer").click()
        expect(page.get_by_text("Enregistré à")).to_be_visible()
        assert page.url.endswith(f"/repondre/#{critere}")
        expect(page.locator(f'#{critere} [data-champ="choix"][value="{valeur}"]')).to_be_checked()
    assert en_base(code) == attendu(choix, {})
    return choix


def etre_refuse(page, code, choix):
    """One comment is too long: it comes back as typed, and all the rest of the page is saved."""
    assert len(TROP) > COMMENTAIRE_MAX
    for critere, valeur in AUSSI.items():
        page.locator(f'#{critere} [data-champ="choix"][value="{valeur}"]').check()
    ecrire(page, "B1", TROP)
    ecrire(page, "C4", "Court,\nécrit ailleurs 🏡")
    with page.expect_response(lambda r: r.request.method == "POST") as reponse:
        page.locator("#B1").get_by_role("button", name="Enregistrer").click()
    assert reponse.value.status == 422
    alerte = page.get_by_role("alert")
    expect(alerte).to_contain_text("Une partie n’a pas pu être enregistrée")
    expect(alerte).to_contain_text(f"Ce texte compte {len(TROP)} caractères, {COMMENTAIRE_MAX} au plus")
    alerte.get_by_role("link", name="B1").click()
    champ = page.locator("#commentaire-B1")
    expect(champ).to_be_visible()
    expect(champ).to_have_value(TROP)
    expect(champ).to_have_attribute("aria-invalid", "true")
    champ.fill("")
    page.get_by_role("button", name="Enregistrer et voir l’équilibre de la maison").click()
    expect(page.get_by_role("heading", level=1, name="L’équilibre de la maison")).to_be_visible()


def decider(page, grille, code, choix):
    proposees = [p.texte for p in proposer(grille, choix, courte=True, nombre=8)]
    expect(page.locator("#plan [data-etat]")).to_have_text("")
    page.locator("#court-1").get_by_role("button", name="Garder cette proposition").click()
    expect(page.locator("#plan [data-etat]")).to_have_text([ENREGISTRE, ENREGISTRE])
    page.locator("#court-2").get_by_label("Ce que nous faisons").fill("Réunir les voisins")
    page.locator("#court-2").get_by_label("Qui", exact=True).fill("Noé")
    page.get_by_role("button", name="Enregistrer le plan").click()
    expect(page.locator("#court-2 [data-etat-ligne]")).to_have_text("Écrite par vous")
    actions = le_diagnostic(code).actions.filter(texte_ecrit=True)
    assert [(a.horizon, a.rang, a.texte, a.porteur) for a in actions] == [
        ("court", 1, proposees[0], ""),
        ("court", 2, "Réunir les voisins", "Noé"),
    ]
    page.locator("#court-3").get_by_text("Remplacer par une autre proposition").click()
    page.locator("#court-3").get_by_role("button", name="Remplacer").click()
    expect(page.locator("#court-3 textarea")).to_have_value(proposees[5])  # the first one not yet shown


def cheminer(page, code):
    """The cap is refused, corrected, placed; a step is named."""
    for cle, poids in (("humain", "0"), ("financier", "0"), ("alliances", "0")):
        page.locator(f"#cap-{cle}").fill(poids)
    page.get_by_role("button", name="Placer le cap").click()
    expect(page.get_by_role("alert")).to_contain_text("trois zéros ne visent nulle part")
    page.locator("#cap-financier").fill("7")
    page.get_by_role("button", name="Placer le cap").click()
    expect(page.get_by_role("button", name="Retirer le cap")).to_be_visible()
    assert le_diagnostic(code).poids_du_cap == (0, 7, 0)
    page.get_by_label("Garder l’état d’aujourd’hui comme étape").fill("Avant l’été")
    page.get_by_role("button", name="Garder cette étape").click()
    expect(page.get_by_role("button", name="Retirer Avant l’été")).to_be_visible()


def attendre_le_pdf(page, tmp_path):
    page.get_by_role("button", name="Préparer le PDF").click()
    expect(page.get_by_role("heading", name="Votre document est prêt")).to_be_visible(timeout=40_000)
    fichier = telecharger(page, page.get_by_role("link", name="Télécharger"), tmp_path)
    assert fichier.read_bytes().startswith(b"%PDF")
