"""The webinars as calendars read them: by `icalendar`, and by `vobject`, which shares no code with it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from wagtail.models import PageViewRestriction

from tests.webinaires.fabrique import PARIS, cycle, jeudi, recrire, relire, voix, webinaire
from tests.webinaires.fabrique import intervenant as personne
from tests.webinaires.fabrique import organisation as structure
from webinaires.calendrier import annoncer, uid
from webinaires.models import Rendezvous, WebinairePage

pytestmark = pytest.mark.django_db
SERIE = "/webinaires/webinaires.ics"


def brut(client: Client, adresse: str = SERIE) -> bytes:
    reponse = client.get(adresse)
    assert (reponse.status_code, reponse.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return reponse.content


def evenements(client: Client, adresse: str = SERIE) -> list[Any]:
    return Calendar.from_ical(brut(client, adresse)).walk("VEVENT")


def seul(client: Client, adresse: str = SERIE) -> Any:
    (fiche,) = evenements(client, adresse)
    return fiche


def relu(client: Client, adresse: str = SERIE) -> Any:
    """The same, read by the second parser."""
    return vobject.readOne(brut(client, adresse).decode())


def annuler(page: WebinairePage, motif: str = "La salle est fermée.") -> None:
    rendezvous, _ = Rendezvous.objects.get_or_create(cle=page.cle)
    rendezvous.annule_le, rendezvous.motif = timezone.now(), motif
    rendezvous.save(update_fields=["annule_le", "motif"])
    annoncer(rendezvous)


def test_empty_series_is_a_calendar(client: Client) -> None:
    calendrier = Calendar.from_ical(brut(client))
    assert (calendrier.walk("VEVENT"), str(calendrier["VERSION"])) == ([], "2.0")
    assert not hasattr(relu(client), "vevent")


@pytest.mark.parametrize("nombre", [1, 3])
def test_series_holds_every_webinar_in_two_queries(
    client: Client, nombre: int, django_assert_num_queries
) -> None:
    for rang in range(nombre):
        webinaire(f"webinaire-{rang}", debut=jeudi(2023, 3 + rang), cycle=cycle())
    client.get(SERIE)  # Wagtail remembers its sites
    with django_assert_num_queries(2):
        fiches = evenements(client)
    assert [str(f["UID"]) for f in fiches] == [uid(f"webinaire-{rang}") for rang in range(nombre)]
    lus = relu(client).vevent_list
    assert [str(v.summary.value) for v in lus] == [f"Webinaire-{rang}" for rang in range(nombre)]


DEUX_FOIS_DEUX_HEURES = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
"""02:30 in Paris, summer time still; one hour later, the clocks of Paris say 02:30 again."""


@pytest.mark.parametrize(
    ("debut", "ecrit"),
    [
        (jeudi(2027, 3, 27, 13), "DTSTART;TZID=Europe/Paris:20270327T130000"),
        (jeudi(2027, 3, 28, 1, 59), "DTSTART;TZID=Europe/Paris:20270328T015900"),
        (jeudi(2027, 3, 28, 3), "DTSTART;TZID=Europe/Paris:20270328T030000"),
        (jeudi(2027, 10, 30, 13), "DTSTART;TZID=Europe/Paris:20271030T130000"),
        (jeudi(2027, 10, 31, 13), "DTSTART;TZID=Europe/Paris:20271031T130000"),
        (DEUX_FOIS_DEUX_HEURES, "DTSTART;TZID=Europe/Paris:20271031T023000"),
        (DEUX_FOIS_DEUX_HEURES + timedelta(hours=1), "DTSTART:20271031T013000Z"),
    ],
)
def test_hours_are_right_around_both_changes_for_both_parsers(
    client: Client, debut: datetime, ecrit: str
) -> None:
    fin = debut + timedelta(minutes=20)
    webinaire(debut=debut, fin=fin)
    texte = brut(client).decode()
    assert ecrit in texte.split("\r\n")
    fiche = seul(client)
    assert [fiche[nom].dt.astimezone(UTC) for nom in ("DTSTART", "DTEND")] == [
        debut.astimezone(UTC),
        fin.astimezone(UTC),
    ]
    lu = relu(client).vevent
    assert [moment.value.astimezone(UTC) for moment in (lu.dtstart, lu.dtend)] == [
        debut.astimezone(UTC),
        fin.astimezone(UTC),
    ]


def test_end_in_the_second_of_two_hours_puts_both_ends_in_utc(client: Client) -> None:
    webinaire(debut=DEUX_FOIS_DEUX_HEURES, fin=DEUX_FOIS_DEUX_HEURES + timedelta(hours=1, minutes=10))
    lignes = brut(client).decode().split("\r\n")
    assert {"DTSTART:20271031T003000Z", "DTEND:20271031T014000Z"} <= set(lignes)


def test_zone_of_the_file_agrees_with_the_clocks_of_paris(client: Client) -> None:
    (zone,) = Calendar.from_ical(brut(client)).walk("VTIMEZONE")
    dans_le_fichier = zone.to_tz()
    for jour in (datetime(2027, 3, 28, 13), datetime(2027, 10, 31, 13), datetime(2030, 7, 18, 13)):
        assert jour.replace(tzinfo=dans_le_fichier).utcoffset() == jour.replace(tzinfo=PARIS).utcoffset()


def test_sequence_counts_what_calendars_must_see_and_nothing_else(client: Client) -> None:
    page = webinaire()
    vues = [seul(client)]
    for champs in ({"title": "Autre"}, {"resume": "Autre."}, {"debut": jeudi(2023, 3, 23)}, {}):
        page = recrire(page, **champs)
        vues.append(seul(client))
    annuler(page)
    annuler(page)
    vues.append(seul(client))
    assert [int(v["SEQUENCE"]) for v in vues] == [0, 1, 1, 2, 2, 3]
    assert {str(v["UID"]) for v in vues} == {uid(page.cle)}
    assert [str(v["STATUS"]) for v in vues[-2:]] == ["CONFIRMED", "CANCELLED"]
    dates = [v["LAST-MODIFIED"].dt for v in vues]
    assert dates == sorted(dates)


def test_uid_survives_a_new_slug_and_reading_writes_nothing(client: Client) -> None:
    page = recrire(webinaire(), slug="tout-autre")
    avant = Rendezvous.objects.values().get(cle=page.cle)
    fiche = seul(client, f"/webinaires/{page.cle}/webinaire.ics")
    assert str(fiche["UID"]) == uid(page.cle)
    assert str(fiche["URL"]).endswith("/webinaires/tout-autre/")
    assert Rendezvous.objects.values().get(cle=page.cle) == avant


def test_cancelled_webinar_says_so_and_rings_no_more(client: Client) -> None:
    page = webinaire()
    alarme = seul(client).walk("VALARM")[0]
    assert (alarme["TRIGGER"].dt, str(alarme["ACTION"])) == (timedelta(hours=-1), "DISPLAY")
    assert relu(client).vevent.valarm.trigger.value == timedelta(hours=-1)
    annuler(page)
    fiche = seul(client)
    assert (str(fiche["SUMMARY"]), fiche.walk("VALARM")) == (f"Annulé\u00a0: {page.title}", [])
    assert str(fiche["DESCRIPTION"]).startswith("La salle est fermée.")
    assert relu(client).vevent.status.value == "CANCELLED"


def test_announcing_before_the_page_is_out_changes_nothing(client: Client) -> None:
    page = webinaire(publie=False)
    Rendezvous.objects.create(cle=page.cle)
    annoncer(relire(page))
    annoncer(Rendezvous.objects.get())
    annoncer(Rendezvous(cle="inconnue"))
    assert Rendezvous.objects.values_list("sequence", "annonce").get() == (0, "")
    assert evenements(client) == []


def test_words_that_calendars_fear_are_escaped_and_lines_folded(client: Client) -> None:
    page = webinaire(title="Œuvre; a, b\\c " + "é" * 120, resume="Une\n\nBEGIN:VEVENT\nligne " + "é" * 150)
    contenu = brut(client, f"/webinaires/{page.cle}/webinaire.ics")
    assert max(len(ligne) for ligne in contenu.split(b"\r\n")) <= 75
    assert contenu.count(b"\r\nBEGIN:VEVENT") == 1
    fiche, lu = seul(client), relu(client).vevent
    assert str(fiche["SUMMARY"]) == lu.summary.value == page.title
    assert str(fiche["DESCRIPTION"]) == lu.description.value
    assert str(fiche["DESCRIPTION"]).startswith(page.resume)


def test_no_name_of_a_person_travels_in_a_calendar(client: Client) -> None:
    page = webinaire("w", voix(personne("lecluse-florence"), structure()))
    assert b"lecluse" not in (brut(client) + brut(client, f"/webinaires/{page.cle}/webinaire.ics")).lower()


def test_calendar_asked_again_is_304_until_it_changes(client: Client) -> None:
    page = webinaire()
    adresse = f"/webinaires/{page.cle}/webinaire.ics"
    etag = client.get(adresse).headers["ETag"]
    assert client.get(adresse, headers={"If-None-Match": etag}).status_code == 304
    annuler(page)
    assert client.get(adresse, headers={"If-None-Match": etag}).status_code == 200


def test_draft_withdrawn_or_private_webinar_is_in_no_calendar(client: Client) -> None:
    brouillon, retire, prive = webinaire("a", publie=False), webinaire("b"), webinaire("c")
    retire.unpublish()
    PageViewRestriction.objects.create(page=prive, restriction_type="password", password="x")
    assert evenements(client) == []
    adresses = [f"/webinaires/{page.cle}/webinaire.ics" for page in (brouillon, retire, prive)]
    assert [client.get(a).status_code for a in (*adresses, "/webinaires/z/webinaire.ics")] == [404] * 4
    assert client.post(SERIE).status_code == 405


def test_two_publications_at_once_count_one_change_each(client: Client) -> None:
    """The row is locked before it is read: what waits reads what the other wrote."""
    page = recrire(webinaire(), title="Un")
    with CaptureQueriesContext(connection) as captees:
        annoncer(page)
    assert any("FOR UPDATE" in requete["sql"] for requete in captees)
    assert Rendezvous.objects.get().sequence == 1
