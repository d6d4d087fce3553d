"""Meetings and offers in the office, and what the public page says of a meeting at each minute."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kits.tableur import BOM
from tests.contenus.bureau import Bureau, embaucher, poste
from tests.webinaires.fabrique import recrire
from tests.webinaires.rendez_vous import etats, inscrite, rencontre
from tests.webinaires.test_rencontres_temoignages import proposition
from webinaires import rencontres
from webinaires.models import Inscription, Rendezvous, Temoignage, WebinairePage

pytestmark = pytest.mark.django_db
LISTE = "wagtailsnippets_webinaires_rendezvous:list"


def decision(objet: Rendezvous | Temoignage, nom: str) -> str:
    genre = "rendezvous" if isinstance(objet, Rendezvous) else "temoignage"
    return reverse(f"decider_{genre}", args=[objet.pk, nom])


def reglages(rendezvous: Rendezvous, **champs: Any) -> dict[str, Any]:
    return {"cle": rendezvous.cle, "inscriptions": "on", "capacite": "", "direct": "", **champs}


@pytest.mark.parametrize("nombre", [1, 3])
def test_list_counts_who_registered(bureau: Bureau, nombre: int, django_assert_num_queries: Any) -> None:
    for rang in range(nombre):
        _, rendezvous = rencontre(cle=f"w{rang}", capacite=1, debut=timezone.now() + timedelta(days=rang + 1))
        inscrite(rendezvous)
        inscrite(rendezvous, "b@e.fr", etat="attente")
    rencontre(cle="passe", debut=timezone.now() - timedelta(days=3))
    client = poste(bureau.maud)
    client.get(reverse(LISTE))
    with django_assert_num_queries(13):
        lus = client.get(reverse(LISTE)).context["object_list"]
    assert [str(lu) for lu in lus] == [f"W{rang}" for rang in range(nombre)] + ["Passe"]
    assert [(lu.assises, lu.attente, lu.demandees) for lu in lus] == [(1, 1, 0)] * nombre + [(0, 0, 0)]


def test_direction_opens_a_meeting_and_adds_seats(bureau: Bureau) -> None:
    _, rendezvous = rencontre(capacite=1, ouvertes=False)
    inscrite(rendezvous, "a@e.fr", rangee_le=timezone.now() - timedelta(days=2))
    inscrite(rendezvous, "b@e.fr", etat="attente", rangee_le=timezone.now() - timedelta(days=1))
    client = poste(bureau.maud)
    adresse = reverse("wagtailsnippets_webinaires_rendezvous:edit", args=[rendezvous.pk])
    assert client.get(adresse).status_code == 200
    assert "Une place au moins" in client.post(adresse, reglages(rendezvous, capacite="0")).content.decode()
    assert client.post(adresse, reglages(rendezvous, capacite="2", cle="autre")).status_code == 302
    rendezvous.refresh_from_db()
    assert (rendezvous.cle, rendezvous.inscriptions, rendezvous.capacite) == ("modeles-hybrides", True, 2)
    assert etats(rendezvous) == [("a", "assise"), ("b", "assise")]


def test_webinar_without_a_meeting_receives_one(bureau: Bureau) -> None:
    publie, rendezvous = rencontre()
    rendezvous.delete()
    client, adresse = poste(bureau.maud), reverse("wagtailsnippets_webinaires_rendezvous:add")
    assert f'value="{publie.cle}"' in client.get(adresse).content.decode()
    envoi = {"cle": publie.cle, "capacite": "30", "direct": ""}
    assert client.post(adresse, envoi).status_code == 302
    assert Rendezvous.objects.get().capacite == 30
    assert client.post(adresse, envoi).status_code == 200  # once: the webinar is no longer offered
    assert Rendezvous.objects.count() == 1


def test_meeting_is_called_off_with_a_reason_and_put_back(bureau: Bureau) -> None:
    _, rendezvous = rencontre()
    client, sequence = poste(bureau.maud), Rendezvous.objects.get().sequence
    assert decision(rendezvous, "annuler") in client.get(reverse(LISTE)).content.decode()
    assert client.get(decision(rendezvous, "annuler")).status_code == 200
    assert "motif" in client.post(decision(rendezvous, "annuler"), {"motif": " "}).context["form"].errors
    client.post(decision(rendezvous, "annuler"), {"motif": "La salle est fermée."})
    rendezvous.refresh_from_db()
    assert (rendezvous.annule_le is None, rendezvous.motif) == (False, "La salle est fermée.")
    assert rendezvous.sequence == sequence + 1
    client.post(decision(rendezvous, "retablir"))
    rendezvous.refresh_from_db()
    assert (rendezvous.annule_le, rendezvous.motif, rendezvous.sequence) == (None, "", sequence + 2)


@pytest.mark.parametrize(
    ("prenom", "regle", "lit", "modere"),
    [
        ("maud", True, True, True),
        ("denis", False, False, True),
        ("claire", False, False, False),
        ("passant", False, False, False),
    ],
)
def test_who_may_do_what(bureau: Bureau, prenom: str, regle: bool, lit: bool, modere: bool) -> None:
    client = poste(getattr(bureau, prenom, None) or embaucher(None, "passant"))
    _, rendezvous = rencontre()
    recue, adresses = proposition(), [f"inscrites_du_rendezvous{fin}" for fin in ("", "_csv")]
    lues = {client.get(reverse(nom, args=[rendezvous.pk])).status_code == 200 for nom in adresses}
    client.post(decision(rendezvous, "annuler"), {"motif": "Non"})
    client.post(decision(recue, "retenir"))
    faits = (Rendezvous.objects.get().annule_le is not None, lues, Temoignage.objects.get().etat)
    assert faits == (regle, {lit}, "retenu" if modere else "propose")


def test_addresses_are_exported_and_run_nothing(bureau: Bureau) -> None:
    _, rendezvous = rencontre()
    for rang, adresse in enumerate(("=1+1@e.fr", "+33@e.fr", "claire@exemple.fr")):
        inscrite(rendezvous, adresse, rangee_le=timezone.now() - timedelta(days=9 - rang))
    inscrite(rendezvous, "jamais@e.fr", etat="demandee", confirme_le=None)
    client = poste(bureau.maud)
    page = client.get(reverse("inscrites_du_rendezvous", args=[rendezvous.pk]))
    assert [page.content.decode().count(mot) for mot in ("claire@exemple.fr", "jamais@")] == [1, 0]
    reponse = client.get(reverse("inscrites_du_rendezvous_csv", args=[rendezvous.pk]))
    assert ["no-store" in lue["Cache-Control"] for lue in (reponse, page)] == [True, True]
    lignes = list(csv.reader(io.StringIO(reponse.content.decode().removeprefix(BOM)), delimiter=";"))
    assert [ligne[:2] for ligne in lignes] == [
        ["adresse", "etat"],
        ["'=1+1@e.fr", "Inscrite"],
        ["'+33@e.fr", "Inscrite"],
        ["claire@exemple.fr", "Inscrite"],
    ]


def test_reviewer_sets_an_offer_aside_with_a_reason(bureau: Bureau) -> None:
    recue, client = proposition(), poste(bureau.denis)
    liste = client.get(reverse("wagtailsnippets_webinaires_temoignage:list"))
    assert decision(recue, "ecarter") in liste.content.decode()
    assert "motif" in client.post(decision(recue, "ecarter"), {"motif": ""}).context["form"].errors
    client.post(decision(recue, "ecarter"), {"motif": "Hors sujet"})
    recue.refresh_from_db()
    assert (recue.etat, recue.motif) == ("ecarte", "Hors sujet")
    client.post(decision(recue, "retenir"))
    trop_tard = client.post(decision(recue, "ecarter"), {"motif": "Non"})
    assert "Ce témoignage a été retenu" in trop_tard.content.decode()


def deplacer(page: WebinairePage, **duree: int) -> None:
    """Let time pass: as if the meeting were that far, without a publication that would forget the copies."""
    debut = timezone.now() + timedelta(**duree)
    WebinairePage.objects.filter(pk=page.pk).update(debut=debut, fin=debut + timedelta(minutes=90))


def dit(client: Client) -> str:
    return client.get("/webinaires/modeles-hybrides/").content.decode()


def memorisees() -> list[bytes]:
    return list(cache._cache.get_client().scan_iter("*page:*"))  # type: ignore[attr-defined]


def test_page_says_its_state_at_each_minute_and_is_remembered_once_over(client: Client) -> None:
    page, rendezvous = rencontre(capacite=1)
    assert "Il reste 1 place sur 1" in dit(client).replace("\u00a0", " ")
    sienne = inscrite(rendezvous)
    assert "M’inscrire en liste d’attente" in dit(client)
    rencontres.quitter_inscription(jeton=sienne.jeton)
    assert "Il reste 1 place" in dit(client).replace("\u00a0", " ")
    deplacer(page, minutes=-1)
    assert ("Le webinaire a commencé" in dit(client), "https://visio" in dit(client)) == (True, False)
    assert memorisees() == []
    deplacer(page, minutes=-90)
    assert "Ce webinaire a eu lieu" in dit(client)
    assert len(memorisees()) == 1


def test_live_address_is_public_only_when_seats_are_not_counted(client: Client) -> None:
    rencontre(debut=timezone.now() - timedelta(minutes=5))
    assert 'href="https://visio.exemple.fr/salle"' in dit(client)


@pytest.mark.django_db(transaction=True)
def test_page_of_a_past_meeting_follows_the_replay(client: Client, a_l_ecart: None) -> None:
    page, _ = rencontre(debut=timezone.now() - timedelta(days=2))
    assert "Son replay est en ligne" not in dit(client)
    recrire(page, replay="https://video.exemple.fr/42")
    assert "Son replay est en ligne" in dit(client)


def test_page_of_a_cancelled_meeting_says_why_and_takes_nobody(client: Client) -> None:
    _, rendezvous = rencontre()
    rencontres.annuler_rendezvous(rendezvous=rendezvous, motif="La <b>salle</b> est fermée.")
    page = dit(client)
    assert "La &lt;b&gt;salle&lt;/b&gt; est fermée." in page
    assert "M’inscrire" not in page
    adresse = "/webinaires/modeles-hybrides/inscription/"
    assert client.post(adresse, {"adresse": "a@e.fr"}).status_code == 409
    assert Inscription.objects.count() == 0
