"""What may be published, whatever people answered: no figure about one or two voices."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostic.scoring import CHOIX, SANS_REPONSE
from regards.croisement import MINIMUM, Croisement, Voix, croiser, grouper
from regards.regards import NOMS
from regards.resultat import depuis_dict, vers_dict
from tests.diagnostic.conftest import settings  # noqa: F401  (the same profile of hypothesis)

CODES = ("A1", "B1", "C4", "D1")
choix = st.dictionaries(st.sampled_from(CODES), st.sampled_from([SANS_REPONSE, *CHOIX]))
paroles = st.dictionaries(st.sampled_from(CODES), st.sampled_from(["", "Oui.", "Non.", "Peut-être."]))
voix = st.builds(Voix, st.sampled_from(list(NOMS)), choix, paroles)
toutes = st.lists(voix, max_size=16)


def parties(nombres: list[int]) -> set[int]:
    """The sums of every choice of some of these numbers."""
    return {sum(choisis) for n in range(len(nombres) + 1) for choisis in combinations(nombres, n)}


@given(toutes)
def test_no_figure_is_about_one_or_two_voices(voix: list[Voix]) -> None:
    croisement = croiser(voix, CODES)
    if croisement is None:
        return
    publies = [(croisement.voix, [g.voix for g in croisement.groupes])]
    publies += [(sum(c.ensemble), [sum(r) for r in c.groupes.values()]) for c in croisement.criteres.values()]
    for ensemble, groupes in publies:
        seuls = parties(groupes) | {ensemble - somme for somme in parties(groupes)}
        assert {n for n in seuls if 0 < n < MINIMUM or n < 0} == set()
        assert ensemble >= MINIMUM


@given(toutes)
def test_shown_groups_hold_everybody_once(voix: list[Voix]) -> None:
    exprimees = [v for v in voix if v.s_exprime]
    groupes = grouper([v.regard for v in exprimees])
    if groupes:
        assert sum(g.voix for g in groupes) == len(exprimees)
        regards = [regard for g in groupes for regard in g.regards]
        assert sorted(regards) == sorted({v.regard for v in exprimees})
        assert len(groupes) > 1


@given(toutes)
def test_figures_count_exactly_what_was_answered(voix: list[Voix]) -> None:
    croisement = croiser(voix, CODES)
    for code, croise in croisement.criteres.items() if croisement else ():
        assert list(croise.ensemble) == [
            sum(v.choix.get(code) == str(niveau) for v in voix) for niveau in range(4)
        ]
        for rang, repartition in croise.groupes.items():
            siens = [v for v in voix if v.regard in croisement.groupes[rang].regards]
            assert list(repartition) == [
                sum(v.choix.get(code) == str(niveau) for v in siens) for niveau in range(4)
            ]


@given(toutes, st.randoms(use_true_random=False))
def test_order_of_voices_does_not_matter(voix: list[Voix], hasard: Random) -> None:
    melees = list(voix)
    hasard.shuffle(melees)
    assert croiser(melees, CODES) == croiser(voix, CODES)


@given(toutes, st.sampled_from(list(NOMS)))
def test_who_answers_nothing_changes_nothing(voix: list[Voix], regard: str) -> None:
    muette = Voix(regard, {"A1": "", "Z9": "3"}, {"A1": "Un mot sans réponse"})
    assert croiser([*voix, muette], CODES) == croiser(voix, CODES)


@given(toutes)
def test_json_gives_the_same_result_back(voix: list[Voix]) -> None:
    croisement = croiser(voix, CODES)
    if croisement:
        assert depuis_dict(vers_dict(croisement)) == croisement


@pytest.mark.parametrize(
    ("regards", "attendu"),
    [
        ({"gouvernance": 2}, []),
        ({"gouvernance": 5}, []),
        ({"gouvernance": 3, "equipe": 3}, [("gouvernance",), ("equipe",)]),
        ({"gouvernance": 3, "equipe": 2}, []),
        ({"gouvernance": 3, "equipe": 2, "partenaire": 1}, [("gouvernance",), ("equipe", "partenaire")]),
        (
            {"gouvernance": 4, "equipe": 3, "partenaire": 1},
            [("gouvernance",), ("equipe", "partenaire")],
        ),
        ({"gouvernance": 1, "equipe": 1, "dirigeant": 1}, []),
    ],
)
def test_small_regards_are_merged(regards: dict[str, int], attendu: list[tuple[str, ...]]) -> None:
    groupes = grouper([regard for regard, n in regards.items() for _ in range(n)])
    assert [groupe.regards for groupe in groupes] == attendu


def test_a_criterion_hides_the_group_that_would_give_another_away() -> None:
    """Gouvernance 4, équipe 3, of which two gave no level to B1: five levels in all, four and one."""
    gouvernance = [Voix("gouvernance", {"A1": "1", "B1": "2"}, {})] * 4
    equipe = [Voix("equipe", {"A1": "3", "B1": niveau}, {}) for niveau in ("0", "nsp", "nc")]
    croisement = croiser([*gouvernance, *equipe], CODES)
    assert isinstance(croisement, Croisement)
    assert croisement.criteres["A1"].groupes == {0: (0, 4, 0, 0), 1: (0, 0, 0, 3)}
    assert croisement.criteres["B1"].ensemble == (1, 0, 4, 0)
    assert croisement.criteres["B1"].groupes == {}
    assert set(croisement.criteres) == {"A1", "B1"}


def test_comments_follow_neither_persons_nor_time() -> None:
    trois = [Voix("equipe", {"A1": "1"}, {"A1": mot, "B1": "Seul ici"}) for mot in ("Un", "Deux ", "")]
    croisement = croiser(trois, CODES)
    assert croisement
    assert {code: set(textes) for code, textes in croisement.commentaires.items()} == {"A1": {"Un", "Deux"}}
    assert croiser(trois[::-1], CODES) == croisement
