"""Drawing a page from nothing: what it costs, what surrounds it, what its links become, who may read it."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from contenus import memoire
from contenus.corpus.pages import planter
from contenus.models import ArticlePage, Nomenclature, RubriquePage, Terme
from parcours.models import ParcoursPage

REQUETES_MAX = 10


@pytest.fixture
def porte(db: None) -> RubriquePage:
    porte: RubriquePage = planter().add_child(
        instance=RubriquePage(title="Agir", slug="agir", source="Essais.")
    )
    return porte


def article(porte: RubriquePage, slug: str, corps: Any = (), **champs: Any) -> ArticlePage:
    page: ArticlePage = porte.add_child(
        instance=ArticlePage(
            title=slug.capitalize(), slug=slug, source="Essais.", corps=list(corps), **champs
        )
    )
    return page


def liste(cle: str) -> Nomenclature:
    nomenclature = Nomenclature.objects.create(
        cle=cle, titre=f"Liste {cle}", statut="source", source="Essais."
    )
    for rang in range(3):
        Terme.objects.create(
            nomenclature=nomenclature,
            code=f"t{rang}",
            rang=rang,
            intitule=f"{cle} {rang}",
            statut="source",
            source="Essais.",
        )
    return nomenclature


def lien(page: Page | int, mots: str = "ici") -> str:
    return f'<p><a linktype="page" id="{getattr(page, "pk", page)}">{mots}</a></p>'


def dessiner(client: Client, adresse: str) -> tuple[int, str]:
    """Draw once to warm what a process keeps (content types, templates), then count."""
    client.get(adresse)
    memoire.oublier()
    with CaptureQueriesContext(connection) as captees:
        reponse = client.get(adresse)
        nombre = len(captees)
    assert reponse.status_code == 200, adresse
    return nombre, reponse.content.decode()


@pytest.mark.usefixtures("portail")
def test_no_page_of_the_corpus_costs_more_than_ten_queries(client: Client) -> None:
    adresses = [page.url for page in Page.objects.live().filter(depth__gt=2)]
    couts = {adresse: dessiner(client, adresse)[0] for adresse in adresses}
    assert len(couts) > 200
    assert {adresse: cout for adresse, cout in couts.items() if cout > REQUETES_MAX} == {}


@pytest.mark.parametrize("nombre", [1, 3])
def test_cost_does_not_grow_with_the_body(porte: RubriquePage, client: Client, nombre: int) -> None:
    cibles = [article(porte, f"cible-{rang}") for rang in range(nombre)]
    corps = [("texte", lien(cible)) for cible in cibles]
    corps += [("liste", liste(f"l{rang}")) for rang in range(nombre)]
    article(porte, "essai", corps)
    cout, page = dessiner(client, "/agir/essai/")
    assert cout == 4
    assert page.count("cible-") >= nombre
    assert [f"l{rang} 2" in page for rang in range(nombre)] == [True] * nombre


def test_rows_of_two_lists_stay_in_their_list_and_order(porte: RubriquePage, client: Client) -> None:
    article(porte, "essai", [("liste", liste("b")), ("liste", liste("a")), ("liste", liste("c"))])
    page = dessiner(client, "/agir/essai/")[1]
    assert re.findall(r"<h3>(\w \d)</h3>", page) == [f"{cle} {rang}" for cle in "bac" for rang in range(3)]


def test_links_of_every_block_lead_to_the_page_or_nowhere(porte: RubriquePage, client: Client) -> None:
    cible = article(porte, "cible")
    corps = [
        ("texte", lien(cible)),
        ("texte", lien(999_999, "perdu")),
        ("retenir", {"titre": "Retenir", "texte": lien(cible)}),
        ("debattre", {"question": "Et nous ?", "texte": lien(cible)}),
        ("exemple", {"titre": "Cas", "texte": lien(cible), "statut": "source", "source": "S1"}),
        ("video", {"titre": "Vidéo", "adresse": "https://exemple.fr/v", "transcription": lien(cible)}),
        ("lien", {"titre": "ici", "page": cible}),
        ("lien", {"titre": "Se situer", "adresse": "/diagnostic/"}),
    ]
    article(porte, "essai", corps)
    page = dessiner(client, "/agir/essai/")[1]
    assert page.count('<a href="/agir/cible/">ici</a>') == 6
    assert '<a href="/diagnostic/">Se situer</a>' in page
    assert "<a>perdu</a>" in page
    assert "linktype" not in page


def test_page_one_leads_to_is_followed_when_it_moves_and_left_when_it_goes(
    porte: RubriquePage, client: Client
) -> None:
    cible = article(porte, "cible")
    article(porte, "essai", [("texte", lien(cible)), ("lien", {"titre": "ici", "page": cible})])
    assert dessiner(client, "/agir/essai/")[1].count('<a href="/agir/cible/">ici</a>') == 2
    cible.slug = "ailleurs"
    cible.save_revision().publish()
    assert dessiner(client, "/agir/essai/")[1].count('<a href="/agir/ailleurs/">ici</a>') == 2
    cible.delete()
    assert dessiner(client, "/agir/essai/")[1].count("<a>ici</a>") == 2


def test_row_changed_or_taken_away_shows_at_the_next_drawing(porte: RubriquePage, client: Client) -> None:
    mesures = liste("m")
    article(porte, "essai", [("liste", mesures)])
    assert re.findall(r"<h3>(.*)</h3>", dessiner(client, "/agir/essai/")[1]) == ["m 0", "m 1", "m 2"]
    mesures.termes.filter(rang=1).update(intitule="Neuf", donnees={"suivi": "En cours"})
    mesures.termes.filter(rang=2).delete()
    page = dessiner(client, "/agir/essai/")[1]
    assert re.findall(r"<h3>(.*)</h3>", page) == ["m 0", "Neuf"]
    assert page.count("En cours") == 1
    mesures.termes.all().delete()
    page = dessiner(client, "/agir/essai/")[1]
    assert ("<h3>" in page, "Liste m" in page) == (False, True)
    mesures.delete()
    assert "Liste m" not in dessiner(client, "/agir/essai/")[1]


def test_address_taken_over_by_a_page_of_another_kind(porte: RubriquePage, client: Client) -> None:
    assert dessiner(client, "/agir/")[0] > 0
    porte.delete()
    planter().add_child(instance=ParcoursPage(title="Chemin", slug="agir", source="Essais.", genre="methode"))
    assert "<h1>Chemin</h1>" in dessiner(client, "/agir/")[1]


def test_page_shows_the_way_back_and_its_published_neighbours(porte: RubriquePage, client: Client) -> None:
    article(porte, "un")
    article(porte, "deux")
    article(porte, "brouillon", live=False)
    page = dessiner(client, "/agir/deux/")[1]
    voisines = page.partition('class="voisines"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', page.partition('class="fil"')[2].partition("</nav>")[0]) == [
        "/",
        "/agir/",
    ]
    assert re.findall(r"<li[^>]*>(?:<a[^>]*>)?(\w+)", voisines) == ["Un", "Deux"]


@pytest.mark.parametrize(
    "adresse", ["/agir/brouillon/", "/agir/rien/", "/essai/", "/agir/essai/essai/", "/accueil/"]
)
def test_address_without_a_published_page_is_not_found(
    porte: RubriquePage, client: Client, adresse: str
) -> None:
    article(porte, "essai")
    article(porte, "brouillon", live=False)
    assert client.get(adresse).status_code == 404


def test_page_closed_from_above_is_closed(porte: RubriquePage, client: Client) -> None:
    page = article(porte, "essai")
    fermeture = PageViewRestriction.objects.create(page=porte, restriction_type=PageViewRestriction.GROUPS)
    fermeture.groups.add(Group.objects.create(name="Essai"))
    assert list(page.get_view_restrictions()) == [fermeture]
    assert client.get("/agir/essai/").status_code == 302
    fermeture.delete()
    assert client.get("/agir/essai/").status_code == 200


def test_page_closed_elsewhere_closes_this_one_no_more(porte: RubriquePage, client: Client) -> None:
    article(porte, "essai")
    autre = article(porte, "autre")
    PageViewRestriction.objects.create(page=autre, restriction_type=PageViewRestriction.LOGIN)
    assert [client.get(f"/agir/{nom}/").status_code for nom in ("essai", "autre")] == [200, 302]


def test_alias_is_closed_with_the_page_it_repeats(porte: RubriquePage) -> None:
    page = article(porte, "essai")
    fermeture = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    alias = page.create_alias(update_slug="alias")
    assert list(alias.get_view_restrictions()) == [fermeture]
    fermeture.delete()
    assert list(alias.get_view_restrictions()) == []


@pytest.mark.django_db(transaction=True)
def test_closing_a_page_forgets_its_copy(client: Client) -> None:
    porte = planter().add_child(instance=RubriquePage(title="Agir", slug="agir", source="Essais."))
    article(porte, "essai")
    assert client.get("/agir/essai/").status_code == 200
    fermeture = PageViewRestriction.objects.create(page=porte, restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/agir/essai/").status_code == 302
    fermeture.delete()
    assert client.get("/agir/essai/").status_code == 200
