"""An association goes from its diagnostic to its dossier de trajectoire, on the real corpus, tool by tool."""

import docx
import icalendar
import pypdfium2
import pytest
from playwright.sync_api import expect

from parcours.models import Saisie
from tests.parcours_navigateur.gestes import (
    COURTS,
    ENREGISTRE,
    aller,
    attendre_enregistre,
    choisir,
    commencer,
    telecharger,
)
from tests.parcours_navigateur.test_travail_entier import serrer

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

NOM = "L’Écluse & Cie"
NOTE = "Notre bail finit à l’été ; « on verra » ne suffit plus <ici>."
QUESTION = "Que garder, à Saint-Œuvre, si la mairie s’en va ?"
GARDER = "Le café du mardi.\nLa porte ouverte."
ACTIVITES = ("Le café du mardi", "L’atelier vélo")
LEVIER, ACTION = "Inviter trois voisins", "Écrire à la mairie, puis à l’épicerie"
RICHESSE = "40 bénévoles à l’accueil"
AMBITION = "Que chacun, ici, ait une chaise."
ABSENT = "Ce que le dossier laisse de côté"


@pytest.fixture
def regarder(examiner):
    """Look at a page once its stylesheets are there."""

    def examiner_charge(page):
        page.wait_for_load_state()
        examiner(page)

    return examiner_charge


def test_du_diagnostic_au_dossier(portail, personne, regarder, ouvrier, tmp_path):
    page = personne()
    diagnostic = se_situer(page)
    code = ouvrir_un_cahier(page, regarder)
    rattacher(page, code, diagnostic, regarder)
    cadrer(page, code, regarder)
    cartographier(page, code, regarder)
    viser(page, code)
    planifier(page, code, regarder)
    faire_le_point(page, code)
    suivre_les_etapes(page, code)
    emporter(page, code, regarder, tmp_path)


def se_situer(page):
    code = commencer(page)
    page.get_by_role("link", name="Répondre à la première question").click()
    for rang, (partie, criteres) in enumerate(COURTS.items()):
        aller(page, partie)
        for critere in criteres:
            choisir(page, critere, str(rang % 4))
    attendre_enregistre(page)
    return code


def ouvrir_un_cahier(page, regarder):
    """From the public path: what is typed on its first step opens the cahier."""
    page.goto("/methode/")
    page.locator(".marches a").first.click()
    note = page.locator("section.note").first
    note.locator("textarea").fill(NOTE)
    note.get_by_role("button", name="Garder mes notes").click()
    expect(page.locator("section.note textarea").first).to_have_value(NOTE)
    code = page.url.split("/cahier/")[1].split("/")[0]
    regarder(page)
    page.goto(f"/cahier/{code}/")
    page.get_by_label("Le nom de ce cahier").fill(NOM)
    page.get_by_label("Le nom de ce cahier").blur()
    enregistre(page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(NOM)
    regarder(page)
    return code


def rattacher(page, code, diagnostic, regarder):
    page.get_by_role("link", name="Remplir les outils à plusieurs").click()
    page.get_by_label("Code de reprise de votre diagnostic").fill(diagnostic.lower())
    page.get_by_role("button", name="Rattacher").click()
    expect(page.get_by_text("Un diagnostic est rattaché à ce cahier")).to_be_visible()
    regarder(page)


def enregistre(page):
    expect(page.locator("[data-etat]")).to_have_text(ENREGISTRE)


def ouvrir(page, code, outil):
    page.goto(f"/cahier/{code}/outils/{outil}/")


def remplir(page, objet, **champs):
    """Type in the cells of one place, as the script saves them."""
    for cle, valeur in champs.items():
        case = page.locator(f"#{objet}").locator(f'[data-champ="{cle.replace("_", "-")}"]')
        if case.evaluate("e => e.tagName") == "SELECT":
            case.select_option(label=valeur)
        else:
            case.fill(valeur)
            case.blur()
    enregistre(page)


def cadrer(page, code, regarder):
    ouvrir(page, code, "cadrage")
    remplir(page, "cadrage-pourquoi", question=QUESTION)
    remplir(page, "cadrage-limites", a_garder=GARDER)
    for rang, nom in enumerate(ACTIVITES, start=1):
        remplir(page, f"cadrage-activites-{rang}", nom=nom)
        page.locator("#cadrage-activites").get_by_role("button", name="une ligne de plus").click()
    expect(page.locator(f"#cadrage-activites-{len(ACTIVITES) + 1}")).to_be_visible()
    regarder(page)


def cartographier(page, code, regarder):
    """The activities of the note are already there: taken over all at once, not typed again."""
    ouvrir(page, code, "grille")
    expect(page.get_by_text("2 lignes sont déjà écrites ailleurs")).to_be_visible()
    regarder(page)
    page.get_by_role("button", name="Tout reprendre").click()
    for rang, nom in enumerate(ACTIVITES, start=1):
        expect(page.locator(f'#grille-activites-{rang} [data-champ="nom"]')).to_have_value(nom)
    remplir(page, "grille-elements-1", element=RICHESSE, pilier="Richesses humaines")
    ouvrir(page, code, "photographie")
    remplir(page, "photographie-argent-1", nom="La mairie", montant="12 500,50 €")
    page.reload()
    expect(page.locator("#titre-photo")).to_be_visible()
    expect(page.locator("figure .barycentre, figure svg").first).to_be_visible()
    regarder(page)


def viser(page, code):
    """What must not be touched was written in the note: taken over by one button."""
    ouvrir(page, code, "trajectoires")
    depart = page.locator("#trajectoires-depart")
    expect(depart.locator(".deja")).to_contain_text("Déjà écrit dans « La note de cadrage »")
    depart.get_by_role("button", name="Reprendre").click()
    expect(depart.locator('[data-champ="intouchable"]')).to_have_value(GARDER)
    remplir(page, "trajectoires-sept-ans", ambition=AMBITION)
    ouvrir(page, code, "leviers")
    page.locator("#leviers-racine").get_by_role("button", name="Reprendre").first.click()
    expect(page.locator('#leviers-racine [data-champ="ambition"]')).to_have_value(AMBITION)
    remplir(page, "leviers-leviers-1", levier=LEVIER)


def planifier(page, code, regarder):
    ouvrir(page, code, "plan")
    page.get_by_role("button", name="Reprendre cette ligne").click()
    expect(page.locator('#plan-actions-1 [data-champ="levier"]')).to_have_value(LEVIER)
    remplir(page, "plan-actions-1", action=ACTION, porteur="Zoé & Noël", echeance="2030-03-12")
    page.reload()
    regarder(page)


def faire_le_point(page, code):
    ouvrir(page, code, "suivi")
    page.get_by_role("button", name="Reprendre cette ligne").click()
    expect(page.locator('#suivi-actions-1 [data-champ="action"]')).to_have_value(ACTION)
    remplir(page, "suivi-actions-1", etat="En cours")
    remplir(page, "suivi-suite", nouvelles=ABSENT)


def suivre_les_etapes(page, code):
    """Two steps declared done, none locked: the last one is open from the start."""
    page.goto(f"/cahier/{code}/cadrer/")
    page.get_by_role("button", name="J’ai fait cette étape").click()
    page.get_by_role("button", name="Étape suivante").click()
    page.get_by_role("button", name="J’ai fait cette étape").click()
    assert page.goto(f"/cahier/{code}/evaluer-et-ajuster/").status == 200
    page.get_by_role("button", name="Enregistrer et revenir au cahier").click()
    expect(page.get_by_text("2 étapes déclarées faites sur 8")).to_be_visible()


def emporter(page, code, regarder, tmp_path):
    dits = [NOM, QUESTION, GARDER, *ACTIVITES, RICHESSE, "12 500,50 €", AMBITION, LEVIER, ACTION]
    dits += ["Zoé & Noël", "12 mars 2030", "La maison et son équilibre", "au cœur"]
    with pypdfium2.PdfDocument(preparer(page, code, "Préparer le PDF", tmp_path)) as fichier:
        pdf = "".join(feuille.get_textpage().get_text_range() for feuille in fichier)
    regarder(page)
    word = docx.Document(str(preparer(page, code, "Préparer le document Word", tmp_path)))
    mots = "".join(t.text or "" for t in word.element.body.iter() if t.tag.endswith("}t"))
    for lu in (serrer(pdf).casefold(), serrer(mots).casefold()):
        assert [dit for dit in dits if serrer(dit).casefold() not in lu] == []
        assert serrer(ABSENT).casefold() not in lu
    page.goto(f"/cahier/{code}/outils/")
    agenda = telecharger(page, page.get_by_role("link", name="pour votre agenda"), tmp_path)
    calendrier = icalendar.Calendar.from_ical(agenda.read_bytes())
    assert NOM in calendrier["x-wr-calname"]
    assert [str(fiche["summary"]) for fiche in calendrier.walk("VEVENT")] == [ACTION]
    assert Saisie.objects.get(champ="nouvelles").valeur == ABSENT  # left out of the dossier, not lost


def preparer(page, code, bouton, tmp_path):
    """Ask for the dossier without its follow-up board, wait for the worker, take the file."""
    page.goto(f"/cahier/{code}/outils/")
    page.get_by_label("Le tableau de suivi").uncheck()
    page.get_by_role("button", name=bouton).click()
    expect(page.get_by_role("heading", name="Votre document est prêt")).to_be_visible(timeout=60_000)
    return telecharger(page, page.get_by_role("link", name="Télécharger"), tmp_path)
