"""The desk: what it shows, hides, sorts, costs; the tables one takes away say the same."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from html import unescape

import lxml.html
import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accompagnement import demandes, exports
from accompagnement.calendrier import six_mois_apres
from accompagnement.colonnes import NON_PARTAGE
from accompagnement.models import Accompagnement
from accompagnement.texte import AVANCEE, DECISIONS, FIGURES
from comptes.models import Acces, Adhesion, Geste
from diagnostic.models import Action
from kits.tableur import deproteger
from tests.accompagnement.fabrique import (
    DEMAIN,
    accorder,
    association,
    chez,
    reseau,
    travaux_de,
    vieillir,
)
from tests.diagnostic.aides import lisible
from tests.parcours.chemins import ouvrir, poser

pytestmark = pytest.mark.django_db
SECRETS = ("Un secret de famille", "Fatou Diallo", "Awa Traoré")
"""Written in the works: a comment, and who takes charge."""


def bureau(coordonne: Adhesion) -> str:
    return reverse("accompagnement:bureau", args=[coordonne.structure_id])


def a_l_ecran(client: Client, lien: str) -> list[dict[str, str]]:
    """Every card of the desk, once opened: its heading, then each term and what it says."""
    client.post(f"{lien.partition('?')[0]}lire/")
    page = lxml.html.fromstring(client.get(lien).content)
    return [
        {"Structure": carte.find("h2").text_content()}
        | {div.find("dt").text_content(): div.find("dd").text_content() for div in carte.iter("div")}
        for carte in page.find_class("suivies")[0].iter("li")
    ]


def emporte(client: Client, coordonne: Adhesion, format: str) -> list[dict[str, str]]:
    lien = reverse("accompagnement:emporter", args=[coordonne.structure_id])
    contenu = client.post(lien, {"format": format}).content
    if format == "csv":
        lignes = list(csv.DictReader(io.StringIO(contenu.decode("utf-8-sig")), delimiter=";"))
        return [{k: deproteger(v) for k, v in ligne.items()} for ligne in lignes]
    entetes, *lignes = load_workbook(io.BytesIO(contenu)).active.iter_rows()
    assert {case.data_type for ligne in lignes for case in ligne} == {"s"}
    noms = [case.value for case in entetes]
    return [dict(zip(noms, [case.value for case in ligne], strict=True)) for ligne in lignes]


@pytest.fixture
def chemin() -> None:
    """One step to act, one to learn."""
    poser(ouvrir("agir", "methode"), "cadrer", title="Cadrer la démarche")
    poser(ouvrir("apprendre", "apprentissage"), "regarder")


def test_everything_ticked_is_on_the_line(chemin: None):
    coordonne, admin = reseau(), association()
    accord = accorder(coordonne, admin, travaux=travaux_de(admin))
    (ligne,) = a_l_ecran(chez(coordonne), bureau(coordonne))
    vues = {k: lisible(v) for k, v in ligne.items()}
    assert vues["Ce qu’elle partage"] == "l’avancement, les figures du diagnostic, les décisions"
    assert vues["Diagnostic"].startswith("2 sur 32 critères (Le socle 2 sur 8, ")
    assert vues["Figures"] == "Le socle 2,0 sur 3"
    assert vues["Étapes suivies"] == "0 sur 1 pour agir, 0 sur 1 pour apprendre"
    assert vues["Outils remplis"].startswith("1 sur ")
    assert vues["Prochaine étape"].startswith("Réunir le bureau (le ")
    assert "=Ouvrir une boutique (sans date)" in vues["Dernières décisions"]
    assert str(six_mois_apres(accord.consenti_le.date()).year) in vues["Prochain suivi"]


@pytest.mark.parametrize(
    ("portee", "vues"),
    [
        ((), set()),
        (
            (AVANCEE,),
            {"Diagnostic", "Dernière réponse", "Étapes suivies", "Outils remplis", "Prochaine étape"},
        ),
        ((FIGURES,), {"Figures"}),
        ((DECISIONS,), {"Dernières décisions", "Prochaine étape"}),
    ],
)
def test_screen_and_exports_hide_the_same(portee: tuple[str, ...], vues: set[str], chemin: None):
    coordonne, admin = reseau(), association("Café ; « d’à côté »")
    accorder(coordonne, admin, portee, travaux_de(admin))
    client = chez(coordonne)
    ecran = a_l_ecran(client, bureau(coordonne))
    partageables = {"Diagnostic", "Dernière réponse", "Étapes suivies", "Outils remplis", "Figures"} | {
        "Dernières décisions",
        "Prochaine étape",
    }
    assert {c for c, v in ecran[0].items() if v == NON_PARTAGE} == partageables - vues
    assert emporte(client, coordonne, "csv") == ecran == emporte(client, coordonne, "xlsx")


def test_works_not_chosen_show_nothing_and_words_of_people_never_do():
    coordonne, admin = reseau(), association()
    choisi, _ = travaux_de(admin, "Choisi")
    accord = accorder(coordonne, admin, travaux=(choisi,))
    client = chez(coordonne)
    client.post(reverse("accompagnement:ouvrir", args=[coordonne.structure_id, accord.pk]))
    page = client.get(reverse("accompagnement:suivie", args=[coordonne.structure_id, accord.pk]))
    texte = unescape(page.content.decode() + client.get(bureau(coordonne)).content.decode())
    assert "Choisi" in texte
    assert "Réunir le bureau" not in texte
    assert [mot for mot in (*SECRETS, choisi.code) if mot in texte] == []


def test_each_decision_says_the_column_of_its_cells():
    """Stacked on a narrow screen, a row has lost its headings."""
    coordonne, admin = reseau(), association()
    accord = accorder(coordonne, admin, travaux=travaux_de(admin))
    client = chez(coordonne)
    client.post(reverse("accompagnement:ouvrir", args=[coordonne.structure_id, accord.pk]))
    page = client.get(reverse("accompagnement:suivie", args=[coordonne.structure_id, accord.pk]))
    lignes = lxml.html.fromstring(page.content).xpath("//*[@id='decisions']/..//tbody/tr")
    assert {ligne.find("th").text for ligne in lignes} == {"=Ouvrir une boutique", "Réunir le bureau"}
    for ligne in lignes:
        assert [case.get("data-colonne") for case in ligne.iter("td")] == ["Pour quand", "Écrite le", "Dans"]


def test_a_work_taken_back_from_the_structure_is_seen_no_more():
    coordonne, admin = reseau(), association()
    diagnostic, _ = travaux_de(admin)
    accorder(coordonne, admin, travaux=(diagnostic,))
    type(diagnostic).objects.filter(pk=diagnostic.pk).update(structure=None, utilisateur=admin.membre)
    (ligne,) = a_l_ecran(chez(coordonne), bureau(coordonne))
    assert (ligne["Diagnostic"], ligne["Figures"]) == ("rien pour le moment",) * 2


def test_nearest_date_comes_first_and_what_is_due_can_be_filtered():
    coordonne = reseau()
    tard, due, demain = association("A, tard"), association("B, suivi dû"), association("C, demain")
    accorder(coordonne, tard)
    vieillir(accorder(coordonne, due), 200)
    accorder(coordonne, demain, travaux=travaux_de(demain))
    client = chez(coordonne)
    assert [ligne["Structure"] for ligne in a_l_ecran(client, bureau(coordonne))] == [
        "B, suivi dû",
        "C, demain",
        "A, tard",
    ]
    assert [ligne["Structure"] for ligne in a_l_ecran(client, f"{bureau(coordonne)}?voir=bientot")] == [
        "B, suivi dû",
        "C, demain",
    ]


def test_past_dates_are_said_past_and_closed_ones_are_not_next():
    coordonne, admin = reseau(), association()
    diagnostic, _ = travaux_de(admin)
    Action.objects.update(echeance=date(2020, 3, 1))
    accorder(coordonne, admin, (DECISIONS,), (diagnostic,))
    (ligne,) = a_l_ecran(chez(coordonne), bureau(coordonne))
    assert lisible(ligne["Prochaine étape"]) == "=Ouvrir une boutique (le 1er mars 2020, passée)"


@pytest.mark.parametrize("combien", [1, 3, 50])
def test_desk_costs_the_same_whatever_the_number(combien: int, chemin: None, django_assert_num_queries):
    coordonne = reseau()
    for rang in range(combien):
        admin = association(f"Association {rang}")
        accorder(coordonne, admin, travaux=travaux_de(admin))
    client = chez(coordonne)
    client.get(bureau(coordonne))
    with django_assert_num_queries(30):  # twelve of which open the desk for the day
        assert len(a_l_ecran(client, bureau(coordonne))) == combien


def test_empty_desk_explains_how_to_begin():
    coordonne = reseau()
    page = chez(coordonne, preuve=False).get(bureau(coordonne)).content.decode()
    assert "Aucune n’y est encore" in page
    assert reverse("accompagnement:demander", args=[coordonne.structure_id]) in page


def test_opening_and_taking_away_are_in_the_journal_of_the_association():
    coordonne, admin = reseau(), association()
    accord = accorder(coordonne, admin)
    client = chez(coordonne)
    page = reverse("accompagnement:suivie", args=[coordonne.structure_id, accord.pk])
    assert "Ouvrir sa page" in client.get(page).content.decode()
    assert "Où elle en est" not in client.get(page).content.decode()
    client.post(f"{page}ouvrir/")
    assert "Où elle en est" in client.get(page).content.decode()
    emporte(client, coordonne, "csv")
    gestes = Acces.objects.filter(structure=admin.structure, par=coordonne.membre).order_by("pk")
    assert list(gestes.values_list("geste", "objet")) == [
        (Geste.CONSULTE, "Le Réseau"),
        (Geste.EMPORTE, "Le Réseau"),
    ]


def test_withdrawn_everything_is_gone_at_once_and_the_proof_stays():
    coordonne, admin = reseau(), association()
    accord = accorder(coordonne, admin, travaux=travaux_de(admin))
    client = chez(coordonne)
    client.post(reverse("accompagnement:ouvrir", args=[coordonne.structure_id, accord.pk]))
    demandes.retirer(accord=accord, adhesion=admin)
    page = reverse("accompagnement:suivie", args=[coordonne.structure_id, accord.pk])
    assert client.get(page).status_code == 404
    assert "La Fabrique" not in client.get(bureau(coordonne)).content.decode()
    assert emporte(client, coordonne, "csv") == []
    gardee = Accompagnement.objects.get()
    assert (gardee.portee, gardee.retire_par) == ([AVANCEE, FIGURES, DECISIONS], "Gouvernance, administre")
    assert [trace.geste for trace in gardee.traces.all()] == ["retire", "donne"]


def test_coordinator_who_leaves_sees_nothing_more_and_the_structure_goes_on():
    coordonne = reseau()
    autre = Adhesion.objects.create(
        structure=coordonne.structure, membre=association().membre, role="equipe", administre=True
    )
    accorder(coordonne)
    client = chez(coordonne)
    coordonne.delete()
    assert client.get(bureau(coordonne)).status_code == 404
    assert len(a_l_ecran(chez(autre), bureau(coordonne))) == 1


@pytest.mark.django_db(transaction=True)
def test_who_withdraws_first_is_not_in_the_export_that_waited():
    coordonne, admin = reseau(), association()
    accord = accorder(coordonne, admin)

    def exporter() -> bytes:
        try:
            return exports.emporter(accompagnatrice=coordonne.structure, par=coordonne.membre, format="csv")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as fil:
        with transaction.atomic():
            demandes.retirer(accord=accord, adhesion=admin)
            attente = fil.submit(exporter)
            with pytest.raises(TimeoutError):
                attente.result(timeout=0.5)
        assert "La Fabrique" not in attente.result(timeout=5).decode()
    assert not Acces.objects.filter(geste=Geste.EMPORTE).exists()


@pytest.mark.django_db(transaction=True)
def test_who_withdraws_during_an_export_waits_for_it():
    coordonne, admin = reseau(), association()
    accord = accorder(coordonne, admin)

    def retirer() -> None:
        demandes.retirer(accord=accord, adhesion=admin)
        connection.close()

    with ThreadPoolExecutor(1) as fil:
        with transaction.atomic():
            table = exports.emporter(accompagnatrice=coordonne.structure, par=coordonne.membre, format="csv")
            attente = fil.submit(retirer)
            with pytest.raises(TimeoutError):
                attente.result(timeout=0.5)
        attente.result(timeout=5)
    assert "La Fabrique" in table.decode()
    assert Accompagnement.objects.en_cours().count() == 0
    assert Acces.objects.get(geste=Geste.EMPORTE).le < Accompagnement.objects.get().retire_le


def test_due_day_is_six_months_later_on_the_last_day_when_there_is_none():
    assert [six_mois_apres(date(2025, 8, 31)), six_mois_apres(date(2026, 1, 15))] == [
        date(2026, 2, 28),
        date(2026, 7, 15),
    ]
    assert DEMAIN - timedelta(days=1) == date.today()
