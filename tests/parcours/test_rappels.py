"""Reminders of a plan by mail: asked for, confirmed, sent on time and once, left. A real SMTP server."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parcours import rappels, services
from parcours.echeances import RATTRAPAGE, a_rappeler, outils
from parcours.feuilles import lire_ecrits
from parcours.models import AbonnementRappels, Cahier, RappelEnvoye, Saisie
from tests.appui.base import url_d_essai
from tests.appui.ouvrier import Ouvrier
from tests.contenus.courrier import Boite, a_paris, lien, partie
from tests.contenus.file_d_attente import FILE
from tests.diagnostic.aides import lisible
from tests.kits.appui import attendre
from tests.parcours.chemins import cahier_neuf
from tests.parcours.outillage import ecrire

pytestmark = pytest.mark.django_db
JOUR = date(2030, 3, 12)
ECRIT = datetime(2030, 1, 1, tzinfo=UTC)
ADRESSE = "claire@exemple.fr"


def dater(
    cahier: Cahier, rang: int, jour: str, action: str = "", *, le: datetime = ECRIT, **champs: str
) -> None:
    """Write a row of the plan, as it was at that moment."""
    for champ, valeur in {"action": action, "echeance": jour, **champs}.items():
        ecrire(cahier, f"plan-actions-{rang}", champ, valeur)
    Saisie.objects.filter(objet=f"plan-actions-{rang}").update(le=le)


def suivre(cahier: Cahier, adresse: str = ADRESSE, **champs: Any) -> AbonnementRappels:
    """An address that confirmed the day after the plan was written."""
    dits = {"demande_le": ECRIT, "ecrit_le": ECRIT, "confirme_le": ECRIT + timedelta(days=1), **champs}
    return AbonnementRappels.objects.create(cahier=cahier, adresse=adresse, **dits)


def tournee(maintenant: datetime) -> int:
    return rappels.distribuer(maintenant=maintenant)


@pytest.fixture
def cahier() -> Cahier:
    """A plan of one action, on the 12th of March."""
    cahier, _ = cahier_neuf()
    dater(cahier, 1, "12/03/2030", "Réunir le bureau", porteur="Awa")
    return cahier


# --- What is due ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("aujourd_hui", "moment"),
    [
        (JOUR - timedelta(days=4), []),
        (JOUR - timedelta(days=3), ["avant"]),
        (JOUR - timedelta(days=1), ["avant"]),
        (JOUR, ["jour"]),
        (JOUR + RATTRAPAGE, ["jour"]),
        (JOUR + RATTRAPAGE + timedelta(days=1), []),
    ],
)
def test_action_is_recalled_three_days_before_and_on_its_day(
    cahier: Cahier, aujourd_hui: date, moment: list[str]
) -> None:
    ecrits = lire_ecrits(cahier, *outils())
    dus = a_rappeler(ecrits, aujourd_hui=aujourd_hui, depuis=date(2030, 1, 1))
    assert [rappel.moment for rappel in dus] == moment


@pytest.mark.parametrize(
    ("ecrite", "aujourd_hui", "depuis", "nombre"),
    [
        (a_paris(2030, 3, 11, 9), date(2030, 3, 11), date(2030, 1, 1), 0),  # typed this very morning
        (a_paris(2030, 3, 11, 9), date(2030, 3, 12), date(2030, 1, 1), 1),
        (a_paris(2030, 3, 12, 9), date(2030, 3, 13), date(2030, 1, 1), 0),  # typed on its day, or past
        (a_paris(2030, 1, 1), date(2030, 3, 13), date(2030, 3, 13), 0),  # past when reminders were asked for
        (a_paris(2030, 1, 1), date(2030, 3, 12), date(2030, 3, 12), 1),
    ],
)
def test_nobody_is_reminded_of_what_was_just_typed_nor_of_the_past(
    ecrite: datetime, aujourd_hui: date, depuis: date, nombre: int
) -> None:
    cahier, _ = cahier_neuf()
    dater(cahier, 1, "2030-03-12", "Fêter", le=ecrite)
    ecrits = lire_ecrits(cahier, *outils())
    assert len(a_rappeler(ecrits, aujourd_hui=aujourd_hui, depuis=depuis)) == nombre


@pytest.mark.parametrize(("etat", "reste"), [("fait", 0), ("abandonne", 0), ("en-cours", 1), ("Fait ?", 1)])
def test_action_that_the_board_ends_is_not_recalled(cahier: Cahier, etat: str, reste: int) -> None:
    ecrire(cahier, "suivi-actions-1", "etat", etat)
    ecrits = lire_ecrits(cahier, *outils())
    assert len(a_rappeler(ecrits, aujourd_hui=JOUR, depuis=JOUR)) == reste


def test_board_in_another_order_ends_the_action_it_names(cahier: Cahier) -> None:
    dater(cahier, 2, "12/03/2030", "Écrire à la mairie")
    ecrire(cahier, "suivi-actions-1", "action", "ECRIRE  à la mairie")
    ecrire(cahier, "suivi-actions-1", "etat", "fait")
    dus = a_rappeler(lire_ecrits(cahier, *outils()), aujourd_hui=JOUR, depuis=JOUR)
    assert [rappel.action.action for rappel in dus] == ["Réunir le bureau"]


# --- What leaves ----------------------------------------------------------------------------------


def test_each_action_is_recalled_twice_and_never_again(cahier: Cahier, boite: Boite) -> None:
    suivre(cahier)
    heures = [a_paris(2030, 3, jour, heure, 2) for jour in range(7, 16) for heure in (6, 7, 8, 23)]
    partis = [heure for heure in heures if tournee(heure)]
    assert partis == [a_paris(2030, 3, 9, 7, 2), a_paris(2030, 3, 12, 7, 2)]
    assert [lisible(str(recu["Subject"])) for recu in boite.recus] == [
        "Dans 3 jours : Réunir le bureau",
        "Aujourd’hui : Réunir le bureau",
    ]


def test_portal_that_slept_skips_nothing_and_says_how_late(cahier: Cahier, boite: Boite) -> None:
    suivre(cahier)
    assert [tournee(a_paris(2030, 3, jour, 15)) for jour in (1, 14, 15)] == [0, 1, 0]
    assert lisible(str(boite.seul()["Subject"])) == "Il y a 2 jours : Réunir le bureau"


def test_day_that_moves_is_recalled_again(cahier: Cahier, boite: Boite) -> None:
    suivre(cahier)
    assert tournee(a_paris(2030, 3, 12, 8)) == 1
    dater(cahier, 1, "20/03/2030", "Réunir le bureau", le=a_paris(2030, 3, 12, 9))
    assert [tournee(a_paris(2030, 3, jour, 8)) for jour in range(13, 22)] == [0, 0, 0, 0, 1, 0, 0, 1, 0]


def test_one_mail_a_morning_says_every_action_in_text_and_html(cahier: Cahier, boite: Boite) -> None:
    dater(cahier, 2, "15/03/2030", "Écrire <à> la mairie & fêter")
    dater(cahier, 3, "au printemps", "Un jour")
    services.nommer(cahier=cahier, nom="L’Écluse & Cie")
    suivre(cahier)
    assert tournee(a_paris(2030, 3, 12, 8)) == 1
    recu = boite.seul()
    assert lisible(str(recu["Subject"])) == "2 échéances de votre plan d’action"
    texte, html = lisible(partie(recu)), partie(recu, "html")
    assert "L’Écluse & Cie : les échéances de votre plan" in texte
    assert "- Aujourd’hui (mardi 12 mars 2030) : Réunir le bureau\n Qui la porte : Awa" in texte.replace(
        "  ", " "
    )
    assert "- Dans 3 jours (vendredi 15 mars 2030) : Écrire <à> la mairie & fêter" in texte
    assert "Écrire &lt;à&gt; la mairie &amp; fêter" in html
    assert "Un jour" not in texte + html
    assert reverse("parcours:accueil") in texte


@pytest.mark.parametrize("nombre", [1, 3])
def test_reminder_can_be_left_in_one_click(cahier: Cahier, boite: Boite, client: Client, nombre: int) -> None:
    suivis = [suivre(cahier, f"lectrice{rang}@exemple.fr") for rang in range(nombre)]
    assert tournee(a_paris(2030, 3, 12, 8)) == nombre
    assert RappelEnvoye.objects.count() == nombre
    recu = boite.recus[0]
    assert recu["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    quitter = lien(recu, "/quitter/")
    assert recu["List-Unsubscribe"].strip() == f"<{settings.SITE_URL}{quitter}>"
    assert client.get(lien(recu, f"/{suivis[0].jeton}/")).status_code == 200
    ailleurs = {"Sec-Fetch-Site": "cross-site"}
    for _ in range(2):
        parti = client.post(quitter, {"List-Unsubscribe": "One-Click"}, headers=ailleurs)
        assert "C’est fait" in parti.content.decode()
    assert (AbonnementRappels.objects.count(), RappelEnvoye.objects.count()) == (nombre - 1, nombre - 1)
    assert client.get(quitter).status_code == 200


def test_unconfirmed_address_receives_nothing_and_goes_after_a_week(cahier: Cahier, boite: Boite) -> None:
    suivre(cahier, confirme_le=None)
    suivre(cahier, "autre@exemple.fr")
    assert tournee(a_paris(2030, 3, 12, 8)) == 1
    assert rappels.purger_rappels(maintenant=ECRIT + timedelta(days=8)) == 1
    assert AbonnementRappels.objects.get().adresse == "autre@exemple.fr"


def test_addresses_are_erased_with_the_cahier(cahier: Cahier, boite: Boite) -> None:
    suivre(cahier)
    tournee(a_paris(2030, 3, 12, 8))
    services.effacer(cahier=cahier)
    assert (AbonnementRappels.objects.count(), RappelEnvoye.objects.count()) == (0, 0)


# --- Breakdowns -----------------------------------------------------------------------------------


def test_server_that_is_down_delays_and_loses_nothing(cahier: Cahier, boite: Boite) -> None:
    for rang in range(5):
        suivre(cahier, f"lectrice{rang}@exemple.fr")
    boite.au_rcpt = lambda adresse: "451 plus tard"
    assert tournee(a_paris(2030, 3, 12, 8)) == 0
    boite.au_rcpt = lambda adresse: "250 bien"
    assert [tournee(a_paris(2030, 3, 12, 8, minute)) for minute in (12, 22)] == [5, 0]


def test_refused_address_waits_a_day_and_stops_nobody(cahier: Cahier, boite: Boite) -> None:
    partie_, autre = suivre(cahier, "partie@exemple.fr"), suivre(cahier, "autre@exemple.fr")
    boite.au_rcpt = lambda adresse: "550 inconnue" if adresse.startswith("partie") else "250 bien"
    assert [tournee(a_paris(2030, 3, 12, 8)), tournee(a_paris(2030, 3, 12, 9))] == [1, 0]
    assert set(RappelEnvoye.objects.values_list("abonnement", flat=True)) == {autre.pk}
    partie_.refresh_from_db()
    assert partie_.reprise_le is not None
    assert partie_.reprise_le > timezone.now() + timedelta(hours=23)


def test_unreachable_server_ends_the_round(cahier: Cahier, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    suivre(cahier)
    assert tournee(a_paris(2030, 3, 12, 8)) == 0
    assert not RappelEnvoye.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_rounds_at_the_same_time_send_each_reminder_once(cahier: Cahier, boite: Boite) -> None:
    for rang in range(6):
        suivre(cahier, f"lectrice{rang}@exemple.fr")
    boite.lenteur, depart = 0.05, Barrier(4)

    def une_tournee(_: int) -> int:
        depart.wait(30)
        try:
            return tournee(a_paris(2030, 3, 12, 8))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as fils:
        assert sum(fils.map(une_tournee, range(4))) == 6
    assert len({recu["To"] for recu in boite.recus}) == len(boite.recus) == 6


ENVOYER = """
import os, django
django.setup()
from datetime import datetime
from parcours import rappels
rappels.distribuer(maintenant=datetime.fromisoformat(os.environ["MAINTENANT"]))
"""


@pytest.mark.pannes
@pytest.mark.django_db(transaction=True)
def test_worker_killed_between_the_mail_and_the_write(cahier: Cahier, boite: Boite) -> None:
    """The server kills it on receipt, before answering: the row is as before, the mail keeps its name."""
    suivre(cahier)
    maintenant = a_paris(2030, 3, 12, 8)
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
    assert not RappelEnvoye.objects.exists()
    boite.au_contenu = lambda: "250 reçu"
    attendre(lambda: tournee(maintenant) == 1)
    assert len({recu["Message-ID"] for recu in boite.recus}) == 1
    assert tournee(maintenant) == 0


# --- Asking ---------------------------------------------------------------------------------------


def demander(client: Client, code: str, adresse: str = ADRESSE) -> Any:
    return client.post(reverse("outils:rappels", args=[code]), {"adresse": adresse})


def test_plan_alone_offers_reminders(client: Client) -> None:
    _, code = cahier_neuf()
    pages = {cle: client.get(reverse("outils:outil", args=[code, cle])) for cle in ("plan", "cadrage")}
    assert {cle: "Recevoir les rappels" in page.content.decode() for cle, page in pages.items()} == {
        "plan": True,
        "cadrage": False,
    }


def test_same_address_asked_twice_is_one_row_and_one_mail(client: Client, boite: Boite) -> None:
    cahier, code = cahier_neuf()
    services.nommer(cahier=cahier, nom="Gagnez au loto")
    for adresse in (ADRESSE, ADRESSE.upper()):
        assert demander(client, code, adresse)["Location"] == reverse("outils:rappels-demandes", args=[code])
    assert client.get(reverse("outils:rappels-demandes", args=[code])).status_code == 200
    assert [tournee(timezone.now()), tournee(timezone.now())] == [1, 0]
    recu = boite.seul()
    assert lisible(str(recu["Subject"])) == "Confirmez : vous souhaitez des rappels"
    assert "loto" not in partie(recu) + partie(recu, "html")  # nobody's words go to who did not ask
    assert code not in partie(recu)


def test_link_confirms_with_a_click_and_once(client: Client, boite: Boite) -> None:
    _, code = cahier_neuf()
    demander(client, code)
    tournee(timezone.now())
    confirmer = lien(boite.seul(), "/confirmer/")
    assert client.get(confirmer).status_code == 200
    assert AbonnementRappels.objects.get().confirme_le is None
    for _ in range(2):
        reponse = client.post(confirmer, follow=True)
        assert "Vos rappels" in reponse.content.decode()
    assert (reponse["X-Robots-Tag"], reponse.cookies) == ("noindex", {})
    premier = AbonnementRappels.objects.get().confirme_le
    AbonnementRappels.objects.update(ecrit_le=ECRIT - timedelta(days=9000))
    demander(client, code)
    tournee(timezone.now())
    assert lisible(str(boite.recus[1]["Subject"])) == "Vous recevez déjà ces rappels"
    assert AbonnementRappels.objects.get().confirme_le == premier


def test_mail_of_one_plan_says_nothing_of_another(client: Client, boite: Boite, cahier: Cahier) -> None:
    autre, _ = cahier_neuf()
    dater(autre, 1, "12/03/2030", "Autre plan")
    suivre(cahier)
    suivre(autre)
    assert tournee(a_paris(2030, 3, 12, 8)) == 2
    assert sorted("Autre plan" in partie(recu) for recu in boite.recus) == [False, True]


@pytest.mark.parametrize(
    "adresse", ["", "claire", "claire@", "a@b\nBcc: x@y.fr", "é" * 300, "\x00@exemple.fr"]
)
def test_bad_address_comes_back_with_a_sentence(client: Client, adresse: str) -> None:
    _, code = cahier_neuf()
    reponse = demander(client, code, adresse)
    assert (reponse.status_code, AbonnementRappels.objects.count()) == (422, 0)
    assert "Quelque chose est à corriger" in reponse.content.decode()


def test_requests_are_braked(client: Client) -> None:
    _, code = cahier_neuf()
    statuts = [demander(client, code, f"a{rang}@exemple.fr").status_code for rang in range(21)]
    assert statuts == [302] * 20 + [429]


@pytest.mark.parametrize("page", ["reglages", "confirmer"])
def test_lost_link_has_a_way_out(client: Client, page: str, db: None) -> None:
    reponse = client.get(reverse(f"rappels:{page}", args=["x" * 32]))
    assert (reponse.status_code, "Ce lien n’ouvre plus rien" in reponse.content.decode()) == (404, True)


@pytest.mark.django_db(transaction=True)
def test_worker_answers_a_request(
    boite: Boite, client: Client, a_l_ecart: None, tmp_path, monkeypatch
) -> None:
    """Request and confirmation through the real queue and a real worker, then its round."""
    monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{boite.port}")
    _, code = cahier_neuf()
    ouvrier = Ouvrier(tmp_path / "ouvrier.log", files=FILE)
    try:
        ouvrier.assurer()
        demander(client, code)
        attendre(lambda: len(boite.recus) == 1)
    finally:
        ouvrier.tuer()
    client.post(lien(boite.seul(), "/confirmer/"))
    assert AbonnementRappels.objects.confirmes().count() == 1


def test_beat_makes_the_rounds() -> None:
    taches = {ligne["task"] for ligne in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {"parcours.tasks.rappeler", "parcours.tasks.purger"} <= taches
