"""Search inside what was said: the words, the minute, and only what is public."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests.webinaires.fabrique import archive, intervenant, jeudi, organisation, voix, webinaire
from tests.webinaires.sous_titres import fichier
from webinaires.models import WebinairePage
from webinaires.paroles import verser_transcription

pytestmark = pytest.mark.django_db

DITES = (
    ("Ana Roux", "Le bénévolat change nos équipes."),
    ("Bob Petit", "Un modèle économique équilibré, des alliances solides."),
    ("Ana Roux", "Les économies de demain ; le modèle est à inventer."),
)


def parler(cle: str = "rencontre", *dites: tuple[str, str], **champs) -> WebinairePage:
    page = webinaire(cle, **{"title": f"Rencontre {cle}", **champs})
    verser_transcription(webinaire=page, octets=fichier(*(dites or DITES)))
    return page


def trouves(client, q: str, **reste) -> list[tuple[str, str, str]]:
    reponse = client.get(reverse("paroles:chercher"), {"q": q, **reste})
    assert reponse.status_code == 200
    return [
        (
            ligne["parole"].voix,
            ligne["minute"],
            "".join(f"[{m.texte}]" if m.trouve else m.texte for m in mots),
        )
        for ligne in reponse.context["paroles"]
        if (mots := ligne["parole"].extrait)
    ]


def test_word_is_found_with_its_voice_minute_and_mark(client):
    parler()
    assert trouves(client, "benevolats") == [("Ana Roux", "0:00", "Le [bénévolat] change nos équipes.")]


@pytest.mark.parametrize(
    ("q", "minutes"),
    [
        ("modele", ["1:00", "2:00"]),
        ("modèle économie", ["1:00", "2:00"]),
        ('"modèle économique"', ["1:00"]),
        ("« modèle économique »", ["1:00"]),
        ("modèle -alliance", ["2:00"]),
        ("licorne", []),
    ],
)
def test_words_are_stemmed_and_accents_forgiven(client, q, minutes):
    parler()
    assert sorted(minute for _, minute, _ in trouves(client, q)) == minutes


def test_answer_opens_the_transcript_at_its_passage_and_the_replay_at_its_minute(client):
    page = parler(replay="https://youtu.be/abcdefghijk")
    (ligne,) = client.get(reverse("paroles:chercher"), {"q": "alliances"}).context["paroles"]
    assert ligne["lire"] == "/webinaires/rencontre/transcription/#t=60"
    assert ligne["regarder"] == f"{page.get_url()}?t=60#lecteur"
    assert 'id="t=60"' in client.get(ligne["lire"]).content.decode()


@pytest.mark.parametrize("q", ["", "   ", "le", "?", "x" * 5_000, '"', "\0", "a & !b | c:*", "'); DROP"])
def test_odd_requests_get_a_page(client, q):
    parler()
    reponse = client.get(reverse("paroles:chercher"), {"q": q, "page": "-1", "webinaire": "\0nulle-part"})
    assert (reponse.status_code, len(reponse.context["paroles"])) == (200, 0)


def test_too_long_request_is_cut_and_it_is_told(client):
    parler()
    reponse = client.get(reverse("paroles:chercher"), {"q": "alliances " * 60})
    assert "trop longue" in reponse.content.decode()
    assert len(reponse.context["paroles"]) == 1


def test_nothing_transcribed_is_told(client, db):
    archive()
    assert (
        "Aucun webinaire n’est encore transcrit" in client.get(reverse("paroles:chercher")).content.decode()
    )


def test_one_webinar_may_be_chosen_and_left(client):
    parler("un")
    parler("deux", debut=jeudi() + timedelta(days=28))
    reponse = client.get(reverse("paroles:chercher"), {"q": "modele", "webinaire": "un"})
    assert {ligne["parole"].webinaire.cle for ligne in reponse.context["paroles"]} == {"un"}
    ailleurs = [(page.cle, nombre) for page, nombre, *_ in reponse.context["ailleurs"]]
    assert ailleurs == [("deux", 2), ("un", 2)]
    assert 'href="?q=modele"' in reponse.content.decode()


def test_results_are_leafed_through(client):
    parler("long", *((f"Voix {n}", f"Alliance numéro {n}.") for n in range(24)))
    pages = [[m for _, m, _ in trouves(client, "alliance", page=str(n))] for n in (1, 2, 3)]
    assert [len(page) for page in pages] == [10, 10, 4]
    assert len({minute for page in pages for minute in page}) == 24
    assert trouves(client, "alliance", page="99") == trouves(client, "alliance", page="3")


@pytest.mark.parametrize("combien", [1, 3])
def test_search_asks_seven_queries_at_most(client, combien):
    for n in range(combien):
        qui = intervenant(f"nom{n}-prenom")
        page = webinaire(f"w{n}", voix(qui, organisation(f"o{n}")), replay="https://youtu.be/abcdefghijk")
        verser_transcription(webinaire=page, octets=fichier((qui.nom_complet, f"Inouï{combien}mot neuf.")))
    client.get(reverse("paroles:chercher"), {"q": "chauffe"})
    with CaptureQueriesContext(connection) as requetes:
        assert len(trouves(client, f"inouï{combien}mot")) == combien
    parlantes = [r for r in requetes if "SAVEPOINT" not in r["sql"]]
    assert len(parlantes) == 7, [r["sql"][:120] for r in parlantes]


@pytest.mark.django_db(transaction=True)
def test_page_withdrawn_hides_all_that_was_said_at_once(client):
    page = parler()
    adresses = [reverse(f"paroles:{nom}", args=["rencontre"]) for nom in ("transcription", "sous_titres")]
    assert [client.get(adresse).status_code for adresse in adresses] == [200, 200]
    page.unpublish()
    assert [client.get(adresse).status_code for adresse in adresses] == [404, 404]
    assert trouves(client, "alliances") == []


@pytest.mark.parametrize("close", ["page", "archive"])
@pytest.mark.django_db(transaction=True)
def test_private_page_hides_all_that_was_said_at_once(client, close):
    page = parler()
    fermee = page if close == "page" else archive()
    assert client.get(reverse("paroles:transcription", args=["rencontre"])).status_code == 200
    restriction = PageViewRestriction.objects.create(page=fermee, restriction_type="login")
    adresses = [reverse(f"paroles:{nom}", args=["rencontre"]) for nom in ("transcription", "sous_titres")]
    assert [client.get(adresse).status_code for adresse in adresses] == [404, 404]
    assert trouves(client, "alliances") == []
    restriction.delete()
    assert len(trouves(client, "alliances")) == 1


def test_draft_says_nothing(client):
    parler(publie=False)
    assert trouves(client, "alliances") == []


def test_portal_search_leads_there(client):
    reponse = client.get(reverse("recherche:chercher"), {"q": "deux mots"})
    assert f"{reverse('paroles:chercher')}?q=deux%20mots" in reponse.content.decode()
