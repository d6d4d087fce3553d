"""Loading the corpus: everything is checked, then written once and for ever."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from ruamel.yaml import YAML

from contenus.corpus.fichiers import ErreurDeCorpus, valider
from diagnostic.corpus import empreinte_de, lire_dossier, publier
from diagnostic.grille import Grille
from diagnostic.models import Referentiel
from tests.diagnostic.aides import lisible
from tests.diagnostic.grilles import CORPUS, FICHIER, breve, critere, donnees, grille_reelle

pytestmark = pytest.mark.django_db


def _charger(dossier: Path = CORPUS) -> str:
    sortie = StringIO()
    call_command("charger_corpus", dossier=dossier, stdout=sortie)
    return lisible(sortie.getvalue())


def _ecrire(dossier: Path, version: int, grille: dict[str, Any]) -> None:
    (dossier / "diagnostic").mkdir(exist_ok=True)
    with (dossier / "diagnostic" / f"grille-{version}.yaml").open("w", encoding="utf-8") as fichier:
        YAML(typ="safe").dump(grille, fichier)


def _lignes() -> list[Any]:
    return list(Referentiel.objects.order_by("version").values())


def test_command_publishes_the_real_grid() -> None:
    assert _charger() == "Grille 1 (32 critères) : publiée\n"
    [referentiel] = Referentiel.objects.all()
    assert (referentiel.version, referentiel.empreinte) == (1, empreinte_de(grille_reelle()))
    assert referentiel.grille == grille_reelle()


def test_command_twice_changes_nothing() -> None:
    _charger()
    avant = _lignes()
    assert _charger() == "Grille 1 (32 critères) : déjà publiée, inchangée\n"
    assert _lignes() == avant


def test_layout_of_the_file_is_no_change(tmp_path: Path) -> None:
    _charger()
    _ecrire(tmp_path, 1, donnees())
    assert (tmp_path / "diagnostic/grille-1.yaml").read_text() != FICHIER.read_text()
    assert _charger(tmp_path) == "Grille 1 (32 critères) : déjà publiée, inchangée\n"


def test_changed_content_of_a_published_version_is_refused_with_the_remedy(tmp_path: Path) -> None:
    _charger()
    avant = _lignes()
    _ecrire(tmp_path, 1, breve(titre="Un autre titre"))
    with pytest.raises(CommandError) as refus:
        _charger(tmp_path)
    assert lisible(str(refus.value)) == (
        "Le corpus n’a pas été chargé.\n"
        "grille-1.yaml : version : la grille 1 est déjà publiée et ne change plus : écrivez grille-2.yaml"
    )
    assert _lignes() == avant


def test_second_version_is_published_beside_the_first(tmp_path: Path) -> None:
    _ecrire(tmp_path, 1, breve())
    _ecrire(tmp_path, 2, breve(version=2))
    assert _charger(tmp_path) == "Grille 1 (4 critères) : publiée\nGrille 2 (4 critères) : publiée\n"
    assert Referentiel.objects.courant().grille == valider(Grille, breve(version=2), fichier="")
    assert [(f.name, g.version) for f, g in lire_dossier(tmp_path / "diagnostic")] == [
        ("grille-1.yaml", 1),
        ("grille-2.yaml", 2),
    ]


def test_one_faulty_file_writes_nothing_at_all(tmp_path: Path) -> None:
    _ecrire(tmp_path, 1, breve())
    _ecrire(tmp_path, 2, breve(version=2, titre=""))
    with pytest.raises(CommandError) as refus:
        _charger(tmp_path)
    assert lisible(str(refus.value)) == (
        "Le corpus n’a pas été chargé.\ngrille-2.yaml : titre : ce texte est vide"
    )
    assert _lignes() == []


def test_one_refused_publication_undoes_the_others(tmp_path: Path) -> None:
    """« Le corpus n’a pas été chargé » is true of the whole of it."""
    publier(valider(Grille, breve(version=2, titre="Une autre"), fichier=""), fichier="")
    _ecrire(tmp_path, 1, breve())
    _ecrire(tmp_path, 2, breve(version=2))
    with pytest.raises(CommandError):
        _charger(tmp_path)
    assert [ligne["version"] for ligne in _lignes()] == [2]


def test_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refus:
        _charger(tmp_path)
    assert lisible(str(refus.value)) == (
        f"Le corpus n’a pas été chargé.\n{tmp_path / 'diagnostic'} : (dossier) : aucun fichier grille-N.yaml"
    )


def test_publishing_tells_whether_it_was_new() -> None:
    assert publier(grille_reelle(), fichier="grille-1.yaml") is True
    assert publier(grille_reelle(), fichier="grille-1.yaml") is False
    with pytest.raises(ErreurDeCorpus):
        publier(grille_reelle().model_copy(update={"titre": "Autre"}), fichier="grille-1.yaml")


@pytest.mark.parametrize(
    "requete",
    [
        "UPDATE diagnostic_referentiel SET empreinte = 'x'",
        "UPDATE diagnostic_referentiel SET version = 2 WHERE version = 1",
        "UPDATE diagnostic_referentiel SET contenu = '{}'::jsonb",
        "DELETE FROM diagnostic_referentiel",
    ],
)
def test_database_refuses_to_change_a_published_grid(requete: str) -> None:
    _charger()
    avant = _lignes()
    with pytest.raises(DatabaseError) as refus, transaction.atomic(), connection.cursor() as curseur:
        curseur.execute(requete)
    assert str(refus.value).splitlines()[0] == (
        "La grille 1 est publiee : elle ne change plus, publiez une nouvelle version."
    )
    assert _lignes() == avant


def test_orm_cannot_change_a_published_grid_either() -> None:
    _charger()
    referentiel = Referentiel.objects.courant()
    with pytest.raises(DatabaseError), transaction.atomic():
        referentiel.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Referentiel.objects.all().delete()
    assert Referentiel.objects.count() == 1


@pytest.mark.parametrize(
    ("reprises", "fautes"),
    [
        ({"A2": "Z9"}, [("critère A2.reprend", "Z9 n’existe pas dans la grille 1")]),
        (
            {"A2": "A1"},
            [("reprend", "deux critères reprennent A1 : une réponse ne peut en suivre qu’un")],
        ),
    ],
)
def test_succession_that_does_not_hold_is_refused(
    tmp_path: Path, reprises: dict[str, str], fautes: list[tuple[str, str]]
) -> None:
    suite = donnees() | {"version": 2, "remplace": 1}
    for code, origine in reprises.items():
        critere(suite, code)["reprend"] = origine
    _ecrire(tmp_path, 1, donnees())
    _ecrire(tmp_path, 2, suite)
    with pytest.raises(ErreurDeCorpus) as refus:
        lire_dossier(tmp_path / "diagnostic")
    assert [(lieu, lisible(raison)) for lieu, raison in refus.value.fautes] == fautes
