"""How figures are written: rounding is said once and adds up."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostic.nombres import compter, en_niveau, en_pourcent, pourcents
from diagnostic.scoring import barycentre

POIDS = st.lists(st.builds(Fraction, st.integers(0, 30), st.integers(1, 97)), min_size=1, max_size=8).filter(
    any
)


@pytest.mark.parametrize(
    ("valeur", "ecrit"),
    [
        (None, "–"),
        (Fraction(0), "0,0"),
        (Fraction(1, 3), "0,3"),
        (Fraction(2, 3), "0,7"),
        (Fraction(5, 4), "1,3"),  # 1.25: a half goes up
        (Fraction(7, 4), "1,8"),
        (Fraction(249, 100), "2,5"),
        (Fraction(59, 20), "3,0"),
        (Fraction(3), "3,0"),
    ],
)
def test_level_is_written_with_one_decimal(valeur: Fraction | None, ecrit: str) -> None:
    assert en_niveau(valeur) == ecrit


@given(st.builds(Fraction, st.integers(0, 96), st.integers(32, 97)))
def test_level_written_is_within_half_a_tenth(valeur: Fraction) -> None:
    assert abs(Fraction(en_niveau(valeur).replace(",", ".")) - valeur) <= Fraction(1, 20)


@given(POIDS)
def test_percentages_sum_to_a_hundred_and_stay_close(poids: list[Fraction]) -> None:
    parts = tuple(p / sum(poids) for p in poids)
    entiers = pourcents(parts)
    assert sum(entiers) == 100
    assert max(abs(entier - part * 100) for entier, part in zip(entiers, parts, strict=True)) < 1


@given(POIDS)
def test_larger_share_never_reads_smaller(poids: list[Fraction]) -> None:
    parts = tuple(p / sum(poids) for p in poids)
    couples = sorted(zip(parts, pourcents(parts), strict=True))
    assert [entier for _, entier in couples] == sorted(entier for _, entier in couples)


def test_percentages_by_hand() -> None:
    assert pourcents((Fraction(1, 3),) * 3) == (34, 33, 33)
    assert pourcents((Fraction(4, 7), Fraction(2, 7), Fraction(1, 7))) == (57, 29, 14)
    assert pourcents(barycentre((1, 1, 0)).parts) == (50, 50, 0)


def test_units_keep_to_their_number() -> None:
    assert en_pourcent(42) == "42\u00a0%"
    assert [compter(n, "critère", "critères") for n in (0, 1, 2)] == [
        "0\u00a0critère",
        "1\u00a0critère",
        "2\u00a0critères",
    ]
