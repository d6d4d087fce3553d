"""A path changes under somebody's feet: what was written stays, under its question, with a sentence."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from parcours.carnet import rassembler
from parcours.models import Cahier, EtapePage, ParcoursPage
from tests.parcours.chemins import (
    adresse,
    cahier_neuf,
    cle_de,
    ecrire,
    note,
    ouvrir,
    poser,
    recorper,
    valeurs,
)

pytestmark = pytest.mark.django_db
N1, N2 = f"note-{cle_de('n1')}", f"note-{cle_de('n2')}"
QUESTION = "Pourquoi sommes-nous là ?"


@pytest.fixture
def parcours() -> ParcoursPage:
    """A path."""
    return ouvrir()


@pytest.fixture
def etape(parcours: ParcoursPage) -> EtapePage:
    """A step of two notes."""
    return poser(parcours, "revenir", note("n1"), note("n2", "Et demain ?"), title="Revenir au sens")


@pytest.fixture
def ecrit(etape: EtapePage) -> tuple[Cahier, str]:
    """A cahier with two notes on that step, which is done."""
    cahier, code = cahier_neuf()
    ecrire(cahier, "revenir", N1, "Pour les voisins.")
    ecrire(cahier, "revenir", N2, "Encore là.")
    ecrire(cahier, "revenir", "faite", "1")
    return cahier, code


def _textes(client: Client, code: str) -> tuple[str, str]:
    carnet = client.get(reverse("parcours:carnet", args=[code]))
    return client.get(adresse(code)).content.decode(), carnet.content.decode()


def _depublier(page: EtapePage) -> None:
    page.unpublish()


def _supprimer(page: EtapePage) -> None:
    page.delete()


@pytest.mark.parametrize("retirer", [_depublier, _supprimer])
def test_withdrawn_step_still_shows_what_was_written(
    retirer: Callable[[EtapePage], None], client: Client, etape: EtapePage, ecrit: tuple[Cahier, str]
) -> None:
    _, code = ecrit
    retirer(etape)
    sommaire, carnet = _textes(client, code)
    assert "Étapes qui ont changé" in sommaire
    assert "Revenir au sens" in sommaire
    for texte in (QUESTION, "Pour les voisins.", "Encore là.", "n’est plus publiée"):
        assert texte in carnet
        assert texte in client.get(adresse(code, "revenir")).content.decode()


@pytest.mark.parametrize("retirer", [_depublier, _supprimer])
def test_step_withdrawn_while_someone_writes_takes_their_words(
    retirer: Callable[[EtapePage], None], client: Client, etape: EtapePage, ecrit: tuple[Cahier, str]
) -> None:
    cahier, code = ecrit
    retirer(etape)
    reponse = client.post(adresse(code, "revenir"), {N1: "Corrigé trop tard"}, follow=True)
    assert (reponse.status_code, valeurs(cahier)["revenir", N1]) == (200, "Corrigé trop tard")
    assert cahier.saisies.get(champ=N1).libelle == QUESTION
    assert "Corrigé trop tard" in reponse.content.decode()


def test_step_unpublished_before_a_first_word_takes_it_too(client: Client, etape: EtapePage) -> None:
    cahier, code = cahier_neuf()
    etape.unpublish()
    client.post(adresse(code, "revenir"), {N1: "Premier mot"})
    assert cahier.saisies.get().libelle == QUESTION
    assert [n.texte for pas in rassembler(cahier).retirees for n in pas.notes] == ["Premier mot"]


def test_step_deleted_before_a_first_word_gives_it_back(client: Client, etape: EtapePage) -> None:
    cahier, code = cahier_neuf()
    etape.delete()
    reponse = client.post(adresse(code, "revenir"), {N1: "Premier mot"})
    assert (reponse.status_code, valeurs(cahier)) == (422, {})
    assert "Premier mot" in reponse.content.decode()
    assert "copiez-le" in reponse.content.decode()


def test_step_published_again_finds_its_words_again(
    client: Client, etape: EtapePage, ecrit: tuple[Cahier, str]
) -> None:
    etape.unpublish()
    EtapePage.objects.get(pk=etape.pk).get_latest_revision().publish()
    assert "Pour les voisins." in client.get(adresse(ecrit[1], "revenir")).content.decode()
    assert rassembler(ecrit[0]).retirees == ()


def test_renamed_step_keeps_everything(client: Client, etape: EtapePage, ecrit: tuple[Cahier, str]) -> None:
    _, code = ecrit
    recorper(etape, note("n1"), note("n2"), title="Retrouver le sens", slug="retrouver-le-sens")
    sommaire, carnet = _textes(client, code)
    assert "Retrouver le sens" in sommaire
    assert "Revenir au sens" not in carnet
    assert "Faite le" in sommaire
    assert client.get(adresse(code, "revenir")).status_code == 200


def test_moved_step_keeps_everything(client: Client, etape: EtapePage, ecrit: tuple[Cahier, str]) -> None:
    cahier, code = ecrit
    methode = ouvrir("methode", "methode")
    EtapePage.objects.get(pk=etape.pk).move(methode, pos="last-child")
    [depart, arrivee] = rassembler(cahier).chemins
    assert (depart.faites, arrivee.faites, [len(pas.notes) for pas in arrivee.pas]) == (0, 1, [2])
    assert "Methode" in client.get(adresse(code, "revenir")).content.decode()


def test_reworded_question_is_shown_as_it_was_asked(etape: EtapePage, ecrit: tuple[Cahier, str]) -> None:
    recorper(etape, note("n1", "Une autre question ?"), note("n2"))
    [chemin] = rassembler(ecrit[0]).chemins
    assert chemin.pas[0].notes[0].question == QUESTION
    ecrire(ecrit[0], "revenir", N1, "Autre réponse")
    [chemin] = rassembler(ecrit[0]).chemins
    assert chemin.pas[0].notes[0].question == "Une autre question ?"


def test_removed_question_is_said_and_comes_last(
    client: Client, etape: EtapePage, ecrit: tuple[Cahier, str]
) -> None:
    recorper(etape, note("n2"))
    [chemin] = rassembler(ecrit[0]).chemins
    assert [(n.texte, bool(n.remarque)) for n in chemin.pas[0].notes] == [
        ("Encore là.", False),
        ("Pour les voisins.", True),
    ]
    assert "réécrite ou retirée du parcours depuis" in _textes(client, ecrit[1])[1]


def _couper(etape: EtapePage, parcours: ParcoursPage) -> None:
    """The first half keeps the key of nobody; each half takes one note."""
    poser(parcours, "sens", note("n1"), reprend="revenir", title="Le sens")
    poser(parcours, "demain", note("n2"), reprend="revenir comprendre", title="Demain")
    etape.delete()


def test_split_step_hands_each_note_to_its_half(
    client: Client, etape: EtapePage, parcours: ParcoursPage, ecrit: tuple[Cahier, str]
) -> None:
    cahier, code = ecrit
    _couper(etape, parcours)
    carnet = rassembler(cahier)
    [chemin] = carnet.chemins
    assert [[n.texte for n in pas.notes] for pas in chemin.pas] == [["Pour les voisins."], ["Encore là."]]
    assert chemin.faites == 0  # the whole was followed; its halves are for the person to say
    assert [(pas.titre, bool(pas.faite_le)) for pas in carnet.retirees] == [("Revenir au sens", True)]
    assert "Pour les voisins." in client.get(adresse(code, "sens")).content.decode()


def test_half_of_a_split_step_is_rewritten_once(
    client: Client, etape: EtapePage, parcours: ParcoursPage, ecrit: tuple[Cahier, str]
) -> None:
    cahier, code = ecrit
    _couper(etape, parcours)
    ecrire(cahier, "sens", N1, "")
    [chemin] = rassembler(cahier).chemins
    assert [[n.texte for n in pas.notes] for pas in chemin.pas] == [[], ["Encore là."]]
    assert "Pour les voisins." not in client.get(adresse(code, "sens")).content.decode()
    assert valeurs(cahier)["revenir", N1] == "Pour les voisins."


def test_step_kept_beside_its_new_half_shares_by_block(
    etape: EtapePage, parcours: ParcoursPage, ecrit: tuple[Cahier, str]
) -> None:
    recorper(etape, note("n1"))
    poser(parcours, "demain", note("n2"), reprend="revenir")
    [chemin] = rassembler(ecrit[0]).chemins
    assert [[n.texte for n in pas.notes] for pas in chemin.pas] == [["Pour les voisins."], ["Encore là."]]
    assert [bool(pas.faite_le) for pas in chemin.pas] == [True, False]
