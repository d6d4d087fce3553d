"""Notes that are never lost, follow-ups and the mail that recalls them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accompagnement import rappels, suivis
from accompagnement.calendrier import six_mois_apres
from accompagnement.models import Accompagnement
from comptes.models import Adhesion, Role
from tests.accompagnement.fabrique import accorder, association, chez, reseau, vieillir
from tests.comptes.fabrique import AdhesionFactory
from tests.contenus.courrier import Boite

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordonne() -> Adhesion:
    return reseau()


@pytest.fixture
def accord(coordonne: Adhesion) -> Accompagnement:
    accord = accorder(coordonne)
    vieillir(accord, 200)
    return accord


def geste(client: Client, accord: Accompagnement, nom: str, *args: int, **donnees: object):
    arguments = [accord.accompagnatrice_id, accord.pk, *args]
    return client.post(reverse(f"accompagnement:{nom}", args=arguments), donnees)


def ecrites(accord: Accompagnement) -> list[str]:
    return list(accord.notes.values_list("texte", flat=True))


def test_note_is_saved_once_and_its_past_is_kept(coordonne: Adhesion, accord: Accompagnement):
    client = chez(coordonne)
    geste(client, accord, "noter", texte="Une.\r\nDeux.", apres=0)
    premiere = accord.notes.get()
    geste(client, accord, "noter", texte="Une.\r\nDeux.", apres=0)
    geste(client, accord, "noter", texte="Trois.", apres=premiere.pk)
    assert ecrites(accord) == ["Trois.", "Une.\nDeux."]


def test_two_notes_at_once_are_both_shown_and_none_is_lost(coordonne: Adhesion, accord: Accompagnement):
    geste(chez(coordonne), accord, "noter", texte="La mienne.", apres=0)
    collegue = chez(AdhesionFactory(structure=coordonne.structure, role=Role.REFERENT))
    refus = geste(collegue, accord, "noter", texte="La sienne.", apres=0)
    page = refus.content.decode()
    assert (refus.status_code, ecrites(accord)) == (409, ["La mienne."])
    assert "La mienne." in page
    assert "La sienne." in page
    assert f'name="apres" value="{accord.notes.get().pk}"' in page
    geste(collegue, accord, "noter", texte="Les deux.", apres=accord.notes.get().pk)
    assert ecrites(accord) == ["Les deux.", "La mienne."]


@pytest.mark.parametrize("donnees", [{"texte": "x" * 10_001, "apres": 0}, {"texte": "x", "apres": "hier"}])
def test_bad_note_is_given_back_as_it_was(donnees, coordonne: Adhesion, accord: Accompagnement):
    refus = geste(chez(coordonne), accord, "noter", **donnees)
    assert refus.status_code == 422
    assert donnees["texte"] in refus.content.decode()
    assert ecrites(accord) == []


def test_follow_up_moves_the_next_one_and_can_be_taken_back(coordonne: Adhesion, accord: Accompagnement):
    client, aujourd_hui, prevu = chez(coordonne), timezone.localdate(), accord.prochain_suivi
    geste(client, accord, "suivre", jour=aujourd_hui)
    geste(client, accord, "suivre", jour=aujourd_hui)
    accord.refresh_from_db()
    assert (accord.suivis.count(), accord.prochain_suivi) == (1, six_mois_apres(aujourd_hui))
    geste(client, accord, "annuler", accord.suivis.get().pk)
    accord.refresh_from_db()
    assert (accord.suivis.count(), accord.prochain_suivi) == (0, prevu)


@pytest.mark.parametrize("jours", [-201, 1])
def test_follow_up_happens_between_the_agreement_and_today(
    jours: int, coordonne: Adhesion, accord: Accompagnement
):
    jour = timezone.localdate() + timedelta(days=jours)
    assert geste(chez(coordonne), accord, "suivre", jour=jour).status_code == 422
    assert accord.suivis.count() == 0


# --- The mail -------------------------------------------------------------------------------------


def tournee(heure: int = 12, jours: int = 0) -> int:
    jour = datetime.combine(timezone.localdate(), datetime.min.time(), UTC) + timedelta(days=jours)
    return rappels.distribuer(maintenant=jour + timedelta(hours=heure))


def test_one_mail_to_each_coordinator_for_all_that_is_due(
    boite: Boite, coordonne: Adhesion, accord: Accompagnement
):
    vieillir(accorder(coordonne, association("Le Café")), 250)
    accorder(coordonne, association("Récente"))
    AdhesionFactory(structure=coordonne.structure, role=Role.EQUIPE)
    patron = AdhesionFactory(structure=coordonne.structure, role=Role.DIRIGEANT, administre=True)
    assert [tournee(3), tournee(), tournee()] == [0, 1, 0]
    assert {m["To"] for m in boite.recus} == {coordonne.membre.email, patron.membre.email}
    texte = boite.recus[0].get_body(("plain",)).get_content()
    assert texte.index("Le Café") < texte.index("La Fabrique")
    assert "Récente" not in texte


def test_next_follow_up_is_recalled_in_its_turn(boite: Boite, coordonne: Adhesion, accord: Accompagnement):
    tournee()
    suivis.suivre(accord=accord, par=coordonne.membre, jour=timezone.localdate())
    assert [tournee(jours=170), tournee(jours=190), len(boite.recus)] == [0, 1, 2]


def test_mail_server_down_is_tried_again(boite: Boite, coordonne: Adhesion, accord: Accompagnement):
    boite.au_contenu = lambda: "451 plus tard"
    assert tournee() == 0
    boite.au_contenu = lambda: "250 reçu"
    assert tournee() == 1
