"""Numbers of structures: the rules, and what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptes.identifiants import lire_rna, lire_siren, lire_siret, luhn

LA_POSTE = "35600000000048"


@pytest.mark.parametrize(
    ("saisie", "lu"),
    [
        ("732829320", "732829320"),
        (" 732 829 320 ", "732829320"),
        ("732.829-320", "732829320"),
        ("732\u00a0829\u202f320", "732829320"),
        ("732829321", None),
        ("73282932", None),
        ("7328293200", None),
        ("000000000", None),
        ("73282932O", None),
        ("٧٣٢٨٢٩٣٢٠", None),
        ("", None),
    ],
)
def test_siren(saisie: str, lu: str | None):
    assert lire_siren(saisie) == lu


@pytest.mark.parametrize(
    ("saisie", "lu"),
    [
        ("732 829 320 00074", "73282932000074"),
        ("73282932000075", None),
        ("73282932100074", None),
        (LA_POSTE, LA_POSTE),
        ("35600000049837", "35600000049837"),  # 45 in all, a multiple of five; no key of Luhn
        ("35600000049838", None),
        ("732829320", None),
    ],
)
def test_siret(saisie: str, lu: str | None):
    assert lire_siret(saisie) == lu


@pytest.mark.parametrize(
    ("saisie", "lu"),
    [
        ("W751234567", "W751234567"),
        ("w 751 234 567", "W751234567"),
        ("W2A1000123", "W2A1000123"),
        ("W9R1000123", "W9R1000123"),
        ("751234567", None),
        ("W75123456", None),
        ("W7512345678", None),
        ("WA51234567", None),
        ("W75123456O", None),
    ],
)
def test_rna(saisie: str, lu: str | None):
    assert lire_rna(saisie) == lu


@given(st.text(alphabet="0123456789", min_size=8, max_size=8))
def test_exactly_one_last_digit_makes_a_right_key(debut: str):
    assert sum(luhn(debut + cle) for cle in "0123456789") == 1


@given(st.text(max_size=30))
def test_anything_may_be_typed(saisie: str):
    for lire in (lire_siren, lire_siret, lire_rna):
        lu = lire(saisie)
        assert lu is None or lire(lu) == lu
