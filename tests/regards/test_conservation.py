"""How long a campaign is kept: announced, kept again, erased; with one key, several, none."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comptes import cles
from comptes.models import Adhesion, Utilisateur
from comptes.personnes import PREAVIS
from comptes.travaux import trouver
from diagnostic.models import Diagnostic
from regards import conservation, tasks
from regards.models import Campagne
from tests.comptes.fabrique import AdhesionFactory, UtilisateurFactory
from tests.contenus.courrier import Boite
from tests.regards.factories import CampagneFactory, close, participer

pytestmark = pytest.mark.django_db
JOUR = timedelta(days=1)


def close_il_y_a(jours: int, **champs: Any) -> Campagne:
    """A campaign closed that long ago, in which one person took part."""
    campagne = CampagneFactory(**champs)
    participer(campagne)
    close(campagne)
    Campagne.objects.filter(pk=campagne.pk).update(close_le=timezone.now() - jours * JOUR)
    return campagne  # type: ignore[no-any-return]


def attacher(campagne: Campagne, par: Utilisateur, adhesion: Adhesion | None = None) -> None:
    trouve = trouver(campagne.code)  # type: ignore[attr-defined]
    assert trouve
    cles.attacher(trouve=trouve, par=par, structure=adhesion.structure if adhesion else None)


def reste() -> set[Any]:
    return set(Campagne.objects.values_list("pk", flat=True))


GARDE = Campagne.GARDE // JOUR
PRESQUE = GARDE - PREAVIS // JOUR


def test_kept_by_nobody_it_goes_on_its_day_and_diagnostics_stay(boite: Boite):
    ouverte = CampagneFactory()
    jeune, mure = close_il_y_a(GARDE - 1), close_il_y_a(GARDE + 1)
    assert [conservation.appliquer(maintenant=timezone.now()) for _ in range(2)] == [1, 0]
    assert reste() == {ouverte.pk, jeune.pk}
    assert (mure.pk in reste(), Diagnostic.objects.count(), boite.recus) == (False, 2, [])


def test_whoever_keeps_its_key_is_told_once_then_it_goes(boite: Boite):
    adhesion = AdhesionFactory(administre=True)
    AdhesionFactory(structure=adhesion.structure)
    seule, proche = close_il_y_a(PRESQUE + 1, nom="La nôtre"), close_il_y_a(PRESQUE - 1)
    moi = UtilisateurFactory()
    for campagne in (seule, proche):
        attacher(campagne, moi)
        attacher(campagne, adhesion.membre, adhesion)
    for _ in range(2):
        tasks.conserver()
    assert sorted(m["To"] for m in boite.recus) == sorted([moi.email, adhesion.membre.email])
    texte = boite.recus[0].get_body(("plain",)).get_content()
    assert ("La nôtre" in texte, seule.code in texte) == (True, False)
    assert conservation.appliquer(maintenant=timezone.now() + PREAVIS - JOUR) == 0
    assert conservation.appliquer(maintenant=timezone.now() + PREAVIS) == 1
    assert reste() == {proche.pk}


def test_warned_late_it_still_waits_thirty_days(boite: Boite):
    campagne = close_il_y_a(GARDE + 100)
    attacher(campagne, UtilisateurFactory())
    assert conservation.appliquer(maintenant=timezone.now()) == 0
    assert conservation.appliquer(maintenant=timezone.now() + PREAVIS - JOUR) == 0
    assert conservation.appliquer(maintenant=timezone.now() + PREAVIS) == 1


def test_mail_that_does_not_leave_erases_nothing(boite: Boite):
    attacher(close_il_y_a(GARDE + 100), UtilisateurFactory())
    boite.au_contenu = lambda: "451 plus tard"
    for jours in (0, 40, 80):
        assert conservation.appliquer(maintenant=timezone.now() + jours * JOUR) == 0
    assert len(reste()) == 1


def test_kept_again_from_its_page_as_often_as_wished(boite: Boite, client: Client):
    campagne = close_il_y_a(PRESQUE + 1)
    attacher(campagne, UtilisateurFactory())
    conservation.appliquer(maintenant=timezone.now())
    page, garder = (reverse(f"regards:{nom}", args=[campagne.code]) for nom in ("campagne", "garder"))
    assert "La garder trois ans de plus" in client.get(page).content.decode()
    for _ in range(2):
        assert client.post(garder).status_code == 302
    assert conservation.appliquer(maintenant=timezone.now() + 2 * PREAVIS) == 0
    assert (reste(), len(boite.recus)) == ({campagne.pk}, 1)
    conservation.appliquer(maintenant=timezone.now() + PRESQUE * JOUR + JOUR)
    assert len(boite.recus) == 2


def test_kept_while_it_is_being_erased(boite: Boite):
    campagne = close_il_y_a(GARDE + 1)
    lue = Campagne.objects.get()
    conservation.garder(campagne=campagne)
    assert not conservation._effacer(lue, timezone.now())
    lue.refresh_from_db()
    Campagne.objects.all().delete()
    assert not conservation._effacer(lue, timezone.now())


def test_followed_by_another_it_lasts_as_long(boite: Boite):
    premiere = close_il_y_a(GARDE + 400)
    seconde = close_il_y_a(GARDE - 1, precedente=premiere)
    assert conservation.appliquer(maintenant=timezone.now()) == 0
    assert conservation.appliquer(maintenant=timezone.now() + 2 * JOUR) == 1
    assert (seconde.pk in reste(), premiere.pk in reste()) == (False, True)
    assert conservation.appliquer(maintenant=timezone.now() + 2 * JOUR) == 1


def test_open_or_with_a_wrong_code_nothing_is_kept(client: Client):
    campagne = CampagneFactory()
    assert client.post(reverse("regards:garder", args=[campagne.code])).status_code == 302
    campagne.refresh_from_db()
    assert (campagne.gardee_le, campagne.effacee_des) == (None, None)
    assert client.post(reverse("regards:garder", args=["7KMQ-2XWD-9FHP-4TRN"])).status_code == 404
    ailleurs = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(reverse("regards:garder", args=[campagne.code]), headers=ailleurs).status_code == 403
    assert client.get(reverse("regards:garder", args=[campagne.code])).status_code == 405
