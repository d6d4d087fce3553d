"""A list or a series changed in the office: its pages are found by its new words, its kits are made again."""

import json

import pytest
from django.db import transaction
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from contenus import kits, memoire, recherche, signaux, tasks_recherche
from contenus.circuit import DIRECTION
from contenus.models import ArticlePage, KitPage, MessageDeSerie, Nomenclature, Serie
from contenus.usages import listes_montrees, pages_qui_montrent
from kits.models import Rendu
from tests.appui import rigueur
from tests.contenus.bureau import comme_en_service, embaucher, poste
from tests.contenus.file_d_attente import en_file

MOT = "Quincaillerie"


def adresses(mot: str) -> list[str]:
    return [r.adresse for r in recherche.chercher(recherche.lire_demande({"q": mot})).reponses]


def enregistrer(objet, lignes) -> None:
    """Save a list and its rows as the office does: in one transaction."""
    with transaction.atomic():
        objet.save()
        for ligne in lignes:
            ligne.save()


def executer() -> None:
    """Do what waits, as a worker would."""
    for listes, series in en_file(signaux.TACHE):
        tasks_recherche.suivre_les_listes(listes, series)


@pytest.fixture
def mesures(portail, a_l_ecart) -> Nomenclature:
    rigueur.vider_redis()  # loading the corpus is followed too
    return Nomenclature.objects.get(cle="mesures-ministerielles")


def _changer(mesures: Nomenclature) -> None:
    lignes = list(mesures.termes.all())
    assert len(lignes) == 21
    lignes[0].intitule = MOT
    enregistrer(mesures, lignes)


def test_list_of_twenty_one_rows_is_one_task(mesures):
    _changer(mesures)
    assert tasks_recherche.suivre_les_listes.name == signaux.TACHE
    assert en_file(signaux.TACHE) == [[[mesures.pk], []]]


def test_list_saved_in_the_office_is_one_task(mesures, monkeypatch):
    comme_en_service(monkeypatch)
    champs = ("cle", "titre", "incomplete", "statut", "source")
    envoi = {nom: getattr(mesures, nom) for nom in champs} | {"description": rich_text(mesures.description)}
    lignes = [
        {nom: getattr(terme, nom) for nom in ("code", "rang", "intitule", "statut", "source")}
        | {"id": terme.pk, "description": rich_text(terme.description), "donnees": json.dumps(terme.donnees)}
        for terme in mesures.termes.all()
    ]
    lignes[0]["intitule"] = MOT
    envoi["termes"] = inline_formset(lignes, initial=len(lignes))
    adresse = reverse("wagtailsnippets_contenus_nomenclature:edit", args=[mesures.pk])
    assert poste(embaucher(DIRECTION, "maud")).post(adresse, nested_form_data(envoi)).status_code == 302
    assert en_file(signaux.TACHE) == [[[mesures.pk], []]]
    executer()
    assert len(adresses(MOT)) == 1


def test_pages_that_show_the_list_are_found_by_its_new_words_and_no_longer_by_the_old(mesures):
    page = ArticlePage.objects.get(pk__in=pages_qui_montrent([mesures.pk]))
    assert mesures.pk in listes_montrees([page.pk])
    assert adresses(MOT) == []
    _changer(mesures)
    executer()
    assert adresses(MOT) == [page.get_url()]


def test_kits_of_those_pages_are_made_again(mesures):
    modeles = Nomenclature.objects.get(cle="modeles-ecosysteme")
    kit = KitPage.objects.get(slug="choisir-sa-trajectoire")
    assert kit.pk in kits.tenant_les_pages(pages_qui_montrent([modeles.pk]))
    kits.preparer(kit.pk)
    terme = modeles.termes.first()
    terme.intitule = MOT
    terme.save()
    executer()
    assert [kit.pk] in en_file(kits.TACHE)
    kits.preparer(kit.pk)
    assert [MOT in str(rendu.document) for rendu in Rendu.objects.order_by("cree_le")] == [False, True]


def test_what_is_rolled_back_is_followed_by_nothing(mesures):
    autre = Nomenclature.objects.exclude(pk=mesures.pk).first()
    with transaction.atomic():
        with transaction.atomic():
            mesures.save()
            transaction.set_rollback(True)
        autre.save()
    assert en_file(signaux.TACHE) == [[[autre.pk], []]]


def test_remembered_pages_are_forgotten_with_the_commit(mesures, monkeypatch):
    oublis = []
    monkeypatch.setattr(memoire, "oublier", lambda: oublis.append(1))
    with transaction.atomic():
        enregistrer(mesures, mesures.termes.all())
        assert oublis == []
    assert oublis == [1]


def test_row_taken_away_is_no_longer_found(mesures):
    _changer(mesures)
    executer()
    mesures.termes.get(intitule=MOT).delete()
    executer()
    assert adresses(MOT) == []


def test_series_is_found_by_its_new_words_until_it_is_deleted(mesures):
    serie = Serie.objects.get()
    messages = list(MessageDeSerie.objects.filter(serie=serie))
    messages[0].titre = MOT
    enregistrer(serie, messages)
    assert en_file(signaux.TACHE) == [[[], [serie.pk]]]
    executer()
    assert adresses(MOT) == [serie.get_absolute_url()]
    cle = serie.pk
    serie.delete()
    assert en_file(signaux.TACHE)[-1] == [[], [cle]]
    executer()
    assert adresses(MOT) == []


@pytest.mark.parametrize("nombre", [1, 3])
def test_following_costs_the_same_whatever_the_number_of_lists(portail, nombre, django_assert_num_queries):
    listes = list(Nomenclature.objects.values_list("pk", flat=True)[:nombre])
    pages_qui_montrent(listes)
    with django_assert_num_queries(1):
        pages_qui_montrent(listes)
