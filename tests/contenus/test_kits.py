"""Kits on the screen: what staff put together, what a visitor ticks, and what is refused."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from contenus import kits
from contenus.views_kits import DOCUMENTS_PAR_MINUTE
from kits.models import Rendu
from tests.contenus.site_de_kits import ouvrir_le_site, page_dans_un_kit, retirer_du_portail
from tests.kits.appui import attendre_fin
from tests.kits.test_pdf import lire

pytestmark = pytest.mark.django_db
COMPOSER = "/kits-pratiques/composer/"


@pytest.fixture
def site(db):
    return ouvrir_le_site()


@pytest.fixture
def visiteur():
    return Client(enforce_csrf_checks=True)


def preparer(kit) -> str:
    return reverse("kits_pratiques:preparer", args=[kit.pk])


@pytest.mark.parametrize("nombre", [1, 3])
def test_catalogue_costs_four_queries(site, nombre, django_assert_num_queries):
    for rang in range(nombre):
        site.article(f"page-{rang}")
        site.ressource(f"ressource-{rang}")
    with django_assert_num_queries(4):
        (groupe,) = kits.catalogue()
    assert (len(groupe.pages), len(groupe.ressources)) == (nombre, nombre)


@pytest.mark.parametrize("nombre", [1, 3])
def test_kit_page_costs_the_same_whatever_it_holds(site, visiteur, nombre, django_assert_num_queries):
    kit = site.kit("kit-un", *(page_dans_un_kit(site.article(f"page-{rang}")) for rang in range(nombre)))
    visiteur.get(kit.url)
    with django_assert_num_queries(3):
        page = visiteur.get(kit.url, query_params={"vu": nombre})
    assert page.status_code == 200
    assert page.content.decode().count("Résumé de page-") == nombre


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_asking_twice_for_a_kit_draws_it_once(site, visiteur, format):
    kit = site.kit("kit-un", page_dans_un_kit(site.article("une")))
    premiere, seconde = (visiteur.post(preparer(kit), {"format": format}) for _ in range(2))
    rendu = Rendu.objects.get()
    assert premiere.headers["Location"] == seconde.headers["Location"] == rendu.get_absolute_url()
    assert (rendu.format, rendu.type_document) == (format, "Kit pratique")
    assert rendu.version_contenu == "Publié le 1er\u00a0mars\u00a02026"
    assert rendu.nom_fichier == f"kit-un.{format}"


@pytest.mark.parametrize("format", ["", "exe"])
def test_unknown_format_is_refused_with_a_way_back(site, visiteur, format):
    kit = site.kit("kit-un", page_dans_un_kit(site.article("une")))
    page = visiteur.post(preparer(kit), {"format": format})
    assert page.status_code == 400
    assert kit.url in page.content.decode()


def test_empty_kit_is_refused(site, visiteur):
    page = visiteur.post(preparer(site.kit("kit-vide")), {"format": "pdf"})
    assert (page.status_code, "ne contient pas encore" in page.content.decode()) == (400, True)


def test_withdrawn_kit_is_missing_and_another_site_is_refused(site, visiteur):
    kit = site.kit("kit-un", page_dans_un_kit(site.article("une")))
    ailleurs = visiteur.post(preparer(kit), {"format": "pdf"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert ailleurs.status_code == 403
    retirer_du_portail(kit)
    assert visiteur.post(preparer(kit), {"format": "pdf"}).status_code == 404
    assert visiteur.get(preparer(kit)).status_code == 405
    assert not Rendu.objects.exists()


def test_page_to_tick_opens_on_an_empty_portal(db, visiteur):
    page = visiteur.get(COMPOSER)
    assert page.status_code == 200
    assert "Aucune page n’est encore publiée" in page.content.decode()


def test_ticks_become_one_address_in_the_order_of_the_doors(site, visiteur):
    site.article("agir-un", porte=site.agir)
    site.article("savoir")
    page = visiteur.get(COMPOSER, {"pages": ["agir-un", "savoir"], "titre": " Pour\nle conseil "})
    assert page.headers["Location"] == f"{COMPOSER}?pages=agir-un,savoir&titre=Pour+le+conseil"
    suite = visiteur.get(page.headers["Location"]).content.decode()
    assert '<ol class="kit__pages"><li>Savoir</li><li>Agir un</li></ol>' in suite
    assert suite.count(" checked>") == 2
    assert "?pages=savoir,agir-un&amp;titre=Pour+le+conseil" in suite


REFUS = [
    ({"titre": ""}, "Cochez au moins une page"),
    ({"pages": ""}, "Cochez au moins une page"),
    ({"pages": "savoir,jamais-vue"}, "Nous ne connaissons pas la page «\u00a0jamais-vue\u00a0»"),
    ({"pages": "savoir,brouillon"}, "Nous ne connaissons pas la page «\u00a0brouillon\u00a0»"),
    ({"pages": "savoir,privee"}, "Nous ne connaissons pas la page «\u00a0privee\u00a0»"),
    ({"pages": "savoir,retiree"}, "«\u00a0retiree\u00a0» n’est plus publiée"),
    ({"pages": "savoir,' OR 1=1 --"}, "Nous ne connaissons pas la page «\u00a0&#x27; OR 1=1 --\u00a0»"),
    ({"pages": "<script>alert(1)</script>"}, "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ({"pages": "a\x00b"}, "Nous ne connaissons pas"),
]


@pytest.mark.parametrize(("demande", "phrase"), REFUS)
def test_what_cannot_be_printed_is_said(site, visiteur, demande, phrase):
    site.article("savoir")
    retirer_du_portail(site.article("retiree"))
    prive = site.article("privee")
    PageViewRestriction.objects.create(page=prive, restriction_type=PageViewRestriction.LOGIN)
    Page.objects.filter(pk=site.article("brouillon").pk).update(live=False, first_published_at=None)
    page = visiteur.get(COMPOSER, demande)
    assert (page.status_code, phrase in page.content.decode()) == (200, True)
    refus = visiteur.post(COMPOSER, {**demande, "format": "pdf"})
    assert (refus.status_code, phrase in refus.content.decode()) == (400, True)
    assert not Rendu.objects.exists()


def test_too_many_pages_is_said(site, visiteur, monkeypatch):
    monkeypatch.setattr(kits, "PAGES_MAX", 2)
    cles = ",".join(site.article(f"p{rang}").slug for rang in range(3))
    page = visiteur.post(COMPOSER, {"pages": cles, "format": "pdf"})
    assert page.status_code == 400
    assert "au plus 2\u00a0pages\u00a0: vous en avez coché 3" in page.content.decode()


def test_own_kit_says_that_a_visitor_composed_it(site, visiteur):
    site.article("savoir")
    page = visiteur.post(COMPOSER, {"pages": "savoir", "titre": "Attestation officielle", "format": "docx"})
    rendu = Rendu.objects.get()
    assert page.headers["Location"] == rendu.get_absolute_url()
    assert rendu.type_document == "Kit composé par un visiteur"
    assert rendu.document["sous_titre"].startswith("Composé par un visiteur")
    assert rendu.nom_fichier == "attestation-officielle.docx"
    assert not visiteur.cookies


def test_who_insists_is_asked_to_wait(site, visiteur):
    site.article("savoir")
    envois = [
        visiteur.post(COMPOSER, {"pages": "savoir", "format": "pdf"}) for _ in range(DOCUMENTS_PAR_MINUTE + 1)
    ]
    assert [reponse.status_code for reponse in envois] == [302] * DOCUMENTS_PAR_MINUTE + [429]
    assert int(envois[-1].headers["Retry-After"]) >= 1


@pytest.mark.django_db(transaction=True)
def test_worker_draws_the_kit(ouvrier, client):
    site = ouvrir_le_site()
    kit = site.kit(
        "kit-un", page_dans_un_kit(site.article("une", [{"type": "texte", "value": "<p>Le mot.</p>"}]))
    )
    client.post(preparer(kit), {"format": "pdf"})
    rendu = attendre_fin(Rendu.objects.get())
    texte = lire(client.get(reverse("kits:telecharger", args=[rendu.pk])).content)
    assert [mot in texte for mot in ("Kit pratique", "Sommaire", "Le mot.", "D’où cela vient")] == [True] * 4
