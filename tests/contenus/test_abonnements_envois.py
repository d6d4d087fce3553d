"""What leaves, when, and never twice: real clocks of Paris, a real SMTP server, a killed worker."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from contenus import abonnements, envois
from contenus.models import AbonnementActualites, AbonnementSerie
from contenus.models.abonnements import derniere_echeance
from tests.appui.base import url_d_essai
from tests.appui.ouvrier import Ouvrier
from tests.contenus.courrier import (
    AbonneFactory,
    Boite,
    MessageFactory,
    SerieFactory,
    SuiveurFactory,
    a_paris,
    actualite,
    lien,
    partie,
)
from tests.kits.appui import attendre

pytestmark = pytest.mark.django_db
UTC = ZoneInfo("UTC")


def tournee(maintenant: datetime) -> int:
    """One round at that moment."""
    return envois.distribuer(maintenant=maintenant)


@pytest.mark.parametrize(
    ("frequence", "maintenant", "attendue"),
    [
        ("quotidienne", a_paris(2026, 3, 10, 6, 59), a_paris(2026, 3, 9, 7)),
        ("quotidienne", a_paris(2026, 3, 10, 7), a_paris(2026, 3, 10, 7)),
        ("hebdomadaire", a_paris(2026, 3, 9, 6, 59), a_paris(2026, 3, 2, 7)),
        ("hebdomadaire", a_paris(2026, 3, 15, 23), a_paris(2026, 3, 9, 7)),
        ("mensuelle", a_paris(2026, 3, 1, 6), a_paris(2026, 2, 1, 7)),
        ("mensuelle", a_paris(2026, 3, 31, 23), a_paris(2026, 3, 1, 7)),
        ("quotidienne", datetime(2026, 3, 29, 4, 59, tzinfo=UTC), a_paris(2026, 3, 28, 7)),
        ("quotidienne", datetime(2026, 3, 29, 5, 0, tzinfo=UTC), a_paris(2026, 3, 29, 7)),
        ("quotidienne", datetime(2026, 10, 25, 5, 59, tzinfo=UTC), a_paris(2026, 10, 24, 7)),
        ("quotidienne", datetime(2026, 10, 25, 6, 0, tzinfo=UTC), a_paris(2026, 10, 25, 7)),
    ],
)
def test_digest_falls_due_at_seven_in_paris(frequence: str, maintenant: datetime, attendue: datetime) -> None:
    assert derniere_echeance(frequence, maintenant) == attendue


@pytest.mark.parametrize(("annee", "mois", "jour"), [(2026, 3, 28), (2026, 10, 24)])
def test_series_keeps_seven_o_clock_when_clocks_change(
    boite: Boite, annee: int, mois: int, jour: int
) -> None:
    suiveur = SuiveurFactory()
    tournee(a_paris(annee, mois, jour, 22, 30))
    assert AbonnementSerie.objects.get().rang == 1  # the first one at any hour
    for lendemain, utc in ((jour + 1, {3: 5, 10: 6}[mois]), (jour + 2, {3: 5, 10: 6}[mois])):
        juste = datetime(annee, mois, lendemain, utc, 0, tzinfo=UTC)
        assert tournee(juste - timedelta(minutes=1)) == 0
        assert tournee(juste) == 1
        assert tournee(juste + timedelta(hours=12)) == 0
    assert AbonnementSerie.objects.get().rang == 3
    assert tournee(a_paris(annee, mois + 1, 15, 9)) == 0
    assert [recu["To"] for recu in boite.recus] == [suiveur.adresse] * 3


def test_first_post_in_the_morning_does_not_bring_the_second_the_same_day(boite: Boite) -> None:
    SuiveurFactory()
    assert [tournee(a_paris(2026, 5, 5, h)) for h in (6, 7, 8, 23)] == [1, 0, 0, 0]
    assert tournee(a_paris(2026, 5, 6, 7)) == 1


def test_weekly_series_comes_every_seventh_day(boite: Boite) -> None:
    SuiveurFactory(serie=SerieFactory(longueur=3, cadence="hebdomadaire"))
    partis = [tournee(a_paris(2026, 5, jour, 7, 5)) for jour in range(1, 17)]
    assert [jour for jour, parti in enumerate(partis, start=1) if parti] == [1, 8, 15]
    assert boite.recus[1]["Subject"] == "Vingt et un jours, semaine 2\u00a0: Idée 2"


def test_portal_that_slept_sends_one_post_and_skips_none(boite: Boite) -> None:
    SuiveurFactory(serie=SerieFactory(longueur=4))
    for jour in (1, 9, 9, 10, 20):
        tournee(a_paris(2026, 6, jour, 15))
    assert [recu["Subject"][-1] for recu in boite.recus] == ["1", "2", "3", "4"]


def test_post_has_text_html_and_the_way_out(boite: Boite, client) -> None:
    suiveur = SuiveurFactory(serie=SerieFactory(longueur=1, cle="convaincre"))
    tournee(a_paris(2026, 5, 5))
    recu = boite.seul()
    quitter = reverse("abonnements:quitter", args=[suiveur.jeton])
    assert recu["List-Unsubscribe"].strip() == f"<{settings.SITE_URL}{quitter}>"
    assert recu["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"se situer ({settings.SITE_URL}/diagnostic/)" in partie(recu)
    assert f'<a href="{settings.SITE_URL}/diagnostic/">se situer</a>' in partie(recu, "html")
    assert [partie(recu, genre).count("C’était le dernier message") for genre in ("plain", "html")] == [1, 1]
    assert [partie(recu, genre).count("Le RAMEAU, 2019") for genre in ("plain", "html")] == [1, 1]
    assert client.get(lien(recu, "#message-1")).status_code == 200
    assert client.post(lien(recu, "/quitter/"), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert AbonnementSerie.objects.count() == 0


def test_unconfirmed_reader_receives_nothing(boite: Boite) -> None:
    SuiveurFactory(confirme_le=None)
    AbonneFactory(confirme_le=None)
    actualite("Une nouvelle", a_paris(2026, 5, 4))
    assert tournee(a_paris(2026, 5, 20)) == 0


def test_post_added_after_the_end_is_sent(boite: Boite) -> None:
    serie = SerieFactory(longueur=1)
    SuiveurFactory(serie=serie)
    tournee(a_paris(2026, 5, 5))
    MessageFactory(serie=serie, rang=2)
    assert tournee(a_paris(2026, 5, 6)) == 1


@pytest.mark.parametrize("nombre", [1, 3])
def test_digest_brings_what_was_published_since(boite: Boite, client, nombre: int) -> None:
    actualite("Avant", a_paris(2026, 5, 1))
    AbonneFactory(confirme_le=a_paris(2026, 5, 2), frequence="hebdomadaire")
    for rang in range(nombre):
        actualite(f"Nouvelle {rang}", a_paris(2026, 5, 5 + rang))
    actualite("Trop tard", a_paris(2026, 5, 11, 7, 1))
    assert [tournee(a_paris(2026, 5, 11, 7, minute)) for minute in (4, 5, 15)] == [0, 1, 0]
    recu = boite.seul()
    texte = partie(recu)
    assert [texte.count(mot) for mot in ("Avant", "Trop tard", "en bref")] == [0, 0, nombre]
    assert recu["Subject"] == f"{nombre} actualité{'s' * (nombre > 1)} au 11\u00a0mai\u00a02026"
    assert recu["List-Id"].startswith("<actualites.")
    assert client.get(lien(recu, "/nouvelle-0/")).status_code == 200
    assert tournee(a_paris(2026, 5, 18, 7, 5)) == 1
    assert partie(boite.recus[1]).count("en bref") == 1


def test_digest_without_news_is_no_mail(boite: Boite) -> None:
    AbonneFactory(confirme_le=a_paris(2026, 5, 2), frequence="quotidienne")
    assert tournee(a_paris(2026, 5, 5, 8)) == 0
    assert AbonnementActualites.objects.get().envoye_le == a_paris(2026, 5, 5, 7)


def test_digest_leaves_out_what_was_withdrawn(boite: Boite) -> None:
    AbonneFactory(confirme_le=a_paris(2026, 5, 2), frequence="quotidienne")
    retiree = actualite("Retirée", a_paris(2026, 5, 4))
    Page.objects.filter(pk=retiree.pk).update(live=False)
    assert tournee(a_paris(2026, 5, 5, 8)) == 0


def test_mail_server_that_is_down_delays_and_loses_nothing(boite: Boite) -> None:
    SuiveurFactory.create_batch(5)
    boite.au_rcpt = lambda adresse: "451 plus tard"
    assert tournee(a_paris(2026, 5, 5, 8)) == 0
    assert set(AbonnementSerie.objects.values_list("rang", flat=True)) == {0}
    boite.au_rcpt = lambda adresse: "250 bien"
    assert tournee(a_paris(2026, 5, 5, 8, 10)) == 5


def test_refused_address_waits_a_day_and_stops_nobody(boite: Boite) -> None:
    partie_, autre = SuiveurFactory(adresse="partie@exemple.fr"), SuiveurFactory()
    boite.au_rcpt = lambda adresse: "550 inconnue" if adresse.startswith("partie") else "250 bien"
    maintenant = timezone.now()
    assert [tournee(maintenant), tournee(maintenant)] == [1, 0]
    partie_.refresh_from_db()
    autre.refresh_from_db()
    assert (partie_.rang, autre.rang) == (0, 1)
    boite.au_rcpt = lambda adresse: "250 bien"
    envois.envoyer_message(pk=partie_.pk, maintenant=maintenant + timedelta(days=1, minutes=1))
    partie_.refresh_from_db()
    assert (partie_.rang, partie_.reprise_le) == (1, None)


def test_refused_confirmation_is_not_tried_again(boite: Boite) -> None:
    boite.au_rcpt = lambda adresse: "550 inconnue"
    abonnements.demander_actualites(adresse="personne@exemple.fr", frequence="mensuelle")
    tournee(timezone.now())
    boite.au_rcpt = lambda adresse: "250 bien"
    tournee(timezone.now())
    assert boite.recus == []


@pytest.mark.django_db(transaction=True)
def test_rounds_at_the_same_time_send_each_post_once(boite: Boite) -> None:
    SuiveurFactory.create_batch(6, serie=SerieFactory(longueur=3))
    boite.lenteur, depart = 0.05, Barrier(4)

    def une_tournee(_: int) -> int:
        depart.wait(30)
        try:
            return tournee(a_paris(2026, 5, 5, 8))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as fils:
        assert sum(fils.map(une_tournee, range(4))) == 6
    assert len({recu["To"] for recu in boite.recus}) == len(boite.recus) == 6


ENVOYER = """
import os, django
django.setup()
from datetime import datetime
from contenus import envois
envois.distribuer(maintenant=datetime.fromisoformat(os.environ["MAINTENANT"]))
"""


@pytest.mark.pannes
@pytest.mark.django_db(transaction=True)
def test_worker_killed_between_the_mail_and_the_write(boite: Boite) -> None:
    """The server kills it on receipt, before answering: the row is as before, the mail keeps its name."""
    SuiveurFactory(serie=SerieFactory(longueur=2))
    maintenant = a_paris(2026, 5, 5, 8)
    environnement = {
        **os.environ,
        "DATABASE_URL": url_d_essai(),
        "REDIS_URL": settings.REDIS_URL,
        "DJANGO_SETTINGS_MODULE": "trajectoires.settings.tests",
        "EMAIL_URL": f"smtp://127.0.0.1:{boite.port}",
        "MAINTENANT": maintenant.isoformat(),
    }
    victime = subprocess.Popen([sys.executable, "-c", ENVOYER], env=environnement, cwd=settings.RACINE)
    boite.au_contenu = lambda: (os.kill(victime.pid, signal.SIGKILL), victime.wait(), "250 reçu")[2]
    assert victime.wait(60) == -signal.SIGKILL
    attendre(lambda: len(boite.recus) == 1)
    assert AbonnementSerie.objects.get().rang == 0
    boite.au_contenu = lambda: "250 reçu"
    attendre(lambda: tournee(maintenant) == 1)
    encore = boite.recus[-1]
    assert (len(boite.recus), encore["Message-ID"]) == (2, boite.recus[0]["Message-ID"])
    assert partie(encore) == partie(boite.recus[0])
    assert (AbonnementSerie.objects.get().rang, tournee(maintenant)) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_worker_answers_and_sends_the_first_post(boite: Boite, client, tmp_path, monkeypatch) -> None:
    """Request, confirmation and first post through the real queue and a real worker."""
    monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{boite.port}")
    SerieFactory(cle="convaincre", longueur=3)
    ouvrier = Ouvrier(tmp_path / "ouvrier.log")
    try:
        ouvrier.assurer()
        client.post("/s-abonner/series/convaincre/", {"adresse": "claire@exemple.fr"})
        attendre(lambda: len(boite.recus) == 1)
        client.post(lien(boite.recus[0], "/confirmer/"))
        attendre(lambda: AbonnementSerie.objects.get().rang == 1)
    finally:
        ouvrier.tuer()
    assert [recu["To"] for recu in boite.recus] == ["claire@exemple.fr"] * 2
