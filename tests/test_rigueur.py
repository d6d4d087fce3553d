"""The harness itself: what it forbids is really forbidden."""

import os

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.template.base import Origin
from django.test import RequestFactory

from tests.appui.rigueur import NOS_GABARITS, LectureSeule


def ecrire(request: HttpRequest) -> HttpResponse:
    ContentType.objects.create(app_label="essai", model="essai")
    return HttpResponse()


def gabarit(nom: str) -> Template:
    return Template("{{ absente }}", origin=Origin(nom))


def test_undefined_variable_fails_in_our_templates():
    with pytest.raises(AssertionError, match="« absente »"):
        gabarit(f"{NOS_GABARITS}/essai.html").render(Context())


def test_undefined_variable_is_empty_in_others():
    assert gabarit("/ailleurs/wagtail.html").render(Context()) == ""


@pytest.mark.django_db
def test_get_may_not_write():
    with pytest.raises(AssertionError, match="Un GET n’écrit pas"):
        LectureSeule(ecrire)(RequestFactory().get("/"))


@pytest.mark.django_db
def test_post_may_write():
    assert LectureSeule(ecrire)(RequestFactory().post("/")).status_code == 200


@pytest.mark.parametrize("passage", [1, 2])
def test_cache_is_empty_at_the_start_of_each_test(passage):
    assert cache.get("passage") is None
    cache.set("passage", passage)


@pytest.mark.parametrize("passage", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_transactional_test_finds_what_migrations_wrote(passage):
    assert ContentType.objects.filter(app_label="kits", model="rendu").count() == 1
    ContentType.objects.filter(app_label="kits").delete()


def test_tests_of_one_group_stay_together(request: pytest.FixtureRequest) -> None:
    """What pytest-xdist reads to send them to one worker: the launcher is started once, not once a worker."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("un seul processus : les groupes n’ont pas de sens")
    groupes = [item for item in request.session.items if item.get_closest_marker("xdist_group")]
    assert [item.nodeid for item in groupes if "@" not in item.nodeid] == []
