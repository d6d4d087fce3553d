"""Tables for spreadsheets: nothing runs, nothing is lost; and hours as one says them."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kits.francais import creneau
from kits.tableur import BOM, deproteger, en_csv, proteger


@pytest.mark.parametrize("debut", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "'="])
def test_proteger_marks_each_dangerous_start(debut: str) -> None:
    assert proteger(f"{debut}1+1") == f"'{debut}1+1"


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n;\"aé＝")) | st.text())
def test_proteger_is_undone_exactly(texte: str) -> None:
    assert deproteger(proteger(texte)) == texte


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\x00")), min_size=1, max_size=5))
def test_table_is_read_back_exactly(valeurs: list[str]) -> None:
    contenu = en_csv(("a", "b"), ({"a": valeur} for valeur in valeurs))
    lues = csv.DictReader(io.StringIO(contenu.removeprefix(BOM), newline=""), delimiter=";")
    assert [(deproteger(ligne["a"]), ligne["b"]) for ligne in lues] == [(valeur, "") for valeur in valeurs]


def test_hours_are_said_in_paris_within_a_day_or_across() -> None:
    debut, fin = datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    dit = creneau(debut, fin).replace("\u00a0", " ")
    assert dit == "dimanche 28 mars 2027, de 1 h 30 à 3 h 30"
    loin = creneau(debut, datetime(2027, 4, 1, 10, tzinfo=UTC)).replace("\u00a0", " ")
    assert loin == "du dimanche 28 mars 2027 à 1 h 30 au jeudi 1er avril 2027 à 12 h 00"
