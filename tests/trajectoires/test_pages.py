"""The pages that belong to no app, the open API, and the doors that later work will fill."""

import re

import lxml.html
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from comptes.models import Utilisateur
from contenus.champs import Porte
from contenus.corpus.lecture import RUBRIQUES
from diagnostic.corpus import lire_dossier, publier
from tests.appui.connexion import entrer
from tests.parcours.chemins import ouvrir

pytestmark = pytest.mark.django_db


@pytest.fixture
def grille():
    ((fichier, grille),) = lire_dossier(settings.CORPUS / "diagnostic")
    publier(grille, fichier=fichier.name)
    return grille


@pytest.mark.parametrize("nom", ["accueil", "composants", "donnees_personnelles", "accessibilite"])
def test_page_opens_without_cookie(client: Client, grille, nom: str):
    reponse = client.get(reverse(nom))
    assert (reponse.status_code, reponse.cookies) == (200, {})


def test_accueil_before_the_corpus_still_opens(client: Client):
    assert client.get("/").status_code == 200


def test_accueil_shows_each_dimension_with_its_source(client: Client, grille):
    page = client.get("/").content.decode()
    assert [page.count(d.resume) for d in grille.dimensions] == [1, 1, 1, 1]
    piliers = page.partition('id="piliers"')[2].partition("</section>")[0]
    assert piliers.count('class="provenance"') == len(grille.dimensions)


def test_accueil_shows_the_path_from_end_to_end(client: Client, grille):
    for slug, genre in (("vingt-minutes", "module"), ("apprendre", "apprentissage"), ("methode", "methode")):
        ouvrir(slug, genre)
    page = client.get("/").content.decode()
    boucle = page.partition('<ol class="boucle">')[2].partition("</ol>")[0]
    assert re.findall(r'href="([^"]+)"', boucle) == [
        "/diagnostic/", "/regards/", "/vingt-minutes/", "/apprendre/", "/methode/", "/cahier/",
    ]  # fmt: skip


def test_doors_are_those_of_the_corpus_of_the_search_and_of_every_page(client: Client, grille):
    assert list(RUBRIQUES) == Porte.values
    page = client.get("/composants/").content.decode()
    assert [f'href="/{porte.value}/">{porte.label}<' in page for porte in Porte] == [True] * 5


@pytest.mark.parametrize(
    ("page", "marque"),
    [
        ("/diagnostic/", ["Se situer", "page"]),
        ("/diagnostic/grille/1/", ["Se situer", "true"]),
        ("/recherche/", ["Rechercher", "page"]),
        ("/composants/", []),
    ],
)
def test_header_says_under_which_link_one_stands(client: Client, grille, page: str, marque: list[str]):
    entete = lxml.html.fromstring(client.get(page).content).find_class("entete__nav")[0]
    marques = entete.xpath(".//a[@aria-current]")
    assert [dit for lien in marques for dit in (lien.text, lien.get("aria-current"))] == marque


def test_sante_answers_when_the_database_does(client: Client):
    reponse = client.get("/sante/")
    assert (reponse.status_code, reponse.content.decode()) == (200, "en bonne santé\n")


def test_unknown_page_offers_a_way_out(client: Client):
    reponse = client.get("/nulle-part/")
    assert reponse.status_code == 404
    assert f'href="{reverse("diagnostic:accueil")}"' in reponse.content.decode()


def test_breakdown_page_touches_nothing(client: Client, django_assert_num_queries, rf):
    from trajectoires.views import panne  # noqa: PLC0415 (the handler, called as Django would)

    with django_assert_num_queries(0):
        reponse = panne(rf.get("/"))
    assert (reponse.status_code, reponse.cookies) == (500, {})


def test_api_lists_the_grids_and_gives_one_whole(client: Client, grille):
    (ligne,) = client.get("/api/v1/referentiels/").json()["results"]
    entiere = client.get(ligne["url"]).json()
    assert (ligne["version"], entiere["grille"]) == (grille.version, grille.model_dump(mode="json"))


def test_api_refuses_to_write(client: Client, grille):
    assert client.post("/api/v1/referentiels/", {"version": 9}).status_code == 403


def test_editorial_office_asks_who_enters(client: Client):
    reponse = client.get("/redaction/")
    assert (reponse.status_code, reponse["Location"]) == (302, "/redaction/login/?next=/redaction/")


def test_editorial_office_opens_to_staff(client: Client):
    entrer(client, Utilisateur.objects.create_superuser("redaction@exemple.fr", "une phrase assez longue"))
    assert client.get("/redaction/").status_code == 200


def test_editorial_office_is_closed_to_an_ordinary_account(client: Client):
    entrer(client, Utilisateur.objects.create_user("benevole@exemple.fr"))
    assert client.get("/redaction/", follow=True).status_code == 403
