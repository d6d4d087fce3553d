"""A read written once gives what its query set gives, whatever fills its holes, in every thread."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from diagnostic.models import Diagnostic, Reponse
from diagnostic.services import prendre_instantane
from kits.lectures import Lecture, Parametre, parmi
from tests.diagnostic.factories import DiagnosticFactory
from tests.webinaires.fabrique import jeudi, webinaire
from webinaires.models import WebinairePage

CHOIX = {"A1": "2", "A2": "nsp"}


@pytest.fixture
def diagnostics(db):
    """Three diagnostics, the first with answers."""
    return [DiagnosticFactory(nom="Un", choix=CHOIX), *DiagnosticFactory.create_batch(2, nom="d’autres")]


def valeurs(objet):
    return {champ.attname: getattr(objet, champ.attname) for champ in objet._meta.concrete_fields}


def test_objects_with_a_composite_key_are_those_of_the_query_set(diagnostics):
    lecture = Lecture(lambda: Reponse.objects.filter(diagnostic=Parametre("lequel")).order_by("critere"))
    lues = lecture(lequel=diagnostics[0].pk)
    attendues = Reponse.objects.filter(diagnostic=diagnostics[0]).order_by("critere")
    assert [valeurs(r) for r in lues] == [valeurs(r) for r in attendues]
    assert {r.critere: r.choix for r in lues} == CHOIX
    assert lecture(lequel=diagnostics[1].pk) == []


def test_joined_and_deferred_columns_are_kept(diagnostics, django_assert_num_queries):
    lecture = Lecture(lambda: Diagnostic.objects.pour_saisie().filter(empreinte_code=Parametre("empreinte")))
    with django_assert_num_queries(1):
        lu = lecture.premiere(empreinte=diagnostics[0].empreinte_code)
        assert lu is not None
        assert (lu.pk, lu.referentiel.version) == (diagnostics[0].pk, 1)
    assert lu.get_deferred_fields() == set()
    assert lu.referentiel.get_deferred_fields() == {"contenu"}
    assert lecture.premiere(empreinte="inconnue") is None


def test_a_list_fills_one_hole(diagnostics):
    lecture = Lecture(
        lambda: Diagnostic.objects.filter(parmi("pk", "lesquels")).order_by("pk").values_list("pk", flat=True)
    )
    cles = sorted(d.pk for d in diagnostics)
    assert [lecture(lesquels=suite) for suite in (cles, cles[:1], [])] == [cles, cles[:1], []]


def test_columns_are_converted_and_counts_are_made(diagnostics):
    prendre_instantane(diagnostic=diagnostics[0], nom="Étape d’hiver, « 2026 »")
    lecture = Lecture(
        lambda: (
            Diagnostic.objects.filter(nom=Parametre("nom"))
            .annotate(etapes=Count("instantanes"))
            .values_list("pk", "instantanes__reponses", "etapes")
        )
    )
    ((cle, reponses, etapes),) = lecture(nom="Un")
    assert (cle, etapes) == (diagnostics[0].pk, 1)
    assert {critere: dite["choix"] for critere, dite in reponses.items()} == CHOIX
    assert lecture(nom="'; DROP TABLE diagnostic_diagnostic; -- %s") == []


def test_a_page_of_wagtail_and_an_annotation(db):
    page = webinaire("w-1", debut=jeudi(2023), title="Le premier")
    lecture = Lecture(
        lambda: WebinairePage.objects.filter(parmi("pk", "lesquelles")).annotate(dites=Count("interventions"))
    )
    (lue,) = lecture(lesquelles=[page.pk])
    assert (lue.title, lue.debut, lue.dites) == ("Le premier", page.debut, 0)
    assert lue.specific_class is WebinairePage


def test_the_statement_is_written_once_and_counted_each_time(diagnostics):
    ecrits = []

    def ecrire():
        ecrits.append(1)
        return Diagnostic.objects.filter(pk=Parametre("cle"))

    lecture = Lecture(ecrire)
    with CaptureQueriesContext(connection) as captees:
        assert [lecture(cle=d.pk) for d in diagnostics] == [[d] for d in diagnostics]
    assert (len(ecrits), len(captees)) == (1, 3)


def test_a_hole_left_empty_is_an_error(diagnostics):
    lecture = Lecture(lambda: Diagnostic.objects.filter(pk=Parametre("cle")))
    with pytest.raises(KeyError, match="cle"):
        lecture()


@pytest.mark.django_db(transaction=True)
def test_threads_read_through_their_own_connections():
    attendus = [DiagnosticFactory(nom=f"Numéro {rang}") for rang in range(8)]
    lecture = Lecture(lambda: Diagnostic.objects.filter(nom=Parametre("nom")))

    def lire(rang):
        try:
            return [lecture(nom=f"Numéro {rang}")[0].pk for _ in range(20)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as fils:
        lus = list(fils.map(lire, range(8)))
    assert lus == [[attendu.pk] * 20 for attendu in attendus]
