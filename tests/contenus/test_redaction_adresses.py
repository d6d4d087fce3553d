"""Addresses in the office: those of the portal's services are refused, those left behind lead to the new."""

import re

import pytest
from django.urls import get_resolver, reverse
from wagtail.contrib.redirects.models import Redirect

from contenus.models import ArticlePage, IndexPage, KitPage, RubriquePage
from contenus.models.circuit import adresse_deja_prise
from tests.contenus.bureau import article, creer, decider, en_ligne, modifier, poste, relire, soumettre

PRISES = (
    "agenda", "api", "compte", "composants", "diagnostic", "recherche", "redaction", "parcours", "s-abonner",
    "sante", "static", "medias", "verifier", "accessibilite", "mentions-legales", "donnees-personnelles",
)  # fmt: skip


@pytest.mark.parametrize("slug", PRISES)
def test_address_of_a_service_is_refused_to_a_page(bureau, slug):
    assert adresse_deja_prise(bureau.accueil, slug).startswith(f"L’adresse /{slug}/ est celle d’un service")


@pytest.mark.parametrize("slug", ["agir", "composer", "ressources", "kits-pratiques", "l-agenda", "été", ""])
def test_other_addresses_are_free(bureau, slug):
    assert adresse_deja_prise(bureau.accueil, slug) == ""
    assert adresse_deja_prise(bureau.rubrique, "agenda") == ""
    assert adresse_deja_prise(None, slug) == ""


def _adresses_des_vues(motifs, debut=""):
    """Every address without parameter that the URL configuration knows."""
    for motif in motifs:
        adresse = debut + str(motif.pattern)
        if hasattr(motif, "url_patterns"):
            yield from _adresses_des_vues(motif.url_patterns, adresse)
        else:
            yield adresse


def test_every_address_of_a_view_is_refused_without_anybody_listing_it(bureau):
    adresses = {a for a in _adresses_des_vues(get_resolver().url_patterns) if re.fullmatch(r"[\w-]+/", a)}
    assert adresses > {"agenda/", "parcours/", "redaction/"}
    assert [a for a in adresses if not adresse_deja_prise(bureau.accueil, a.strip("/"))] == []


def test_editor_is_told_beside_the_field_and_loses_nothing(bureau):
    kits = bureau.accueil.add_child(
        instance=IndexPage(title="Kits pratiques", slug="kits-pratiques", genre="kits")
    )
    adresse = reverse("wagtailadmin_pages:add", args=["contenus", "kitpage", kits.pk])
    envoi = {"title": "Un titre rare", "slug": "composer", "resume": "R", "source": "S", "statut": "source"}
    vides = {f"{nom}-count": "0" for nom in ("corps", "composition")}
    commentaires = {f"comments-{nom}_FORMS": "0" for nom in ("TOTAL", "INITIAL")}
    reponse = poste(bureau.claire).post(adresse, {**envoi, **vides, **commentaires})
    assert list(reponse.context["form"].errors) == ["slug"]
    texte = reponse.content.decode()
    assert "L’adresse /kits-pratiques/composer/ est celle d’un service du portail" in texte
    assert "Un titre rare" in texte
    assert not KitPage.objects.exists()


def test_door_renamed_as_a_service_is_sent_back_by_the_approval(bureau):
    """A copy, or a program, does not pass through the editor's form."""
    RubriquePage.objects.filter(pk=bureau.rubrique.pk).update(slug="autre")
    rubrique = RubriquePage.objects.get()
    rubrique.slug = "agenda"
    assert "L’adresse /agenda/" in rubrique.empechements()["adresse"][0]


def _renommer(bureau, page, slug):
    """Change the address in the editor, submit, approve."""
    modifier(poste(bureau.claire), page, slug=slug, **{"action-submit": "1"})
    decider(poste(bureau.denis), relire(page))


def test_old_address_leads_to_the_new_one_for_good(bureau, client, django_capture_on_commit_callbacks):
    page = en_ligne(bureau)
    with django_capture_on_commit_callbacks(execute=True):
        _renommer(bureau, page, "nouvelle")
    reponse = client.get("/comprendre/trois-piliers/")
    assert (reponse.status_code, reponse.headers["Location"]) == (301, "/comprendre/nouvelle/")


def test_address_changed_twice_then_back(bureau, client, django_capture_on_commit_callbacks):
    page = en_ligne(bureau)
    for slug in ("deuxieme", "troisieme", "trois-piliers"):
        with django_capture_on_commit_callbacks(execute=True):
            _renommer(bureau, relire(page), slug)
    assert relire(page).url == "/comprendre/trois-piliers/"
    for ancienne in ("deuxieme", "troisieme"):
        assert client.get(f"/comprendre/{ancienne}/").headers["Location"] == "/comprendre/trois-piliers/"


def test_address_changed_in_a_draft_or_sent_back_moves_nothing(bureau, django_capture_on_commit_callbacks):
    page = en_ligne(bureau)
    with django_capture_on_commit_callbacks(execute=True):
        modifier(poste(bureau.claire), page, slug="nouvelle", **{"action-submit": "1"})
        decider(poste(bureau.denis), relire(page), "reject", comment="Non")
    assert (relire(page).url, Redirect.objects.count()) == ("/comprendre/trois-piliers/", 0)


def test_pages_of_a_renamed_door_are_found_under_their_old_addresses(
    bureau, client, django_capture_on_commit_callbacks
):
    for slug in ("une", "deux"):
        en_ligne(bureau, slug)
    article(bureau, "brouillon")
    porte = RubriquePage.objects.get()
    porte.slug, porte.resume = "saisir", "Un résumé."
    porte.save_revision(user=bureau.claire)
    with django_capture_on_commit_callbacks(execute=True):
        porte.get_workflow().start(porte, bureau.claire)
        decider(poste(bureau.denis), RubriquePage.objects.get())
    anciennes = {a: client.get(a) for a in ("/comprendre/", "/comprendre/une/", "/comprendre/deux/")}
    assert [(vue.status_code, vue.headers["Location"]) for vue in anciennes.values()] == [
        (301, ancienne.replace("comprendre", "saisir")) for ancienne in anciennes
    ]
    assert client.get("/comprendre/brouillon/").status_code == 404
    assert ArticlePage.objects.get(slug="une").get_url() == "/saisir/une/"


def test_page_with_an_address_taken_meanwhile_goes_back_to_its_writer(bureau):
    page = article(bureau, auteur=bureau.claire)
    soumise = soumettre(bureau, page)
    assert creer(poste(bureau.claire), bureau, title="Autre", slug=page.slug).status_code == 200
    decider(poste(bureau.denis), soumise)
    assert relire(page).live
