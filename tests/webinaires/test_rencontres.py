"""Asking for a seat, confirming, leaving: what the visitor sees, what nobody may guess, who sits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contenus.motifs import ModerationRefusee
from tests.contenus.courrier import Boite, lien, partie
from tests.webinaires.fabrique import webinaire
from tests.webinaires.rendez_vous import demande, etats, inscrite, rencontre
from webinaires import rencontres, tasks
from webinaires.models import Inscription, Rendezvous

pytestmark = pytest.mark.django_db
FORMULAIRE = "/webinaires/modeles-hybrides/inscription/"
ENVOI = {"adresse": "claire@exemple.fr"}
PAGES = ("mienne", "confirmer", "partir")


@pytest.fixture
def visiteur() -> Client:
    return Client(enforce_csrf_checks=True)


def page(nom: str, inscription: Inscription) -> str:
    return reverse(f"rencontres:{nom}", args=[inscription.jeton])


def test_seat_is_asked_confirmed_and_left(visiteur: Client, boite: Boite) -> None:
    _, rendezvous = rencontre(capacite=2)
    assert visiteur.post(FORMULAIRE, ENVOI).headers["Location"] == "/webinaires/inscription/demandee/"
    tasks.distribuer()
    adresse = lien(boite.seul(), "/confirmer/")
    assert visiteur.get(adresse).status_code == 200
    assert etats(rendezvous) == [("claire", "demandee")]
    recue = visiteur.post(adresse, follow=True)
    assert "Votre place est réservée" in recue.content.decode()
    assert etats(rendezvous) == [("claire", "assise")]
    tasks.distribuer()
    partir = lien(boite.recus[1], "/partir/")
    assert visiteur.get(partir).status_code == 200
    assert etats(rendezvous) == [("claire", "assise")]
    assert visiteur.post(partir).status_code == 200
    assert etats(rendezvous) == []
    assert not visiteur.cookies


def test_form_says_in_plain_words_what_is_kept_and_for_how_long(visiteur: Client) -> None:
    rencontre()
    dit = visiteur.get(FORMULAIRE).content.decode()
    for mot in ("sept jours", "trente jours après", "c’est notre choix", "direction éditoriale", "la veille"):
        assert mot in dit


def test_known_address_sees_the_same_page_and_learns_by_mail(visiteur: Client, boite: Boite) -> None:
    _, rendezvous = rencontre()
    ancienne = inscrite(rendezvous, "Claire@Exemple.fr")
    pages = [visiteur.post(FORMULAIRE, {"adresse": a}, follow=True) for a in ("claire@exemple.fr", "n@e.fr")]
    assert pages[0].content == pages[1].content
    tasks.distribuer()
    au_connu, au_nouveau = sorted(boite.recus, key=lambda recu: recu["To"])
    assert "elle est déjà inscrite" in partie(au_connu)
    assert lien(au_connu, "/partir/") == page("partir", ancienne)
    assert lien(au_nouveau, "/confirmer/")
    assert Inscription.objects.count() == 2


@pytest.mark.parametrize(
    "adresse",
    ["", "claire", "claire@exemple.fr\nBcc: tous@exemple.fr", "a\x00@exemple.fr", f"{'a' * 300}@e.fr"],
)
def test_bad_address_is_refused_and_given_back(visiteur: Client, adresse: str) -> None:
    rencontre()
    reponse = visiteur.post(FORMULAIRE, {"adresse": adresse})
    assert (reponse.status_code, reponse.content.decode().count('aria-invalid="true"')) == (422, 1)
    assert Inscription.objects.count() == 0


def test_twenty_first_request_of_an_hour_waits(visiteur: Client) -> None:
    rencontre()
    faites = {visiteur.post(FORMULAIRE, {"adresse": f"a{i}@e.fr"}).status_code for i in range(20)}
    reponse = visiteur.post(FORMULAIRE, ENVOI)
    assert (faites, reponse.status_code) == ({302}, 429)
    assert 0 < int(reponse.headers["Retry-After"]) <= 3600
    assert 'value="claire@exemple.fr"' in reponse.content.decode()


def test_request_from_another_site_is_refused(visiteur: Client) -> None:
    rencontre()
    assert visiteur.post(FORMULAIRE, ENVOI, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_same_address_asking_again_is_one_row_and_one_mail(visiteur: Client, boite: Boite) -> None:
    rencontre()
    for adresse in ("claire@exemple.fr", "CLAIRE@exemple.fr", "claire@exemple.fr"):
        visiteur.post(FORMULAIRE, {"adresse": adresse})
        tasks.distribuer()
    assert (Inscription.objects.count(), len(boite.recus)) == (1, 1)
    Inscription.objects.update(ecrit_le=timezone.now() - timedelta(minutes=11))
    visiteur.post(FORMULAIRE, ENVOI)
    tasks.distribuer()
    assert len(boite.recus) == 2


def quand(**avant: int) -> Any:
    return timezone.now() - timedelta(**avant)


@pytest.mark.parametrize(
    ("champs", "mots"),
    [
        ({"ouvertes": False}, "À venir"),
        ({"minutes": 1}, "En direct"),
        ({"minutes": 91}, "Terminé"),
        ({"minutes": 91, "replay": "https://exemple.fr/replay"}, "Replay"),
    ],
)
def test_closed_form_says_why_and_takes_nothing(visiteur: Client, champs: dict, mots: str) -> None:
    minutes = champs.pop("minutes", None)
    rencontre(**champs, **({"debut": quand(minutes=minutes)} if minutes else {}))
    assert mots in visiteur.get(FORMULAIRE).content.decode()
    assert visiteur.post(FORMULAIRE, ENVOI).status_code == 409
    assert Inscription.objects.count() == 0


def test_webinar_nobody_organised_or_published_takes_nothing(visiteur: Client) -> None:
    webinaire("sans-rendez-vous", debut=timezone.now() + timedelta(days=3))
    Rendezvous.objects.all().delete()
    webinaire("brouillon", publie=False)
    statuts = [visiteur.post(f"/webinaires/{cle}/inscription/", ENVOI).status_code for cle in
               ("sans-rendez-vous", "brouillon", "inconnu")]  # fmt: skip
    assert statuts == [409, 404, 404]


@pytest.mark.parametrize(("nom", "statut"), [("mienne", 404), ("confirmer", 404), ("partir", 200)])
def test_secret_that_expired_says_what_to_do(visiteur: Client, nom: str, statut: int) -> None:
    reponse = visiteur.get(reverse(f"rencontres:{nom}", args=["a" * 32]))
    assert (reponse.status_code, reponse.headers["X-Robots-Tag"]) == (statut, "noindex")


@pytest.mark.parametrize("jeton", ["x", "é" * 32, "a" * 31, "a%00" * 8, "a" * 5000])
@pytest.mark.parametrize("fin", ["", "confirmer/", "partir/"])
def test_what_is_no_secret_is_not_found(visiteur: Client, jeton: str, fin: str) -> None:
    assert visiteur.get(f"/webinaires/inscription/{jeton}/{fin}").status_code == 404


def test_confirming_twice_confirms_once_and_keeps_its_rank(visiteur: Client) -> None:
    _, rendezvous = rencontre(capacite=1)
    claire, denis = demande(rendezvous), demande(rendezvous, "denis@exemple.fr")
    for sienne in (claire, denis, claire):
        assert visiteur.post(page("confirmer", sienne)).status_code == 302
    assert visiteur.get(page("confirmer", claire)).status_code == 302
    assert etats(rendezvous) == [("claire", "assise"), ("denis", "attente")]
    assert "au rang 1" in visiteur.get(page("mienne", denis)).content.decode()


def test_confirming_after_the_beginning_is_refused_with_a_sentence(visiteur: Client) -> None:
    _, rendezvous = rencontre(debut=quand(minutes=1))
    sienne = demande(rendezvous)
    reponse = visiteur.post(page("confirmer", sienne))
    assert (reponse.status_code, "En direct" in reponse.content.decode()) == (409, True)
    with pytest.raises(rencontres.InscriptionRefusee):
        rencontres.confirmer_inscription(inscription=sienne)
    assert etats(rendezvous) == [("claire", "demandee")]


def test_who_asked_in_time_confirms_after_registrations_closed(visiteur: Client) -> None:
    _, rendezvous = rencontre(ouvertes=False)
    visiteur.post(page("confirmer", demande(rendezvous)))
    assert etats(rendezvous) == [("claire", "assise")]


def test_own_page_waits_for_the_confirmation_and_gives_the_live_address(visiteur: Client) -> None:
    _, rendezvous = rencontre()
    sienne = demande(rendezvous)
    assert visiteur.get(page("mienne", sienne)).headers["Location"] == page("confirmer", sienne)
    assise = inscrite(rendezvous, "denis@exemple.fr")
    assert "https://visio.exemple.fr/salle" in visiteur.get(page("mienne", assise)).content.decode()
    attente = inscrite(rendezvous, "maud@exemple.fr", etat="attente")
    assert "https://visio" not in visiteur.get(page("mienne", attente)).content.decode()


def test_mailbox_leaves_in_one_click_as_often_as_it_likes(visiteur: Client) -> None:
    """RFC 8058: no cookie, no redirection, from anywhere; a link used before says the same thing."""
    _, rendezvous = rencontre(capacite=1)
    adresse = page("partir", inscrite(rendezvous))
    corps = {"List-Unsubscribe": "One-Click"}
    ailleurs = {"Sec-Fetch-Site": "cross-site", "Origin": "https://messagerie.exemple"}
    reponses = [visiteur.post(adresse, corps, headers=ailleurs) for _ in range(2)]
    assert [(r.status_code, r.content == reponses[0].content) for r in reponses] == [(200, True)] * 2
    assert visiteur.get(adresse).content == reponses[0].content
    assert Inscription.objects.count() == 0


def test_seat_given_back_goes_to_who_waited_longest() -> None:
    _, rendezvous = rencontre(capacite=1)
    assise = inscrite(rendezvous, "a@e.fr")
    for rang, nom in enumerate("cb"):
        inscrite(rendezvous, f"{nom}@e.fr", etat="attente", rangee_le=quand(days=9 - rang))
    rencontres.quitter_inscription(jeton=assise.jeton)
    assert etats(rendezvous) == [("c", "assise"), ("b", "attente")]


def test_seat_given_back_after_the_beginning_stays_empty() -> None:
    _, rendezvous = rencontre(capacite=1, debut=quand(minutes=5))
    assise = inscrite(rendezvous, "a@e.fr")
    inscrite(rendezvous, "b@e.fr", etat="attente")
    rencontres.quitter_inscription(jeton=assise.jeton)
    assert etats(rendezvous) == [("b", "attente")]


@pytest.mark.parametrize(
    ("capacite", "attendus"), [(2, "aab"), (3, "aaa"), (None, "aaa"), (1, "abb")], ids=str
)
def test_seats_added_go_to_who_waits_and_seats_removed_take_nobody_s(
    capacite: int | None, attendus: str
) -> None:
    _, rendezvous = rencontre(capacite=1)
    for rang, nom in enumerate(("x", "y", "z")):
        inscrite(
            rendezvous, f"{nom}@e.fr", etat="attente" if rang else "assise", rangee_le=quand(days=9 - rang)
        )
    rendezvous.capacite = capacite
    rencontres.regler_rendezvous(rendezvous=rendezvous)
    assert "".join("a" if etat == "assise" else "b" for _, etat in etats(rendezvous)) == attendus


def test_purge_keeps_its_promises() -> None:
    _, rendezvous = rencontre()
    _, ancien = rencontre(cle="ancien", debut=quand(days=31))
    _, recent = rencontre(cle="recent", debut=quand(days=29))
    demande(rendezvous, "oubliee@e.fr", demande_le=quand(days=7, minutes=1))
    gardees = [demande(rendezvous, "recente@e.fr", demande_le=quand(days=6)), inscrite(rendezvous)]
    gardees.append(inscrite(recent, "recent@e.fr"))
    inscrite(ancien, "ancien@e.fr")
    orpheline = inscrite(recent, "o@e.fr")
    Inscription.objects.filter(pk=orpheline.pk).update(rendezvous=Rendezvous.objects.create(cle="sans-page"))
    assert rencontres.purger_inscriptions(maintenant=timezone.now()) == 3
    assert set(Inscription.objects.all()) == set(gardees)


def test_called_off_meeting_needs_a_reason_and_a_future() -> None:
    _, rendezvous = rencontre()
    _, passe = rencontre(cle="passe", debut=quand(days=2))
    for objet, motif in ((rendezvous, " \n"), (rendezvous, "x" * 301), (passe, "La salle est fermée.")):
        with pytest.raises(ModerationRefusee):
            rencontres.annuler_rendezvous(rendezvous=objet, motif=motif)
    assert set(Rendezvous.objects.values_list("annule_le", flat=True)) == {None}


def en_meme_temps(faire: Any, lignes: list[Any]) -> None:
    """Each line in a thread and a connection of its own, from one start."""
    depart = Barrier(len(lignes))

    def un(ligne: Any) -> None:
        depart.wait(60)
        try:
            faire(ligne)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(lignes)) as fils:
        list(fils.map(un, lignes))


@pytest.mark.django_db(transaction=True)
def test_two_leavings_at_once_free_two_seats() -> None:
    _, rendezvous = rencontre(capacite=2)
    parties = [inscrite(rendezvous, f"{nom}@e.fr") for nom in "ab"]
    for rang, nom in enumerate("cde"):
        inscrite(rendezvous, f"{nom}@e.fr", etat="attente", rangee_le=quand(days=9 - rang))
    en_meme_temps(lambda sienne: rencontres.quitter_inscription(jeton=sienne.jeton), parties)
    assert etats(rendezvous) == [("c", "assise"), ("d", "assise"), ("e", "attente")]


@pytest.mark.django_db(transaction=True)
def test_same_address_asked_by_eight_at_once_is_one_row() -> None:
    publie, _ = rencontre()
    lue = rencontres.lire_rencontre(publie)
    en_meme_temps(
        lambda rang: rencontres.demander_inscription(rencontre=lue, adresse=f"{'Cc'[rang % 2]}laire@e.fr"),
        list(range(8)),
    )
    assert Inscription.objects.count() == 1
