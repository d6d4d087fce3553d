"""The page of a tool: plain POST, script, two people, rows, pasted tables, what is known already."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from parcours.models import Cahier, EtapePage, Saisie
from tests.diagnostic.aides import lisible, remplir
from tests.parcours.chemins import cahier_neuf
from tests.parcours.outillage import ecrire_outils

pytestmark = pytest.mark.django_db
LONGUE = "mot " * 5000


class Classeur:
    """A cahier with the two small tools, as one person sees it."""

    def __init__(self, client: Client, cahier: Cahier, code: str) -> None:
        self.client, self.cahier, self.code = client, cahier, code

    def page(self, cle: str = "cadrage") -> bytes:
        """The page of a tool."""
        return self.client.get(reverse("outils:outil", args=[self.code, cle])).content

    def lisible(self, cle: str = "cadrage") -> str:
        return lisible(self.page(cle).decode())

    def envoyer(self, cle: str = "cadrage", avant: bytes = b"", **champs: str) -> Any:
        """Send the page back as a browser without script does, with some fields changed."""
        envoi = remplir(avant or self.page(cle), "outil")
        envoi |= {nom.replace("__", ".").replace("_", "-"): valeur for nom, valeur in champs.items()}
        return self.client.post(reverse("outils:outil", args=[self.code, cle]), envoi)

    def taper(self, objet: str, champ: str, valeur: str, **autres: Any) -> Any:
        """Save one field as the script does."""
        corps = {"objet": objet, "champ": champ, "valeur": valeur, "auteur": "a", "sequence": 1, **autres}
        adresse = reverse("parcours:enregistrer", args=[self.code])
        return self.client.post(adresse, json.dumps(corps), content_type="application/json")

    def vieillir(self, objet: str) -> None:
        """A day passes after what is written there: a test is one transaction, at one instant."""
        Saisie.objects.filter(objet=objet).update(le=timezone.now() - timedelta(days=1))

    def ecrits(self) -> dict[str, str]:
        """All that is written."""
        return {
            f"{s.objet}.{s.champ}": s.valeur for s in Saisie.objects.filter(cahier=self.cahier) if s.valeur
        }


@pytest.fixture
def classeur(client: Client, tmp_path: Path, settings: Settings) -> Classeur:
    (tmp_path / "parcours" / "outils").mkdir(parents=True)
    (tmp_path / "parcours" / "methode").mkdir()
    ecrire_outils(tmp_path / "parcours" / "outils")
    settings.CORPUS = tmp_path
    return Classeur(client, *cahier_neuf())


def test_plain_post_saves_every_field(classeur: Classeur) -> None:
    reponse = classeur.envoyer(
        cadrage_pourquoi__question="Que garder ?\r\nEt pour qui ?",
        cadrage_pourquoi__moyens="12 500,50 €",
        cadrage_pourquoi__adoption="12/03/2030",
        cadrage_activites_1__nom="Le festival",
        cadrage_activites_1__place="regardee",
    )
    assert (reponse.status_code, reponse.url.endswith("/cadrage/#etat")) == (302, True)
    assert classeur.ecrits() == {
        "cadrage-pourquoi.question": "Que garder ?\nEt pour qui ?",
        "cadrage-pourquoi.moyens": "12500.50",
        "cadrage-pourquoi.adoption": "2030-03-12",
        "cadrage-activites-1.nom": "Le festival",
        "cadrage-activites-1.place": "regardee",
    }
    assert "Enregistré à" in classeur.lisible()


def test_page_sent_back_untouched_writes_nothing(classeur: Classeur) -> None:
    classeur.envoyer(cadrage_pourquoi__moyens="800", cadrage_pourquoi__question="Deux\r\nlignes")
    traces = classeur.cahier.traces.count()
    classeur.envoyer()
    assert classeur.cahier.traces.count() == traces == 2


def test_what_cannot_be_read_is_kept_as_typed_with_its_sentence(classeur: Classeur) -> None:
    classeur.envoyer(
        cadrage_pourquoi__moyens="environ 300", cadrage_pourquoi__adoption="au printemps",
        cadrage_activites_1__place="Peut-être",
    )  # fmt: skip
    page = classeur.lisible()
    assert sorted(classeur.ecrits().values()) == ["Peut-être", "au printemps", "environ 300"]
    for mot in ("environ 300", "au printemps", "Peut-être"):
        assert f"« {mot} »" in page
    assert 'type="date"' not in page
    assert '<option value="Peut-être" selected>' in page
    traces = classeur.cahier.traces.count()
    classeur.envoyer()
    assert classeur.cahier.traces.count() == traces


def test_date_before_today_is_accepted_with_a_gentle_word(classeur: Classeur) -> None:
    classeur.envoyer(cadrage_pourquoi__adoption="2020-01-01")
    assert classeur.ecrits() == {"cadrage-pourquoi.adoption": "2020-01-01"}
    assert "Cette date est déjà passée." in classeur.lisible()


def test_five_thousand_words_are_kept(classeur: Classeur) -> None:
    classeur.envoyer(cadrage_pourquoi__question=LONGUE)
    assert classeur.ecrits() == {"cadrage-pourquoi.question": LONGUE}


def test_text_too_long_comes_back_in_its_place_and_the_rest_is_saved(classeur: Classeur) -> None:
    reponse = classeur.envoyer(cadrage_pourquoi__question=LONGUE * 3, cadrage_pourquoi__moyens="800")
    assert reponse.status_code == 422
    assert LONGUE * 3 in reponse.content.decode()
    assert "raccourcissez-le" in reponse.content.decode()
    assert classeur.ecrits() == {"cadrage-pourquoi.moyens": "800"}


def test_two_people_on_the_same_cell_last_writer_wins_and_is_told(classeur: Classeur) -> None:
    page = classeur.page()
    classeur.envoyer(avant=page, nom="Awa", auteur="awa", cadrage_pourquoi__question="Que garder ?")
    reponse = classeur.envoyer(avant=page, nom="Léo", auteur="leo", cadrage_pourquoi__question="Que lâcher ?")
    assert reponse.status_code == 200
    assert "remplacent ceux de Awa, qui avait écrit « Que garder ? »" in lisible(reponse.content.decode())
    assert classeur.ecrits() == {"cadrage-pourquoi.question": "Que lâcher ?"}
    assert classeur.cahier.traces.count() == 2


def test_page_left_open_does_not_undo_what_another_wrote(classeur: Classeur) -> None:
    page = classeur.page()
    classeur.envoyer(avant=page, cadrage_pourquoi__question="Que garder ?")
    classeur.envoyer(avant=page, cadrage_pourquoi__moyens="800")
    assert classeur.ecrits()["cadrage-pourquoi.question"] == "Que garder ?"


def test_script_saves_a_cell_and_plain_storage_is_the_same(classeur: Classeur) -> None:
    assert classeur.taper("cadrage-pourquoi", "moyens", "1 200 €").status_code == 200
    assert classeur.taper("cadrage-activites-3", "place", "Plus tard").status_code == 200
    assert classeur.ecrits() == {"cadrage-pourquoi.moyens": "1200", "cadrage-activites-3.place": "plus-tard"}
    assert Saisie.objects.get(champ="moyens").libelle == "La note de cadrage. Moyens accordés"


@pytest.mark.parametrize(
    ("objet", "champ"),
    [("cadrage-pourquoi", "budget"), ("cadrage-activites-4", "nom"), ("cadrage-activites", "nom")],
)
def test_unknown_column_or_row_too_many_is_refused(classeur: Classeur, objet: str, champ: str) -> None:
    assert classeur.taper(objet, champ, "x").status_code == 400
    classeur.envoyer(**{f"{objet}__{champ}".replace("-", "_"): "x"})
    assert classeur.ecrits() == {}


def test_one_empty_row_more_until_the_maximum(classeur: Classeur) -> None:
    assert (classeur.page().count(b"<fieldset"), "Activité 1" in classeur.lisible()) == (1, True)
    classeur.envoyer(cadrage_activites_1__nom="Le festival")
    assert classeur.page().count(b"<fieldset") == 2
    for rang in (2, 3):
        classeur.envoyer(**{f"cadrage_activites_{rang}__nom": f"Activité {rang}"})
    assert classeur.page().count(b"<fieldset") == 3
    assert "Ce tableau a ses 3 lignes" in classeur.lisible()


def test_row_is_emptied_by_its_button(classeur: Classeur) -> None:
    classeur.envoyer(cadrage_activites_1__nom="Le festival", cadrage_activites_1__place="regardee")
    reponse = classeur.envoyer(vider="cadrage-activites-1")
    assert (reponse.url.rpartition("#")[2], classeur.ecrits()) == ("cadrage-activites-1", {})


def test_pasted_table_fills_the_rows_after_the_last(classeur: Classeur) -> None:
    classeur.envoyer(cadrage_activites_1__nom="Le festival")
    classeur.envoyer(
        coller_cadrage_activites='Le café\tPlus tard\r\n\r\n"La\r\nferme"\tNous la regardons\r\n'
    )
    assert classeur.ecrits() == {
        "cadrage-activites-1.nom": "Le festival",
        "cadrage-activites-2.nom": "Le café",
        "cadrage-activites-2.place": "plus-tard",
        "cadrage-activites-3.nom": "La\nferme",
        "cadrage-activites-3.place": "regardee",
    }


def test_pasted_table_with_a_header_goes_by_its_names(classeur: Classeur) -> None:
    classeur.envoyer(coller_cadrage_activites="SA PLACE\tActivité\nplus-tard\tLe café")
    assert classeur.ecrits() == {
        "cadrage-activites-1.nom": "Le café",
        "cadrage-activites-1.place": "plus-tard",
    }


@pytest.mark.parametrize(
    ("colle", "dit"),
    [
        ("A\nB\nC\nD\nE", "3 lignes au plus : 2 de celles"),
        ("Activité\tSa place\tCouleur\nA\t\tbleu", "Colonne sans place dans ce tableau : « Couleur »"),
        ("A\tPlus tard\tbleu", "Des lignes ont plus de 2 colonnes"),
    ],
)
def test_what_has_no_place_is_said_and_left_in_the_box(classeur: Classeur, colle: str, dit: str) -> None:
    reponse = classeur.envoyer(coller_cadrage_activites=colle)
    page = lisible(reponse.content.decode())
    assert (reponse.status_code, dit in page) == (422, True)
    assert ("bleu" in page) or ("\nD\nE" in page)
    assert classeur.ecrits()["cadrage-activites-1.nom"] == "A"


def test_known_answer_is_shown_then_taken_over_then_said_when_it_changes(classeur: Classeur) -> None:
    classeur.envoyer(cadrage_pourquoi__question="Que garder ?", cadrage_pourquoi__moyens="800")
    assert "Déjà écrit dans « La note de cadrage » : " in classeur.lisible("plan")
    classeur.envoyer("plan", reprendre="plan-cadre.ambition")
    assert classeur.ecrits()["plan-cadre.ambition"] == "Que garder ?"
    assert "plan-cadre.budget" not in classeur.ecrits()
    assert "a changé" not in classeur.lisible("plan")
    classeur.envoyer(cadrage_pourquoi__question="Que lâcher ?")
    classeur.vieillir("plan-cadre")
    assert "Depuis, « La note de cadrage » a changé et dit" in classeur.lisible("plan")
    classeur.envoyer("plan", plan_cadre__ambition="Nos mots à nous")
    assert classeur.ecrits()["plan-cadre.ambition"] == "Nos mots à nous"
    assert "a changé" not in classeur.lisible("plan")


def test_rows_of_another_table_are_proposed_and_taken_over_one_by_one_or_all(classeur: Classeur) -> None:
    classeur.envoyer(cadrage_activites_1__nom="Le festival", cadrage_activites_1__place="regardee")
    classeur.envoyer(cadrage_activites_2__nom="Le café")
    page = classeur.page("plan")
    assert (page.count(b"<fieldset"), page.count(b"Reprendre cette ligne")) == (3, 2)
    classeur.envoyer("plan", reprendre="plan-actions-2")
    assert classeur.ecrits().get("plan-actions-2.nom") == "Le café"
    assert "plan-actions-1.nom" not in classeur.ecrits()
    classeur.envoyer("plan", reprendre="plan-actions")
    assert classeur.ecrits()["plan-actions-1.nom"] == "Le festival"


def test_example_opens_beside_the_blank_tool(classeur: Classeur) -> None:
    page = classeur.lisible()
    assert "Un exemple rempli : Un cas" in page
    assert "800 €" in page
    assert "Un exemple rempli" not in classeur.lisible("plan")


@pytest.mark.parametrize("lignes", [1, 3])
def test_page_takes_as_many_queries_whatever_is_written(
    classeur: Classeur, lignes: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for rang in range(1, lignes + 1):
        classeur.taper(f"cadrage-activites-{rang}", "nom", f"Activité {rang}")
        classeur.taper(f"plan-actions-{rang}", "action", f"Action {rang}")
    with django_assert_num_queries(2):
        classeur.page("plan")


def test_unknown_tool_and_wrong_code_have_a_way_out(classeur: Classeur) -> None:
    assert classeur.client.get(reverse("outils:outil", args=[classeur.code, "marteau"])).status_code == 404
    assert classeur.client.get(reverse("outils:liste", args=["7KMQ-2XWD-9FHP-4TRN"])).status_code == 404


def test_list_says_what_each_tool_holds(classeur: Classeur) -> None:
    classeur.envoyer(cadrage_pourquoi__question="Que garder ?", cadrage_pourquoi__moyens="800")
    page = lisible(classeur.client.get(reverse("outils:liste", args=[classeur.code])).content.decode())
    assert "2 cases écrites : Pourquoi." in page
    assert "Rien d’écrit pour l’instant." in page


@pytest.mark.parametrize(
    ("code", "dit"), [("", "Ouvrir un cahier pour le remplir"), ("7KMQ", "Ouvrir l’outil")]
)
def test_step_leads_to_its_tools(code: str, dit: str) -> None:
    etape = EtapePage(cle="cartographier")
    page = render_to_string("parcours/_outils_de.html", {"page": etape, "code": code})
    assert page.index("La grille des trois piliers") < page.index("La photographie des ressources")
    assert page.count(dit) == 2
    sans_outil = {"page": EtapePage(cle="s-autodiagnostiquer"), "code": code}
    assert not render_to_string("parcours/_outils_de.html", sans_outil).strip()


def test_script_is_told_what_cannot_be_read_and_the_value_is_kept(classeur: Classeur) -> None:
    corps = {"objet": "cadrage-pourquoi", "champ": "moyens", "auteur": "a", "sequence": 1}
    adresse = reverse("parcours:enregistrer", args=[classeur.code])
    dits = []
    for rang, valeur in enumerate(("800 €", "environ mille"), start=1):
        envoi = corps | {"valeur": valeur, "sequence": rang}
        dits.append(classeur.client.post(adresse, envoi, content_type="application/json").json())
    assert "remarque" not in dits[0]
    assert "environ mille" in dits[1]["remarque"]
    assert dits[1]["appliquee"]


def test_thirty_rows_reached_is_said_and_nothing_pasted_is_lost(classeur: Classeur) -> None:
    colle = "\n".join(f"Ligne {rang}" for rang in range(1, 32))
    reponse = classeur.envoyer("plan", coller_plan_actions=colle)
    page = lisible(reponse.content.decode())
    assert (reponse.status_code, len(classeur.ecrits())) == (422, 30)
    assert "30 lignes au plus : 1 de celles que vous avez collées" in page
    assert "Ce tableau a ses 30 lignes" in page
    assert "Ligne 31" in page
