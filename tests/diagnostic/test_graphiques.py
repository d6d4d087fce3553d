"""The points of the triangle, drawn so that each can be read."""

from fractions import Fraction
from itertools import combinations

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from diagnostic import graphiques
from diagnostic.graphiques import NOMS_DES_SOMMETS, TAILLE, Marque, Triangle
from diagnostic.scoring import Barycentre, barycentre

POIDS = st.tuples(*[st.integers(0, 30)] * 3).filter(any)
ICI, LA, PRES = (3, 3, 3), (6, 1, 2), (30, 30, 31)


def point(poids: tuple[int, int, int]) -> Barycentre:
    parts = barycentre(poids)
    assert parts is not None
    return parts


def dessin(*etapes: tuple[int, int, int], cap: tuple[int, int, int] | None = None) -> Triangle:
    nommees = [(f"Étape {rang}", point(poids)) for rang, poids in enumerate(etapes)]
    return graphiques.triangle(nommees, point(cap) if cap else None)


def dites(triangle: Triangle) -> list[tuple[str, str]]:
    return [(marque.nature, marque.etiquette) for marque in triangle.marques]


@pytest.mark.parametrize(
    ("etapes", "cap", "attendu"),
    [
        ([ICI], None, [("present", "")]),
        ([ICI], LA, [("present", ""), ("cap", "")]),
        ([ICI], ICI, [("present", "1 = cap")]),
        ([ICI, LA], None, [("etape", "1"), ("present", "2")]),
        ([ICI, ICI], None, [("present", "1 = 2")]),
        ([ICI, PRES], None, [("present", "1 ≈ 2")]),
        ([ICI, ICI, LA], None, [("present", "3"), ("etape", "1 = 2")]),
        ([ICI, LA], ICI, [("etape", "1 = cap"), ("present", "2")]),
        ([ICI] * 50, ICI, [("present", "1 = … = 50 = cap")]),
        ([], ICI, [("cap", "")]),
    ],
)
def test_points_at_the_same_place_are_one_mark(
    etapes: list[tuple[int, int, int]], cap: tuple[int, int, int] | None, attendu: list[tuple[str, str]]
) -> None:
    triangle = dessin(*etapes, cap=cap)
    assert sorted(dites(triangle)) == sorted(attendu)
    assert len(triangle.reperes) == len(etapes) + bool(cap)


def test_flag_turns_aside_rather_than_hide_a_step() -> None:
    libre, dessous = dessin(ICI, cap=LA).marques[-1], dessin(ICI, cap=(37, 26, 37)).marques[-1]
    assert (libre.nature, libre.sens) == ("cap", (1, 1))
    assert (dessous.nature, dessous.sens) == ("cap", (1, -1))


@given(st.lists(POIDS, max_size=12), st.none() | POIDS)
def test_no_two_marks_overlap_nor_hide_the_name_of_a_vertex(
    etapes: list[tuple[int, int, int]], cap: tuple[int, int, int] | None
) -> None:
    triangle = dessin(*etapes, cap=cap)
    boites = [*(marque.boite for marque in triangle.marques), *NOMS_DES_SOMMETS]
    assert [couple for couple in combinations(boites, 2) if couple[0].couvre(couple[1])] == []
    largeur, hauteur = TAILLE
    for boite in boites:
        assert boite.gauche >= 0
        assert boite.haut >= 0
        assert boite.gauche + boite.largeur <= largeur
        assert boite.haut + boite.hauteur <= hauteur


@given(st.lists(POIDS, min_size=1, max_size=12), st.none() | POIDS)
def test_every_mark_covers_the_points_that_it_alone_names(
    etapes: list[tuple[int, int, int]], cap: tuple[int, int, int] | None
) -> None:
    triangle = dessin(*etapes, cap=cap)
    assert sum(marque.nature == "present" for marque in triangle.marques) == 1
    for repere in triangle.reperes:
        seules = [m for m in triangle.marques if m.etiquette == str(repere.rang) and repere.rang]
        assert [(m.x, m.y) for m in seules] in ([], [(repere.x, repere.y)])


@given(st.lists(POIDS, max_size=12), st.none() | POIDS)
def test_marks_are_the_same_twice(
    etapes: list[tuple[int, int, int]], cap: tuple[int, int, int] | None
) -> None:
    assert dessin(*etapes, cap=cap) == dessin(*etapes, cap=cap)


def test_drawing_says_each_label_once() -> None:
    triangle = dessin(ICI, ICI, LA, cap=LA)
    svg = render_to_string(
        "diagnostic/_triangle.svg", {"triangle": triangle, "titre": "t", "identifiant": "i"}
    )
    assert [svg.count(f">{marque.etiquette}</text>") for marque in triangle.marques] == [1, 1]
    assert {marque.etiquette for marque in triangle.marques} == {"1 = 2", "3 = cap"}
    assert Fraction(svg.split('<rect class="soleil" x="')[1].split('"')[0]) > 0


def test_lone_marks_keep_their_exact_place() -> None:
    seul: Marque = dessin(LA).marques[0]
    assert (seul.x, seul.y) == (dessin(LA).reperes[0].x, dessin(LA).reperes[0].y)
