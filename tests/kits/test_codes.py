"""A printed code is read as people type it."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kits import codes, francais


@pytest.mark.parametrize(
    ("saisie", "lu"),
    [
        ("7K3M-0QXV-92TD", "7K3M0QXV92TD"),
        (" 7k3m 0qxv 92td ", "7K3M0QXV92TD"),
        ("7k3m–oqxv–92td", "7K3M0QXV92TD"),
        ("iLOi-0000-0000", "110100000000"),
        ("7K3M-0QXV-92T", None),
        ("7K3M-0QXV-92TDA", None),
        ("UUUU-UUUU-UUUU", None),
        ("", None),
    ],
)
def test_code_se_lit_comme_on_le_tape(saisie, lu):
    assert codes.lire(saisie) == lu


def test_code_tire_se_relit_et_ne_porte_aucune_lettre_ambigue():
    for _ in range(200):
        code = codes.tirer()
        assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{12}", code)
        assert codes.lire(codes.afficher(code).lower()) == code


@given(st.text(max_size=50))
def test_code_quelconque_se_lit_ou_se_refuse(saisie):
    lu = codes.lire(saisie)
    assert lu is None or re.fullmatch("[0-9A-HJKMNP-TV-Z]{12}", lu)


def test_date_se_dit_en_francais_a_l_heure_de_paris():
    instant = datetime(2026, 2, 28, 23, 5, tzinfo=UTC)
    assert francais.jour(instant) == "1er\u00a0mars\u00a02026"
    assert francais.jour_et_heure(instant) == "1er\u00a0mars\u00a02026 à 0\u00a0h\u00a005 (heure de Paris)"


@pytest.mark.parametrize(
    ("octets", "dit"),
    [(1, "1\u00a0octet"), (999, "999\u00a0octets"), (88_123, "88\u00a0ko"), (1_240_000, "1,2\u00a0Mo")],
)
def test_poids_se_dit_en_francais(octets, dit):
    assert francais.poids(octets) == dit
