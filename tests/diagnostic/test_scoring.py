"""What is always true of the figures, whatever the answers; and a few of them worked by hand."""

from fractions import Fraction
from itertools import permutations
from math import hypot
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from diagnostic import graphiques
from diagnostic.grille import NIVEAU_MAX, PILIERS
from diagnostic.scoring import (
    CHOIX,
    NE_SAIT_PAS,
    NON_CONCERNE,
    SANS_REPONSE,
    Barycentre,
    Profil,
    barycentre,
    calculer,
    forces,
    fragilites,
    mesurer,
    proposer,
)
from tests.diagnostic.grilles import COURTS, TOUS, grille_reelle

GRILLE = grille_reelle()
CODES = st.sampled_from(TOUS)
NIVEAUX = st.sampled_from("0123")
REPONSES = st.dictionaries(CODES, st.sampled_from([SANS_REPONSE, *CHOIX]))
SITUEES = st.fixed_dictionaries(dict.fromkeys(TOUS, NIVEAUX))
"""Every criterion at a level: the barycentre exists unless every pillar is at zero."""
POIDS = st.builds(Fraction, st.integers(0, 300), st.integers(1, 97))
PARTS = st.tuples(POIDS, POIDS, POIDS).filter(any)


def _mesures(profil: Profil) -> tuple[Any, ...]:
    return (*profil.dimensions, *profil.themes, *profil.impacts, profil.ensemble)


def _valeurs(profil: Profil) -> dict[str, Fraction | None]:
    return {mesure.cle: mesure.valeur for mesure in _mesures(profil)}


@given(REPONSES, st.booleans())
def test_figures_stay_within_their_bounds(choix: dict[str, str], courte: bool) -> None:
    for mesure in _mesures(calculer(GRILLE, choix, courte=courte)):
        assert mesure.valeur is None or 0 <= mesure.valeur <= NIVEAU_MAX
        assert mesure.couverture is None or 0 <= mesure.couverture <= 1
        assert 0 <= len(mesure.termes) <= mesure.concernes <= mesure.total


@given(REPONSES, st.booleans())
def test_figures_open_to_their_addends(choix: dict[str, str], courte: bool) -> None:
    """What is shown re-adds to the value, and every criterion asked is shown once."""
    profil = calculer(GRILLE, choix, courte=courte)
    for mesure in _mesures(profil):
        niveaux = [terme.niveau for terme in mesure.termes]
        assert niveaux == [int(choix[terme.code]) for terme in mesure.termes]
        assert mesure.valeur == (Fraction(sum(niveaux), len(niveaux)) if niveaux else None)
        montres = [t.code for t in mesure.termes]
        montres += [*mesure.non_concernes, *mesure.ne_sait_pas, *mesure.sans_reponse]
        assert len(montres) == len(set(montres)) == mesure.total
    assert sorted(c for m in profil.dimensions for c in (t.code for t in m.termes)) == sorted(
        t.code for t in profil.ensemble.termes
    )


@given(REPONSES, CODES)
def test_not_concerned_only_takes_a_criterion_away(choix: dict[str, str], code: str) -> None:
    sans = {c: v for c, v in choix.items() if c != code}
    avant, apres = calculer(GRILLE, sans), calculer(GRILLE, {**sans, code: NON_CONCERNE})
    assert _valeurs(avant) == _valeurs(apres)
    assert avant.barycentre == apres.barycentre
    for m_avant, m_apres in zip(_mesures(avant), _mesures(apres), strict=True):
        if m_apres.couverture is None:
            assert m_avant.concernes <= 1
        else:
            assert m_apres.couverture >= m_avant.couverture


@given(REPONSES, CODES)
def test_not_knowing_is_neutral(choix: dict[str, str], code: str) -> None:
    sans = {c: v for c, v in choix.items() if c != code}
    avant, apres = calculer(GRILLE, sans), calculer(GRILLE, {**sans, code: NE_SAIT_PAS})
    assert _valeurs(avant) == _valeurs(apres)
    assert [m.couverture for m in _mesures(avant)] == [m.couverture for m in _mesures(apres)]
    assert apres.ensemble.traites == avant.ensemble.traites + 1


@given(REPONSES, st.data())
def test_pillar_does_not_care_which_criterion_has_which_answer(
    choix: dict[str, str], data: st.DataObject
) -> None:
    dimension = data.draw(st.sampled_from(GRILLE.dimensions))
    codes = [critere.code for critere in dimension.criteres]
    melange = dict(zip(codes, (choix.get(c, "") for c in data.draw(st.permutations(codes))), strict=True))
    avant, apres = calculer(GRILLE, choix), calculer(GRILLE, {**choix, **melange})
    assert avant.dimension(dimension.cle).valeur == apres.dimension(dimension.cle).valeur
    assert avant.dimension(dimension.cle).couverture == apres.dimension(dimension.cle).couverture
    assert avant.barycentre == apres.barycentre


@given(REPONSES)
def test_order_of_the_answers_is_indifferent(choix: dict[str, str]) -> None:
    assert calculer(GRILLE, choix) == calculer(GRILLE, dict(reversed(choix.items())))


@given(REPONSES)
def test_answer_of_one_dimension_moves_no_other(choix: dict[str, str]) -> None:
    seules = {code: valeur for code, valeur in choix.items() if code.startswith("B")}
    assert calculer(GRILLE, choix).dimension("humain") == calculer(GRILLE, seules).dimension("humain")


@given(SITUEES, CODES)
def test_raising_a_level_never_lowers_anything(choix: dict[str, str], code: str) -> None:
    assume(choix[code] != str(NIVEAU_MAX))
    avant = calculer(GRILLE, choix)
    apres = calculer(GRILLE, {**choix, code: str(int(choix[code]) + 1)})
    for cle, valeur in _valeurs(avant).items():
        assert valeur is not None
        assert _valeurs(apres)[cle] >= valeur
    dimension = GRILLE.dimension_de[code]
    assert apres.dimension(dimension.cle).valeur > avant.dimension(dimension.cle).valeur
    if dimension.pilier and avant.barycentre and apres.barycentre:
        rang = PILIERS.index(dimension.cle)
        assert apres.barycentre.parts[rang] >= avant.barycentre.parts[rang]


@given(SITUEES, st.sampled_from([c for c in TOUS if c.startswith("A")]), NIVEAUX)
def test_socle_never_moves_the_point(choix: dict[str, str], code: str, niveau: str) -> None:
    assert calculer(GRILLE, choix).barycentre == calculer(GRILLE, {**choix, code: niveau}).barycentre


@given(REPONSES)
def test_short_version_ignores_what_only_the_full_one_asks(choix: dict[str, str]) -> None:
    retenues = {code: valeur for code, valeur in choix.items() if code in COURTS}
    assert calculer(GRILLE, choix, courte=True) == calculer(GRILLE, retenues, courte=True)
    assert calculer(GRILLE, choix, courte=True).ensemble.total == 12


@given(REPONSES)
def test_unknown_code_changes_nothing(choix: dict[str, str]) -> None:
    assert calculer(GRILLE, {**choix, "Z9": "3"}) == calculer(GRILLE, choix)


@given(PARTS)
def test_shares_sum_to_exactly_one(poids: tuple[Fraction, ...]) -> None:
    point = barycentre(poids)
    assert point is not None
    assert sum(point.parts) == 1
    assert min(point.parts) >= 0


@given(PARTS, POIDS.filter(bool))
def test_shares_ignore_the_scale(poids: tuple[Fraction, ...], facteur: Fraction) -> None:
    assert barycentre(poids) == barycentre(tuple(p * facteur for p in poids))


@given(PARTS)
def test_shares_follow_their_pillars(poids: tuple[Fraction, ...]) -> None:
    point = barycentre(poids)
    assert point is not None
    for ordre in permutations(range(3)):
        permute = barycentre(tuple(poids[i] for i in ordre))
        assert permute is not None
        assert permute.parts == tuple(point.parts[i] for i in ordre)


@given(POIDS.filter(bool))
def test_equal_pillars_lean_nowhere(valeur: Fraction) -> None:
    tiers = Fraction(1, 3)
    assert barycentre((valeur, valeur, valeur)) == Barycentre(tiers, tiers, tiers)


@pytest.mark.parametrize(
    "poids",
    [
        (None, 1, 2),
        (1, None, 2),
        (1, 2, None),
        (None, None, None),
        (0, 0, 0),
        (Fraction(0),) * 3,
        (None, 0, 0),
    ],
)
def test_point_is_undefined_without_three_pillars_or_any_weight(poids: tuple[Any, ...]) -> None:
    assert barycentre(poids) is None


@given(REPONSES)
def test_point_exists_when_every_pillar_has_a_level_and_one_is_above_zero(choix: dict[str, str]) -> None:
    profil = calculer(GRILLE, choix)
    valeurs = [mesure.valeur for mesure in profil.piliers]
    assert (profil.barycentre is not None) == (None not in valeurs and any(valeurs))


@given(PARTS, st.sampled_from([graphiques.GRAND, graphiques.TOIT]))
def test_point_falls_inside_the_triangle(poids: tuple[Fraction, ...], sommets: Any) -> None:
    point = barycentre(poids)
    assert point is not None
    lieu = graphiques.placer(point, sommets)
    for i in range(3):
        a, b, oppose = sommets[i], sommets[(i + 1) % 3], sommets[(i + 2) % 3]
        assert _cote(a, b, lieu) * (1 if _cote(a, b, oppose) > 0 else -1) >= -0.1  # rounding
    assert graphiques.placer(barycentre((1, 0, 0)), sommets) == _arrondi(sommets[0])


def _cote(a: graphiques.Point, b: graphiques.Point, p: graphiques.Point) -> float:
    """Distance from `p` to the line `ab`, signed by its side."""
    produit = (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)
    return produit / hypot(b.x - a.x, b.y - a.y)


def _arrondi(point: graphiques.Point) -> graphiques.Point:
    return graphiques.Point(round(point.x, 1), round(point.y, 1))


@given(REPONSES, st.booleans(), st.integers(0, 10))
def test_proposals_are_few_useful_and_ordered(choix: dict[str, str], courte: bool, nombre: int) -> None:
    proposees = proposer(GRILLE, choix, courte=courte, nombre=nombre)
    asked = {critere.code for critere in GRILLE.criteres_de(courte=courte)}
    possibles = [c for c in asked if choix.get(c, "") in ("0", "1", "2")]
    assert len(proposees) == min(nombre, len(possibles))
    assert {p.critere.code for p in proposees} <= set(possibles)
    for p in proposees:
        assert (p.niveau, p.texte) == (int(choix[p.critere.code]), p.critere.niveaux[p.niveau].suite)
    rangs = [
        (
            p.niveau,
            -sum(p.critere.code in GRILLE.par_code[c].appuis for c in possibles),
            -len(p.critere.impacts),
            TOUS.index(p.critere.code),
        )
        for p in proposees
    ]
    assert rangs == sorted(rangs)


@given(REPONSES)
def test_strengths_and_weaknesses_share_the_situated_criteria(choix: dict[str, str]) -> None:
    hautes, basses = forces(GRILLE, choix), fragilites(GRILLE, choix)
    situes = {code: int(valeur) for code, valeur in choix.items() if valeur in tuple("0123")}
    assert {c.code: n for c, n in (*hautes, *basses)} == situes
    assert [n for _, n in hautes] == sorted((n for n in situes.values() if n >= 2), reverse=True)
    assert [n for _, n in basses] == sorted(n for n in situes.values() if n < 2)


@pytest.mark.parametrize("valeur", ["4", "-1", "NC", " 1", "1.0", "oui", "²", "٣"])
def test_unknown_choice_raises(valeur: str) -> None:
    with pytest.raises(ValueError, match="choix inconnu pour A1"):
        calculer(GRILLE, {"A1": valeur})


def test_mean_by_hand() -> None:
    mesure = mesurer(
        "humain",
        "Richesses humaines",
        GRILLE.dimensions[1].criteres,
        {"B1": "3", "B2": "0", "B3": "2", "B4": "nc", "B5": "nsp", "B6": "2"},
    )
    assert (mesure.somme, mesure.valeur) == (7, Fraction(7, 4))
    assert (mesure.concernes, mesure.traites, mesure.total) == (7, 6, 8)
    assert mesure.couverture == Fraction(4, 7)
    assert (mesure.non_concernes, mesure.ne_sait_pas) == (("B4",), ("B5",))
    assert mesure.sans_reponse == ("B7", "B8")


def test_point_by_hand() -> None:
    choix = {"B1": "3", "B2": "1", "C1": "1", "D1": "0", "D2": "1", "A1": "3"}
    profil = calculer(GRILLE, choix)
    assert [m.valeur for m in profil.dimensions] == [3, 2, 1, Fraction(1, 2)]
    assert profil.barycentre == Barycentre(Fraction(4, 7), Fraction(2, 7), Fraction(1, 7))


def test_impacts_by_hand() -> None:
    """A1 bears on performance and confiance, A7 on innovation, D8 on the three."""
    profil = calculer(GRILLE, {"A1": "3", "A7": "1", "D8": "0"})
    assert [(m.cle, m.valeur) for m in profil.impacts] == [
        ("performance", Fraction(3, 2)),
        ("innovation", Fraction(1, 2)),
        ("confiance", Fraction(3, 2)),
    ]


def test_proposals_by_hand() -> None:
    """D1 carries D3 and A1 carries A4; C6 carries nothing; D8 bears on three impacts but stands higher."""
    choix = {
        "A4": "0",
        "A1": "0",
        "C6": "0",
        "D1": "0",
        "D3": "1",
        "D5": "0",
        "D8": "1",
        "B1": "3",
        "C1": "nc",
    }
    assert [p.critere.code for p in proposer(GRILLE, choix, nombre=10)] == [
        "A1",
        "D1",
        "A4",
        "C6",
        "D5",
        "D3",
        "D8",
    ]


def test_empty_diagnostic_says_nothing() -> None:
    profil = calculer(GRILLE, {})
    assert set(_valeurs(profil).values()) == {None}
    assert (profil.barycentre, profil.ensemble.couverture, profil.ensemble.traites) == (None, 0, 0)
    assert (proposer(GRILLE, {}), forces(GRILLE, {}), fragilites(GRILLE, {})) == ((), (), ())


def test_nobody_concerned_has_no_coverage() -> None:
    profil = calculer(GRILLE, dict.fromkeys(TOUS, NON_CONCERNE))
    assert (profil.ensemble.couverture, profil.ensemble.traites, profil.barycentre) == (None, 32, None)
