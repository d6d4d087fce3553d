"""What leaves around a meeting, when, and never twice: real clocks of Paris, a real SMTP server."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import icalendar
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contenus.envois import faire_la_tournee
from tests.contenus.courrier import Boite, lien, partie
from tests.webinaires.fabrique import jeudi, recrire
from tests.webinaires.rendez_vous import demande, inscrite, rencontre
from webinaires import courriers, rencontres, tasks
from webinaires.models import Inscription, Rendezvous
from webinaires.models.rencontres import ANNULEE

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
DIRECT = "https://visio.exemple.fr/salle"


def tournee(maintenant: datetime) -> int:
    """One round at that moment."""
    return faire_la_tournee(courriers.travaux(maintenant))


def deux_parties(recu: EmailMessage, *mots: str) -> None:
    """Each word is in the text and in the HTML, and neither part shows a tag or a code."""
    for genre in ("plain", "html"):
        lue = partie(recu, genre)
        assert [mot for mot in mots if mot not in lue] == []
        assert [signe for signe in ("{{", "{%", "None") if signe in lue] == []
    assert "<" not in partie(recu)


def piece(recu: EmailMessage) -> icalendar.Event:
    """The only event of the calendar that travels with a mail."""
    (jointe,) = [j for j in recu.iter_attachments() if j.get_content_type() == "text/calendar"]
    (evenement,) = icalendar.Calendar.from_ical(jointe.get_content()).walk("VEVENT")
    return evenement


def se_desinscrit_en_un_clic(recu: EmailMessage, sienne: Inscription, client: Client) -> None:
    """RFC 8058, followed to the end: the headers, then the click."""
    adresse = reverse("rencontres:partir", args=[sienne.jeton])
    assert recu["List-Unsubscribe"].strip() == f"<{settings.SITE_URL}{adresse}>"
    assert recu["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert recu["List-Id"].startswith("<webinaires.")
    assert client.post(adresse, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Inscription.objects.filter(pk=sienne.pk).exists()


def test_confirmation_reads_in_both_parts(boite: Boite) -> None:
    publie, rendezvous = rencontre()
    demande(rendezvous, ecrit_le=None)
    assert [tournee(timezone.now()), tournee(timezone.now())] == [1, 0]
    recu = boite.seul()
    assert recu["Subject"].strip() == "Confirmez votre inscription\u00a0: Modeles-hybrides"
    deux_parties(recu, publie.title, "heure de Paris", "sept jours", "Ce n’était pas vous")
    assert "List-Unsubscribe" not in recu
    assert lien(recu, "/confirmer/")


def test_seat_comes_with_the_calendar_and_the_way_out(boite: Boite, client: Client) -> None:
    publie, rendezvous = rencontre()
    sienne = demande(rendezvous)
    rencontres.confirmer_inscription(inscription=sienne)
    tasks.distribuer()
    recu = boite.seul()
    assert recu["Subject"].strip() == "Votre place est réservée\u00a0: Modeles-hybrides"
    deux_parties(recu, "Une place est à vous", DIRECT, "Rendez votre place", "Me désinscrire")
    assert piece(recu).start.astimezone(UTC) == publie.debut
    assert client.get(lien(recu, f"{sienne.jeton}/")).status_code == 200
    tasks.distribuer()
    assert len(boite.recus) == 1
    se_desinscrit_en_un_clic(recu, sienne, client)


def test_waiting_then_seated_is_told_each_time(boite: Boite) -> None:
    _, rendezvous = rencontre(capacite=1)
    assise, sienne = inscrite(rendezvous, "a@e.fr"), demande(rendezvous)
    rencontres.confirmer_inscription(inscription=sienne)
    tasks.distribuer()
    deux_parties(boite.seul(), "Vous êtes en liste d’attente")
    assert list(boite.seul().iter_attachments()) == []
    rencontres.quitter_inscription(jeton=assise.jeton)
    tasks.distribuer()
    tasks.distribuer()
    assert [r["Subject"].split("\u00a0")[0].strip() for r in boite.recus] == [
        "Vous êtes en liste d’attente", "Une place s’est libérée pour vous",
    ]  # fmt: skip
    assert boite.recus[0]["Message-ID"] != boite.recus[1]["Message-ID"]


def test_called_off_meeting_is_told_to_all_who_confirmed_once(boite: Boite, client: Client) -> None:
    publie, rendezvous = rencontre(capacite=1)
    sienne = inscrite(rendezvous)
    inscrite(rendezvous, "denis@exemple.fr", etat="attente")
    demande(rendezvous, "jamais@exemple.fr")
    rencontres.annuler_rendezvous(rendezvous=rendezvous, motif="  La salle\nest fermée. ")
    tasks.distribuer()
    tasks.distribuer()
    assert {recu["To"] for recu in boite.recus} == {"claire@exemple.fr", "denis@exemple.fr"}
    assert len(boite.recus) == 2
    recu = boite.recus[0]
    deux_parties(recu, "n’aura pas lieu", "La salle est fermée.")
    assert piece(recu)["STATUS"] == "CANCELLED"
    assert [tournee(publie.debut - MINUTE * n) for n in (1440, 60, 1)] == [0, 0, 0]
    se_desinscrit_en_un_clic(recu, sienne, client)


def test_meeting_put_back_is_told_under_another_message_id(boite: Boite) -> None:
    _, rendezvous = rencontre()
    inscrite(rendezvous)
    for _ in range(2):
        rencontres.annuler_rendezvous(rendezvous=rendezvous, motif="Grève.")
        tasks.distribuer()
        rencontres.retablir_rendezvous(rendezvous=rendezvous)
        tasks.distribuer()
    assert [recu["Subject"].split("\u00a0")[0].strip() for recu in boite.recus] == [
        "Le webinaire est annulé", "Le webinaire aura bien lieu",
    ] * 2  # fmt: skip
    assert len({recu["Message-ID"] for recu in boite.recus}) == 4


def test_new_date_is_told_and_reminded_of(boite: Boite) -> None:
    publie, rendezvous = rencontre(debut=jeudi(2027, 3, 18))
    inscrite(rendezvous)
    assert tournee(jeudi(2027, 3, 17, 13)) == 1
    recrire(publie, debut=jeudi(2027, 4, 15), fin=jeudi(2027, 4, 15, 14, 30))
    assert [tournee(jeudi(2027, 3, 17, 14)), tournee(jeudi(2027, 3, 17, 15))] == [1, 0]
    deux_parties(boite.recus[1], "La date a changé", "jeudi 15\u00a0avril\u00a02027")
    assert [tournee(jeudi(2027, 3, 18, 12)), tournee(jeudi(2027, 4, 14, 13))] == [0, 1]


@pytest.mark.parametrize(
    ("debut", "veille", "heure"),
    [
        (jeudi(2027, 3, 18), datetime(2027, 3, 17, 12, tzinfo=UTC), datetime(2027, 3, 18, 11, tzinfo=UTC)),
        (jeudi(2027, 3, 28), datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 10, tzinfo=UTC)),
        (jeudi(2027, 10, 31), datetime(2027, 10, 30, 11, tzinfo=UTC), datetime(2027, 10, 31, 11, tzinfo=UTC)),
    ],
    ids=["ordinaire", "mars", "octobre"],
)
def test_each_reminder_leaves_once_at_its_hour(
    boite: Boite, debut: datetime, veille: datetime, heure: datetime
) -> None:
    publie, rendezvous = rencontre(debut=debut)
    inscrite(rendezvous)
    inscrite(rendezvous, "b@e.fr", etat="attente")
    moments = (veille - MINUTE, veille, veille + MINUTE, heure - MINUTE, heure, heure + MINUTE, debut)
    assert [tournee(moment) for moment in moments] == [0, 1, 0, 0, 1, 0, 0]
    un, deux = boite.recus
    deux_parties(un, publie.title, DIRECT, "de 13\u00a0h\u00a000 à 14\u00a0h\u00a030")
    deux_parties(deux, "C’est dans moins d’une heure", DIRECT)
    assert un["Message-ID"] != deux["Message-ID"]
    assert piece(un).start.astimezone(UTC) == debut


def test_portal_that_slept_through_the_day_before_reminds_once(boite: Boite) -> None:
    _, rendezvous = rencontre(debut=jeudi(2027, 3, 18))
    inscrite(rendezvous)
    assert [tournee(jeudi(2027, 3, 18, 12, minute)) for minute in (40, 45)] == [1, 0]
    assert Inscription.objects.get().heure_le == jeudi(2027, 3, 18, 12, 40)


def test_who_got_a_seat_after_the_reminder_fell_due_is_not_reminded_of_what_was_just_said(
    boite: Boite,
) -> None:
    _, rendezvous = rencontre(debut=jeudi(2027, 3, 18))
    inscrite(rendezvous, dit="", envoye_le=None, debut_dit=None)
    assert [tournee(jeudi(2027, 3, 17, 18)), tournee(jeudi(2027, 3, 17, 19))] == [1, 0]
    assert tournee(jeudi(2027, 3, 18, 12)) == 1


def test_thanks_wait_for_the_replay_and_leave_once(boite: Boite, client: Client) -> None:
    publie, rendezvous = rencontre(debut=jeudi(2027, 3, 18))
    sienne = inscrite(rendezvous)
    inscrite(rendezvous, "b@e.fr", etat="attente")
    assert tournee(jeudi(2027, 3, 18, 15)) == 0
    recrire(publie, replay="https://video.exemple.fr/42")
    assert [tournee(jeudi(2027, 3, 18, 14)), tournee(jeudi(2027, 3, 19)), tournee(jeudi(2027, 3, 20))] == [
        0,
        2,
        0,
    ]
    a_l_assise, a_l_autre = sorted(boite.recus, key=lambda recu: recu["To"], reverse=True)
    deux_parties(a_l_assise, "Merci d’avoir pris part", "https://video.exemple.fr/42")
    deux_parties(a_l_autre, "Vous attendiez une place")
    se_desinscrit_en_un_clic(a_l_assise, sienne, client)


def test_mail_server_that_is_down_delays_and_loses_nothing(boite: Boite) -> None:
    _, rendezvous = rencontre(debut=jeudi(2027, 3, 18))
    for rang in range(5):
        inscrite(rendezvous, f"a{rang}@e.fr")
    boite.au_rcpt = lambda adresse: "451 plus tard"
    assert tournee(jeudi(2027, 3, 17, 13)) == 0
    boite.au_rcpt = lambda adresse: "250 bien"
    assert [tournee(jeudi(2027, 3, 17, 13, 10)), tournee(jeudi(2027, 3, 17, 13, 15))] == [5, 0]


def test_refused_address_stops_nobody_and_a_refused_confirmation_is_not_tried_again(boite: Boite) -> None:
    _, rendezvous = rencontre()
    demande(rendezvous, "partie@exemple.fr", ecrit_le=None)
    demande(rendezvous, "claire@exemple.fr", ecrit_le=None)
    boite.au_rcpt = lambda adresse: "550 inconnue" if adresse.startswith("partie") else "250 bien"
    assert [tournee(timezone.now()), tournee(timezone.now())] == [1, 0]
    boite.au_rcpt = lambda adresse: "250 bien"
    assert tournee(timezone.now()) == 0


def test_withdrawn_or_deleted_page_writes_to_nobody(boite: Boite) -> None:
    publie, rendezvous = rencontre(debut=jeudi(2027, 3, 18))
    inscrite(rendezvous)
    publie.unpublish()
    assert tournee(jeudi(2027, 3, 17, 13)) == 0
    publie.delete()
    assert tournee(jeudi(2027, 3, 17, 13)) == 0
    assert Rendezvous.objects.count() == 1


def test_words_of_another_kind_stay_words(boite: Boite) -> None:
    """A title or a reason may hold anything: neither a header nor a tag comes of it."""
    _, rendezvous = rencontre(title="Modèles <b>hybrides</b> & \r\nBcc: x@e.fr")
    inscrite(rendezvous, dit=ANNULEE)
    tasks.distribuer()
    recu = boite.seul()
    assert (recu["Bcc"], "<b>hybrides</b>" in partie(recu, "html")) == (None, False)
    assert "Modèles <b>hybrides</b> &" in partie(recu)
