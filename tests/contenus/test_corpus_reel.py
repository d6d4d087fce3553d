"""What the portal really says: everything the sources hold has its place, and says where it comes from."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.conf import settings
from pydantic import BaseModel

from contenus.corpus.ailleurs import plants
from contenus.corpus.lecture import RUBRIQUES, Corpus, lire_corpus

REPERE = re.compile(r"\bS[0-4]\b|\bl\. ?\d|content\.md")
"""What only maintainers understand."""


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return lire_corpus(settings.CORPUS, ailleurs={plant.cle for plant in plants(settings.CORPUS)})


def test_lists_hold_what_the_sources_hold(corpus: Corpus) -> None:
    comptes = {f.nomenclature.cle: len(f.termes) for f in corpus.nomenclatures}
    assert comptes == {
        "piliers": 3,
        "impacts": 3,
        "usages": 3,
        "cibles": 3,
        "modeles-ecosysteme": 7,
        "modeles-ressources": 6,
        "matrice-des-trajectoires": 9,
        "types-partenariat": 4,
        "situations-professionnelles": 8,
        "mesures-ministerielles": 21,
        "odd": 17,
        "domaines-fragilites": 16,
        "regions": 13,
        "profils-acteurs": 10,
        "approches-evaluation": 7,
        "objets-evaluation": 3,
        "familles-ressources-medoc": 5,
        "communautes-de-pairs": 13,
        "catalyseurs-territoriaux": 6,
        "etapes-partenariat": 7,
    }


def test_list_that_lacks_something_says_so(corpus: Corpus) -> None:
    manques = {f.nomenclature.cle for f in corpus.nomenclatures if f.nomenclature.incomplete}
    attendus = ("modeles-ressources", "domaines-fragilites", "profils-acteurs", "mesures-ministerielles")
    assert manques.issuperset(attendus)


def test_reconstructed_lists_are_propositions(corpus: Corpus) -> None:
    statuts = {f.nomenclature.cle: Counter(t.statut for t in f.termes) for f in corpus.nomenclatures}
    assert statuts["profils-acteurs"] == {"proposition": 10}
    assert statuts["etapes-partenariat"] == {"proposition": 7}
    assert statuts["domaines-fragilites"] == {"source": 10, "proposition": 6}


def test_matrix_sums_to_a_hundred_by_row_and_by_column(corpus: Corpus) -> None:
    cases = next(f.termes for f in corpus.nomenclatures if f.nomenclature.cle == "matrice-des-trajectoires")
    for axe in ("ligne", "colonne"):
        sommes: Counter[str] = Counter()
        for case in cases:
            sommes[str(case.donnees[axe])] += int(case.donnees["part"])
        assert list(sommes.values()) == [100, 100, 100]


def test_two_series_of_rates_are_never_in_one_table(corpus: Corpus) -> None:
    page = next(p for f in corpus.rubriques for p in f.pages if p.cle == "types-de-partenariats")
    tableaux = [m.tableau for m in page.corps if m.tableau]
    entreprises = [t for t in tableaux if any("54" in case for ligne in t.lignes for case in ligne)]
    associations = [t for t in tableaux if any("67" in case for ligne in t.lignes for case in ligne)]
    assert (len(entreprises), len(associations)) == (1, 1)
    assert entreprises != associations


def test_five_doors_hold_their_pages(corpus: Corpus) -> None:
    assert {f.rubrique.cle: len(f.pages) for f in corpus.rubriques} == dict(
        zip(RUBRIQUES, (7, 5, 5, 5, 7), strict=True)
    )


@pytest.mark.parametrize(
    "nomme",
    [
        "YES", "MOOC", "Fonds ODD 17", "Jeudis de l’ODD 17", "Charte", "JURIS", "32", "catalyseurs",
        "Observatoire des partenariats", "Fondation des Territoires", "DLA", "IMPACT-Alliances",
    ],
)  # fmt: skip
def test_system_named_by_the_sources_has_its_place(corpus: Corpus, nomme: str) -> None:
    titres = [page.titre + page.resume for page in corpus.pages]
    assert [titre for titre in titres if nomme.lower() in titre.lower()] != []


def _provenances(objet: object, lieu: str = "corpus") -> Iterator[tuple[str, str, str]]:
    """Place, status and source of every row that has a status, at any depth."""
    if isinstance(objet, BaseModel):
        champs = {nom: getattr(objet, nom) for nom in type(objet).model_fields}
        nom = f"{lieu} > {champs.get('cle') or champs.get('code') or champs.get('titre')}"
        if "statut" in champs:
            yield nom, champs["statut"], champs["source"]
        for valeur in champs.values():
            yield from _provenances(valeur, nom)
    elif isinstance(objet, tuple):
        for element in objet:
            yield from _provenances(element, lieu)


def _toutes(corpus: Corpus) -> list[tuple[str, str, str]]:
    return [ligne for nom in Corpus.__slots__ for ligne in _provenances(getattr(corpus, nom))]


def test_every_row_says_where_it_comes_from(corpus: Corpus) -> None:
    lignes = _toutes(corpus)
    assert len(lignes) > 450
    assert [lieu for lieu, _, source in lignes if len(source) < 12] == []


def test_visitor_never_reads_a_maintainer_s_mark(corpus: Corpus) -> None:
    assert [lieu for lieu, _, source in _toutes(corpus) if REPERE.search(source)] == []


def test_french_typography_holds(corpus: Corpus) -> None:
    apostrophe, avant, apres = r"[a-zà-ÿ]'[a-zà-ÿ]", r"[^\u00a0\u202f][;!?»](?!\w)", r"«(?![\u00a0\u202f])"
    fautes = re.compile(f"{apostrophe}|{avant}|{apres}")
    textes = [str(page.model_dump(exclude={"adresse", "corps"})["resume"]) for page in corpus.pages]
    assert [texte for texte in textes if fautes.search(texte)] == []


def test_kits_bring_published_pages_together(corpus: Corpus) -> None:
    assert {kit.cle: len(kit.pages) for kit in corpus.kits} == {
        "preparer-un-debat-au-conseil": 5,
        "choisir-sa-trajectoire": 5,
        "faire-alliance-sans-se-perdre": 5,
    }


def test_series_has_twenty_one_days(corpus: Corpus) -> None:
    assert [len(serie.messages) for serie in corpus.series] == [21]
    assert {message.statut for serie in corpus.series for message in serie.messages} == {"proposition"}
