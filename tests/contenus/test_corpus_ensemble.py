"""Several loads as one: the indexes are rebuilt once, at the end, and nothing stays of a load that fails."""

from pathlib import Path

import pytest

from contenus.corpus.chargement import charger
from contenus.corpus.suivis import ensemble
from contenus.models import DocumentPublic, Origine, RessourcePage
from tests.contenus.corpus_minimal import ecrire_corpus

pytestmark = pytest.mark.django_db


def test_indexes_follow_once_all_is_loaded(tmp_path: Path) -> None:
    with ensemble():
        charger(ecrire_corpus(tmp_path), dire=lambda _: None)
        assert not DocumentPublic.objects.exists()
    assert DocumentPublic.objects.filter(page=RessourcePage.objects.get(slug="yes")).exists()


def test_load_that_fails_takes_the_others_back(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        _charger_puis_echouer(ecrire_corpus(tmp_path))
    assert not RessourcePage.objects.exists()
    assert not Origine.objects.exists()


def _charger_puis_echouer(dossier: Path) -> None:
    with ensemble():
        charger(dossier, dire=lambda _: None)
        raise ZeroDivisionError
