"""Figures change at a parution only, by what changed alone, and say what a recount from scratch says."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given
from hypothesis import settings as reglages
from hypothesis import strategies as st

from contenus.memoire import GENERATION
from diagnostic import codes
from diagnostic import services as diagnostics_services
from diagnostic.models import Diagnostic, Referentiel
from reperes import parutions, services
from reperes.models import Compteur, Contribution, Depot, Parution
from reperes.seuil import SEUIL, Profil
from tests.reperes.factories import comptes, deposer, diagnostics, parus, recomptes, repondu

PARIS = ZoneInfo("Europe/Paris")
GESTES = st.tuples(
    st.sampled_from(["deposer", "deposer", "changer", "retirer", "effacer"]),
    st.builds(Profil, st.sampled_from(["", "a"]), st.sampled_from(["", "r"])),
    st.integers(0, 11),
    st.integers(15, 45),
)


@contextmanager
def oubliee():
    """Whatever is written inside is undone: hypothesis tries many examples in one test."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def en_gros(referentiel: Referentiel, nombre: int) -> list[Diagnostic]:
    return Diagnostic.objects.bulk_create(
        Diagnostic(referentiel=referentiel, empreinte_code=codes.empreinte(codes.tirer()))
        for _ in range(nombre)
    )


def faire(referentiel: Referentiel, geste: str, profil: Profil, tranche: int, nombre: int) -> None:
    if geste == "deposer":
        deposer(*en_gros(referentiel, nombre), profil=profil, tranche=tranche)
        return
    choisis = Diagnostic.objects.filter(
        pk__in=Contribution.objects.exclude(diagnostic=None).order_by("pk").values("diagnostic")[:nombre]
    )
    if geste == "effacer":
        choisis.delete()
    elif geste == "retirer":
        Depot.objects.filter(diagnostic__in=choisis).delete()
        Contribution.objects.filter(diagnostic__in=choisis).update(diagnostic=None)
    else:
        Depot.objects.filter(diagnostic__in=choisis).delete()
        deposer(*choisis, profil=profil, tranche=tranche)


@given(st.lists(st.lists(GESTES, max_size=4), min_size=1, max_size=4))
@reglages(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counts_equal_a_recount(referentiel: Referentiel, nuits) -> None:
    with oubliee():
        vus: dict[tuple[str, str], int] = {}
        for nuit in nuits:
            for geste in nuit:
                faire(referentiel, *geste)
            parutions.paraitre()
            assert comptes() == recomptes()
            effectifs = Compteur.objects.effectifs()
            assert all(nombre >= SEUIL for nombre in effectifs.values())
            vus = effectifs
            assert parutions.paraitre() is None
            assert Compteur.objects.effectifs() == vus


def test_nothing_enters_below_the_threshold(referentiel: Referentiel) -> None:
    deposer(*diagnostics(19))
    assert parutions.paraitre() is None
    assert (Depot.objects.count(), comptes()) == (19, {})
    deposer(*diagnostics(1))
    parution = parutions.paraitre()
    assert (parution.entrees, parution.sorties) == (20, 0)
    assert (Depot.objects.count(), Contribution.objects.count()) == (0, 20)


def test_a_small_group_waits_without_holding_the_others(referentiel: Referentiel) -> None:
    deposer(*diagnostics(20), profil=Profil("a"))
    deposer(*diagnostics(3), profil=Profil("a", "r"))
    assert parutions.paraitre().entrees == 20
    assert {depot.profil for depot in Depot.objects.all()} == {Profil("a", "r")}


def test_an_update_replaces_what_counted(referentiel: Referentiel) -> None:
    dans = parus(20, tranche=3)
    deposer(*dans, tranche=7, profil=Profil("a"))
    parution = parutions.paraitre()
    assert (parution.entrees, parution.sorties) == (20, 20)
    assert {(c.profil, c.tranches) for c in Contribution.objects.all()} == {(Profil("a"), (7, 7, 7, 7))}
    assert comptes() == recomptes()


def test_an_erased_diagnostic_leaves_when_enough_do(referentiel: Referentiel) -> None:
    dans, attend = parus(40), diagnostics(1)[0]
    deposer(attend)
    for diagnostic in (*dans[:19], attend):
        diagnostics_services.effacer(diagnostic=diagnostic)
    assert (parutions.paraitre(), Depot.objects.count()) == (None, 0)
    services.retirer(diagnostic=dans[19])
    assert parutions.paraitre().sorties == 20
    assert (Contribution.objects.count(), comptes()) == (20, recomptes())


def test_what_nobody_confirmed_for_three_years_leaves(referentiel: Referentiel) -> None:
    vieux = localdate() - Contribution.DUREE - timedelta(days=1)
    parus(20)
    Contribution.objects.update(consenti_le=vieux)
    deposer(*diagnostics(20), consenti_le=vieux)
    assert parutions.paraitre().sorties == 20
    assert (Contribution.objects.count(), Depot.objects.count(), comptes()) == (0, 0, {})


def test_confirming_the_same_figures_dates_the_agreement_again(referentiel: Referentiel) -> None:
    sien = repondu()
    deposer(sien, tranche=8, consenti_le=localdate() - timedelta(days=700))
    parus(19)
    services.contribuer(diagnostic=sien, profil=Profil(), tranches=(8, 8, 8, 8), version=1)
    assert Contribution.objects.get(diagnostic=sien).consenti_le == localdate()
    assert not Depot.objects.exists()


def test_every_writer_takes_the_tables_in_one_order(referentiel: Referentiel) -> None:
    """Else a parution and a visitor could wait for each other."""
    sien = repondu()
    gestes = (
        partial(services.contribuer, profil=Profil(), tranches=(1, 2, 3, 4), version=1),
        services.retirer,
        diagnostics_services.effacer,
    )
    for geste in gestes:
        deposer(*([sien] if geste is not gestes[0] else []))
        with CaptureQueriesContext(connection) as captees:
            geste(diagnostic=sien)
        ecrites = [requete["sql"] for requete in captees if not requete["sql"].startswith("SELECT")]
        tables = [
            table for sql in ecrites for table in ("contribution", "depot") if f"reperes_{table}" in sql
        ]
        assert sorted(set(tables), key=tables.index) == ["depot", "contribution"]
        Depot.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_twice_at_once_is_once(referentiel: Referentiel) -> None:
    deposer(*diagnostics(25))
    sien = repondu()

    def agir(quoi: int) -> object:
        try:
            if quoi % 2:
                return parutions.paraitre()
            return services.contribuer(diagnostic=sien, profil=Profil(), tranches=(1, 2, 3, 4), version=1)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as fils:
        list(fils.map(agir, range(6)))
    assert Depot.objects.filter(diagnostic=sien).count() + Contribution.objects.count() == 26
    assert comptes() == recomptes()
    assert Parution.objects.filter(entrees__gte=SEUIL).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_parution_forgets_the_remembered_pages(referentiel: Referentiel, capsys) -> None:
    deposer(*diagnostics(20))
    avant = cache.get(GENERATION, 0)
    call_command("paraitre")
    assert cache.get(GENERATION) == avant + 1
    call_command("paraitre")
    assert cache.get(GENERATION) == avant + 1
    assert "20 entrées" in capsys.readouterr().out


def test_the_page_says_the_hour_of_the_beat() -> None:
    prevu = settings.CELERY_BEAT_SCHEDULE["faire-paraitre-les-reperes"]["schedule"]
    assert prevu == crontab(minute=parutions.HEURE.minute, hour=parutions.HEURE.hour)
    midi, nuit = datetime(2026, 11, 22, 12, tzinfo=PARIS), datetime(2026, 11, 22, 1, tzinfo=PARIS)
    assert parutions.prochaine(midi) == datetime(2026, 11, 23, 2, 30, tzinfo=PARIS)
    assert parutions.prochaine(nuit) == datetime(2026, 11, 22, 2, 30, tzinfo=PARIS)
