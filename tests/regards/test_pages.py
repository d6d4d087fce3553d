"""The pages as their visitors live them, without JavaScript."""

import pytest
from django.test import Client
from django.urls import reverse

from regards.models import Campagne, Participation
from tests.regards.factories import close, repondants

SIX = ("gouvernance", "gouvernance", "gouvernance", "equipe", "equipe", "partenaire")


def page(nom: str, code: str) -> str:
    return reverse(f"regards:{nom}", args=[code])


def test_start_opens_its_own_page(client: Client, referentiel) -> None:
    envoi = {"nom": "L’Échappée", "formule": "courte", "jusqu_au": "2099-01-01"}
    refus = client.post(reverse("regards:commencer"), envoi)
    assert refus.status_code == 422
    depart = client.get(reverse("regards:accueil")).context["depart"]
    jour = client.get(reverse("regards:accueil")).context["jusqu_au"]
    envoi |= {"jusqu_au": jour, "depart": depart}
    reponses = [client.post(reverse("regards:commencer"), envoi, follow=True) for _ in range(2)]
    assert [r.status_code for r in reponses] == [200, 200]
    assert reponses[0].redirect_chain == reponses[1].redirect_chain
    assert Campagne.objects.get().nom == "L’Échappée"


def test_respondent_joins_and_reads(client: Client, campagne: Campagne) -> None:
    accueil = client.get(page("repondre", campagne.jeton))
    assert "vous demande votre regard" in accueil.content.decode()
    envoi = {"regard": "equipe", "depart": accueil.context["depart"]}
    sommaires = [client.post(page("repondre", campagne.jeton), envoi)["Location"] for _ in range(2)]
    assert sommaires[0] == sommaires[1]
    participation = Participation.objects.get()
    assert participation.diagnostic.nom == campagne.nom
    assert "Vous répondez au regard croisé de L’Échappée" in client.get(sommaires[0]).content.decode()
    code = sommaires[0].split("/")[2]
    assert client.get(page("ma_reponse", code)).status_code == 200


def test_results_are_the_same_for_all(client: Client, campagne: Campagne) -> None:
    personnes = repondants(campagne, *SIX)
    close(campagne)
    for adresse in (
        page("resultats", campagne.code),
        page("ma_reponse", personnes[0].diagnostic.code),
    ):
        assert "valent un débat" in client.get(adresse).content.decode()


@pytest.mark.parametrize("nom", ["campagne", "clore", "effacer", "reconduire", "resultats"])
@pytest.mark.parametrize("fermee", [False, True])
def test_organiser_pages_open(*, nom: str, fermee: bool, client: Client, campagne: Campagne) -> None:
    repondants(campagne, *SIX)
    if fermee:
        close(campagne)
    assert client.get(page(nom, campagne.code), follow=True).status_code == 200
