"""A learner over two visits: starts on the public page, writes, answers, leaves, comes back to the spot."""

import re

import pytest
from playwright.sync_api import expect

from parcours.models import Cahier, Saisie
from tests.parcours.chemins import cle_de, du_code, fiche, note, ouvrir, poser, quiz, titre, valeurs
from tests.parcours_navigateur.gestes import ENREGISTRE, attendre_que

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
N1, N2, N3 = (f"note-{cle_de(nom)}" for nom in ("n1", "n2", "n3"))
Q1, Q2 = f"quiz-{cle_de('q1')}", f"quiz-{cle_de('q2')}"
LONG = "<p>" + "Une association avance quand elle sait d’où elle part. " * 40 + "</p>"


def texte(nom):
    return {"type": "texte", "id": cle_de(nom), "value": LONG}


@pytest.fixture
def chemin(live_server):
    """A path of two steps, the first one long."""
    parcours = ouvrir()
    debut = (titre("Avant"), texte("t1"), note("n1", aide="En une phrase."), texte("t2"), quiz("q1", 0, 2))
    milieu = (texte("t3"), quiz("q2", 1, question="Et combien de socles ?"), titre("Après"), texte("t4"))
    poser(
        parcours, "revenir", *debut, *milieu, note("n2", "Et demain ?"), fiche("f1"), title="Revenir au sens"
    )
    poser(parcours, "2-comprendre", note("n3"), title="Comprendre")  # a key that begins with a figure
    return parcours


def ecrire(page, champ, mots):
    page.locator(f"#{champ} textarea").fill(mots)
    page.locator(f"#{champ} textarea").blur()


def enregistre(page):
    expect(page.locator("[data-etat]")).to_have_text(ENREGISTRE)


def code_de(page):
    return page.url.split("/cahier/")[1].split("/")[0]


def test_learner_over_two_visits(personne, chemin, examiner):
    page = personne()
    code = premiere_visite(page, examiner)
    assert valeurs(du_code(code)) == {
        ("revenir", N1): "Pour les voisins.",
        ("revenir", Q1): "0,2",
        ("revenir", Q2): "1",
        ("revenir", N2): "Écrit en partant",
    }
    assert Cahier.objects.count() == 1
    seconde_visite(personne(), code, examiner)
    assert valeurs(du_code(code))["revenir", "faite"] == "1"


def premiere_visite(page, examiner):
    page.goto("/apprendre/")
    examiner(page)
    page.get_by_role("link", name="Revenir au sens").click()
    examiner(page)
    ecrire(page, N1, "Pour les voisins.")
    page.locator(f"#{N1}").get_by_role("button", name="Garder mes notes").click()
    expect(page.locator(f"#{N1} textarea")).to_have_value("Pour les voisins.")
    assert "Enregistré à" in page.locator("[data-etat]").inner_text()
    code = code_de(page)
    examiner(page)
    for rang in ("0", "2"):
        page.locator(f'#{Q1} input[value="{rang}"]').check()
    page.locator(f'#{Q2} input[value="1"]').check()
    enregistre(page)
    page.locator(f"#{Q1}").get_by_role("button", name="Voir les explications").click()
    expect(page.locator(f"#{Q1} .quiz__explication")).to_have_count(3)
    expect(page.locator(f"#{Q1}")).to_be_in_viewport()
    examiner(page)
    page.locator(f"#{N2}").scroll_into_view_if_needed()
    page.locator(f"#{N2} textarea").fill("Écrit en partant")
    page.goto("/")  # at once: the last words and the spot leave with the page
    return attendre_en_base(page, code)


def attendre_en_base(page, code):
    """The two last saves outlive the page."""
    fin = {"apres", N2, f"fiche-{cle_de('f1')}"}
    for _ in range(100):
        gardees = dict(Saisie.objects.values_list("champ", "valeur"))
        if gardees.get("vue") in fin and N2 in gardees:
            return code
        page.wait_for_timeout(50)
    raise AssertionError(gardees)


def seconde_visite(page, code, examiner):
    page.goto("/cahier/")
    examiner(page)
    page.get_by_label("Votre code de reprise").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Reprendre").click()
    examiner(page)
    page.get_by_role("link", name="Reprendre là où j’en étais").click()
    ancre = page.url.partition("#")[2]
    assert ancre in {Saisie.objects.get(champ="vue").valeur, N2}  # both left at once: the later one decides
    expect(page.locator(f"#{ancre}")).to_be_in_viewport()
    expect(page.locator(f"#{N2} textarea")).to_have_value("Écrit en partant")
    page.get_by_role("button", name="J’ai fait cette étape").click()
    expect(page.get_by_text("Vous l’avez déclarée faite le")).to_be_visible()
    page.get_by_role("button", name="Étape suivante").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Comprendre")
    ecrire(page, N3, "Mieux")
    enregistre(page)
    page.get_by_role("button", name="Enregistrer et revenir au cahier").click()
    expect(page.get_by_text("1 étape déclarée faite sur 2")).to_be_visible()
    for lien in ("Mon carnet", "Mon attestation"):
        page.get_by_role("link", name=lien).click()
        examiner(page)
        page.get_by_role("link", name="Revenir au cahier").click()


def test_two_people_on_the_same_note_know_it(personne, chemin):
    claire, noe = personne(), personne()
    claire.goto("/cahier/")
    claire.get_by_role("button", name="Ouvrir un cahier").click()
    code = code_de(claire)
    for page, nom in ((claire, "Claire"), (noe, "Noé")):
        page.goto(f"/cahier/{code}/2-comprendre/")
        page.get_by_text("Signez").click()
        page.get_by_label("Votre prénom ou votre fonction").fill(nom)
        ecrire(page, N3, f"De {nom}")
        enregistre(page)
    expect(noe.locator("[data-note]")).to_contain_text("Votre réponse remplace celle de Claire")
    assert valeurs(du_code(code)) == {("2-comprendre", N3): "De Noé"}


def test_what_was_typed_offline_is_put_back_and_sent(personne, chemin):
    page = personne()
    page.goto("/cahier/")
    page.get_by_role("button", name="Ouvrir un cahier").click()
    code = code_de(page)
    page.goto(f"/cahier/{code}/revenir/")
    page.context.set_offline(True)
    page.locator(f'#{Q1} input[value="2"]').check()
    ecrire(page, N1, "Sans réseau")
    expect(page.locator("[data-etat]")).to_contain_text("Hors connexion")
    page.context.set_offline(False)
    attendre_que(page, "() => document.querySelector('[data-etat]').textContent.startsWith('Enregistré')")
    assert valeurs(du_code(code)) == {("revenir", N1): "Sans réseau", ("revenir", Q1): "2"}


def test_refused_answer_stays_and_says_which_step(personne, chemin):
    page = personne()
    page.goto("/cahier/")
    page.get_by_role("button", name="Ouvrir un cahier").click()
    page.goto(f"/cahier/{code_de(page)}/2-comprendre/")
    ecrire(page, N3, "é" * 40_001)
    expect(page.locator("[data-etat]")).to_have_text(re.compile(r"n’est pas enregistré \(Comprendre\)"))
    expect(page.locator("[data-note]")).to_contain_text("40000 au plus")
    page.reload()
    assert len(page.locator(f"#{N3} textarea").input_value()) == 40_001
    ecrire(page, N3, "Court")
    enregistre(page)


def test_words_typed_before_the_script_are_saved_too(personne, chemin):
    page = personne()
    page.goto("/cahier/")
    page.get_by_role("button", name="Ouvrir un cahier").click()
    code = code_de(page)
    page.route("**/js/saisie*.js", lambda route: (page.wait_for_timeout(1_000), route.continue_()))
    page.goto(f"/cahier/{code}/2-comprendre/", wait_until="commit")
    ecrire(page, N3, "Très vite")
    page.wait_for_load_state()
    enregistre(page)
    assert valeurs(du_code(code)) == {("2-comprendre", N3): "Très vite"}


def test_learner_without_javascript(personne, chemin, ouvrier):
    page = personne(java_script_enabled=False)
    page.goto("/apprendre/revenir/")
    ecrire(page, N1, "Pour les voisins.")
    page.locator(f"#{N1}").get_by_role("button", name="Garder mes notes").click()
    page.get_by_role("button", name="Ouvrir mon cahier avec ces notes").click()
    code = code_de(page)
    page.locator(f'#{Q1} input[value="1"]').check()
    page.locator(f"#{Q1}").get_by_role("button", name="Voir les explications").click()
    assert page.url.endswith(f"/cahier/{code}/revenir/#{Q1}")
    expect(page.locator(f"#{Q1} .quiz__explication")).to_have_count(3)
    page.get_by_role("button", name="J’ai fait cette étape").click()
    autre = personne(java_script_enabled=False)
    autre.goto("/cahier/")
    autre.get_by_label("Votre code de reprise").fill(f"http://exemple.fr/cahier/{code}/")
    autre.get_by_role("button", name="Reprendre").click()
    autre.get_by_role("link", name="Reprendre là où j’en étais").click()
    expect(autre.locator(f"#{N1} textarea")).to_have_value("Pour les voisins.")
    assert valeurs(du_code(code)) == {
        ("revenir", N1): "Pour les voisins.",
        ("revenir", Q1): "1",
        ("revenir", "faite"): "1",
    }
    autre.get_by_role("button", name="Préparer cette fiche en PDF").click()
    expect(autre.get_by_role("heading", name="Votre document est prêt")).to_be_visible(timeout=40_000)
