"""Five hundred people at once, a worker killed in the middle, a real worker behind a real queue."""

import os
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BoundedSemaphore

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from contenus.envois import faire_la_tournee
from tests.appui.base import url_d_essai
from tests.appui.ouvrier import Ouvrier
from tests.contenus.courrier import Boite, lien, partie
from tests.contenus.file_d_attente import FILE
from tests.kits.appui import attendre
from tests.webinaires.fabrique import jeudi
from tests.webinaires.rendez_vous import demande, etats, inscrite, rencontre
from webinaires import courriers, rencontres
from webinaires.models import Inscription

pytestmark = pytest.mark.django_db(transaction=True)
FOULE, PLACES = 500, 100
CONNEXIONS = 80
"""Below the hundred that PostgreSQL accepts by default."""


def test_five_hundred_confirm_at_once_for_a_hundred_seats(a_l_ecart: None) -> None:
    _, rendezvous = rencontre(capacite=PLACES)
    demandes = [demande(rendezvous, f"a{rang}@exemple.fr") for rang in range(FOULE)]
    depart, guichets = Barrier(FOULE), BoundedSemaphore(CONNEXIONS)

    def confirmer(sienne: Inscription) -> None:
        depart.wait(120)
        with guichets:
            try:
                rencontres.confirmer_inscription(inscription=sienne)
            finally:
                connection.close()

    with ThreadPoolExecutor(FOULE) as fils:
        list(fils.map(confirmer, demandes))
    lus = [etat for _, etat in etats(rendezvous)]
    assert lus == ["assise"] * PLACES + ["attente"] * (FOULE - PLACES)
    assert Inscription.objects.exclude(confirme_le=None).count() == FOULE


def test_confirming_and_leaving_at_once_never_overfills_nor_leaves_a_seat_empty(a_l_ecart: None) -> None:
    _, rendezvous = rencontre(capacite=10)
    parties = [inscrite(rendezvous, f"p{rang}@e.fr") for rang in range(10)]
    arrivees = [demande(rendezvous, f"a{rang}@e.fr") for rang in range(30)]
    depart = Barrier(40)

    def bouger(sienne: Inscription) -> None:
        depart.wait(60)
        try:
            if sienne in parties:
                rencontres.quitter_inscription(jeton=sienne.jeton)
            else:
                rencontres.confirmer_inscription(inscription=sienne)
        finally:
            connection.close()

    with ThreadPoolExecutor(40) as fils:
        list(fils.map(bouger, [*parties, *arrivees]))
    assert [etat for _, etat in etats(rendezvous)] == ["assise"] * 10 + ["attente"] * 20


def test_rounds_at_the_same_time_send_each_reminder_once(boite: Boite) -> None:
    _, rendezvous = rencontre(debut=jeudi(2027, 3, 18))
    for rang in range(6):
        inscrite(rendezvous, f"a{rang}@e.fr")
    boite.lenteur, depart = 0.05, Barrier(4)

    def une_tournee(_: int) -> int:
        depart.wait(30)
        try:
            return faire_la_tournee(courriers.travaux(jeudi(2027, 3, 17, 13)))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as fils:
        assert sum(fils.map(une_tournee, range(4))) == 6
    assert Counter(recu["To"] for recu in boite.recus) == {f"a{rang}@e.fr": 1 for rang in range(6)}


ENVOYER = """
import django
django.setup()
from datetime import datetime
import os
from contenus.envois import faire_la_tournee
from webinaires import courriers
faire_la_tournee(courriers.travaux(datetime.fromisoformat(os.environ["MAINTENANT"])))
"""


@pytest.mark.pannes
def test_worker_killed_between_the_mail_and_the_write(boite: Boite) -> None:
    """The server kills it on receipt, before answering: the row is as before, the mail keeps its name."""
    _, rendezvous = rencontre(debut=jeudi(2027, 3, 18))
    inscrite(rendezvous)
    maintenant = jeudi(2027, 3, 17, 13)
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
    assert Inscription.objects.get().veille_le is None
    boite.au_contenu = lambda: "250 reçu"
    attendre(lambda: faire_la_tournee(courriers.travaux(maintenant)) == 1)
    encore = boite.recus[-1]
    assert (len(boite.recus), encore["Message-ID"]) == (2, boite.recus[0]["Message-ID"])
    assert partie(encore) == partie(boite.recus[0])
    assert faire_la_tournee(courriers.travaux(maintenant)) == 0


def test_worker_answers_and_seats_through_the_queue(
    boite: Boite, client: Client, a_l_ecart: None, tmp_path, monkeypatch
) -> None:
    """Request, confirmation, cancellation through the real queue and a real worker."""
    monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{boite.port}")
    _, rendezvous = rencontre(capacite=1)
    ouvrier = Ouvrier(tmp_path / "ouvrier.log", files=FILE)
    try:
        ouvrier.assurer()
        client.post("/webinaires/modeles-hybrides/inscription/", {"adresse": "claire@exemple.fr"})
        attendre(lambda: len(boite.recus) == 1)
        client.post(lien(boite.recus[0], "/confirmer/"))
        attendre(lambda: Inscription.objects.get().dit == "assise")
        rencontres.annuler_rendezvous(rendezvous=rendezvous, motif="Grève.")
        attendre(lambda: Inscription.objects.get().dit == "annulee")
    finally:
        ouvrier.tuer()
    assert [recu["To"] for recu in boite.recus] == ["claire@exemple.fr"] * 3
    assert Inscription.objects.get().envoye_le <= timezone.now()
