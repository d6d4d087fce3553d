"""Ranges and what half of a group says."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reperes.tranches import TRANCHES, dire_tranche, en_borne, fourchette, tranche_de

COMPTES = st.lists(st.integers(0, 40), min_size=TRANCHES, max_size=TRANCHES).filter(any)


@pytest.mark.parametrize(
    ("valeur", "tranche"),
    [("0", 0), ("1/4", 1), ("249/1000", 0), ("4/3", 5), ("11/4", 11), ("299/100", 11), ("3", 11)],
)
def test_a_mean_falls_in_one_range(valeur: str, tranche: int) -> None:
    assert tranche_de(Fraction(valeur)) == tranche


def test_ranges_are_said_in_french() -> None:
    assert [en_borne(quarts) for quarts in (0, 1, 2, 3, 4, 12)] == ["0", "0,25", "0,5", "0,75", "1", "3"]
    assert (dire_tranche(0), dire_tranche(11)) == ("de 0 à moins de 0,25", "de 2,75 à 3")


@given(COMPTES)
def test_half_is_inside_and_less_than_a_quarter_on_each_side(comptes: list[int]) -> None:
    dite = fourchette(comptes)
    assert dite is not None
    assert dite.total == sum(comptes)
    assert dite.dedans * 2 >= dite.total
    assert sum(comptes[: dite.premiere]) * 4 < dite.total
    assert sum(comptes[dite.derniere + 1 :]) * 4 < dite.total
    assert comptes[dite.premiere]
    assert comptes[dite.derniere]


def test_nobody_says_nothing() -> None:
    assert fourchette([0] * TRANCHES) is None
