"""The common agenda as people see it: to read, to filter, to propose; and what staff decide."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from contenus import agenda, envois
from contenus.agenda import ModerationRefusee
from contenus.models import Evenement
from tests.contenus.courrier import Boite, EvenementFactory, formulaire, lien, listes_de_l_agenda, partie

pytestmark = pytest.mark.django_db
PROPOSER = "/agenda/proposer/"
ENVOI = {
    "titre": "Forum des alliances",
    "debut": "2026-03-12T09:00",
    "fin": "2026-03-12T12:30",
    "lieu": "Salle des fêtes, Tours",
    "description": "Pour les bénévoles.\r\n\r\nEntrée libre.",
    "organisateur": "Cré-sol",
    "contact": "secret@exemple.fr",
}


@pytest.fixture
def visiteur() -> Client:
    return Client(enforce_csrf_checks=True)


def envoi(**champs: Any) -> dict[str, Any]:
    """A proposal in a year's time, whenever the tests run."""
    annee = timezone.now().year + 1
    dates = {nom: f"{annee}-{ENVOI[nom][5:]}" for nom in ("debut", "fin")}
    return {**ENVOI, **dates, **champs}


def relever() -> int:
    return envois.distribuer(maintenant=timezone.now())


def test_proposal_waits_for_the_office(visiteur: Client) -> None:
    listes_de_l_agenda()
    recu = envoi(region="bretagne", domaine="emploi", en_ligne="on")
    assert visiteur.post(PROPOSER, recu).headers["Location"] == "/agenda/proposer/merci/"
    evenement = Evenement.objects.a_moderer().get()
    assert timezone.localtime(evenement.debut).strftime("%d/%m %H:%M") == "12/03 09:00"
    assert evenement.description == "Pour les bénévoles.\n\nEntrée libre."
    assert (evenement.region, evenement.domaine, evenement.en_ligne) == ("bretagne", "emploi", True)
    assert visiteur.get(evenement.get_absolute_url()).status_code == 404
    assert "Forum des alliances" not in visiteur.get("/agenda/").content.decode()
    assert not visiteur.cookies


def test_form_without_reference_lists_asks_neither(visiteur: Client) -> None:
    page = visiteur.get(PROPOSER).content.decode()
    assert [page.count(f'name="{nom}"') for nom in ("region", "domaine", "titre")] == [0, 0, 1]
    assert visiteur.post(PROPOSER, envoi()).status_code == 302


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"debut": "2020-03-12T09:00"}, "Cette date est passée"),
        ({"debut": "0001-01-01T00:00"}, "Cette date est passée"),
        ({"debut": "9999-12-31T23:00", "fin": "9999-12-31T23:59"}, "à plus de trois ans"),
        ({"debut": "2027-02-31T09:00"}, "Écrivez le jour et l’heure ainsi"),
        ({"debut": ""}, "Donnez le jour et l’heure"),
        ({"description": "x" * 100_000}, "au plus 4000 caractères (actuellement 100000)"),
        ({"contact": "secret@exemple.fr\nBcc: x@e.fr"}, "Cette adresse ne peut rien recevoir"),
        ({"adresse": "javascript:alert(1)"}, "elle commence par https://"),
        ({"adresse": "ftp://exemple.fr/x"}, "elle commence par https://"),
        ({"lieu": ""}, "Dites où cela se passe"),
        ({"titre": "\x00"}, "obligatoire"),
        ({"titre": " \n "}, "obligatoire"),
        ({"region": "atlantide"}, ""),
    ],
)
def test_bad_proposal_is_refused_and_given_back(visiteur: Client, champs: dict, phrase: str) -> None:
    listes_de_l_agenda()
    recu = envoi(**champs)
    reponse = visiteur.post(PROPOSER, recu)
    page = reponse.content.decode().replace("\u202f", "").replace("\u00a0", " ")
    assert (reponse.status_code, Evenement.objects.count()) == (422, 0)
    assert phrase in page
    assert 'role="alert"' in page
    rendu = formulaire(reponse, PROPOSER)
    gardes = set(recu) - set(champs)
    assert {nom: rendu[nom].replace("\r", "").lstrip("\n") for nom in gardes} == {
        nom: recu[nom].replace("\r", "") for nom in gardes
    }


def test_long_description_is_given_back_whole(visiteur: Client) -> None:
    reponse = visiteur.post(PROPOSER, envoi(description="é" * 100_000))
    assert formulaire(reponse, PROPOSER)["description"].strip() == "é" * 100_000


def test_end_must_follow_start(visiteur: Client) -> None:
    bon = envoi()
    for fin in (bon["debut"], bon["debut"].replace("T09", "T08")):
        page = visiteur.post(PROPOSER, {**bon, "fin": fin}).content.decode()
        assert page.count("La fin doit venir après le début.") == 2  # the summary, and beside the field
    loin = visiteur.post(PROPOSER, {**bon, "fin": f"{int(bon['fin'][:4]) + 2}{bon['fin'][4:]}"})
    assert "Plus d’un an" in loin.content.decode()


@pytest.mark.parametrize("moment", ["2027-03-28T02:30", "2027-10-31T02:30"])
def test_hour_that_does_not_exist_or_exists_twice_is_refused(visiteur: Client, moment: str) -> None:
    assert visiteur.post(PROPOSER, envoi(debut=moment, fin="2027-11-02T10:00")).status_code == 422


def test_html_and_line_ends_in_a_title_stay_words(visiteur: Client, boite: Boite) -> None:
    visiteur.post(PROPOSER, envoi(titre="<b>Forum</b>\r\nBcc: x@e.fr\x07", description="<script>1</script>"))
    evenement = Evenement.objects.get()
    assert evenement.titre == "<b>Forum</b> Bcc: x@e.fr"
    agenda.publier_evenement(evenement=evenement)
    page = visiteur.get(evenement.get_absolute_url()).content.decode()
    assert [page.count(mot) for mot in ("<b>Forum", "<script>1", "&lt;script&gt;1")] == [0, 0, 1]
    relever()
    assert (boite.seul()["Bcc"], boite.seul()["To"]) == (None, "secret@exemple.fr")


def test_form_sent_twice_is_one_proposal(visiteur: Client) -> None:
    cle = formulaire(visiteur.get(PROPOSER), PROPOSER)["cle"]
    for _ in range(2):
        assert visiteur.post(PROPOSER, envoi(cle=cle)).status_code == 302
    assert Evenement.objects.get().pk == UUID(cle)


def test_key_of_somebody_elses_event_changes_nothing(visiteur: Client) -> None:
    evenement = EvenementFactory(titre="Le leur")
    visiteur.post(PROPOSER, envoi(cle=str(evenement.pk)))
    assert Evenement.objects.get().titre == "Le leur"


def test_eleventh_proposal_of_an_hour_waits_and_keeps_what_was_typed(visiteur: Client) -> None:
    assert {visiteur.post(PROPOSER, envoi()).status_code for _ in range(10)} == {302}
    reponse = visiteur.post(PROPOSER, envoi())
    assert (reponse.status_code, Evenement.objects.count()) == (429, 10)
    assert 0 < int(reponse.headers["Retry-After"]) <= 3600
    assert formulaire(reponse, PROPOSER)["titre"] == "Forum des alliances"


def test_proposal_sent_by_another_site_is_refused(visiteur: Client) -> None:
    assert visiteur.post(PROPOSER, envoi(), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("nombre", [1, 3])
def test_list_shows_what_is_to_come(visiteur: Client, nombre: int, django_assert_num_queries) -> None:
    listes_de_l_agenda()
    EvenementFactory.create_batch(nombre, region="bretagne", domaine="emploi")
    EvenementFactory(titre="Passé", debut=timezone.now() - timedelta(hours=3), fin=timezone.now())
    for etat in ("propose", "refuse"):
        EvenementFactory(etat=etat)
    with django_assert_num_queries(3):
        page = visiteur.get("/agenda/").content.decode()
    assert page.count("Forum des alliances") == nombre
    assert page.count("· Bretagne · Emploi") == nombre
    assert [page.count(mot) for mot in ("Passé", "secret@")] == [0, 0]


@pytest.mark.parametrize(
    ("question", "attendus"),
    [
        ("", {"A", "B", "C"}),
        ("region=bretagne", {"A", "B"}),
        ("domaine=emploi", {"A", "C"}),
        ("region=bretagne&domaine=emploi", {"A"}),
        ("region=corse", set()),
        ("region=atlantide&domaine=%00&page=zéro", {"A", "B", "C"}),
    ],
)
def test_list_is_filtered_by_territory_and_domaine(visiteur: Client, question: str, attendus: set) -> None:
    listes_de_l_agenda()
    for titre, region, domaine in (("A", "bretagne", "emploi"), ("B", "bretagne", ""), ("C", "", "emploi")):
        EvenementFactory(titre=f"Titre {titre}", region=region, domaine=domaine)
    page = visiteur.get(f"/agenda/?{question}").content.decode()
    assert {mot for mot in "ABC" if f"Titre {mot}" in page} == attendus
    calendrier = visiteur.get(f"/agenda/agenda.ics?{question}").content.decode()
    assert {mot for mot in "ABC" if f"Titre {mot}" in calendrier} == attendus


def test_list_keeps_its_filters_from_page_to_page(visiteur: Client) -> None:
    listes_de_l_agenda()
    EvenementFactory.create_batch(25, region="bretagne")
    page = visiteur.get("/agenda/?region=bretagne&page=99").content.decode()
    assert 'href="?region=bretagne&amp;page=1"' in page
    assert page.count("Forum des alliances") == 1
    assert "webcal://127.0.0.1:8000/agenda/agenda.ics?region=bretagne" in page


def test_event_page_says_everything_but_the_contact(visiteur: Client) -> None:
    evenement = EvenementFactory(adresse="https://exemple.fr/forum", en_ligne=True)
    page = visiteur.get(evenement.get_absolute_url()).content.decode()
    assert "Salle des fêtes, Tours, en ligne" in page
    assert 'href="https://exemple.fr/forum"' in page
    assert "secret@" not in page


def test_published_event_is_told_to_its_contact(visiteur: Client, boite: Boite) -> None:
    evenement = EvenementFactory(etat="propose")
    for _ in range(2):
        agenda.publier_evenement(evenement=evenement)
        relever()
    recu = boite.seul()
    assert recu["Subject"].strip() == "Votre événement est dans l’agenda\u00a0: Forum des alliances"
    assert visiteur.get(lien(recu, "[-0-9a-f]{36}/")).status_code == 200
    assert Evenement.objects.get().sequence == 0


def test_refused_event_says_why(visiteur: Client, boite: Boite) -> None:
    evenement = EvenementFactory(etat="propose")
    agenda.refuser_evenement(evenement=evenement, motif="  La page\nne répond pas. ")
    relever()
    assert [partie(boite.seul(), g).count("La page ne répond pas.") for g in ("plain", "html")] == [1, 1]
    assert visiteur.get(lien(boite.seul(), "/proposer/")).status_code == 200
    assert visiteur.get(evenement.get_absolute_url()).status_code == 404


def test_cancelled_event_stays_and_says_why(visiteur: Client, boite: Boite) -> None:
    evenement = EvenementFactory()
    agenda.annuler_evenement(evenement=evenement, motif="La salle est fermée.")
    relever()
    assert "La salle est fermée." in partie(boite.seul())
    assert "La salle est fermée." in visiteur.get(evenement.get_absolute_url()).content.decode()
    assert "Annulé" in visiteur.get("/agenda/").content.decode()


def test_steps_that_make_no_sense_are_refused() -> None:
    publie, propose, passe = (
        EvenementFactory(),
        EvenementFactory(etat="propose"),
        EvenementFactory(
            etat="propose", debut=timezone.now() - timedelta(days=2), fin=timezone.now() - timedelta(days=1)
        ),
    )
    for service, options in (
        (agenda.refuser_evenement, {"evenement": publie, "motif": "Non"}),
        (agenda.annuler_evenement, {"evenement": propose, "motif": "Non"}),
        (agenda.refuser_evenement, {"evenement": propose, "motif": " \n"}),
        (agenda.refuser_evenement, {"evenement": propose, "motif": "x" * 301}),
        (agenda.publier_evenement, {"evenement": passe}),
    ):
        with pytest.raises(ModerationRefusee):
            service(**options)
    assert set(Evenement.objects.values_list("reponse_due", flat=True)) == {False}


def test_corrections_are_counted_once_published() -> None:
    evenement = EvenementFactory()
    for champ, valeur, attendue in (("titre", "Autre", 1), ("contact", "b@e.fr", 1), ("titre", "Autre", 1)):
        setattr(evenement, champ, valeur)
        assert agenda.modifier_evenement(evenement=evenement).sequence == attendue
    propose = EvenementFactory(etat="propose")
    propose.titre, propose.etat = "Autre", "publie"
    agenda.modifier_evenement(evenement=propose)
    propose.refresh_from_db()
    assert (propose.titre, propose.etat, propose.sequence) == ("Autre", "propose", 0)


def test_cancelled_event_put_back_is_a_change(boite: Boite) -> None:
    evenement = EvenementFactory()
    agenda.annuler_evenement(evenement=evenement, motif="Non")
    agenda.publier_evenement(evenement=evenement)
    evenement.refresh_from_db()
    assert (evenement.sequence, evenement.motif, evenement.etat) == (2, "", "publie")


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_decide_once() -> None:
    evenement = EvenementFactory(etat="propose")
    depart = Barrier(2)

    def decider(refuser: bool) -> str:
        depart.wait(30)
        try:
            if refuser:
                return agenda.refuser_evenement(evenement=evenement, motif="Non").etat
            return agenda.publier_evenement(evenement=evenement).etat
        except ModerationRefusee:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as fils:
        etats = list(fils.map(decider, (True, False)))
    final = Evenement.objects.get().etat
    assert final == "publie"  # refused then accepted, or accepted and the refusal turned away
    assert etats in (["refuse", "publie"], ["", "publie"])


def test_database_refuses_an_end_before_the_start() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        EvenementFactory(fin=timezone.now() - timedelta(days=3))


def test_contact_is_forgotten_a_year_after_the_event_and_the_event_stays() -> None:
    maintenant = timezone.now()
    for jours, titre in ((364, "Récent"), (366, "Ancien")):
        fin = maintenant - timedelta(days=jours)
        EvenementFactory(titre=titre, debut=fin - timedelta(hours=2), fin=fin, contact="secret@exemple.fr")
    assert [agenda.purger_contacts(maintenant=maintenant) for _ in range(2)] == [1, 0]
    contacts = dict(Evenement.objects.values_list("titre", "contact"))
    assert contacts == {"Récent": "secret@exemple.fr", "Ancien": ""}
