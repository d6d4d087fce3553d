"""The bits of the facets, against counting one by one."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from webinaires.masques import Fiche, Masques

DEPART = datetime(2024, 3, 21, 12, tzinfo=UTC)
VALEURS = {"odd": ("odd-4", "odd-7"), "pilier": ("humain", "financier", "alliances")}
Webinaire = dict[str, set[str]]

webinaires = st.lists(
    st.fixed_dictionaries({facette: st.sets(st.sampled_from(v)) for facette, v in VALEURS.items()}),
    max_size=40,
)
choix = st.fixed_dictionaries({}, optional={f: st.sampled_from(v) for f, v in VALEURS.items()})


def masques(tous: list[Webinaire]) -> Masques:
    """Webinars one day apart, keys from 1; every seventh has only a computed date."""
    fiches = []
    for cle, _ in enumerate(tous, start=1):
        debut = DEPART + timedelta(days=cle)
        fiches.append(Fiche(cle, debut, debut + timedelta(hours=1), vide=cle % 7 == 0))
    traits = [
        (facette, valeur, [cle for cle, w in enumerate(tous, start=1) if valeur in w[facette]])
        for facette, valeurs in VALEURS.items()
        for valeur in valeurs
    ]
    return Masques(fiches, traits)


def tient(webinaire: Webinaire, voulus: dict[str, str]) -> bool:
    return all(valeur in webinaire[facette] for facette, valeur in voulus.items())


@given(webinaires, choix)
def test_counts_are_those_of_counting_one_by_one(tous: list[Webinaire], voulus: dict[str, str]) -> None:
    attendus = {}
    for facette in VALEURS:
        autres = {f: v for f, v in voulus.items() if f != facette}
        compte = Counter(v for w in tous if tient(w, autres) for v in w[facette])
        if compte:
            attendus[facette] = compte
    assert masques(tous).compter(voulus) == attendus


@given(webinaires, choix, st.integers(-1, 41))
def test_order_is_to_come_then_over_then_empty(
    tous: list[Webinaire], voulus: dict[str, str], jour: int
) -> None:
    maintenant = DEPART + timedelta(days=jour, minutes=30)
    tenus = [cle for cle, w in enumerate(tous, start=1) if tient(w, voulus)]
    a_venir = [cle for cle in tenus if cle >= jour]
    passes = [cle for cle in tenus if cle < jour]
    pleins = [cle for cle in reversed(passes) if cle % 7]
    vides = [cle for cle in reversed(passes) if cle % 7 == 0]
    assert masques(tous).ranger(voulus, maintenant) == [*a_venir, *pleins, *vides]


def test_unknown_value_holds_nothing() -> None:
    lus = masques([{"odd": {"odd-4"}, "pilier": set()}])
    assert lus.ranger({"odd": "odd-99"}, DEPART) == []
    assert lus.ranger({"inconnue": "x"}, DEPART) == []


def test_a_meeting_that_begins_or_ends_is_seen() -> None:
    lus = masques([{"odd": set(), "pilier": set()}])
    debut, minute = DEPART + timedelta(days=1), timedelta(minutes=1)
    assert lus.bouge_entre(debut - minute, debut)
    assert lus.bouge_entre(debut + timedelta(hours=1), debut + timedelta(hours=2))
    assert not lus.bouge_entre(debut + minute, debut + 2 * minute)
