"""Offering to testify: what is kept, what is answered, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from contenus.motifs import ModerationRefusee
from tests.contenus.courrier import Boite, formulaire, lien, partie
from webinaires import tasks, temoignages
from webinaires.models import Temoignage

pytestmark = pytest.mark.django_db
TEMOIGNER = "/webinaires/temoigner/"
ENVOI = {
    "nom": "Claire Essai",
    "courriel": "claire@exemple.fr",
    "organisation": "Le Cent Sept",
    "fonction": "Directrice",
    "pilier": "financier",
    "sujet": "Trois sources de revenus au lieu d’une",
    "recit": "Nous avons tenu.\r\n\r\nVoici comment.",
}


@pytest.fixture
def visiteur() -> Client:
    return Client(enforce_csrf_checks=True)


def proposition(**champs: Any) -> Temoignage:
    """An offer that waits for its answer."""
    valeurs = {**ENVOI, "jeton": uuid4(), **champs}
    return Temoignage.objects.create(**valeurs)


def test_offer_waits_for_the_office(visiteur: Client) -> None:
    assert visiteur.post(TEMOIGNER, ENVOI).headers["Location"] == "/webinaires/temoigner/merci/"
    recue = Temoignage.objects.get()
    assert (recue.etat, recue.recit) == ("propose", "Nous avons tenu.\n\nVoici comment.")
    assert (recue.pilier, recue.reponse_due) == ("financier", False)
    assert visiteur.get(TEMOIGNER + "merci/").status_code == 200
    assert not visiteur.cookies


def test_form_says_how_long_it_is_kept_and_sets_no_trap(visiteur: Client) -> None:
    reponse = visiteur.get(TEMOIGNER)
    assert "s’efface un an après son envoi" in reponse.content.decode()
    assert set(formulaire(reponse, TEMOIGNER)) <= {*ENVOI, "cle"}


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"courriel": "claire@exemple.fr\nBcc: x@e.fr"}, "Cette adresse ne peut rien recevoir"),
        ({"courriel": ""}, "Écrivez votre adresse de courriel"),
        ({"sujet": " \n\x00 "}, "obligatoire"),
        ({"sujet": "x" * 201}, "au plus 200 caractères"),
        ({"recit": "x" * 100_000}, "au plus 4000 caractères (actuellement 100000)"),
        ({"pilier": "plafond"}, "plafond"),
    ],
)
def test_bad_offer_is_refused_and_given_back(visiteur: Client, champs: dict, phrase: str) -> None:
    reponse = visiteur.post(TEMOIGNER, {**ENVOI, **champs})
    dite = reponse.content.decode().replace("\u202f", "").replace("\u00a0", " ")
    assert (reponse.status_code, Temoignage.objects.count()) == (422, 0)
    assert phrase in dite
    rendu = formulaire(reponse, TEMOIGNER)
    gardes = set(ENVOI) - set(champs)
    assert {nom: rendu[nom].replace("\r", "").lstrip("\n") for nom in gardes} == {
        nom: ENVOI[nom].replace("\r", "") for nom in gardes
    }


def test_form_sent_twice_is_one_offer(visiteur: Client) -> None:
    cle = formulaire(visiteur.get(TEMOIGNER), TEMOIGNER)["cle"]
    for _ in range(2):
        assert visiteur.post(TEMOIGNER, {**ENVOI, "cle": cle}).status_code == 302
    assert Temoignage.objects.get().jeton == UUID(cle)


def test_eleventh_offer_of_an_hour_waits_and_keeps_what_was_typed(visiteur: Client) -> None:
    assert {visiteur.post(TEMOIGNER, ENVOI).status_code for _ in range(10)} == {302}
    reponse = visiteur.post(TEMOIGNER, ENVOI)
    assert (reponse.status_code, Temoignage.objects.count()) == (429, 10)
    assert formulaire(reponse, TEMOIGNER)["nom"] == "Claire Essai"


def test_offer_sent_by_another_site_is_refused(visiteur: Client) -> None:
    assert visiteur.post(TEMOIGNER, ENVOI, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_kept_offer_is_told_once(boite: Boite) -> None:
    recue = proposition()
    for _ in range(2):
        temoignages.retenir_temoignage(temoignage=recue)
        tasks.distribuer()
    dit = boite.seul()
    assert dit["Subject"].strip().startswith("Votre témoignage nous intéresse\u00a0: Trois sources")
    assert [partie(dit, genre).count("choisir ensemble une date") for genre in ("plain", "html")] == [1, 1]


def test_offer_set_aside_says_why(visiteur: Client, boite: Boite) -> None:
    recue = proposition(sujet="<b>Mon</b> sujet")
    temoignages.ecarter_temoignage(temoignage=recue, motif="  Trop proche\nd’un webinaire récent. ")
    tasks.distribuer()
    dit = boite.seul()
    for genre in ("plain", "html"):
        assert "Trop proche d’un webinaire récent." in partie(dit, genre)
    assert "<b>Mon</b>" not in partie(dit, "html")
    assert visiteur.get(lien(dit, "/temoigner/")).status_code == 200


def test_steps_that_make_no_sense_are_refused() -> None:
    retenue, nouvelle = proposition(etat="retenu"), proposition()
    for objet, motif in ((retenue, "Non"), (nouvelle, " \n"), (nouvelle, "x" * 301)):
        with pytest.raises(ModerationRefusee):
            temoignages.ecarter_temoignage(temoignage=objet, motif=motif)
    assert set(Temoignage.objects.values_list("reponse_due", flat=True)) == {False}


def test_offer_set_aside_may_be_kept_after_all(boite: Boite) -> None:
    recue = proposition()
    temoignages.ecarter_temoignage(temoignage=recue, motif="Non")
    tasks.distribuer()
    assert temoignages.retenir_temoignage(temoignage=recue).motif == ""
    tasks.distribuer()
    assert len({recu["Message-ID"] for recu in boite.recus}) == 2


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_decide_once(a_l_ecart: None) -> None:
    recue, depart = proposition(), Barrier(2)

    def decider(ecarter: bool) -> None:
        depart.wait(30)
        try:
            if ecarter:
                temoignages.ecarter_temoignage(temoignage=recue, motif="Non")
            else:
                temoignages.retenir_temoignage(temoignage=recue)
        except ModerationRefusee:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as fils:
        list(fils.map(decider, (True, False)))
    assert (
        Temoignage.objects.get().etat == "retenu"
    )  # set aside then kept, or kept and the refusal turned away


def test_purge_erases_after_a_year() -> None:
    proposition(propose_le=timezone.now() - timedelta(days=366))
    gardee = proposition(propose_le=timezone.now() - timedelta(days=364))
    tasks.purger()
    assert list(Temoignage.objects.all()) == [gardee]
