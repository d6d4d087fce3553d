"""The real grid is whole, and a faulty one is refused with its file, its path and a French reason."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from contenus.corpus.fichiers import ErreurDeCorpus, lire, valider
from diagnostic.corpus import lire_dossier
from diagnostic.grille import DIMENSIONS, Grille
from tests.diagnostic.aides import lisible
from tests.diagnostic.grilles import COURTS, FICHIER, TOUS, breve, critere, donnees, grille_reelle

THEMES = "dimensions[0].themes[0]"
A1 = f"{THEMES}.criteres[0]"


def test_real_grid_has_its_dimensions_and_criteria() -> None:
    grille = grille_reelle()
    assert [d.cle for d in grille.dimensions] == list(DIMENSIONS)
    assert tuple(c.code for c in grille.criteres) == TOUS
    assert [len(d.criteres) for d in grille.dimensions] == [8, 8, 8, 8]
    assert {len(c.niveaux) for c in grille.criteres} == {4}


def test_real_grid_short_version_asks_three_criteria_a_dimension() -> None:
    grille = grille_reelle()
    assert tuple(c.code for c in grille.criteres_de(courte=True)) == COURTS
    assert [sum(c.courte for c in d.criteres) for d in grille.dimensions] == [3, 3, 3, 3]


def test_real_grid_says_where_everything_comes_from() -> None:
    grille = grille_reelle()
    blocs = [grille, *grille.dimensions, *grille.criteres]
    assert {bloc.statut for bloc in blocs} <= {"source", "proposition"}
    assert [bloc for bloc in [*blocs, *grille.impacts] if len(bloc.source) < 10] == []


def test_real_grid_is_typeset_in_french() -> None:
    textes = list(_textes(grille_reelle().model_dump()))
    assert [t for t in textes if "'" in t or '"' in t] == []
    sans_adresses = [re.sub(r"https?://\S+", "", t) for t in textes]
    assert [t for t in sans_adresses if re.search(r"\S[;:?!»](\s|$)", t)] == []


def test_real_grid_never_says_the_same_next_step_twice() -> None:
    suites = [n.suite for c in grille_reelle().criteres for n in c.niveaux]
    assert sorted(set(suites)) == sorted(suites)


def _textes(valeur: Any) -> Any:
    if isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, dict):
        for contenu in valeur.values():
            yield from _textes(contenu)
    elif isinstance(valeur, list | tuple):
        for contenu in valeur:
            yield from _textes(contenu)


def _premier(grille: dict[str, Any]) -> dict[str, Any]:
    return critere(grille, "A1")


ALTERATIONS: dict[str, tuple[Callable[[dict[str, Any]], Any], list[tuple[str, str]]]] = {
    "unknown dimension": (
        lambda g: g["dimensions"][1].update(cle="solidaire"),
        [
            (
                "dimensions[1].cle",
                "« solidaire » est inconnu ; attendu : 'socle', 'humain', 'financier' ou 'alliances'",
            )
        ],
    ),
    "dimensions in another order": (
        lambda g: g["dimensions"].insert(1, g["dimensions"].pop()),
        [
            (
                "dimensions",
                "attendu dans cet ordre : socle, humain, financier, alliances ; "
                "lu : socle, alliances, humain, financier",
            )
        ],
    ),
    "three dimensions": (
        lambda g: g["dimensions"].pop(),
        [("dimensions", "3 élément(s), il en faut au moins 4")],
    ),
    "socle as a pillar": (
        lambda g: g["dimensions"][0].update(pilier=True),
        [("dimensions[0].pilier", "seuls humain, financier et alliances sont des piliers")],
    ),
    "missing level": (
        lambda g: _premier(g)["niveaux"].pop(),
        [(f"{A1}.niveaux", "3 élément(s), il en faut au moins 4")],
    ),
    "fifth level": (
        lambda g: _premier(g)["niveaux"].append(_premier(g)["niveaux"][0]),
        [(f"{A1}.niveaux", "5 éléments, il en faut au plus 4")],
    ),
    "level without its next step": (
        lambda g: _premier(g)["niveaux"][2].pop("suite"),
        [(f"{A1}.niveaux[2].suite", "ce champ manque")],
    ),
    "duplicate code": (
        lambda g: critere(g, "A2").update(code="A1"),
        [
            (f"{THEMES}.criteres[1].code", f"le code A1 est déjà pris par {A1}.code"),
            ("critère A3.appuis", "le critère A2 n’existe pas dans cette grille"),
        ],
    ),
    "malformed code": (
        lambda g: _premier(g).update(code="a-1"),
        [(f"{A1}.code", "« a-1 » n’a pas la forme attendue (^[A-Z][0-9]{1,2}$)")],
    ),
    "duplicate theme key": (
        lambda g: g["dimensions"][3]["themes"][0].update(cle="projet"),
        [("themes", "la clé « projet » sert deux fois")],
    ),
    "unknown impact": (
        lambda g: _premier(g).update(impacts=["performance", "gloire"]),
        [
            (
                f"{A1}.impacts[1]",
                "« gloire » est inconnu ; attendu : 'performance', 'innovation' ou 'confiance'",
            )
        ],
    ),
    "impact described twice": (
        lambda g: g["impacts"][1].update(cle="performance"),
        [("impacts", "un impact est décrit deux fois")],
    ),
    "criterion without impact": (
        lambda g: _premier(g).update(impacts=[]),
        [(f"{A1}.impacts", "0 élément(s), il en faut au moins 1")],
    ),
    "unknown appui": (
        lambda g: _premier(g).update(appuis=["Z9"]),
        [("critère A1.appuis", "le critère Z9 n’existe pas dans cette grille")],
    ),
    "criterion leaning on itself": (
        lambda g: _premier(g).update(appuis=["A1"]),
        [("appuis", "des critères s’appuient en rond : A1 → A1")],
    ),
    "circle of appuis": (
        lambda g: _premier(g).update(appuis=["A6"]),
        [("appuis", "des critères s’appuient en rond : A1 → A4 → A6 → A1")],
    ),
    "missing source": (
        lambda g: _premier(g).pop("source"),
        [(f"{A1}.source", "ce champ manque")],
    ),
    "missing status": (
        lambda g: g["dimensions"][2].pop("statut"),
        [("dimensions[2].statut", "ce champ manque")],
    ),
    "extra field": (
        lambda g: _premier(g).update(poids=2),
        [(f"{A1}.poids", "ce champ est inconnu")],
    ),
    "empty text": (
        lambda g: _premier(g).update(question="   "),
        [(f"{A1}.question", "ce texte est vide")],
    ),
    "number for a text": (
        lambda g: _premier(g).update(titre=12),
        [(f"{A1}.titre", "un texte est attendu")],
    ),
    "text for a truth": (
        lambda g: _premier(g).update(courte="parfois"),
        [(f"{A1}.courte", "vrai ou faux est attendu (true, false)")],
    ),
    "text for a list": (
        lambda g: _premier(g).update(preuves="Un texte"),
        [(f"{A1}.preuves", "une liste est attendue")],
    ),
    "list for a block": (
        lambda g: g["dimensions"].__setitem__(0, []),
        [("dimensions[0]", "un ensemble de champs est attendu")],
    ),
    "version zero": (
        lambda g: g.update(version=0),
        [("version", "un nombre d’au moins 1 est attendu")],
    ),
    "half a version": (
        lambda g: g.update(version=1.5),
        [("version", "un nombre entier est attendu")],
    ),
    "replacing a newer grid": (
        lambda g: g.update(remplace=1),
        [("remplace", "la grille 1 ne peut remplacer que plus ancienne qu’elle")],
    ),
    "nothing short in a dimension": (
        lambda g: [c.update(courte=False) for t in g["dimensions"][0]["themes"] for c in t["criteres"]],
        [("dimensions[0]", "aucun critère dans la version courte")],
    ),
    "several faults": (
        lambda g: (g.pop("titre"), _premier(g).pop("source"), critere(g, "D8").update(statut="officiel")),
        [
            ("titre", "ce champ manque"),
            (f"{A1}.source", "ce champ manque"),
            (
                "dimensions[3].themes[2].criteres[2].statut",
                "« officiel » est inconnu ; attendu : 'source' ou 'proposition'",
            ),
        ],
    ),
}


@pytest.mark.parametrize("cas", ALTERATIONS)
def test_grid_refuses(cas: str) -> None:
    alterer, attendues = ALTERATIONS[cas]
    grille = donnees()
    alterer(grille)
    with pytest.raises(ErreurDeCorpus) as refus:
        valider(Grille, grille, fichier="grille-1.yaml")
    assert [(lieu, lisible(raison)) for lieu, raison in refus.value.fautes] == attendues
    lignes = [f"grille-1.yaml : {lieu} : {raison}" for lieu, raison in attendues]
    assert lisible(str(refus.value)) == "\n".join(lignes)


@pytest.mark.parametrize("racine", [None, [], "texte", 3])
def test_grid_refuses_a_file_that_is_no_grid(racine: Any) -> None:
    with pytest.raises(ErreurDeCorpus) as refus:
        valider(Grille, racine, fichier="grille-1.yaml")
    assert refus.value.fautes == [("(racine)", "un ensemble de champs est attendu")]


FICHIERS: dict[str, tuple[bytes, tuple[str, str]]] = {
    "duplicate key": (
        b"version: 1\ntitre: Un\ntitre: Deux\n",
        ("ligne 3", "la clé « titre » est écrite deux fois"),
    ),
    "invalid YAML": (
        b"version: 1\ntitre: [ouvert\nstatut: source\n",
        ("ligne 3", "YAML illisible (expected ',' or ']', but got ':')"),
    ),
    "not UTF-8": (
        "version: 1\ntitre: équilibre\n".encode("latin-1"),
        ("(fichier)", "ce fichier n’est pas écrit en UTF-8 (octet 18)"),
    ),
    "control character": (
        b"version: 1\ntitre: a\x07b\n",
        ("(fichier)", "YAML illisible (caractère interdit : U+0007)"),
    ),
    "impossible date": (
        b"version: 1\ntitre: 2024-02-31\n",
        ("(fichier)", "YAML illisible (day is out of range for month)"),
    ),
    "unknown tag": (
        b"version: !!python/object:os.system 1\n",
        (
            "ligne 1",
            "YAML illisible (could not determine a constructor for the tag "
            "'tag:yaml.org,2002:python/object:os.system')",
        ),
    ),
    "empty": (b"", ("(racine)", "un ensemble de champs est attendu")),
}


@pytest.mark.parametrize("cas", FICHIERS)
def test_file_refuses(cas: str, tmp_path: Path) -> None:
    contenu, attendue = FICHIERS[cas]
    fichier = tmp_path / "grille-1.yaml"
    fichier.write_bytes(contenu)
    with pytest.raises(ErreurDeCorpus) as refus:
        lire(Grille, fichier)
    [(lieu, raison)] = refus.value.fautes
    assert (refus.value.fichier, lieu, lisible(raison)) == ("grille-1.yaml", *attendue)


def test_folder_refuses_a_name_that_is_not_the_version(tmp_path: Path) -> None:
    (tmp_path / "grille-7.yaml").write_bytes(FICHIER.read_bytes())
    with pytest.raises(ErreurDeCorpus) as refus:
        lire_dossier(tmp_path)
    assert lisible(str(refus.value)) == (
        "grille-7.yaml : version : le fichier de la version 1 doit s’appeler grille-1.yaml"
    )


def test_folder_refuses_to_replace_an_unknown_grid(tmp_path: Path) -> None:
    with (tmp_path / "grille-2.yaml").open("w", encoding="utf-8") as fichier:
        YAML(typ="safe").dump(breve(version=2), fichier)
    with pytest.raises(ErreurDeCorpus) as refus:
        lire_dossier(tmp_path)
    assert lisible(str(refus.value)) == "grille-2.yaml : remplace : la grille 1 n’existe pas"


SCALAIRES = st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.text(max_size=5)
VALEURS = SCALAIRES | st.lists(SCALAIRES, max_size=3) | st.dictionaries(st.text(max_size=4), SCALAIRES)


def _lieux(valeur: Any, chemin: tuple[Any, ...] = ()) -> Any:
    if chemin:
        yield chemin
    couples = valeur.items() if isinstance(valeur, dict) else enumerate(valeur)
    for cle, contenu in couples:
        if isinstance(contenu, dict | list):
            yield from _lieux(contenu, (*chemin, cle))
        else:
            yield (*chemin, cle)


@given(st.sampled_from(list(_lieux(donnees()))), VALEURS)
def test_grid_refuses_anything_in_french(chemin: tuple[Any, ...], valeur: Any) -> None:
    """Whatever is put anywhere, the grid is accepted or refused in French, never broken."""
    grille = donnees()
    bloc = grille
    for pas in chemin[:-1]:
        bloc = bloc[pas]
    bloc[chemin[-1]] = valeur
    try:
        fautes = [("", "")] if valider(Grille, grille, fichier="g.yaml") else []
    except ErreurDeCorpus as refus:
        fautes = refus.fautes
    assert [faute for faute in fautes if re.search("Input|should|valid|must", faute[1])] == []
    assert fautes != []
