"""The declared tools: what a file may hold, and what is said when it does not."""

from pathlib import Path

import pytest

from contenus.corpus.fichiers import ErreurDeCorpus
from parcours.outils import Trousse, lire_outils
from tests.parcours.outillage import ecrire_outils

ETAPES = ("cadrer", "batir-le-plan")


def fautes(dossier: Path, **remplacements: tuple[str, str]) -> str:
    """What is said of the small tools once a text of one of them is replaced."""
    ecrire_outils(dossier, **remplacements)
    with pytest.raises(ErreurDeCorpus) as erreur:
        lire_outils(dossier)
    return str(erreur.value)


@pytest.fixture
def trousse(tmp_path: Path) -> Trousse:
    ecrire_outils(tmp_path)
    return lire_outils(tmp_path, etapes=ETAPES)


def test_tools_come_in_the_order_of_the_steps(trousse: Trousse) -> None:
    assert [outil.cle for outil in trousse.outils] == ["cadrage", "plan"]


def test_place_is_found_by_its_objet(trousse: Trousse) -> None:
    lieu = trousse.lieux["cadrage-activites-2"]
    assert (lieu.outil.cle, lieu.rubrique.cle, lieu.rang) == ("cadrage", "activites", 2)
    assert trousse.libelle("cadrage-pourquoi", "moyens") == "La note de cadrage. Moyens accordés"


@pytest.mark.parametrize(
    ("objet", "champ"),
    [("cadrage-pourquoi", "autre"), ("cadrage-activites", "nom"), ("cadrage-activites-4", "nom"), ("", "")],
)
def test_unknown_column_place_or_row_is_no_field(trousse: Trousse, objet: str, champ: str) -> None:
    assert (trousse.champ(objet, champ), trousse.libelle(objet, champ)) == (None, "")


def test_source_of_a_column_is_on_its_own_row(trousse: Trousse) -> None:
    assert trousse.source("cadrage.activites.nom", 2) == ("cadrage-activites-2", "nom")
    assert trousse.source("cadrage.activites.nom", 4) is None


@pytest.mark.parametrize(
    ("remplace", "dit"),
    [
        (("cle: question", "cle: moyens"), "cadrage.yaml : outil.rubriques[0].champs : la clé « moyens »"),
        (('reprend: ""', "reprend: cadrage.rien"), "« cadrage.rien » n’est pas un champ d’un outil"),
        (('reprend: ""', "reprend: cadrage.activites.nom"), "est une colonne"),
        (("genre: montant", "genre: choix"), "une liste de choix va avec le genre choix"),
        (("genre: montant", "genre: euro"), "«\u00a0euro\u00a0» est inconnu"),
        (('moyens: "800"', 'moyens: "un peu"'), "cadrage.yaml : exemple.valeurs.pourquoi.moyens"),
        (('moyens: "800"', 'argent: "800"'), "exemple.valeurs.pourquoi.argent : ce champ est inconnu"),
        (("cle: cadrage", "cle: autre"), "ne porte pas le nom de son fichier"),
        (("maximum: 3", "maximum: 1"), "exemple.lignes.activites : 2 lignes, 1 au plus"),
        (("colonnes:", "champs:"), "des champs, ou des lignes avec leurs colonnes"),
    ],
)
def test_fault_names_file_path_and_reason(tmp_path: Path, remplace: tuple[str, str], dit: str) -> None:
    assert dit in fautes(tmp_path, cadrage=remplace)


def test_rows_taken_over_come_from_a_table(tmp_path: Path) -> None:
    dit = fautes(tmp_path, plan=("reprend: cadrage.activites", "reprend: cadrage.pourquoi"))
    assert dit.startswith("plan.yaml : outil.rubriques[0].reprend : « cadrage.pourquoi » n’est pas une table")


def test_two_places_may_not_share_an_objet(tmp_path: Path) -> None:
    assert "« cadrage-activites-1 » désigne deux endroits" in fautes(
        tmp_path, cadrage=("cle: pourquoi", "cle: activites-1")
    )


def test_real_tools_hold() -> None:
    trousse = lire_outils(Path("corpus/parcours/outils"))
    assert {outil.cle for outil in trousse.outils} == {
        "cadrage", "grille", "ecosysteme", "trajectoires", "leviers", "plan", "suivi", "photographie",
    }  # fmt: skip
