"""The path of use, as pure data: what is proposed, how it is changed, what its address says."""

from itertools import product
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from contenus.corpus.fichiers import lire
from contenus.corpus.schema import ParcoursDUsage
from contenus.parcours import (
    ETAPES_MAX,
    ETAPES_PROPOSEES,
    Etape,
    Selection,
    ajouter,
    composer,
    deplacer,
    duree_dite,
    lire_cles,
    nettoyer,
    retirer,
)

MOTS = ("a", "b", "c")
AXE = st.lists(st.sampled_from(MOTS), unique=True).map(tuple)
REPONSE = st.sampled_from(("", *MOTS, "inconnu"))
ETAPES = st.lists(
    st.builds(
        Etape,
        cle=st.from_regex(r"[a-f]{1,3}", fullmatch=True),
        titre=st.just("T"),
        pourquoi=st.just("P"),
        adresse=st.just("/"),
        duree=st.integers(1, 90),
        profils=AXE,
        objectifs=AXE,
        maturites=AXE,
        temps=st.integers(1, 5),
        rang=st.integers(0, 40),
    ),
    max_size=40,
)
CLES = st.lists(st.from_regex(r"[a-f]{1,2}", fullmatch=True), unique=True, max_size=8).map(tuple)


@given(ETAPES, REPONSE, REPONSE, REPONSE)
def test_proposal_is_ordered_without_duplicate_and_bounded(etapes, profil, objectif, maturite):
    proposees = composer(etapes, profil, objectif, maturite)
    assert [e.temps for e in proposees] == sorted(e.temps for e in proposees)
    assert len({e.cle for e in proposees}) == len(proposees)
    assert set(proposees) <= set(etapes)
    assert min(1, len(etapes)) <= len(proposees) <= ETAPES_PROPOSEES


@given(ETAPES, REPONSE, REPONSE, REPONSE, st.randoms())
def test_proposal_ignores_the_order_of_the_steps(etapes, profil, objectif, maturite, hasard):
    uniques = list({etape.cle: etape for etape in etapes}.values())
    meles = hasard.sample(uniques, len(uniques))
    assert composer(meles, profil, objectif, maturite) == composer(uniques, profil, objectif, maturite)


def test_proposal_holds_only_what_suits_when_something_does():
    oui = Etape("oui", "T", "P", "/", 5, ("a",), ("b",), ("c",), temps=5)
    non = Etape("non", "T", "P", "/", 5, ("a",), ("b",), ("a",), temps=1)
    tous = Etape("tous", "T", "P", "/", 5, temps=2)
    assert composer([oui, non, tous], "a", "b", "c") == (tous, oui)
    assert composer([non], "a", "b", "c") == (non,)


def test_too_long_a_proposal_still_goes_to_its_end():
    etapes = [Etape(f"e{t}-{r}", "T", "P", "/", 5, temps=t, rang=r) for t in range(1, 6) for r in range(8)]
    gardees = composer(etapes, "", "", "")
    assert len(gardees) == ETAPES_PROPOSEES
    assert {etape.temps for etape in gardees} == {1, 2, 3, 4, 5}


def test_every_combination_of_the_real_corpus_leads_somewhere():
    parcours = lire(ParcoursDUsage, settings.CORPUS / "parcours-usage.yaml")
    etapes = [Etape(rang=rang, **etape.model_dump()) for rang, etape in enumerate(parcours.etapes)]
    axes = [
        [choix.cle for choix in axe] for axe in (parcours.profils, parcours.objectifs, parcours.maturites)
    ]
    for profil, objectif, maturite in product(*axes):
        proposees = composer(etapes, profil, objectif, maturite)
        assert 1 <= len(proposees) <= ETAPES_PROPOSEES
        assert all(
            profil in e.profils and objectif in e.objectifs and maturite in e.maturites for e in proposees
        )


@given(CLES, st.data(), st.integers(-9, 9))
def test_moving_keeps_every_step(cles, tirage, pas):
    cle = tirage.draw(st.sampled_from(cles or ("absente",)))
    deplacees = deplacer(cles, cle, pas)
    assert sorted(deplacees) == sorted(cles)
    assert retirer(deplacees, cle) == retirer(cles, cle)


def test_moving_by_one_and_out_of_bounds():
    assert deplacer(("a", "b", "c"), "b", -1) == ("b", "a", "c")
    assert deplacer(("a", "b", "c"), "b", 1) == ("a", "c", "b")
    assert deplacer(("a", "b"), "a", -1) == ("a", "b")
    assert deplacer(("a", "b"), "x", 1) == ("a", "b")


def test_adding_twice_or_one_too_many_changes_nothing():
    plein = tuple(f"e{rang}" for rang in range(ETAPES_MAX))
    assert ajouter(("a",), "b") == ("a", "b")
    assert ajouter(("a", "b"), "a") == ("a", "b")
    assert ajouter(plein, "b") == plein


@given(CLES, st.sampled_from(("", *MOTS)), st.text(max_size=200))
def test_address_says_the_whole_path(cles, profil, nom):
    selection = Selection(profil=profil, nom=nettoyer(nom), etapes=cles)
    lues = parse_qs(selection.requete, keep_blank_values=True)
    assert lire_cles(lues["etapes"]) == (cles, ())
    assert lues.get("profil", [""]) == [profil]
    assert lues.get("nom", [""]) == [selection.nom]


def test_keys_are_read_in_both_forms_and_the_rest_is_told_apart():
    assert lire_cles(["a,b", "c", "a", ""]) == (("a", "b", "c"), ())
    assert lire_cles(["a b,é-1,../x,\x00"]) == (("é-1",), ("a b", "../x", "\x00"))


@pytest.mark.parametrize(
    ("saisie", "propre"),
    [
        ("  Notre\n\tconseil  ", "Notre conseil"),
        ("a\x00b\u202ec\ud800d", "abcd"),
        ("x" * 500, "x" * 80),
        ("<b>", "<b>"),
        ("", ""),
    ],
)
def test_name_is_one_visible_line(saisie, propre):
    assert nettoyer(saisie) == propre


@pytest.mark.parametrize(
    ("minutes", "dite"), [(0, "0\u00a0min"), (45, "45\u00a0min"), (60, "1\u00a0h"), (125, "2\u00a0h\u00a005")]
)
def test_duration_is_said(minutes, dite):
    assert duree_dite(minutes) == dite
