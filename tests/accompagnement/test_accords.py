"""Asking, agreeing, changing, ending; the proof that is kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accompagnement import demandes, rappels
from accompagnement.models import PREUVE_DUREE, Accompagnement, Demande
from accompagnement.texte import AVANCEE, DECISIONS, VERSION
from comptes import personnes, services
from comptes.models import Adhesion
from comptes.services import tirer_depart
from tests.accompagnement.fabrique import accorder, association, chez, demander, reseau, travaux_de
from tests.comptes.fabrique import AdhesionFactory
from tests.contenus.courrier import Boite
from tests.diagnostic.aides import lisible

pytestmark = pytest.mark.django_db


def accepter(jeton: str, admin: Adhesion, **donnees: object) -> object:
    lien = reverse("accompagnement:accepter", args=[jeton, admin.structure_id])
    return chez(admin).post(lien, {"lu": "on", **donnees})


def test_association_reads_ticks_chooses_and_accepts():
    coordonne, admin = reseau(), association()
    _, cahier = travaux_de(admin)
    jeton, client = demander(coordonne), chez(admin)
    page = client.get(reverse("accompagnement:accepter", args=[jeton, admin.structure_id])).content.decode()
    assert "La structure «\u00a0La Fabrique\u00a0» accepte d’être suivie par «\u00a0Le Réseau\u00a0»." in page
    assert page.count(" checked") == 0
    accepter(jeton, admin, portee=[DECISIONS, AVANCEE], travaux=[cahier.pk])
    accord = Accompagnement.objects.get()
    assert (accord.portee, list(accord.travaux.all())) == ([AVANCEE, DECISIONS], [cahier])
    assert (accord.consenti_par, accord.version) == ("Gouvernance, administre", VERSION)
    page = lisible(client.get(admin.structure.get_absolute_url()).content.decode())
    assert "Partagé : l’avancement, les décisions." in page
    assert all(paragraphe in page for paragraphe in lisible(accord.texte).split("\n"))


def test_without_having_read_nothing_is_accepted():
    coordonne, admin = reseau(), association()
    assert accepter(demander(coordonne), admin, lu="", portee=[AVANCEE]).status_code == 422
    assert Accompagnement.objects.count() == 0


@pytest.mark.parametrize("donnees", [{"portee": ["tout"]}, {"travaux": ["1"]}, {"travaux": ["x"]}])
def test_unknown_box_or_work_is_refused(donnees: dict[str, list[str]]):
    travaux_de(association("Ailleurs"))
    assert accepter(demander(reseau()), association(), **donnees).status_code == 422
    assert Accompagnement.objects.count() == 0


def test_somebody_elses_work_is_never_shown_even_by_its_number():
    autre, _ = travaux_de(association("Ailleurs"))
    assert list(accorder(reseau(), travaux=(autre,)).travaux.all()) == []


def test_consent_replayed_changes_nothing_and_the_link_then_leads_to_the_agreement():
    coordonne, admin = reseau(), association()
    jeton = demander(coordonne)
    accepter(jeton, admin, portee=[AVANCEE])
    accepter(jeton, admin, portee=[DECISIONS])
    accord = Accompagnement.objects.get()
    assert (accord.portee, accord.traces.count()) == ([AVANCEE], 1)
    lien = reverse("accompagnement:demande", args=[jeton])
    assert chez(admin).get(lien)["Location"] == accord.get_absolute_url()
    assert Client().get(lien).status_code == 410
    assert accepter(jeton, association("Une autre")).status_code == 410


def test_consent_replayed_after_withdrawal_opens_nothing():
    coordonne, admin = reseau(), association()
    jeton = demander(coordonne)
    accepter(jeton, admin, portee=[AVANCEE])
    demandes.retirer(accord=Accompagnement.objects.get(), adhesion=admin)
    assert accepter(jeton, admin, portee=[AVANCEE]).status_code == 410
    assert Accompagnement.objects.en_cours().count() == 0


@pytest.mark.django_db(transaction=True)
def test_accepted_twice_at_once_is_accepted_once():
    coordonne, admin = reseau(), association()
    jetons, depart = [demander(coordonne), demander(coordonne)], Barrier(4)

    def cliquer(jeton: str) -> int:
        depart.wait()
        try:
            return demandes.consentir(jeton=jeton, adhesion=admin, portee=[], travaux=[]).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as fils:
        assert len(set(fils.map(cliquer, jetons * 2))) == 1
    assert Accompagnement.objects.get().traces.count() == 1


def test_request_to_an_address_serves_whoever_proves_it(boite: Boite):
    coordonne, admin = reseau(), association()
    lien = reverse("accompagnement:demander", args=[coordonne.structure_id])
    donnees = {"depart": tirer_depart(), "adresse": "bureau@exemple.fr"}
    client = chez(coordonne)
    client.post(lien, donnees)
    client.post(lien, donnees)
    assert (len(boite.recus), Demande.objects.count()) == (1, 1)
    assert boite.recus[0]["Subject"] == "Le Réseau propose de vous accompagner"
    jeton = demander(coordonne, "bureau@exemple.fr")
    assert [d.ouverte for d in Demande.objects.order_by("pk")] == [False, True]
    assert accepter(jeton, admin).status_code == 403
    EmailAddress.objects.create(user=admin.membre, email="Bureau@exemple.fr", verified=False)
    assert accepter(jeton, admin).status_code == 403
    EmailAddress.objects.filter(email__iexact="bureau@exemple.fr").update(verified=True)
    assert accepter(jeton, admin).status_code == 302


@pytest.mark.parametrize("comment", ["expire_le", "revoquee_le"])
def test_dead_request_opens_nothing(comment: str):
    admin, jeton = association(), demander(reseau())
    Demande.objects.update(**{comment: timezone.now()})
    lien = reverse("accompagnement:accepter", args=[jeton, admin.structure_id])
    assert (chez(admin).get(lien).status_code, accepter(jeton, admin).status_code) == (410, 410)


def test_link_that_never_was_is_nothing():
    assert Client().get(reverse("accompagnement:demande", args=["0" * 64])).status_code == 404


def test_structure_does_not_follow_itself():
    coordonne = reseau(administre=True)
    assert accepter(demander(coordonne), coordonne).status_code == 404


def test_changed_boxes_hold_at_once_and_every_change_is_traced():
    coordonne, admin = reseau(), association()
    accord = accorder(coordonne, admin, (AVANCEE,))
    lien = reverse("accompagnement:changer", args=[admin.structure_id, accord.pk])
    client = chez(admin)
    client.post(lien, {"portee": [DECISIONS]})
    client.post(lien, {"portee": [DECISIONS]})
    accord.refresh_from_db()
    assert accord.portee == [DECISIONS]
    assert [(t.geste, t.portee) for t in accord.traces.all()] == [
        ("change", [DECISIONS]),
        ("donne", [AVANCEE]),
    ]
    demandes.retirer(accord=accord, adhesion=admin)
    client.post(lien, {"portee": [AVANCEE]})
    accord.refresh_from_db()
    assert (accord.vivant, accord.portee) == (False, [DECISIONS])


def test_association_deleted_ends_everything_and_the_proof_keeps_its_name():
    coordonne, admin = reseau(), association()
    accord = accorder(coordonne, admin, travaux=travaux_de(admin))
    services.supprimer_structure(structure=admin.structure, par=admin.membre)
    page = reverse("accompagnement:suivie", args=[coordonne.structure_id, accord.pk])
    assert chez(coordonne).get(page).status_code == 404
    accord.refresh_from_db()
    assert (accord.vivant, accord.nom_accompagnee) == (False, "La Fabrique")
    rappels.purger(maintenant=timezone.now())
    accord.refresh_from_db()
    assert accord.retire_le is not None


def test_role_of_who_consented_outlives_their_account():
    coordonne, admin = reseau(), association()
    accord = accorder(coordonne, admin)
    AdhesionFactory(structure=admin.structure, administre=True)
    personnes.effacer_compte(utilisateur=admin.membre)
    accord.refresh_from_db()
    assert (accord.consenti_par, accord.vivant) == ("Gouvernance, administre", True)


def test_proofs_are_kept_five_years_and_requests_a_month():
    coordonne, admin = reseau(), association()
    accord = accorder(coordonne, admin)
    demandes.retirer(accord=accord, adhesion=admin)
    maintenant = timezone.now()
    rappels.purger(maintenant=maintenant + timedelta(days=31))
    assert (Demande.objects.count(), Accompagnement.objects.count()) == (0, 1)
    rappels.purger(maintenant=maintenant + PREUVE_DUREE - timedelta(days=1))
    assert Accompagnement.objects.count() == 1
    rappels.purger(maintenant=maintenant + PREUVE_DUREE + timedelta(days=1))
    assert Accompagnement.objects.count() == 0


def test_coordinator_may_stop_too_and_the_association_still_reads_the_notes():
    coordonne, admin = reseau(), association()
    accord = accorder(coordonne, admin)
    accord.notes.create(texte="Une belle équipe.", par=coordonne.membre)
    lien = reverse("accompagnement:cesser", args=[coordonne.structure_id, accord.pk])
    chez(coordonne).post(lien)
    accord.refresh_from_db()
    assert accord.retire_par == "La structure qui accompagne"
    assert "Une belle équipe." in chez(admin).get(accord.get_absolute_url()).content.decode()
