"""At the hour: each page for itself, once, and the direction told when one could not."""

import logging
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from contenus import programmation, tasks
from contenus.models import ArticlePage
from tests.contenus.bureau import article, en_ligne, relire


def programmer(page: ArticlePage, **champs) -> ArticlePage:
    """Approve a version for tomorrow, then let a day go by."""
    demain = timezone.now() + timedelta(days=1)
    for nom, valeur in {"go_live_at": demain, **champs}.items():
        setattr(page, nom, valeur)
    revision = page.save_revision()
    revision.publish()
    hier = demain - timedelta(days=2)
    revision.refresh_from_db()
    revision.content |= {"go_live_at": hier.isoformat()}
    revision.approved_go_live_at = hier
    revision.save()
    return relire(page)


def test_page_goes_live_at_its_hour_and_leaves_at_the_other(bureau):
    venue = programmer(article(bureau, "venue"))
    partie = en_ligne(bureau, "partie")
    ArticlePage.objects.filter(pk=partie.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    assert not venue.live
    tasks.publier_a_l_heure()
    assert (relire(venue).live, relire(venue).approved_schedule) == (True, False)
    assert (relire(partie).live, relire(partie).expired) == (False, True)
    actions = PageLogEntry.objects.filter(action__endswith=".scheduled").values_list("action", flat=True)
    assert sorted(actions) == ["wagtail.publish.scheduled", "wagtail.unpublish.scheduled"]


def test_not_yet_is_not_yet(bureau):
    page = article(bureau)
    page.go_live_at = timezone.now() + timedelta(minutes=5)
    page.save_revision().publish()
    assert programmation.tenir_les_rendez_vous() == 0
    assert not relire(page).live


def test_second_run_does_nothing(bureau):
    programmer(article(bureau))
    assert [programmation.tenir_les_rendez_vous() for _ in range(2)] == [1, 0]


def test_address_taken_meanwhile_holds_nobody_else_back(bureau, caplog):
    prise = programmer(en_ligne(bureau, "ancienne"), slug="convoitee")
    en_ligne(bureau, "convoitee")
    suivante = programmer(article(bureau, "suivante"))
    with caplog.at_level(logging.ERROR):
        assert programmation.tenir_les_rendez_vous() == 1
    assert relire(suivante).live
    page = relire(prise)
    assert (page.live, page.slug, page.approved_schedule) == (True, "ancienne", True)
    assert [trace.levelname for trace in caplog.records if trace.name == programmation.__name__] == ["ERROR"]


def test_failing_page_holds_nobody_else_back(bureau, monkeypatch):
    programmer(article(bureau, "bancale"))
    suivante = programmer(article(bureau, "suivante"))
    publier = Revision.publish

    def trebucher(revision: Revision, **options: object) -> object:
        if revision.content["slug"] == "bancale":
            raise ZeroDivisionError
        return publier(revision, **options)

    monkeypatch.setattr(Revision, "publish", trebucher)
    assert programmation.tenir_les_rendez_vous() == 1
    assert relire(suivante).live


def test_direction_is_written_to_once_a_day(bureau):
    page = programmer(en_ligne(bureau, "ancienne"), slug="convoitee")
    en_ligne(bureau, "convoitee")
    for _ in range(3):
        programmation.tenir_les_rendez_vous()
    (courriel,) = mail.outbox
    assert courriel.to == [bureau.maud.email]
    assert courriel.subject == "Une page n’a pas pu être publiée à l’heure\u00a0: Ancienne"
    assert f"/redaction/pages/{page.pk}/edit/" in courriel.body


def test_mail_server_that_is_down_stops_nothing(bureau, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 9
    programmer(en_ligne(bureau, "ancienne"), slug="convoitee")
    en_ligne(bureau, "convoitee")
    programmer(article(bureau, "suivante"))
    assert programmation.tenir_les_rendez_vous() == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_publish_once(bureau):
    page = programmer(article(bureau))
    faites: list[int] = []

    def courir() -> None:
        faites.append(programmation.tenir_les_rendez_vous())
        connection.close()

    fils = [threading.Thread(target=courir) for _ in range(3)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sum(faites) == 1
    assert PageLogEntry.objects.filter(page=page, action="wagtail.publish.scheduled").count() == 1
