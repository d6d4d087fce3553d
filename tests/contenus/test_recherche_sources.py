"""Beside the pages: criteria, events and series are found, and an event that staff take away is not."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from contenus import index
from contenus.models import Evenement, MessageDeSerie, Serie

pytestmark = pytest.mark.django_db


def _trouve(client: Client, mot: str) -> str:
    return client.get("/recherche/", {"q": mot}).content.decode()


def test_criterion_of_the_published_grid_opens_at_its_place(client: Client) -> None:
    call_command("charger_corpus", verbosity=0)
    assert "/diagnostic/grille/1/#c-A1" in _trouve(client, "projet relu")


def test_event_is_found_once_published_and_no_more_once_refused(client: Client) -> None:
    debut = timezone.now() + timedelta(days=3)
    evenement = Evenement.objects.create(
        titre="Veillée des vannières",
        description="On tresse.",
        debut=debut,
        fin=debut + timedelta(hours=2),
        organisateur="Osier",
        contact="a@exemple.org",
    )
    adresse = evenement.get_absolute_url()
    assert adresse not in _trouve(client, "vannières")
    evenement.etat = Evenement.Etat.PUBLIE
    evenement.save()
    assert adresse in _trouve(client, "vannieres")
    assert "a@exemple.org" not in _trouve(client, "exemple")
    evenement.delete()
    assert adresse not in _trouve(client, "vannières")


def test_series_is_found_by_the_words_of_its_posts(client: Client) -> None:
    serie = Serie.objects.create(
        cle="jours", titre="Des jours", description="<p>Texte.</p>", cadence="quotidienne", source="Essais."
    )
    MessageDeSerie.objects.create(
        serie=serie, rang=1, titre="Un", texte="<p>La <b>quincaillerie</b>.</p>", source="Essais."
    )
    index.reindexer("series")
    assert "/s-abonner/series/jours/" in _trouve(client, "quincailleries")
