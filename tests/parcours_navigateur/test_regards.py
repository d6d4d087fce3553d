"""Six people, six telephones: each answers alone, the result is everybody's, the debate is drawn from it."""

import re

import pytest
from playwright.sync_api import Page, expect

from diagnostic.grille import Grille
from regards.models import Campagne
from tests.parcours_navigateur.gestes import aller, attendre_enregistre, choisir, ecrire

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

TELEPHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True}
PERSONNES = (
    ("gouvernance", {"A1": "3", "A4": "2"}),
    ("gouvernance", {"A1": "3", "A4": "2"}),
    ("gouvernance", {"A1": "2", "A4": "2"}),
    ("equipe", {"A1": "0", "A4": "2"}),
    ("equipe", {"A1": "1", "A4": "2"}),
    ("partenaire", {"A1": "0", "A4": "2"}),
)


def ouvrir(page: Page) -> str:
    """Open a campaign as its organiser; return the link to share."""
    page.goto("/regards/")
    page.get_by_label("Nom de l’association").fill("L’Échappée")
    page.get_by_role("button", name="Ouvrir la campagne").click()
    expect(page.get_by_role("status").first).to_contain_text("La campagne est ouverte")
    lien: str = page.locator("#inviter .lien-long a").inner_text()
    assert lien in page.get_by_label("Un message prêt à copier").input_value()
    return lien


def repondre(page: Page, lien: str, regard: str, choix: dict[str, str]) -> str:
    """Join from one's own telephone and answer a few questions; return one's own code."""
    page.goto(lien)
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre regard sur L’Échappée")
    page.locator(f'input[name="regard"][value="{regard}"]').check()
    page.get_by_role("button", name="Commencer à répondre").click()
    expect(page.get_by_text("Vous répondez à un regard croisé sur L’Échappée.")).to_be_visible()
    code: str = page.locator(".code").inner_text()
    page.get_by_role("link", name="Répondre à la première question").click()
    aller(page, "socle")
    for critere, valeur in choix.items():
        choisir(page, critere, valeur)
    if choix["A1"] == "0":
        ecrire(page, "A1", f"Je n’ai jamais vu ce projet ({regard}).")
    attendre_enregistre(page)
    return code


def test_six_personnes_une_association(personne, grille: Grille, examiner):
    organise = personne()
    lien = ouvrir(organise)
    examiner(organise)
    codes = []
    telephones = [personne(**TELEPHONE) for _ in PERSONNES]
    for telephone, (regard, choix) in zip(telephones, PERSONNES, strict=True):
        codes.append(repondre(telephone, lien, regard, choix))
    assert len(set(codes)) == 6
    organise.reload()
    expect(organise.locator(".regards__chiffres div").first).to_contain_text("6")
    texte = organise.locator("main").inner_text()
    assert "Je n’ai jamais vu ce projet" not in texte
    assert "Gouvernance (3), Équipe et partenaire (3)" in texte
    organise.get_by_role("link", name="Clore maintenant").click()
    organise.get_by_role("button", name="Clore et voir le résultat").click()
    expect(organise.get_by_role("heading", level=1)).to_contain_text("Où nous nous rejoignons")
    debat = organise.locator(".regards__debat > li")
    expect(debat).to_have_count(1)
    expect(debat).to_contain_text(grille.par_code["A1"].titre)
    debat.get_by_text("Voir le calcul").click()
    paires = re.compile(r"4\spaires à 3\sniveaux d’écart")
    expect(debat).to_contain_text(paires)
    expect(organise.locator("#accords")).to_contain_text(re.compile(r"6\spersonnes au niveau\s2"))
    expect(organise.locator("#commentaires li")).to_have_count(2)
    examiner(organise)
    sans_code = [organise.content().count(code) for code in codes]
    assert sans_code == [0] * 6
    telephones[3].goto(f"/diagnostic/{codes[3]}/")
    telephones[3].get_by_role("link", name="Lire le résultat").click()
    expect(telephones[3].locator(".regards__debat > li")).to_contain_text("Équipe et partenaire")
    assert Campagne.objects.get().croisement is not None
