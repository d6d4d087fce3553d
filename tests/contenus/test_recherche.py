"""The search page, on real engines: what is found, how it is said, what bad input does."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contenus import fouille, index, mots, recherche
from contenus.recherche import Demande, lire_demande
from contenus.requetes import LONGUEUR_MAX
from tests.contenus.fiches import agir, fiche, noter

pytestmark = pytest.mark.django_db
REQUETES = 5
"""Bounds, counts, ranking, and the transaction around; two more for words this process never met."""


def trouver(texte: str, **choix: str) -> recherche.Resultats:
    return recherche.chercher(lire_demande({"q": texte, **choix}))


def titres(texte: str, **choix: str) -> list[str]:
    return ["".join(m.texte for m in r.titre) for r in trouver(texte, **choix).reponses]


def lire(client: Client, **parametres: str) -> str:
    reponse = client.get(f"/recherche/?{urlencode(parametres)}")
    assert (reponse.status_code, len(reponse.cookies)) == (200, 0)
    return unescape(reponse.content.decode())


@pytest.mark.parametrize(
    "saisie",
    [
        "bénévolat", "benevolat", "BÉNÉVOLATS", "be\u0301ne\u0301volat", "l’engagement", "l'engagement",
        "engagements", "œuvre", "oeuvres", "socio-économique", "socio economiques", "intérêt général",
        "les bénévolats", "benevlat", "engagment", "nul\0bénévolat"[3:], "«\u00a0intérêt général\u00a0»",
        '"interet general" -chasse',
    ],
)  # fmt: skip
def test_one_document_is_found_however_it_is_asked_for(saisie):
    texte = "L’œuvre d’intérêt général repose sur l’engagement\u00a0: un modèle socio-économique."
    noter(fiche(1, "Le bénévolat", texte), fiche(2, "La chasse", "Autre chose."))
    assert titres(saisie) == ["Le bénévolat"]


@pytest.mark.parametrize("saisie", ['"général intérêt"', "bénévolat -engagement", '"bénévolat repose"'])
def test_order_and_exclusion_are_obeyed(saisie):
    noter(fiche(1, "Le bénévolat", "L’intérêt général repose sur l’engagement."))
    assert titres(saisie) == []


def test_title_weighs_more_than_summary_and_summary_more_than_text():
    noter(
        fiche(1, "Dans le texte", "Une alliance."),
        fiche(2, "Dans le résumé", "Rien.", resume="Une alliance."),
        fiche(3, "Une alliance", "Rien."),
    )
    assert titres("alliance") == ["Une alliance", "Dans le résumé", "Dans le texte"]


def test_excerpt_marks_the_words_and_escapes_the_rest(client):
    noter(fiche(1, "<b>Titre</b>", "Avant <script>alert(1)</script> les bénévoles & le <i>bénévolat</i>."))
    page = client.get("/recherche/", {"q": "benevolat"}).content.decode()
    assert "<mark>bénévolat</mark>" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;b&gt;Titre&lt;/b&gt;" in page


def test_typo_gives_the_answers_of_the_nearest_word_and_says_so(client):
    noter(fiche(1, "Le bénévolat", "Des personnes."))
    page = lire(client, q="benevlat")
    assert "Aucune page ne contient «\u00a0benevlat\u00a0»" in page
    assert "<strong>bénévolat</strong>" in page


def test_rare_spelling_is_answered_and_the_frequent_one_proposed():
    noter(*(fiche(n, f"Fondation {n}") for n in range(40)), fiche(99, "Fonbation"))
    mots.rafraichir()
    resultats = trouver("fonbation")
    assert (resultats.total, resultats.suggestion) == (1, "fondation")


def test_words_never_found_together_are_offered_one_by_one(client):
    noter(fiche(1, "Alliance"), fiche(2, "Trésorerie"))
    assert trouver("alliance tresorerie").seuls == ("alliance", "tresorerie")
    page = lire(client, q="alliance tresorerie")
    assert 'href="?q=tresorerie"' in page
    assert "Comprendre" in page


def test_facets_narrow_and_let_go(client):
    agir()
    noter(
        fiche(1, "Alliance un", rubrique="agir", piliers=("alliances",), publics=("equipe",)),
        fiche(2, "Alliance deux", rubrique="agir", piliers=("humain",)),
        fiche(3, "Alliance trois", genre="autre"),
    )
    assert titres("alliance", pilier="humain") == ["Alliance deux"]
    assert titres("alliance", rubrique="agir", public="equipe") == ["Alliance un"]
    page = lire(client, q="alliance", pilier="humain")
    assert 'href="?q=alliance" aria-current="true"' in page
    assert 'href="?q=alliance&pilier=alliances"' in page


def test_filters_that_leave_nothing_can_be_taken_away(client):
    noter(fiche(1, "Alliance", piliers=("humain",)))
    page = lire(client, q="alliance", pilier="financier")
    assert "Aucune réponse avec ces filtres" in page
    assert "Sans filtre, 1 réponse" in page


@pytest.mark.parametrize(
    "parametres", [{"genre": "nulle-part"}, {"pilier": "x" * 99}, {"public": "' OR 1=1"}]
)
def test_unknown_facet_value_breaks_nothing(client, parametres):
    noter(fiche(1, "Alliance"))
    assert "alliance" in lire(client, q="alliance", **parametres)


def test_pages_follow_each_other_and_keep_the_request(client):
    noter(*(fiche(n, f"Alliance {n}", piliers=("humain",)) for n in range(23)))
    parametres = {"q": "alliance", "pilier": "humain"}
    vus = {titre for page in "123" for titre in titres("alliance", pilier="humain", page=page)}
    assert len(vus) == 23
    assert 'href="?q=alliance&pilier=humain&page=3"' in lire(client, **parametres)
    assert "page 3 sur 3" in lire(client, **parametres, page="3")


@pytest.mark.parametrize(
    ("demandee", "servie"), [("0", 1), ("-1", 1), ("abc", 1), ("9" * 40, 1), ("99999", 3)]
)
def test_impossible_page_number_gives_the_nearest(demandee, servie):
    noter(*(fiche(n, f"Alliance {n}") for n in range(23)))
    assert trouver("alliance", page=demandee).demande.page == servie


def test_many_answers_are_counted_whole_and_ranked_in_part(client, monkeypatch):
    for module in (recherche, fouille):
        monkeypatch.setattr(module, "RANGS_MAX", 20)
    noter(*(fiche(n, "Page", "Une alliance.") for n in range(30)), fiche(99, "Alliance"))
    resultats = trouver("alliance")
    assert (resultats.total, resultats.pages, resultats.reponses[0].adresse) == (31, 2, "/essais/99/")


def test_phrase_too_common_to_be_read_everywhere_says_more_than(client, monkeypatch):
    monkeypatch.setattr(fouille, "LUS_MAX", 12)
    noter(*(fiche(n, "Page", "L’intérêt général.") for n in range(15)), fiche(99, "Intérêt général"))
    page = lire(client, q='"intérêt général"')
    assert re.search(r"Plus de 1[23] réponses", page)
    assert trouver('"intérêt général"').reponses[0].adresse == "/essais/99/"


def test_rare_phrase_of_common_words_is_found_wherever_it_is(monkeypatch):
    monkeypatch.setattr(fouille, "LUS_MAX", 5)
    noter(
        *(fiche(n, "Page", "Général, sans intérêt.") for n in range(20)),
        fiche(99, "Z", "Un intérêt général."),
    )
    resultats = trouver('"intérêt général"')
    assert (resultats.total, resultats.partiel, resultats.reponses[0].adresse) == (1, False, "/essais/99/")


def test_count_of_a_very_common_word_is_remembered_and_its_answers_are_not(monkeypatch):
    monkeypatch.setattr(fouille, "COURANT", 2)
    monkeypatch.setattr(fouille, "_comptes_sus", {})
    noter(*(fiche(n, f"Alliance {n}") for n in range(3)))
    assert trouver("alliance").total == 3
    index.retirer("essais:1")
    resultats = trouver("alliance")
    assert (resultats.total, len(resultats.reponses)) == (3, 2)


@pytest.mark.parametrize("nombre", [1, 3])
def test_queries_do_not_grow_with_the_answers(nombre, client):
    noter(*(fiche(n, f"Alliance {n}") for n in range(nombre)), fiche(99, "Autre"))
    mots.rafraichir()
    client.get("/recherche/?q=alliance")
    with CaptureQueriesContext(connection) as captees:
        client.get("/recherche/?q=alliance")
    demandes = [r["sql"] for r in captees if "motconnu" not in r["sql"]]
    assert len(demandes) == REQUETES


def test_empty_search_says_what_may_be_searched_for(client):
    for page in (lire(client), lire(client, q="   ")):
        assert "<search>" in page
        assert 'href="?q=b%C3%A9n%C3%A9volat"' in page


@pytest.mark.parametrize("saisie", ["le la", "'", "-alliance", "%%%", "()&|!:*"])
def test_text_without_a_word_asks_for_one(client, saisie):
    noter(fiche(1, "Alliance"))
    assert "Quel mot chercher" in lire(client, q=saisie)


@pytest.mark.parametrize("signe", ["x", "é ", "bénévolat ", '" -'])
def test_ten_thousand_signs_are_cut_and_it_is_said(client, signe):
    page = lire(client, q=(signe * 10_000)[:10_000])
    assert "trop longue" in page or "Rechercher" in page
    assert len(trouver((signe * 10_000)[:10_000]).demande.texte) <= LONGUEUR_MAX


@pytest.mark.parametrize(
    "saisie",
    [
        "'; DROP TABLE contenus_documentpublic; --",
        "a' OR 'a'='a",
        "%s %(nom)s {}",
        "\\",
        "nul\0",
        "😀",
    ],
)
def test_hostile_text_is_only_text(client, saisie):
    noter(fiche(1, "Alliance"))
    reponse = client.get("/recherche/", {"q": saisie})
    assert reponse.status_code == 200
    assert titres("alliance") == ["Alliance"]


def test_bytes_that_are_not_text_are_harmless(client):
    assert client.get("/recherche/?q=%ff%fe%00alliance&page=%00&genre=%00").status_code == 200


def test_answer_number_is_said_and_robots_stay_away(client):
    noter(fiche(1, "Alliance une"), fiche(2, "Alliance deux"))
    reponse = client.get("/recherche/?q=alliance")
    titre = re.search(r"<h1>(.*?)</h1>", reponse.content.decode(), re.DOTALL)
    assert titre is not None
    assert titre[1].startswith("2 réponses")
    assert reponse["X-Robots-Tag"] == "noindex"


def test_search_is_read_only(client):
    assert client.post("/recherche/", {"q": "alliance"}).status_code == 405


def test_browser_may_offer_the_search(client):
    reponse = client.get("/recherche/opensearch.xml")
    assert reponse["Content-Type"] == "application/opensearchdescription+xml"
    assert "/recherche/?q={searchTerms}" in reponse.content.decode()


def test_demand_is_read_from_any_address():
    assert lire_demande({}) == Demande("")
    assert lire_demande({"q": " a  b ", "genre": "page", "page": "2"}) == Demande(
        "a b", choix={"genre": "page"}, page=2
    )
    assert fouille.RANGS_MAX % recherche.PAR_PAGE == 0
