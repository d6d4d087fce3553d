"""Loading the editorial corpus: complete, idempotent, never over what staff wrote."""

from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Page

from contenus.corpus.chargement import charger
from contenus.corpus.fichiers import ErreurDeCorpus
from contenus.corpus.lecture import lire_corpus
from contenus.corpus.origines import Bilan
from contenus.models import ActualitePage, ArticlePage, Nomenclature, RessourcePage, Serie, Terme
from tests.contenus.corpus_minimal import (
    PROVENANCE,
    article,
    ecrire_corpus,
    nomenclature,
    ressource,
    rubrique,
)

pytestmark = pytest.mark.django_db


def _charger(dossier: Path, **options: Any) -> Bilan:
    bilan = charger(dossier, dire=lambda _: None, **options)
    assert bilan is not None
    return bilan


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    return ecrire_corpus(tmp_path)


def test_load_creates_published_pages_at_their_address(dossier: Path) -> None:
    bilan = _charger(dossier)
    assert len(bilan.crees) == 14
    page = ArticlePage.objects.live().get(slug="notion")
    assert page.get_url() == "/comprendre/notion/"
    texte = str(page.corps[1].value)
    assert f'<a linktype="page" id="{Page.objects.get(slug="yes").pk}">' in page.corps.raw_data[1]["value"]
    assert "<b>mot</b>" in texte
    assert page.corps[2].value == Nomenclature.objects.get(cle="odd")


def test_load_says_where_each_list_and_series_comes_from(dossier: Path) -> None:
    _charger(dossier)
    assert list(Terme.objects.values_list("code", "rang", "source")) == [
        ("un", 1, PROVENANCE["source"]),
        ("deux", 2, PROVENANCE["source"]),
    ]
    assert Serie.objects.get().messages.count() == 2


def test_load_twice_changes_nothing(dossier: Path) -> None:
    _charger(dossier)
    avant = list(Page.objects.order_by("pk").values_list("pk", "slug", "latest_revision_id", "live"))
    assert charger(dossier, dire=lambda _: None) is None
    encore = _charger(dossier, tout=True)
    assert (encore.crees, encore.changes, encore.gardes) == ([], [], [])
    assert list(Page.objects.order_by("pk").values_list("pk", "slug", "latest_revision_id", "live")) == avant


def test_load_writes_again_what_changed_in_its_file_alone(dossier: Path) -> None:
    _charger(dossier)
    nouvelle = nomenclature(termes=[{"code": "deux", "intitule": "Deux", **PROVENANCE}])
    autre = {"ressources": [ressource("yes", resume="Autrement.")]}
    ecrire_corpus(dossier, nomenclatures__odd=nouvelle, ressources__outils=autre)
    bilan = _charger(dossier)
    assert sorted(bilan.changes) == ["liste:odd", "page:yes"]
    assert RessourcePage.objects.get().resume == "Autrement."
    assert [terme.intitule for terme in Nomenclature.objects.get().termes.all()] == ["Deux"]


def _changer_la_ressource(dossier: Path) -> Bilan:
    ecrire_corpus(dossier, ressources__outils={"ressources": [ressource("yes", resume="Du fichier.")]})
    return _charger(dossier)


def test_load_keeps_a_page_that_staff_edited_and_says_so(dossier: Path, capsys: Any) -> None:
    _charger(dossier)
    page = RessourcePage.objects.get()
    page.resume = "De la rédaction."
    page.save_revision().publish()
    assert _changer_la_ressource(dossier).gardes == ["page:yes"]
    assert RessourcePage.objects.get().resume == "De la rédaction."
    call_command("charger_contenus", dossier=dossier, tout=True)
    assert "gardés comme la rédaction les a écrits, malgré un fichier différent\u00a0: page:yes" in (
        capsys.readouterr().out
    )


def test_load_keeps_a_draft_that_staff_is_writing(dossier: Path) -> None:
    _charger(dossier)
    page = RessourcePage.objects.get()
    page.resume = "Brouillon."
    page.save_revision()
    assert _changer_la_ressource(dossier).gardes == ["page:yes"]
    assert RessourcePage.objects.get().get_latest_revision_as_object().resume == "Brouillon."


def test_load_keeps_a_page_moved_or_renamed_by_staff(dossier: Path) -> None:
    _charger(dossier)
    RessourcePage.objects.update(slug="autre-adresse")
    bilan = _changer_la_ressource(dossier)
    assert (bilan.changes, RessourcePage.objects.count()) == (["page:yes"], 1)
    assert RessourcePage.objects.get().slug == "autre-adresse"


def test_load_does_not_bring_back_a_page_that_staff_deleted(dossier: Path) -> None:
    _charger(dossier)
    ActualitePage.objects.get().delete()
    bilan = _charger(dossier, tout=True)
    assert bilan.retires == ["page:ouverture"]
    assert not ActualitePage.objects.exists()


def test_load_keeps_a_list_that_staff_edited(dossier: Path) -> None:
    _charger(dossier)
    Terme.objects.filter(code="un").update(intitule="Corrigé")
    ecrire_corpus(
        dossier, nomenclatures__odd=nomenclature(termes=[{"code": "trois", "intitule": "3", **PROVENANCE}])
    )
    assert _charger(dossier).gardes == ["liste:odd"]
    assert sorted(Terme.objects.values_list("intitule", flat=True)) == ["Corrigé", "DEUX"]


@pytest.mark.parametrize(
    ("changements", "attendu"),
    [
        (
            {"ressources__outils": {"ressources": [ressource("yes", piliers=["argent"])]}},
            "outils.yaml : ressources[0].piliers[0] : «\u00a0argent\u00a0» est inconnu",
        ),
        (
            {"ressources__outils": {"ressources": [ressource("notion")]}},
            "corpus : notion : cette clé est écrite deux fois",
        ),
        (
            {
                "rubriques__comprendre": {
                    **rubrique("comprendre"),
                    "pages": [article("notion", corps=[{"liste": "abc"}])],
                }
            },
            "corpus : notion : la liste « abc » n’existe pas",
        ),
        (
            {"ressources__outils": {"ressources": [ressource("yes", corps="[là](page:nulle-part)")]}},
            "corpus : yes : le lien page:nulle-part ne mène à aucune page du corpus",
        ),
        (
            {"ressources__outils": {"ressources": [ressource("yes", adresse="javascript:alert(1)")]}},
            "outils.yaml : ressources[0].adresse",
        ),
        (
            {"ressources__outils": {"ressources": [ressource("yes", source=" ")]}},
            "outils.yaml : ressources[0].source : ce texte est vide",
        ),
    ],
)
def test_load_refuses_a_fault_naming_file_path_and_reason(
    dossier: Path, changements: dict[str, Any], attendu: str
) -> None:
    ecrire_corpus(dossier, **changements)
    with pytest.raises(CommandError) as refus:
        call_command("charger_contenus", dossier=dossier)
    assert attendu in str(refus.value)
    assert not RessourcePage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_loads_at_once_leave_one_of_each(dossier: Path) -> None:
    def charger_a_part() -> None:
        charger(dossier, dire=lambda _: None)
        connection.close()

    ensemble = [Thread(target=charger_a_part) for _ in range(2)]
    for fil in ensemble:
        fil.start()
    for fil in ensemble:
        fil.join(60)
    assert RessourcePage.objects.filter(slug__startswith="yes").count() == 1
    assert Nomenclature.objects.count() == 1


def test_unreadable_corpus_is_refused_by_its_reader(tmp_path: Path) -> None:
    with pytest.raises(ErreurDeCorpus):
        lire_corpus(ecrire_corpus(tmp_path, rubriques__agir={"rubrique": {}}))
