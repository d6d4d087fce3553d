"""The agenda as a calendar reads it, parsed by the library; and the Atom feed, parsed as XML."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from lxml import etree
from wagtail.models import Page

from contenus import agenda
from contenus.models import Evenement
from tests.contenus.courrier import EvenementFactory, a_paris, actualite, listes_de_l_agenda

pytestmark = pytest.mark.django_db
ADRESSE = "/agenda/agenda.ics"
ATOM = "{http://www.w3.org/2005/Atom}"


def lire(client: Client, adresse: str = ADRESSE) -> Calendar:
    reponse = client.get(adresse)
    assert (reponse.status_code, reponse.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return Calendar.from_ical(reponse.content)


def test_empty_agenda_is_a_calendar(client: Client) -> None:
    calendrier = lire(client)
    assert (calendrier.walk("VEVENT"), str(calendrier["VERSION"])) == ([], "2.0")
    assert "PRODID" in calendrier


@pytest.mark.parametrize("nombre", [1, 3])
def test_calendar_holds_every_event(client: Client, nombre: int, django_assert_num_queries) -> None:
    listes_de_l_agenda()
    EvenementFactory.create_batch(nombre, domaine="emploi")
    with django_assert_num_queries(2):
        calendrier = lire(client)
    fiches = calendrier.walk("VEVENT")
    assert {str(f["UID"]) for f in fiches} == {
        str(pk) for pk in Evenement.objects.values_list("pk", flat=True)
    }
    assert {str(f["CATEGORIES"].cats[0]) for f in fiches} == {"Emploi"}


@pytest.mark.parametrize(
    ("debut", "utc"),
    [
        (a_paris(2027, 3, 27, 9), datetime(2027, 3, 27, 8, tzinfo=UTC)),
        (a_paris(2027, 3, 28, 9), datetime(2027, 3, 28, 7, tzinfo=UTC)),
        (a_paris(2027, 10, 30, 9), datetime(2027, 10, 30, 7, tzinfo=UTC)),
        (a_paris(2027, 10, 31, 9), datetime(2027, 10, 31, 8, tzinfo=UTC)),
    ],
)
def test_hours_are_those_of_paris_on_both_sides_of_the_change(
    client: Client, debut: datetime, utc: datetime
) -> None:
    EvenementFactory(debut=debut, fin=debut + timedelta(hours=2))
    brut = client.get(ADRESSE).content.decode()
    (fiche,) = Calendar.from_ical(brut).walk("VEVENT")
    assert f"DTSTART;TZID=Europe/Paris:{debut:%Y%m%dT%H%M%S}" in brut
    assert fiche["DTSTART"].dt.astimezone(UTC) == utc
    (zone,) = Calendar.from_ical(brut).walk("VTIMEZONE")
    decale = zone.to_tz()
    assert debut.replace(tzinfo=decale).astimezone(UTC) == utc


def test_uid_stays_and_sequence_counts(client: Client) -> None:
    evenement = EvenementFactory()
    vues = [lire(client).walk("VEVENT")[0]]
    evenement.lieu = "Ailleurs"
    agenda.modifier_evenement(evenement=evenement)
    vues.append(lire(client).walk("VEVENT")[0])
    agenda.annuler_evenement(evenement=evenement, motif="La salle est fermée.")
    vues.append(lire(client).walk("VEVENT")[0])
    assert {str(v["UID"]) for v in vues} == {str(evenement.pk)}
    assert [int(v["SEQUENCE"]) for v in vues] == [0, 1, 2]
    assert [str(v["STATUS"]) for v in vues] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert vues[0]["LAST-MODIFIED"].dt <= vues[2]["LAST-MODIFIED"].dt
    assert "La salle est fermée." in str(vues[2]["DESCRIPTION"])


def test_words_that_calendars_fear_are_escaped(client: Client) -> None:
    evenement = EvenementFactory(
        titre="Œuvre; a, b\\c", description="Une\n\nBEGIN:VEVENT\nligne " + "é" * 200
    )
    brut = client.get(f"{evenement.get_absolute_url()}evenement.ics").content
    (fiche,) = Calendar.from_ical(brut).walk("VEVENT")
    assert str(fiche["SUMMARY"]) == "Œuvre; a, b\\c"
    assert str(fiche["DESCRIPTION"]).startswith(evenement.description)
    assert max(len(ligne) for ligne in brut.split(b"\r\n")) <= 75
    assert b"secret@" not in brut


def test_calendar_keeps_a_year_and_what_is_public(client: Client) -> None:
    maintenant = timezone.now()
    for jours, titre in ((10, "récent"), (400, "ancien")):
        debut = maintenant - timedelta(days=jours)
        EvenementFactory(titre=titre, debut=debut, fin=debut + timedelta(hours=1))
    for etat in ("propose", "refuse"):
        EvenementFactory(etat=etat)
    assert [str(fiche["SUMMARY"]) for fiche in lire(client).walk("VEVENT")] == ["récent"]


def test_calendar_asked_again_is_304_until_it_changes(client: Client) -> None:
    evenement = EvenementFactory()
    etag = client.get(ADRESSE).headers["ETag"]
    assert client.get(ADRESSE, headers={"If-None-Match": etag}).status_code == 304
    agenda.annuler_evenement(evenement=evenement, motif="Non")
    assert client.get(ADRESSE, headers={"If-None-Match": etag}).status_code == 200


def test_file_of_an_event_that_is_not_public_does_not_exist(client: Client) -> None:
    for etat, statut in (("propose", 404), ("refuse", 404), ("publie", 200), ("annule", 200)):
        evenement = EvenementFactory(etat=etat)
        assert client.get(f"{evenement.get_absolute_url()}evenement.ics").status_code == statut


@pytest.mark.parametrize("nombre", [1, 3])
def test_feed_gives_the_latest_news(client: Client, nombre: int, django_assert_num_queries) -> None:
    pages = [actualite(f"Nouvelle {n} <b>&\x07", a_paris(2026, 5, 1 + n)) for n in range(nombre)]
    client.get("/actualites/flux.xml")  # Wagtail remembers its sites
    with django_assert_num_queries(2):
        reponse = client.get("/actualites/flux.xml")
    assert reponse.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    flux = etree.fromstring(reponse.content)
    entrees = flux.findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}title") for e in entrees] == [
        f"Nouvelle {n} <b>&" for n in reversed(range(nombre))
    ]
    assert entrees[-1].findtext(f"{ATOM}id") == f"urn:uuid:{pages[0].translation_key}"
    assert flux.find(f"{ATOM}link[@rel='self']").get("href") == "http://127.0.0.1:8000/actualites/flux.xml"
    adresse = entrees[0].find(f"{ATOM}link").get("href")
    assert client.get(adresse.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_feed_without_news_is_a_feed(client: Client) -> None:
    flux = etree.fromstring(client.get("/actualites/flux.xml").content)
    assert flux.findall(f"{ATOM}entry") == []


def test_feed_leaves_out_what_was_withdrawn_and_answers_304(client: Client) -> None:
    page = actualite("Une nouvelle", a_paris(2026, 5, 1))
    etag = client.get("/actualites/flux.xml").headers["ETag"]
    assert client.get("/actualites/flux.xml", headers={"If-None-Match": etag}).status_code == 304
    Page.objects.filter(pk=page.pk).update(live=False)
    assert client.get("/actualites/flux.xml", headers={"If-None-Match": etag}).status_code == 200
