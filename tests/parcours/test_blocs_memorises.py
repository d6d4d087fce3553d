"""The blocks where one writes are drawn once for all: nobody's words, nor another step's, come with them."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.parcours.chemins import (
    adresse,
    cahier_neuf,
    cle_de,
    ecrire,
    fiche,
    note,
    ouvrir,
    poser,
    quiz,
    recorper,
)

pytestmark = pytest.mark.django_db
MOTS = "Ce que nous seuls savons"


def lire(client: Client, page: str) -> str:
    """Draw a public step: the whole page is not remembered when its address asks a question."""
    reponse = client.get(page, {"sans": "memoire"})
    assert reponse.status_code == 200
    return reponse.content.decode()


def test_words_of_a_notebook_never_reach_the_public_step(client: Client) -> None:
    poser(ouvrir(), "revenir", note("n1"), quiz("q1", 0), fiche("f1"))
    avant = lire(client, "/apprendre/revenir/")
    cahier, code = cahier_neuf()
    ecrire(cahier, "revenir", f"note-{cle_de('n1')}", MOTS)
    assert MOTS in client.get(adresse(code, "revenir")).content.decode()
    assert lire(client, "/apprendre/revenir/") == avant
    assert MOTS not in avant


def test_block_reworded_shows_at_once(client: Client) -> None:
    page = poser(ouvrir(), "revenir", note("n1", aide="Avant."))
    assert "Avant." in lire(client, "/apprendre/revenir/")
    recorper(page, note("n1", aide="Après."))
    dessin = lire(client, "/apprendre/revenir/")
    assert ("Avant." in dessin, "Après." in dessin) == (False, True)


def test_same_sheet_in_two_steps_is_asked_of_its_own(client: Client) -> None:
    chemin = ouvrir()
    for cle in ("revenir", "comprendre"):
        poser(chemin, cle, fiche("f1"))
    for cle in ("revenir", "comprendre"):
        demande = reverse("parcours:fiche", args=[cle, cle_de("f1")])
        assert f'formaction="{demande}"' in lire(client, f"/apprendre/{cle}/")
