"""Resume codes: read as people type them, never guessed, never kept."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostic import codes
from kits.codes import ALPHABET, afficher

CODE = "7KMQ-2XWD-9FHP-4TRN"


def test_draw_is_four_groups_of_the_alphabet() -> None:
    tires = [codes.tirer() for _ in range(200)]
    assert {[len(g) for g in code.split("-")] == [4, 4, 4, 4] for code in tires} == {True}
    assert set("".join(tires)) - {"-"} == set(ALPHABET)
    assert len(set(tires)) == len(tires)


def test_alphabet_has_32_symbols_none_mistaken_for_another() -> None:
    assert len(set(ALPHABET)) == 32
    assert set(ALPHABET) & set("ILOU") == set()


@pytest.mark.parametrize(
    "saisie",
    [
        CODE,
        CODE.lower(),
        "7KMQ2XWD9FHP4TRN",
        "  7kmq 2xwd 9fhp 4trn ",
        "7KMQ\u00a02XWD\u00a09FHP\u00a04TRN",
        "7KMQ.2XWD.9FHP.4TRN",
        "7-K-M-Q-2-X-W-D-9-F-H-P-4-T-R-N",
        "7KMQ–2XWD—9FHP‑4TRN",
        "7KMQ\u202f2XWD\t9FHP\n4TRN",
    ],
)
def test_reading_accepts_what_people_type(saisie: str) -> None:
    assert codes.normaliser(saisie) == CODE


def test_reading_takes_letters_for_the_figures_they_look_like() -> None:
    assert codes.normaliser("oooo-iiii-llll-OIL0") == "0000-1111-1111-0110"


@pytest.mark.parametrize(
    "saisie", ["", "-", CODE[:-1], CODE + "0", CODE.replace("7", "U"), CODE.replace("7", "é"), "٣" * 16]
)
def test_reading_refuses_what_cannot_be_a_code(saisie: str) -> None:
    assert codes.normaliser(saisie) is None


@given(st.text(max_size=40))
def test_reading_never_breaks_and_is_stable(saisie: str) -> None:
    lu = codes.normaliser(saisie)
    assert lu is None or codes.normaliser(lu) == lu


@given(st.text(alphabet=ALPHABET, min_size=16, max_size=16), st.randoms(use_true_random=False))
def test_reading_undoes_any_presentation(symboles: str, hasard: object) -> None:
    presente = afficher(symboles)
    assert presente.replace("-", "") == symboles
    assert codes.normaliser(presente.lower()) == presente


def test_digest_is_all_that_is_kept() -> None:
    assert codes.empreinte(CODE) == hashlib.sha256(CODE.encode()).hexdigest()
