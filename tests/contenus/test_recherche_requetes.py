"""The pure parts of the search: what was typed, what is marked, what is counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contenus import extraits, facettes, requetes
from contenus.extraits import Morceau
from contenus.facettes import Casier, Choix, Facette
from contenus.requetes import LONGUEUR_MAX, UNITES_MAX, Unite


@pytest.mark.parametrize(
    ("saisie", "propre"),
    [
        ("  deux\t\nmots ", "deux mots"),
        ("nul\0caché", "nul caché"),
        ("e\u0301te\u0301", "été"),
        ("«\u00a0intérêt général\u00a0»", '"intérêt général"'),
        ("“exact”", '"exact"'),
        ("\ud800", ""),
    ],
)
def test_typed_text_is_cleaned(saisie, propre):
    assert requetes.nettoyer(saisie) == propre


def test_long_text_is_cut_between_words():
    coupe = requetes.couper("alliance " * 2_000)
    assert (len(coupe) <= LONGUEUR_MAX, coupe.endswith("alliance")) == (True, True)
    assert requetes.couper("x" * 10_000) == "x" * LONGUEUR_MAX


@pytest.mark.parametrize(
    ("texte", "unites"),
    [
        ("les alliances", (Unite("alliances"),)),
        ("l’intérêt d'agir", (Unite("l"), Unite("intérêt"), Unite("d"), Unite("agir"))),
        ("socio-économique", (Unite("socio"), Unite("économique"))),
        ("-co-construction", (Unite("co construction", exclu=True, exacte=True),)),
        ('"fonds de dotation" -loi', (Unite("fonds de dotation", exacte=True), Unite("loi", exclu=True))),
        ('"seul', (Unite("seul"),)),
        ("a - b", (Unite("b"),)),
        ("mot mot", (Unite("mot"),)),
        ("' -- ; %", ()),
    ],
)
def test_text_is_cut_into_units(texte, unites):
    assert requetes.unites(texte) == unites


@given(st.text(max_size=400))
def test_any_text_gives_a_bounded_number_of_units(texte):
    unites = requetes.unites(requetes.couper(requetes.nettoyer(texte)))
    assert len(unites) <= UNITES_MAX
    assert "\0" not in "".join(unite.texte for unite in unites)


@pytest.mark.parametrize(
    ("un", "autre", "ecart"),
    [("benevole", "benevole", 0), ("benvole", "benevole", 1), ("benveole", "benevole", 1), ("", "abc", 3)],
)
def test_distance_counts_wrong_letters(un, autre, ecart):
    assert requetes.distance(un, autre) == requetes.distance(autre, un) == ecart


@pytest.mark.parametrize("faute", ["benevlat", "benevolta", "bennevolat", "benevolqt", "enevolat"])
def test_word_with_a_typo_shares_a_key_with_the_right_one(faute):
    assert requetes.cles_de(faute) & requetes.cles_de("benevolat")
    assert requetes.le_plus_proche(faute, [("benevolat", "bénévolat", 3)]) == "bénévolat"


def test_nearest_word_is_the_most_frequent_of_equals():
    candidats = [("fonts", "fonts", 1), ("fonds", "fonds", 40), ("ponds", "ponds", 90)]
    assert requetes.le_plus_proche("fondt", candidats) == "fonds"
    assert requetes.le_plus_proche("or", [("ar", "ar", 1)]) == ""


@pytest.mark.parametrize(
    ("texte", "terme"),
    [
        ("Bénévolat  des ÉLUS", "benevolat des elus"),
        ("marie@exemple.fr", ""),
        ("06 12 34 56 78", ""),
        ("budget 2024", "budget 2024"),
        ("mot " * 9, ""),
        ("x" * 81, ""),
        ("!?", ""),
    ],
)
def test_vain_search_is_remembered_plain_or_not_at_all(texte, terme):
    assert requetes.terme_a_noter(texte) == terme


def test_passage_shows_the_richest_stretch_and_marks_whole_words():
    texte = "Début sans rapport. " * 30 + "Le bénévolat et l’engagement des bénévoles." + " Suite." * 60
    cherche = extraits.motif(["benevol", "benevolat", "engag"])
    assert cherche is not None
    trouves = extraits.candidats([texte], cherche)
    assert trouves == {"bénévolat", "bénévoles", "engagement"}
    extrait = extraits.passage(texte, cherche, trouves)
    assert [m.texte for m in extrait if m.trouve] == ["bénévolat", "engagement", "bénévoles"]
    assert (extrait[0].texte, extrait[-1].texte) == ("… ", " …")
    assert sum(len(m.texte) for m in extrait) <= extraits.LARGEUR + 4


def test_ligature_is_marked_as_two_letters():
    cherche = extraits.motif(["oeuvr"])
    assert extraits.decouper("Une œuvre.", cherche, {"œuvre"}) == (
        Morceau("Une "),
        Morceau("œuvre", trouve=True),
        Morceau("."),
    )


def test_text_without_the_words_gives_its_beginning():
    assert extraits.passage("Rien ici.", extraits.motif(["ailleur"]), {"ailleurs"}) == ()
    assert extraits.commencement("Rien ici.") == (Morceau("Rien ici."),)
    assert extraits.commencement("mot " * 200)[0].texte.endswith("mot …")
    assert extraits.commencement("") == ()


CASIERS = [
    Casier(1, (("page",), ("agir",), ("humain",), ()), 3),
    Casier(2, (("page",), ("se-former",), ("humain", "financier"), ("equipe",)), 2),
    Casier(3, (("ressource",), (), (), ()), 4),
]
GENRES = {"genre": ("Genre", {"page": "Pages", "ressource": "Ressources", "kit": "Kits"})}


def test_facet_counts_keep_the_other_choices_and_drop_their_own():
    assert facettes.compter(CASIERS, {}, "pilier") == {"humain": 5, "financier": 2}
    assert facettes.compter(CASIERS, {"genre": "page"}, "genre") == {"page": 5, "ressource": 4}
    assert facettes.compter(CASIERS, {"pilier": "financier"}, "genre") == {"page": 2}
    assert facettes.retenus(CASIERS, {"genre": "page", "pilier": "financier"}) == [CASIERS[1]]


def test_facet_offers_only_what_narrows_and_what_may_be_dropped():
    pages, ressources = Choix("page", "Pages", 5, False), Choix("ressource", "Ressources", 4, False)
    assert facettes.dresser(CASIERS, {}, GENRES) == (Facette("genre", "Genre", (pages, ressources)),)
    assert facettes.dresser(CASIERS[:2], {}, GENRES) == ()
    (seule,) = facettes.dresser(CASIERS[:2], {"genre": "kit"}, GENRES)
    assert seule.choix == (pages, Choix("kit", "Kits", 0, True))
