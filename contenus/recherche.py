"""One box over everything public: a few queries, whatever is asked. Reads, and never writes.

Counting documents by shelf gives the total and every facet at once; at most `RANGS_MAX` documents
are ranked, those whose title holds the words first. A request without answer is tried again with
the nearest known words.
"""

import re
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection, transaction
from django.db.models import Count, F, QuerySet, Value

from contenus import extraits, facettes, index, mots, requetes
from contenus.champs import Pilier, Public
from contenus.facettes import Casier, Facette
from contenus.models import DocumentPublic, Rayon, RubriquePage

PAR_PAGE, RANGS_MAX, LUS_MAX = 10, 300, 1_000
PEU, BIEN_PLUS = 3, 10
"""Under so many answers another spelling is proposed, when it is so many times more frequent."""
COURANT, MEMOIRE_S, SUS_MAX = 5_000, 120, 256
"""Counts above the first are remembered by the process: so many seconds, so many of them. Answers never."""
VALEUR_MAX, PAGE_MAX, MOT_MIN = 30, 99_999, 3
_comptes_sus: dict[str, tuple[float, dict[int, int]]] = {}
_POIDS = [0.1, 0.2, 0.4, 1.0]
_SUITE = re.compile(r"<(?:-|\d+)>")
_LEXEME = re.compile(r"'((?:[^']|'')+)'")


@dataclass(frozen=True, slots=True)
class Demande:
    """What is asked: a clean text and one value at most of each facet."""

    texte: str
    coupee: bool = False
    choix: Mapping[str, str] = field(default_factory=dict)
    page: int = 1


@dataclass(frozen=True, slots=True)
class Reponse:
    """A document found; title and excerpt in pieces, the words found apart, nothing escaped."""

    titre: extraits.Extrait
    extrait: extraits.Extrait
    adresse: str
    genre: str
    rubrique: str


@dataclass(frozen=True, slots=True)
class Resultats:
    """What a page of results shows. `ailleurs`: how many answers without the chosen facets.

    `partiel`: the counts are a minimum, not every document was read.
    """

    demande: Demande
    total: int = 0
    partiel: bool = False
    ailleurs: int = 0
    reponses: tuple[Reponse, ...] = ()
    facettes: tuple[Facette, ...] = ()
    pages: int = 0
    corrigee: str = ""
    suggestion: str = ""
    seuls: tuple[str, ...] = ()
    sans_mot: bool = False

    @property
    def vaine(self) -> bool:
        """True when words were searched for and nothing public holds them, however spelt."""
        return bool(self.demande.texte) and not self.ailleurs and not self.sans_mot

    @property
    def au_dela(self) -> bool:
        """True when there are more answers than are ranked."""
        return self.total > RANGS_MAX


class _Requete(SearchQuery):
    """A request already written for PostgreSQL: Django must not parse it again."""

    def as_sql(self, *args: Any, **options: Any) -> Any:
        """Return the request as a constant, which the planner can weigh."""
        return "%s::tsquery", [self.get_source_expressions()[0].value]


@dataclass(frozen=True, slots=True)
class _Compilee:
    """A request in PostgreSQL's words, and the stems to mark in what it finds.

    `large`: the same where words may come in any order, when the order of some was asked.
    """

    requete: str = ""
    racines: tuple[str, ...] = ()
    large: str = ""


@dataclass(frozen=True, slots=True)
class _Trouves:
    """What a request finds, counted by shelf; `documents` (key, shelf) where each had to be read."""

    compilee: _Compilee
    casiers: list[Casier]
    documents: tuple[tuple[int, int], ...] | None = None
    partiel: bool = False


def lire_demande(recu: Mapping[str, str]) -> Demande:
    """Read an address: `q`, one value a facet, `page`. What cannot be understood is left out."""
    texte = requetes.nettoyer(recu.get("q", "")[: 20 * requetes.LONGUEUR_MAX])
    coupe = requetes.couper(texte)
    page = recu.get("page", "")
    return Demande(
        texte=coupe,
        coupee=coupe != texte,
        choix={
            nom: valeur
            for nom in facettes.NOMS
            if (valeur := recu.get(nom, "")) and len(valeur) <= VALEUR_MAX
        },
        page=min(int(page), PAGE_MAX) if page.isdecimal() and len(page) <= VALEUR_MAX else 1,
    )


def chercher(demande: Demande) -> Resultats:
    """Return the page of results that is asked for; the same demand gives the same page."""
    if not demande.texte:
        return Resultats(demande)
    with _lecture():
        compilee = _compiler(requetes.unites(demande.texte))
        if not compilee.requete:
            return Resultats(demande, sans_mot=True)
        trouves = _trouver(compilee)
        if trouves.casiers:
            resultats = _repondre(demande, trouves)
            if resultats.ailleurs < PEU:
                return replace(resultats, suggestion=_suggerer(demande))
            return resultats
        return _tenter_autrement(demande)


@contextmanager
def _lecture() -> Iterator[None]:
    """Keep the planner from reading every vector (their size is out of its sight), and bound the time."""
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL jit = off;"
            " SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL statement_timeout = '3s'"
        )
        yield


def _compiler(unites: Collection[requetes.Unite]) -> _Compilee:
    """Write the request: every unit must be there, stemmed one way or the other.

    A unit made of words that every text holds is dropped, unless nothing else is asked.
    """
    if not any(not unite.exclu for unite in unites):
        return _Compilee()
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT phraseto_tsquery('pg_catalog.french', recherche_mots(mot))::text,"
            " recherche_requete(mot)::text"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS saisie(mot, rang) ORDER BY rang",
            [[unite.texte for unite in unites]],
        )
        lus = list(zip(unites, curseur.fetchall(), strict=True))
    voulus = [complete for unite, (directe, complete) in lus if directe and not unite.exclu]
    voulus = voulus or [complete for unite, (_, complete) in lus if complete and not unite.exclu]
    if not voulus:
        return _Compilee()
    exclus = [f"!({complete})" for unite, (directe, complete) in lus if directe and unite.exclu]
    requete = " & ".join([*(f"({mot})" for mot in voulus), *exclus])
    racines = dict.fromkeys(lexeme.replace("''", "'") for mot in voulus for lexeme in _LEXEME.findall(mot))
    ordonnee = "<" in requete
    large = [_SUITE.sub("&", mot) for mot in requete.split(" & ") if not (mot[0] == "!" and "<" in mot)]
    return _Compilee(requete, tuple(racines), " & ".join(large) if ordonnee else "")


def _trouver(compilee: _Compilee) -> _Trouves:
    """Count what is found, shelf by shelf.

    The index ignores the order of words: where it matters each document has to be read, at most
    `LUS_MAX` of them, those whose title answers first.
    """
    if not compilee.large:
        return _Trouves(compilee, _casiers(_compter(compilee.requete)))
    titres = DocumentPublic.objects.filter(vecteur_titre=_Requete(compilee.requete)).order_by()
    a_lire = [*titres.values_list("pk", flat=True)[:RANGS_MAX]]
    a_lire += _qui_ont(compilee.large).values_list("pk", flat=True)[:LUS_MAX]
    lus = _qui_ont(compilee.requete).filter(pk__in=a_lire).values_list("pk", "rayon_id")
    rangs = {pk: rang for rang, pk in reversed([*enumerate(a_lire)])}
    documents = tuple(sorted(lus, key=lambda document: rangs[document[0]]))
    casiers = _casiers(Counter(rayon for _, rayon in documents))
    return _Trouves(compilee, casiers, documents, partiel=len(a_lire) >= LUS_MAX)


def _compter(requete: str) -> dict[int, int]:
    """Count by shelf. What tens of thousands of documents hold is counted every `MEMOIRE_S` seconds only."""
    su = _comptes_sus.get(requete)
    if su is not None and su[0] > time.monotonic():
        return su[1]
    nombres = dict(_qui_ont(requete).values_list("rayon_id").annotate(nombre=Count("*")))
    if sum(nombres.values()) > COURANT:
        if len(_comptes_sus) >= SUS_MAX:
            _comptes_sus.clear()
        _comptes_sus[requete] = (time.monotonic() + MEMOIRE_S, nombres)
    return nombres


def _qui_ont(requete: str) -> QuerySet[DocumentPublic]:
    return DocumentPublic.objects.filter(vecteur=_Requete(requete)).order_by()


def _casiers(nombres: Mapping[int, int]) -> list[Casier]:
    """Put names on shelves: there are few, all are read at once."""
    if not nombres:
        return []
    rayons = Rayon.objects.values_list("pk", "genre", "rubrique", "piliers", "publics")
    return [
        Casier(pk, ((genre,), (rubrique,) if rubrique else (), tuple(piliers), tuple(publics)), nombres[pk])
        for pk, genre, rubrique, piliers, publics in rayons
        if pk in nombres
    ]


def _repondre(demande: Demande, trouves: _Trouves) -> Resultats:
    retenus = facettes.retenus(trouves.casiers, demande.choix)
    total = sum(casier.nombre for casier in retenus)
    pages = -(-min(total, RANGS_MAX) // PAR_PAGE)
    page = max(1, min(demande.page, pages))
    vocabulaires = {
        "genre": ("Genre", index.genres()),
        "rubrique": (
            "Porte",
            dict(RubriquePage.objects.live().order_by("path").values_list("slug", "title")),
        ),
        "pilier": ("Pilier", dict(Pilier.choices)),
        "public": ("Pour qui", dict(Public.choices)),
    }
    rayons = {casier.rayon for casier in retenus}
    documents = _classer(trouves, rayons, total=total, debut=(page - 1) * PAR_PAGE) if total else []
    return Resultats(
        replace(demande, page=page),
        total=total,
        partiel=trouves.partiel,
        ailleurs=sum(casier.nombre for casier in trouves.casiers),
        reponses=_montrer(documents, trouves.compilee, vocabulaires["genre"][1], vocabulaires["rubrique"][1]),
        facettes=facettes.dresser(trouves.casiers, demande.choix, vocabulaires),
        pages=pages,
    )


def _classer(trouves: _Trouves, rayons: set[int], *, total: int, debut: int) -> list[DocumentPublic]:
    """Return one page of documents, the best first.

    At most `RANGS_MAX` of them are weighed: titles that hold the words, then others.
    """
    requete = trouves.compilee.requete
    if trouves.documents is not None:
        retenus = [pk for pk, rayon in trouves.documents if rayon in rayons][:RANGS_MAX]
        a_classer = DocumentPublic.objects.filter(pk__in=retenus)
    else:
        a_classer = _qui_ont(requete)
        titres = DocumentPublic.objects.filter(vecteur_titre=_Requete(requete)).order_by()
        if len(rayons) < len(trouves.casiers):
            a_classer, titres = a_classer.filter(rayon__in=rayons), titres.filter(rayon__in=rayons)
        if total > RANGS_MAX:
            places = titres.values("pk")[:RANGS_MAX].union(a_classer.values("pk")[:RANGS_MAX], all=True)
            a_classer = DocumentPublic.objects.filter(pk__in=places[:RANGS_MAX])
    note = SearchRank(F("vecteur"), _Requete(requete), weights=_POIDS, normalization=Value(1))
    classes = a_classer.annotate(note=note).select_related("rayon").defer("vecteur", "vecteur_titre")
    return list(classes.order_by("-note", "pk")[debut : debut + PAR_PAGE])


def _montrer(
    documents: list[DocumentPublic],
    compilee: _Compilee,
    genres: Mapping[str, str],
    rubriques: Mapping[str, str],
) -> tuple[Reponse, ...]:
    """Mark the words found in titles, and in the passage that holds most of them."""
    cherche = extraits.motif(compilee.racines)
    parties = [texte for d in documents for texte in (d.titre, d.resume, d.texte)]
    trouves = _qui_repondent(extraits.candidats(parties, cherche), compilee.racines) if cherche else set()
    return tuple(
        Reponse(
            titre=extraits.decouper(document.titre, cherche, trouves),
            extrait=extraits.passage(document.texte, cherche, trouves)
            or extraits.decouper(document.resume, cherche, trouves)
            or extraits.commencement(document.texte),
            adresse=document.adresse,
            genre=genres.get(document.rayon.genre, document.rayon.genre),
            rubrique=rubriques.get(document.rayon.rubrique, ""),
        )
        for document in documents
    )


def _qui_repondent(ecrits: Collection[str], racines: Collection[str]) -> set[str]:
    """Return which of these written words have one of these stems: PostgreSQL decides, as it did to find."""
    if not ecrits:
        return set()
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT mot FROM unnest(%s::text[]) AS ecrits(mot)"
            " WHERE tsvector_to_array(recherche_vecteur(mot)) && %s::text[]",
            [list(ecrits), list(racines)],
        )
        return {mot for (mot,) in curseur.fetchall()}


def _tenter_autrement(demande: Demande) -> Resultats:
    """Nothing was found: try the nearest known words; else say which words alone would find something."""
    saisis = _mots_voulus(demande)
    trouvables = _trouvables(saisis)
    corrections = mots.corriger([mot for mot in saisis if mot not in trouvables])
    if corrections:
        corrigee = requetes.remplacer(demande.texte, corrections)
        trouves = _trouver(_compiler(requetes.unites(corrigee)))
        if trouves.casiers:
            return replace(_repondre(demande, trouves), corrigee=corrigee)
    seuls = [saisis[mot] for mot in saisis if mot in trouvables] + list(corrections.values())
    return Resultats(demande, seuls=tuple(dict.fromkeys(seuls)))


def _mots_voulus(demande: Demande) -> dict[str, str]:
    """Return the words asked for, without accents and as typed; neither tiny nor excluded ones."""
    return {
        requetes.sans_accent(mot): mot
        for unite in requetes.unites(demande.texte)
        if not unite.exclu
        for mot in requetes.mots(unite.texte)
        if len(mot) >= MOT_MIN
    }


def _trouvables(saisis: Mapping[str, str]) -> set[str]:
    """Return which of these words, alone, find at least one document."""
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT plat FROM unnest(%s::text[], %s::text[]) AS saisie(plat, mot) WHERE EXISTS"
            " (SELECT FROM contenus_documentpublic WHERE vecteur @@ recherche_requete(mot))",
            [list(saisis), list(saisis.values())],
        )
        return {plat for (plat,) in curseur.fetchall()}


def _suggerer(demande: Demande) -> str:
    """Return the same words in a spelling that is far more frequent here; empty if there is none."""
    rares = mots.rares(list(_mots_voulus(demande)), au_plus=PEU)
    corrections = mots.corriger(rares, au_moins=PEU * BIEN_PLUS) if rares else {}
    return requetes.remplacer(demande.texte, corrections) if corrections else ""
