"""Read the whole editorial corpus and check its parts together: keys, links, lists. No Django here."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from contenus.corpus.fichiers import ErreurDeCorpus, Modele, lire
from contenus.corpus.schema import (
    Actualite,
    Article,
    FichierDActualites,
    FichierDeKits,
    FichierDeNomenclature,
    FichierDeRessources,
    FichierDeRubrique,
    FichierDeSerie,
    Kit,
    Morceau,
    ParcoursDUsage,
    Ressource,
)

RUBRIQUES = ("comprendre", "s-informer", "se-former", "agir", "accompagner")
"""The five doors, in the order of the platform (rapport intermédiaire, 18 January 2024)."""
_LIEN = re.compile(r"page:([a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that the files hold, in reading order."""

    rubriques: tuple[FichierDeRubrique, ...]
    ressources: tuple[Ressource, ...]
    actualites: tuple[Actualite, ...]
    kits: tuple[Kit, ...]
    nomenclatures: tuple[FichierDeNomenclature, ...]
    series: tuple[FichierDeSerie, ...]
    parcours: ParcoursDUsage

    @property
    def pages(self) -> Iterator[Article | Ressource | Actualite | Kit]:
        """Every page that a `page:` link may name, doors aside."""
        for fichier in self.rubriques:
            yield from fichier.pages
        yield from self.ressources
        yield from self.actualites
        yield from self.kits


def lire_corpus(dossier: Path, *, ailleurs: Collection[str] = ()) -> Corpus:
    """Read and check `corpus/`; `ailleurs`: keys of pages that other loaders fill, which links may name.

    Raises:
        ErreurDeCorpus: the faults of the first unreadable file, or all those between files.
    """
    nomenclatures = _tous(FichierDeNomenclature, dossier / "nomenclatures")
    rubriques = tuple(lire(FichierDeRubrique, dossier / "rubriques" / f"{cle}.yaml") for cle in RUBRIQUES)
    corpus = Corpus(
        rubriques=rubriques,
        ressources=tuple(r for f in _tous(FichierDeRessources, dossier / "ressources") for r in f.ressources),
        actualites=tuple(a for f in _tous(FichierDActualites, dossier / "actualites") for a in f.actualites),
        kits=tuple(k for f in _tous(FichierDeKits, dossier / "kits") for k in f.kits),
        nomenclatures=nomenclatures,
        series=_tous(FichierDeSerie, dossier / "series"),
        parcours=lire(ParcoursDUsage, dossier / "parcours-usage.yaml"),
    )
    if fautes := [*_fautes_de_cles(corpus, ailleurs), *_fautes_de_liens(corpus, ailleurs)]:
        raise ErreurDeCorpus("corpus", fautes)
    return corpus


def _tous(modele: type[Modele], dossier: Path) -> tuple[Modele, ...]:
    return tuple(lire(modele, fichier) for fichier in sorted(dossier.glob("*.yaml")))


def _fautes_de_cles(corpus: Corpus, ailleurs: Collection[str]) -> Iterator[tuple[str, str]]:
    vues: set[str] = {*RUBRIQUES, *ailleurs}
    for page in corpus.pages:
        if page.cle in vues:
            yield page.cle, "cette clé est écrite deux fois : une adresse n’ouvre qu’une page"
        vues.add(page.cle)
    listes: set[str] = set()
    for fichier in corpus.nomenclatures:
        tete = fichier.nomenclature
        if tete.cle in listes:
            yield f"liste {tete.cle}", "cette clé est écrite deux fois"
        listes.add(tete.cle)
        codes = [terme.code for terme in fichier.termes]
        for code in sorted({c for c in codes if codes.count(c) > 1}):
            yield f"liste {tete.cle}, {code}", "ce code est écrit deux fois"
    for serie in corpus.series:
        rangs = [message.rang for message in serie.messages]
        if rangs != list(range(1, len(rangs) + 1)):
            yield f"série {serie.serie.cle}", f"les rangs ne se suivent pas de 1 à {len(rangs)}"


def _fautes_de_liens(corpus: Corpus, ailleurs: Collection[str]) -> Iterator[tuple[str, str]]:
    connues = {*RUBRIQUES, *ailleurs, *(page.cle for page in corpus.pages)}
    for lieu, texte in _textes(corpus):
        for cle in sorted(liens_de([texte]) - connues):
            yield lieu, f"le lien page:{cle} ne mène à aucune page du corpus"
    listes = {fichier.nomenclature.cle for fichier in corpus.nomenclatures}
    for fichier in corpus.rubriques:
        for article in fichier.pages:
            for morceau in article.corps:
                if morceau.liste and morceau.liste not in listes:
                    yield article.cle, f"la liste « {morceau.liste} » n’existe pas"


def _textes(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Every text that may hold a link, with the place it is in."""
    for fichier in corpus.rubriques:
        yield fichier.rubrique.cle, fichier.rubrique.introduction
        for article in fichier.pages:
            yield from ((article.cle, texte) for morceau in article.corps for texte in _morceaux(morceau))
    yield from ((ressource.cle, ressource.corps) for ressource in corpus.ressources)
    yield from ((actualite.cle, actualite.corps) for actualite in corpus.actualites)
    for kit in corpus.kits:
        yield kit.cle, kit.introduction
        yield from ((kit.cle, f"page:{cle}") for cle in kit.pages)
    for liste in corpus.nomenclatures:
        yield liste.nomenclature.cle, liste.nomenclature.description
        yield from ((f"{liste.nomenclature.cle}, {t.code}", t.description) for t in liste.termes)
    for serie in corpus.series:
        yield serie.serie.cle, serie.serie.description
        yield from ((f"{serie.serie.cle}, {m.rang}", m.texte) for m in serie.messages)
    yield from ((f"parcours, {e.cle}", e.adresse) for e in corpus.parcours.etapes)


def liens_de(textes: Iterable[str]) -> set[str]:
    """The keys of the pages that texts of the corpus lead to."""
    return {cle for texte in textes for cle in _LIEN.findall(texte)}


def _morceaux(morceau: Morceau) -> Iterator[str]:
    valeur = morceau.valeur
    if isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, BaseModel):
        yield from (v for v in valeur.model_dump().values() if isinstance(v, str))
