"""Remembered pages: one drawing, forgotten at once by a publication, never anybody's own page."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from contenus import memoire
from contenus.corpus.pages import planter
from contenus.models import ArticlePage, RubriquePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> ArticlePage:
    rubrique = planter().add_child(instance=RubriquePage(title="Agir", slug="agir", source="Essais."))
    article: ArticlePage = rubrique.add_child(
        instance=ArticlePage(title="Avant", slug="essai", source="Essais.")
    )
    article.save_revision().publish()
    return article


def _requetes(client: Client, adresse: str, **entetes: str) -> tuple[int, HttpResponse]:
    with CaptureQueriesContext(connection) as captees:
        reponse = client.get(adresse, headers=entetes)
    return len(captees), reponse


def test_second_visit_asks_nothing_of_the_database(page: ArticlePage, client: Client) -> None:
    premieres, reponse = _requetes(client, "/agir/essai/")
    assert (reponse.status_code, premieres > 0) == (200, True)
    secondes, encore = _requetes(client, "/agir/essai/")
    assert (secondes, encore.content) == (0, reponse.content)
    assert encore["Cache-Control"] == "no-cache"


def test_browser_that_asks_again_is_told_nothing_changed(page: ArticlePage, client: Client) -> None:
    etiquette = client.get("/agir/essai/")["ETag"]
    reponse = client.get("/agir/essai/", headers={"If-None-Match": etiquette})
    assert (reponse.status_code, reponse.content, reponse["ETag"]) == (304, b"", etiquette)
    assert client.get("/agir/essai/", headers={"If-None-Match": '"autre"'}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_publication_is_seen_at_once_and_withdrawal_too(page: ArticlePage, client: Client) -> None:
    assert "Avant" in client.get("/agir/essai/").content.decode()
    page.title = "Après"
    page.save_revision().publish()
    assert "Après" in client.get("/agir/essai/").content.decode()
    page.unpublish()
    assert client.get("/agir/essai/").status_code == 404


def test_draft_does_not_show_and_does_not_put_the_page_offline(page: ArticlePage, client: Client) -> None:
    client.get("/agir/essai/")
    page.title = "Brouillon"
    page.save_revision()
    assert "Avant" in client.get("/agir/essai/").content.decode()
    assert Page.objects.get(pk=page.pk).live


def test_compressed_and_plain_copies_are_kept_apart(page: ArticlePage, client: Client) -> None:
    clair = client.get("/agir/essai/")
    serre = client.get("/agir/essai/", headers={"Accept-Encoding": "gzip"})
    assert ("Content-Encoding" in clair, serre["Content-Encoding"]) == (False, "gzip")
    encore = client.get("/agir/essai/", headers={"Accept-Encoding": "gzip"})
    assert encore.content == serre.content
    assert "accept-encoding" in encore["Vary"].lower()


@pytest.mark.parametrize("adresse", ["/agir/essai/?utm=1", "/agir/essai/?page=2"])
def test_address_with_a_question_is_not_kept(page: ArticlePage, client: Client, adresse: str) -> None:
    client.get(adresse)
    assert _requetes(client, adresse)[0] > 0


def test_signed_in_person_gets_nobody_s_copy(page: ArticlePage, admin_client: Client, client: Client) -> None:
    client.get("/agir/essai/")
    assert _requetes(admin_client, "/agir/essai/")[0] > 0


def test_secret_page_is_never_kept(client: Client) -> None:
    client.get("/verifier/")
    assert [cle for cle in _cles() if "page:" in cle] == []


def test_answer_with_a_cookie_or_another_status_is_not_kept() -> None:
    def poser(_: object) -> HttpResponse:
        reponse = memoire.marquer(HttpResponse("à moi"))
        reponse.set_cookie("a", "b")
        return reponse

    for vue in (poser, lambda _: memoire.marquer(HttpResponse("non", status=404))):
        memoire.MemoireDesPages(vue)(RequestFactory().get("/x/"))
    assert [cle for cle in _cles() if "page:" in cle] == []


def _cles() -> Iterator[str]:
    client = cache._cache.get_client()  # type: ignore[attr-defined]
    return (cle.decode() for cle in client.scan_iter())
