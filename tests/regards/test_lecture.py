"""What a crossing says, in figures that open to their addends and in words."""

from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from regards.comparaison import comparer
from regards.croisement import Voix, croiser
from regards.dessins import bandes, loupe, triangle
from regards.lecture import Lecture, desaccord, dire, lire, moyenne
from tests.diagnostic.aides import lisible
from tests.diagnostic.conftest import settings  # noqa: F401
from tests.diagnostic.grilles import COURTS, grille_2, grille_reelle

repartitions = st.tuples(*[st.integers(0, 6)] * 4).filter(lambda r: sum(r) >= 3)


def lecture(*voix: Voix) -> Lecture:
    croisement = croiser(voix, COURTS)
    assert croisement
    return lire(croisement, grille_reelle(), courte=True)


def personnes(regard: str, *choix: dict[str, str]) -> list[Voix]:
    return [Voix(regard, c, {}) for c in choix]


@given(repartitions)
def test_disagreement_is_the_mean_distance_of_all_pairs(repartition) -> None:
    niveaux = [niveau for niveau, n in enumerate(repartition) for _ in range(n)]
    ecarts = [abs(a - b) for a, b in combinations(niveaux, 2)]
    mesure = desaccord(repartition)
    assert mesure.valeur == Fraction(sum(ecarts), len(ecarts))
    assert (mesure.somme, mesure.nombre) == (sum(ecarts), len(ecarts))
    assert (mesure.valeur == 0) == (len(set(niveaux)) == 1)
    assert mesure.valeur <= 2
    assert moyenne(repartition) == Fraction(sum(niveaux), len(niveaux))


@given(repartitions)
def test_disagreement_does_not_depend_on_the_direction(repartition) -> None:
    assert desaccord(repartition) == desaccord(repartition[::-1])


def test_words_give_the_addends() -> None:
    assert lisible(dire((0, 2, 0, 4))) == "2 personnes au niveau 1 et 4 personnes au niveau 3"
    assert lisible(desaccord((0, 2, 0, 4)).calcul) == "8 paires à 2 niveaux d’écart et 7 paires sans écart"


def test_disagreement_is_plural_from_two() -> None:
    assert [desaccord(r).unite for r in ((1, 0, 0, 2), (2, 0, 1, 1), (3, 0, 0, 3))] == [
        "niveaux",
        "niveau",
        "niveau",
    ]
    point = lecture(*personnes("equipe", {"A1": "1"}, {"A1": "3"}, {"A1": "3"})).points[0]
    assert lisible(point.ensemble.calcul) == "1 × 1 + 2 × 3 = 7, sur 3 personnes : 2,3"


def test_five_points_come_by_disagreement_then_gap_between_regards_then_grid() -> None:
    """D1 divides most; the four others as much, but on A6 and C4 the regards differ more."""
    gouvernance = {"D1": "0", "B1": "0", "C4": "0", "A1": "1", "A4": "1", "A6": "1", "B5": "2"}
    equipe = {"D1": "3", "B1": "0", "C4": "1", "A1": "1", "A4": "1", "A6": "2", "B5": "2"}
    autre = {"B1": "1", "A1": "2"}
    lue = lecture(
        *personnes("gouvernance", gouvernance, gouvernance, gouvernance | autre),
        *personnes("equipe", equipe, equipe | autre, equipe | autre),
    )
    assert [p.critere.code for p in lue.a_debattre] == ["D1", "A6", "C4", "A1", "B1"]
    assert [p.critere.code for p in lue.accords] == ["A4", "B5"]
    assert not lue.unanimes


def test_when_all_agree_it_says_so() -> None:
    lue = lecture(*personnes("equipe", *[dict.fromkeys(COURTS, "2")] * 3))
    assert lue.unanimes
    assert len(lue.accords) == 5
    assert "tous" in lue.points[0].question


def test_hidden_group_has_no_figure_anywhere() -> None:
    tous = dict.fromkeys(COURTS, "1")
    lue = lecture(
        *personnes("gouvernance", *[tous] * 3), *personnes("equipe", tous, tous, tous | {"A1": "nsp"})
    )
    point = lue.point("A1")
    assert point
    assert [r.repartition for r in point.rangees] == [(0, 5, 0, 0), None, None]
    assert [r.moyenne for r in point.groupes] == [None, None]
    assert [len(regard.parts[0].termes) for regard in lue.regards] == [3, 2, 2]
    dessin = bandes(point.rangees, "A1")
    assert [len(bande.segments) for bande in dessin.bandes] == [1, 0, 0]


def test_each_regard_is_a_point() -> None:
    penche = dict.fromkeys(COURTS, "1") | {"B1": "3", "B5": "3", "B7": "3"}
    lue = lecture(
        *personnes("gouvernance", *[dict.fromkeys(COURTS, "1")] * 3), *personnes("equipe", *[penche] * 3)
    )
    dessin = triangle(lue.regards)
    assert [(r.rang, r.nom) for r in dessin.reperes] == [
        (1, "Toutes les voix"),
        (2, "Gouvernance"),
        (3, "Équipe"),
    ]
    assert dessin.reperes[1].parts != dessin.reperes[2].parts
    assert loupe(lue.regards) is not None
    assert loupe(lue.regards[:1]) is None


def test_comparison_follows_renamed_criteria() -> None:
    avant = lecture(
        *personnes("equipe", {"A1": "0", "B1": "1"}, {"A1": "3", "B1": "1"}, {"A1": "3", "B1": "1"})
    )
    croisement = croiser(
        personnes("equipe", {"A1": "3", "B1": "1"}, {"A1": "3", "B1": "1"}, {"A1": "3", "B1": "2"}), COURTS
    )
    assert croisement
    apres = lire(croisement, grille_2(), courte=True)
    comparaison = comparer(avant, grille_reelle(), apres, grille_2(), ("2025", "2026"))
    assert [s.apres.critere.code for s in comparaison.reduits] == ["A1"]
    assert [s.apres.critere.code for s in comparaison.grandis] == ["B1"]
    assert comparaison.stables == 0
