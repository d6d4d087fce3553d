"""The public pages of the paths: the same for everybody, readable whole, cheap to draw."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.blocks import StructBlockValidationError
from wagtail.models import Page

from contenus import memoire
from contenus.models import DocumentPublic
from parcours.blocs import SANS_BONNE_REPONSE, CorpsDEtape, Quiz
from parcours.documents_fiches import document_de_fiche
from parcours.figures import Barre, barres
from parcours.models import EtapePage, ParcoursPage
from tests.diagnostic.aides import lisible
from tests.parcours.chemins import cahier_neuf, ecrire, fiche, note, ouvrir, poser

REQUETES_MAX = 12


@pytest.mark.usefixtures("portail")
def test_every_step_is_read_by_anyone_within_twelve_queries(client: Client) -> None:
    pages = [*ParcoursPage.objects.live(), *EtapePage.objects.live()]
    assert len(pages) == 23
    for page in pages:
        client.get(page.url)
        memoire.oublier()
        with CaptureQueriesContext(connection) as captees:
            reponse = client.get(page.url)
            cout = len(captees)
        assert (reponse.status_code, cout <= REQUETES_MAX) == (200, True), (page.url, cout)
        assert "linktype" not in reponse.content.decode()
        assert not reponse.cookies
        assert client.get(page.url)["Cache-Control"] == "no-cache"


@pytest.mark.usefixtures("portail")
def test_path_lists_its_steps_and_each_leads_to_the_next(client: Client) -> None:
    accueil = client.get("/apprendre/").content.decode()
    etapes = re.findall(r'class="marche__titre"><a href="([^"]+)"', accueil)
    assert len(etapes) == 7
    for rang, adresse in enumerate(etapes[:-1], start=1):
        page = client.get(adresse).content.decode()
        assert f"Étape {rang} sur 7" in page
        assert f'href="{etapes[rang]}"' in page
    assert "Étape suivante" not in client.get(etapes[-1]).content.decode()


@pytest.mark.usefixtures("portail")
def test_each_answer_of_a_quiz_is_explained_without_script(client: Client) -> None:
    page = EtapePage.objects.get(cle="revenir-au-sens")
    texte = client.get(page.url).content.decode()
    for bloc in page.corps:
        if bloc.block_type == "quiz":
            assert f'id="quiz-{bloc.id}"' in texte
            for choix in bloc.value["choix"]:
                assert choix["texte"].replace("'", "&#x27;") in texte


@pytest.mark.usefixtures("portail")
def test_withdrawn_step_leaves_the_path_and_the_numbers_follow(client: Client) -> None:
    EtapePage.objects.get(cle="comprendre-les-enjeux").unpublish()
    page = client.get("/apprendre/se-situer/").content.decode()
    assert "Étape 2 sur 6" in page
    assert "comprendre-les-enjeux" not in page
    assert client.get("/apprendre/comprendre-les-enjeux/").status_code == 404


@pytest.mark.usefixtures("portail")
def test_a_door_opens_on_the_paths_filed_under_it(client: Client) -> None:
    montres = {
        porte: re.findall(r'carte--chemin.*?href="([^"]+)"', client.get(f"/{porte}/").content.decode())
        for porte in ("comprendre", "se-former", "agir")
    }
    assert montres == {
        "comprendre": [],
        "se-former": ["/vingt-minutes/", "/apprendre/"],
        "agir": ["/methode/"],
    }


@pytest.mark.usefixtures("portail")
def test_search_finds_the_steps_behind_their_door() -> None:
    trouvees = dict(
        DocumentPublic.objects.filter(adresse__regex="^/(apprendre|methode|vingt-minutes)/").values_list(
            "adresse", "rayon__rubrique"
        )
    )
    assert len(trouvees) == 23
    assert (trouvees["/methode/cadrer/"], trouvees["/apprendre/se-situer/"]) == ("agir", "se-former")


@pytest.mark.django_db
def test_editor_refuses_a_quiz_without_a_right_answer() -> None:
    faux = {"texte": "Non", "juste": False, "explication": "Parce que."}
    quiz = Quiz()
    with pytest.raises(StructBlockValidationError) as refus:
        quiz.clean(quiz.to_python({"question": "?", "choix": [faux, faux]}))
    assert refus.value.block_errors["choix"].message == SANS_BONNE_REPONSE


def test_copied_step_gets_a_key_of_its_own() -> None:
    assert EtapePage.exclude_fields_in_copy == ["cle"]
    assert EtapePage().cle != EtapePage().cle
    assert set(CorpsDEtape().child_blocks) >= {"quiz", "note", "fiche", "animer", "figure"}


def test_empty_path_says_so(client: Client, db: None) -> None:
    racine = Page.objects.get(depth=1).get_children().first()
    racine.add_child(instance=ParcoursPage(title="Vide", slug="vide", genre="methode", source="Essais."))
    assert "Aucune étape n’est encore publiée" in client.get("/vide/").content.decode()


def test_bars_keep_their_proportions_and_escape_names() -> None:
    dessin = barres([Barre("A & <B>", 60, "60\u00a0%"), Barre("C", 15, "15\u00a0%"), Barre("D", 0, "0")])
    assert re.findall(r'width="([\d.]+)"', dessin) == ["360.0", "90.0", "1.0"]
    assert "A &amp; &lt;B&gt;" in dessin


@pytest.mark.parametrize(
    ("genre", "mot"), [("module", "Séquence"), ("apprentissage", "Étape"), ("methode", "Étape")]
)
def test_pages_of_the_module_are_called_sequences(client: Client, db: None, genre: str, mot: str) -> None:
    chemin = ouvrir("chemin", genre)
    for cle in ("un", "deux"):
        poser(chemin, cle, note(cle), fiche(f"f-{cle}"), title=cle.capitalize())
    cahier, code = cahier_neuf()
    ecrire(cahier, "deux", "faite", "1")
    dits = {
        "/chemin/un/": (f"{mot} 1 sur 2", f"{mot} suivante", f"Les {mot.lower()}s"),
        f"/cahier/{code}/un/": (f"{mot} 1 sur 2", f"{mot} suivante", f"J’ai fait cette {mot.lower()}"),
        f"/cahier/{code}/deux/": (f"{mot} précédente",),
        f"/cahier/{code}/": (f"1 {mot.lower()} déclarée faite sur 2",),
    }
    for page, attendus in dits.items():
        lu = lisible(client.get(page).content.decode())
        assert [dit for dit in attendus if dit not in lu] == [], page
    assert document_de_fiche(etape := EtapePage.objects.get(cle="un"), etape.corps[1]).reperes[0] == (
        mot,
        "Un",
    )
