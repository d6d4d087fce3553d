"""What people type: read, kept plain, said back in French; never refused."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours.valeurs import PASSEE, Genre, dire_jour, lire, remarquer
from tests.diagnostic.aides import lisible

GENRES: tuple[Genre, ...] = ("texte", "long", "date", "nombre", "montant", "pourcentage", "choix")
PILIERS = (("humain", "Richesses humaines"), ("financier", "Ressources financières"))
TYPES = "0123456789  \u00a0\u202f.,€%-−/'’kM janvierfévmasoptd"


@pytest.mark.parametrize(
    ("tape", "garde", "dite"),
    [
        ("12 500,50 €", "12500.50", "12 500,50 €"),
        ("12\u202f500,5\u00a0€", "12500.50", "12 500,50 €"),
        ("12\u00a0500 euros", "12500", "12 500 €"),
        ("12.500,50", "12500.50", "12 500,50 €"),
        ("12,500.50", "12500.50", "12 500,50 €"),
        ("1.234.567 €", "1234567", "1 234 567 €"),
        ("12’500", "12500", "12 500 €"),
        ("12,5 k€", "12500", "12 500 €"),
        ("2 M€", "2000000", "2 000 000 €"),
        ("− 800 €", "-800", "-800 €"),
        ("0", "0", "0 €"),
        ("  300  ", "300", "300 €"),
    ],
)
def test_amount_is_read_however_it_is_typed(tape: str, garde: str, dite: str) -> None:
    lue = lire("montant", tape)
    assert (lue.garde, lisible(lue.dite), lue.faute, lue.nombre) == (garde, dite, "", Decimal(garde))


@pytest.mark.parametrize("tape", ["environ 300", "12.500", "12,345", "3 4", "1 2 500", "€", "9" * 40, "1e5"])
def test_amount_that_may_be_two_things_is_kept_as_typed(tape: str) -> None:
    lue = lire("montant", tape)
    assert (lue.garde, lue.dite, lue.nombre) == (tape, tape, None)
    assert "12 500,50 €" in lisible(lue.faute)


@pytest.mark.parametrize(
    ("tape", "garde", "dite"),
    [("25 %", "25", "25 %"), ("12,5%", "12.50", "12,50 %"), ("7 pour cent", "7", "7 %"), ("3", "3", "3 %")],
)
def test_percentage_is_read(tape: str, garde: str, dite: str) -> None:
    lue = lire("pourcentage", tape)
    assert (lue.garde, lisible(lue.dite)) == (garde, dite)


@pytest.mark.parametrize(
    "tape",
    [
        "2027-03-01", "01/03/2027", "1/3/27", "1.3.2027", "01-03-2027", "1er mars 2027", "1 MARS 2027",
        "lundi 1er mars 2027", " 1\u00a0mars\u00a02027 ",
    ],
)  # fmt: skip
def test_date_is_read_however_it_is_typed(tape: str) -> None:
    lue = lire("date", tape)
    assert (lue.garde, lisible(lue.dite), lue.jour) == ("2027-03-01", "1er mars 2027", date(2027, 3, 1))


@pytest.mark.parametrize("tape", ["mars 2027", "31/02/2027", "bientôt", "2027", "1 ju 2027", "1 jui 2027"])
def test_date_that_is_no_day_is_kept_as_typed(tape: str) -> None:
    lue = lire("date", tape)
    assert (lue.garde, lue.jour, tape in lue.faute) == (tape, None, True)


@pytest.mark.parametrize(("tape", "mois"), [("3 févr. 2027", 2), ("3 aout 2027", 8), ("3 sept 2027", 9)])
def test_month_may_be_shortened_or_lose_its_accent(tape: str, mois: int) -> None:
    assert lire("date", tape).jour == date(2027, mois, 3)


def test_date_before_today_is_accepted_with_a_gentle_word() -> None:
    lue = lire("date", "01/03/2020")
    assert (lue.faute, remarquer(lue, aujourd_hui=date(2026, 1, 1))) == ("", PASSEE)
    assert remarquer(lue, aujourd_hui=date(2020, 3, 1)) == ""


@pytest.mark.parametrize("tape", ["financier", "Ressources financières", "RESSOURCES FINANCIERES "])
def test_choice_is_read_by_its_key_or_its_words(tape: str) -> None:
    lue = lire("choix", tape, PILIERS)
    assert (lue.garde, lue.dite, lue.faute) == ("financier", "Ressources financières", "")


def test_choice_out_of_the_list_is_kept_with_the_list_said() -> None:
    lue = lire("choix", "Argent", PILIERS)
    assert (lue.garde, "Richesses humaines, Ressources financières" in lue.faute) == ("Argent", True)


def test_text_is_kept_to_the_letter() -> None:
    assert lire("long", "  Deux\r\nlignes \n").garde == "  Deux\nlignes \n"
    assert lire("long", " \n").vide


@given(genre=st.sampled_from(GENRES), tape=st.text(TYPES) | st.text())
def test_reading_never_fails_and_what_is_kept_reads_the_same(genre: Genre, tape: str) -> None:
    lue = lire(genre, tape, PILIERS)
    encore = lire(genre, lue.garde, PILIERS)
    assert (encore.garde, encore.dite, encore.nombre) == (lue.garde, lue.dite, lue.nombre)
    assert lue.vide == (not tape.strip())


@given(genre=st.sampled_from(GENRES), tape=st.text(TYPES))
def test_what_is_said_reads_back_the_same(genre: Genre, tape: str) -> None:
    lue = lire(genre, tape, PILIERS)
    assert lire(genre, lue.dite, PILIERS).garde == lue.garde


@given(centimes=st.integers(-(10**14), 10**14))
def test_every_amount_said_in_french_is_read_back(centimes: int) -> None:
    montant = Decimal(centimes) / 100
    assert lire("montant", lire("montant", f"{montant:.2f}").dite).nombre == montant


@given(jour=st.dates(min_value=date(1000, 1, 1)))
def test_every_day_said_in_french_is_read_back(jour: date) -> None:
    assert lire("date", dire_jour(jour)).jour == jour
