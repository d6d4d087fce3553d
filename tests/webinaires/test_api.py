"""The archive as open data: what it says, what it refuses, what it costs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.webinaires.fabrique import cycle, jeudi, liste, voix, webinaire
from tests.webinaires.fabrique import intervenant as personne
from tests.webinaires.fabrique import organisation as structure
from webinaires.models import Inscription, Rendezvous

pytestmark = pytest.mark.django_db
RACINE = "/api/v1/"
WEBINAIRES, INTERVENANTS, ORGANISATIONS = (
    f"{RACINE}{nom}/" for nom in ("webinaires", "intervenants", "organisations")
)
ICI = "http://127.0.0.1:8000"


def lus(client: Client, adresse: str = WEBINAIRES, **demande: Any) -> list[dict[str, Any]]:
    reponse = client.get(adresse, demande)
    assert reponse.status_code == 200, reponse.content
    return reponse.json()["results"]


def cles(client: Client, adresse: str = WEBINAIRES, **demande: Any) -> list[str]:
    return [ligne["cle"] for ligne in lus(client, adresse, **demande)]


def semer(nombre: int) -> None:
    """Webinars of one month each, with two voices and a lever."""
    for rang in range(nombre):
        qui, ou = personne(f"nom{rang:03}-prenom"), structure(f"structure-{rang:03}")
        webinaire(
            f"w-{rang:03}", voix(qui, ou), voix(None, ou), leviers=("Oser",), debut=jeudi(2010 + rang, 3, 4)
        )


def complet() -> None:
    """A webinar with everything an address can say."""
    cent_sept = structure("le-cent-sept", nom="Le Cent Sept")
    webinaire(
        "w",
        voix(personne("lecluse-florence"), cent_sept, "Directrice", angle="Territoire", question="Comment ?"),
        voix(personne("durand-paul"), None, "Maire", cardinal="sud"),
        voix(None, None, ""),
        cycle=cycle(),
        title="Un titre",
        odd=["7"],
        piliers=["humain"],
        leviers=("Former", "Oser"),
        leviers_genre="leviers",
        replay="https://exemple.fr/v",
        manques="La transcription.",
    )


def test_a_webinar_is_said_whole(client: Client) -> None:
    complet()
    (lu,) = lus(client)
    assert (lu["titre"], lu["cycle"], lu["cycle_titre"]) == ("Un titre", "cycle-2023", "Cycle 2023")
    assert (lu["date_debut"], lu["date_fin"]) == ("2023-03-16T13:00:00+01:00", "2023-03-16T14:30:00+01:00")
    assert (lu["odd"], lu["piliers"], lu["replay"]) == (["7"], ["humain"], "https://exemple.fr/v")
    assert (lu["etat"], lu["statut"], lu["source"]) == ("replay", "source", "Le RAMEAU, 2024")
    assert (lu["url"], lu["manques"]) == (f"{ICI}/webinaires/w/", ["La transcription."])
    assert [levier["titre"] for levier in lu["leviers"]] == ["Former", "Oser"]
    assert client.get(f"{WEBINAIRES}w/").json() == lu


def test_voices_come_in_order_with_their_pages(client: Client) -> None:
    complet()
    (lu,) = lus(client)
    dites = [(v["intervenant"], v["organisation"], v["fonction"]) for v in lu["interventions"]]
    assert dites == [
        ("Florence Lecluse", "Le Cent Sept", "Directrice"),
        ("Paul Durand", "", "Maire"),
        ("",) * 3,
    ]
    premiere = lu["interventions"][0]
    assert premiere["intervenant_url"] == f"{ICI}/webinaires/intervenants/lecluse-florence/"
    assert premiere["organisation_url"] == f"{ICI}/webinaires/organisations/le-cent-sept/"


@pytest.mark.parametrize(
    ("adresse", "requetes"),
    [(WEBINAIRES, 5), (f"{WEBINAIRES}w-000/", 4), (INTERVENANTS, 3), (ORGANISATIONS, 3)],
)
@pytest.mark.parametrize("nombre", [1, 3])
def test_queries_do_not_grow_with_the_page(
    client: Client, nombre: int, adresse: str, requetes: int, django_assert_num_queries
) -> None:
    semer(nombre)
    client.get(adresse)  # Wagtail remembers its sites
    with django_assert_num_queries(requetes):
        assert client.get(adresse).status_code == 200


def test_next_leads_through_every_row_once(client: Client) -> None:
    semer(5)
    vues: list[str] = []
    adresse: str | None = f"{WEBINAIRES}?par_page=2"
    while adresse:
        feuille = client.get(adresse).json()
        vues += [ligne["cle"] for ligne in feuille["results"]]
        adresse = feuille["next"]
    assert vues == [f"w-{rang:03}" for rang in reversed(range(5))]
    assert feuille["count"] == 5


def test_page_size_is_capped(client: Client) -> None:
    for rang in range(102):
        structure(f"s-{rang:03}")
    ou = [voix(None, une) for une in type(structure("z")).objects.all()]
    webinaire("w", *ou)
    feuille = client.get(ORGANISATIONS, {"par_page": 100_000}).json()
    assert (feuille["count"], len(feuille["results"])) == (103, 100)
    with CaptureQueriesContext(connection) as captees:
        client.get(ORGANISATIONS, {"par_page": 100})
    assert len(captees) == 3


def test_filters_apply_to_the_three_lists(client: Client) -> None:
    liste("odd", ("7", "Énergie"), ("13", "Climat"))
    un, deux = structure("un"), structure("deux")
    commun = personne("commune-anne")
    webinaire(
        "a", voix(commun, un), cycle=cycle("cycle-2022"), debut=jeudi(2022), odd=["7"], piliers=["humain"]
    )
    webinaire(
        "b", voix(commun, deux), voix(personne("autre-luc"), un), cycle=cycle("cycle-2023"), odd=["13", "7"]
    )
    for demande, attendus in (
        ({"cycle": "cycle-2022"}, ["a"]),
        ({"annee": "2023"}, ["b"]),
        ({"odd": "7"}, ["b", "a"]),
        ({"odd": "13"}, ["b"]),
        ({"pilier": "humain"}, ["a"]),
        ({"organisation": "un"}, ["b", "a"]),
        ({"organisation": "deux", "annee": "2022"}, []),
    ):
        assert cles(client, **demande) == attendus, demande
    assert cles(client, ORGANISATIONS, cycle="cycle-2022") == ["un"]
    assert cles(client, INTERVENANTS, pilier="humain") == ["commune-anne"]
    (elle,) = lus(client, INTERVENANTS, cycle="cycle-2022")
    assert [dite["webinaire"] for dite in elle["interventions"]] == ["a"]


REFUS = [
    (WEBINAIRES, {"cycle": "cycle-1900"}, 400, "cycle-2023"),
    (WEBINAIRES, {"cycle": "x\x00"}, 400, "n’existe pas"),
    (WEBINAIRES, {"annee": "deux mille"}, 400, "quatre chiffres"),
    (WEBINAIRES, {"annee": "20230"}, 400, "quatre chiffres"),
    (WEBINAIRES, {"odd": "99"}, 400, "n’existe pas"),
    (WEBINAIRES, {"pilier": "moral"}, 400, "socle, humain, financier, alliances"),
    (WEBINAIRES, {"organisation": "' OR 1=1"}, 400, "n’existe pas"),
    (WEBINAIRES, {"couleur": "rouge"}, 400, "ce paramètre n’existe pas"),
    (WEBINAIRES, {"par_page": "0"}, 400, "de 1 à 100"),
    (INTERVENANTS, {"par_page": "beaucoup"}, 400, "de 1 à 100"),
    (ORGANISATIONS, {"annee": "-1"}, 400, "quatre chiffres"),
    (WEBINAIRES, {"page": "9"}, 404, "Page non valide"),
    (WEBINAIRES, {"page": "x"}, 404, "Page non valide"),
    (f"{WEBINAIRES}inconnu/", {}, 404, ""),
]


@pytest.mark.parametrize(("adresse", "demande", "statut", "phrase"), REFUS)
def test_what_cannot_be_answered_is_said_in_french(client: Client, adresse, demande, statut, phrase) -> None:
    webinaire("w", cycle=cycle())
    reponse = client.get(adresse, demande)
    assert (reponse.status_code, phrase in reponse.json()["detail"]) == (statut, True), reponse.json()
    assert reponse.headers["Access-Control-Allow-Origin"] == "*"


def test_who_objected_is_a_function_everywhere(client: Client) -> None:
    qui = personne("lecluse-florence")
    webinaire("w", voix(qui, structure("un"), "Directrice"))
    type(qui).objects.filter(pk=qui.pk).update(
        prenom="", nom="", variantes=[], cle="oppose-1", oppose_le=timezone.now()
    )
    (dite,) = lus(client)[0]["interventions"]
    assert (dite["voix"], dite["intervenant"], dite["intervenant_url"]) == ("Directrice", "", "")
    (elle,) = lus(client, INTERVENANTS)
    assert (elle["nom"], elle["url"], elle["interventions"][0]["fonction"]) == ("", "", "Directrice")
    tout = "".join(client.get(a).content.decode() for a in (WEBINAIRES, INTERVENANTS, ORGANISATIONS))
    assert "lecluse" not in tout.lower()


def test_only_what_any_visitor_may_read_is_open(client: Client) -> None:
    for cle in ("brouillon", "prive", "public"):
        webinaire(cle, voix(personne(f"{cle}-anne"), structure(f"chez-{cle}")), publie=cle != "brouillon")
    page = type(webinaire("retire")).objects.get(cle="prive")
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")
    type(page).objects.get(cle="retire").unpublish()
    assert cles(client) == ["public"]
    assert cles(client, INTERVENANTS) == ["public-anne"]
    assert cles(client, ORGANISATIONS) == ["chez-public"]
    statuts = [client.get(f"{WEBINAIRES}{cle}/").status_code for cle in ("brouillon", "prive", "retire")]
    assert statuts == [404, 404, 404]


def test_state_follows_seats_and_nobody_registered_is_said(client: Client) -> None:
    page = webinaire(debut=timezone.now() + timedelta(days=9))
    rendezvous, _ = Rendezvous.objects.update_or_create(
        cle=page.cle, defaults={"inscriptions": True, "capacite": 1, "direct": "https://exemple.fr/secret"}
    )
    assert lus(client)[0]["etat"] == "ouvert"
    maintenant = timezone.now()
    Inscription.objects.create(
        rendezvous=rendezvous, adresse="a@b.fr", etat="assise", confirme_le=maintenant, rangee_le=maintenant
    )
    reponse = client.get(WEBINAIRES)
    assert reponse.json()["results"][0]["etat"] == "complet"
    assert b"a@b.fr" not in reponse.content
    assert b"secret" not in reponse.content


@pytest.mark.parametrize("adresse", [RACINE, WEBINAIRES, INTERVENANTS, ORGANISATIONS])
def test_everyone_may_read_and_no_one_writes(client: Client, adresse: str) -> None:
    reponse = client.get(adresse, headers={"Origin": "https://exemple.fr"})
    assert (reponse.status_code, reponse.headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert not reponse.cookies
    assert {client.generic(v, adresse).status_code for v in ("POST", "PUT", "DELETE")} <= {403, 405}


def test_root_leads_to_every_list(client: Client) -> None:
    lu = client.get(RACINE).json()
    for nom in ("referentiels", "webinaires", "intervenants", "organisations"):
        assert client.get(lu[nom]["adresse"]).status_code == 200
