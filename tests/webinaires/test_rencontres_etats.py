"""The life of a meeting, minute by minute, and when its reminders fall due: pure."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.webinaires.fabrique import jeudi
from webinaires.etats import MOTS, OUVERTS, Etat, Faits, Rappel, moment_du_rappel, rappel_du

DEBUT = jeudi(2027, 3, 18)
FIN = DEBUT + timedelta(minutes=90)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("champs", "maintenant", "attendu"),
    [
        ({}, DEBUT - MINUTE, Etat.A_VENIR),
        ({"inscriptions": True}, DEBUT - MINUTE, Etat.OUVERT),
        ({"inscriptions": True, "places": 2, "assises": 1}, DEBUT - MINUTE, Etat.OUVERT),
        ({"inscriptions": True, "places": 2, "assises": 2}, DEBUT - MINUTE, Etat.COMPLET),
        ({"inscriptions": True, "places": 2, "assises": 3}, DEBUT - MINUTE, Etat.COMPLET),
        ({"places": 2, "assises": 2}, DEBUT - MINUTE, Etat.A_VENIR),
        ({"inscriptions": True}, DEBUT, Etat.EN_DIRECT),
        ({"replay": True}, FIN - MINUTE, Etat.EN_DIRECT),
        ({"inscriptions": True}, FIN, Etat.TERMINE),
        ({"replay": True}, FIN, Etat.REPLAY),
        ({"replay": True, "annule": True}, FIN, Etat.ANNULE),
        ({"inscriptions": True, "annule": True}, DEBUT - MINUTE, Etat.ANNULE),
    ],
)
def test_state_follows_from_facts_and_clock(champs: dict, maintenant: datetime, attendu: Etat) -> None:
    assert Faits(DEBUT, FIN, **champs).etat(maintenant) == attendu


def test_every_state_has_its_words_and_two_take_registrations() -> None:
    assert set(MOTS) == set(Etat)
    assert set(OUVERTS) == {Etat.OUVERT, Etat.COMPLET}


@pytest.mark.parametrize(
    ("debut", "veille", "heure"),
    [
        (jeudi(2027, 3, 18), datetime(2027, 3, 17, 12, tzinfo=UTC), datetime(2027, 3, 18, 11, tzinfo=UTC)),
        # the clocks go forward on 28 March 2027: the day before is 23 hours before
        (jeudi(2027, 3, 28), datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 10, tzinfo=UTC)),
        # and back on 31 October 2027: 25 hours before
        (jeudi(2027, 10, 31), datetime(2027, 10, 30, 11, tzinfo=UTC), datetime(2027, 10, 31, 11, tzinfo=UTC)),
        # an hour before is sixty minutes before, across the change too
        (
            jeudi(2027, 3, 28, 3, 30),
            datetime(2027, 3, 27, 2, 30, tzinfo=UTC),
            datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
        ),
        (
            jeudi(2027, 10, 31, 2, 30).replace(fold=1),
            datetime(2027, 10, 30, 0, 30, tzinfo=UTC),
            datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        ),
        # the day before, 02:30 did not exist
        (
            jeudi(2027, 3, 29, 2, 30),
            datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
            datetime(2027, 3, 28, 23, 30, tzinfo=UTC),
        ),
    ],
)
def test_reminders_fall_due_on_the_clocks_of_paris(
    debut: datetime, veille: datetime, heure: datetime
) -> None:
    for lu in (debut, debut.astimezone(UTC)):
        assert moment_du_rappel(Rappel.VEILLE, lu) == veille
        assert moment_du_rappel(Rappel.HEURE, lu) == heure


def test_one_reminder_at_a_time() -> None:
    veille, heure = (moment_du_rappel(rappel, DEBUT) for rappel in Rappel)
    attendus = {
        veille - MINUTE: None,
        veille: Rappel.VEILLE,
        heure - MINUTE: Rappel.VEILLE,
        heure: Rappel.HEURE,
        DEBUT - MINUTE: Rappel.HEURE,
        DEBUT: None,
        FIN: None,
    }
    assert {moment: rappel_du(DEBUT, moment) for moment in attendus} == attendus
