"""What the search asks PostgreSQL, in SQL: each question once, as few of them as can be.

What depends on the words alone, and not on the documents, is remembered by the process.
"""

import re
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection, transaction

from contenus.facettes import Casier
from contenus.requetes import Unite

RANGS_MAX, LUS_MAX, ASSEZ = 100, 600, 10
"""Documents weighed at most; documents read at most for a phrase, unless too few of them hold it."""
COURANT, MEMOIRE_S, SUS_MAX = 5_000, 120, 256
"""Counts above the first are remembered by the process: so many seconds, so many of them. Answers never."""
RACINES_MAX = 50_000
_SUITE = re.compile(r"<(?:-|\d+)>")
_LEXEME = re.compile(r"'((?:[^']|'')+)'")
_COMPILER = """
    SELECT phraseto_tsquery('pg_catalog.french', recherche_mots(mot))::text, recherche_requete(mot)::text
    FROM unnest(%s::text[]) WITH ORDINALITY AS saisie(mot, rang) ORDER BY rang
"""
_COMPTER = """
    SELECT rayon.id, genre, rubrique, array_to_string(piliers, ' '), array_to_string(publics, ' '), nombre
    FROM ({comptes}) AS comptes(rayon_id, nombre) JOIN contenus_rayon AS rayon ON rayon.id = rayon_id
"""
_PAR_RAYON = "SELECT rayon_id, count(*) FROM contenus_documentpublic WHERE {condition} GROUP BY rayon_id"
_CLASSER = """
    SELECT titre, resume, texte, adresse, rayon_id, page_id FROM contenus_documentpublic WHERE {condition}
    ORDER BY ts_rank('{{0.1, 0.2, 0.4, 1}}', vecteur, %(requete)s::tsquery, 1) DESC, id
    LIMIT %(nombre)s OFFSET %(debut)s
"""
_LES_MIEUX_PLACES = """
    id IN (SELECT id FROM (
        (SELECT id FROM contenus_documentpublic
            WHERE vecteur_titre @@ %(requete)s::tsquery {filtre} LIMIT %(rangs)s)
        UNION ALL
        (SELECT id FROM contenus_documentpublic
            WHERE vecteur @@ %(requete)s::tsquery {filtre} LIMIT %(rangs)s)
    ) AS places LIMIT %(rangs)s)
"""
_LIRE = """
    WITH large AS MATERIALIZED (
        SELECT id FROM contenus_documentpublic WHERE vecteur @@ %(large)s::tsquery LIMIT %(lus)s
    ), titres AS MATERIALIZED (
        SELECT id FROM contenus_documentpublic WHERE vecteur_titre @@ %(requete)s::tsquery LIMIT %(rangs)s
    ), a_lire AS MATERIALIZED (
        SELECT id, vecteur, vecteur_titre FROM contenus_documentpublic
        WHERE id IN (SELECT id FROM titres UNION SELECT id FROM large)
    )
    SELECT id, (SELECT count(*) >= %(lus)s FROM large) FROM a_lire WHERE vecteur @@ %(requete)s::tsquery
    ORDER BY vecteur_titre @@ %(requete)s::tsquery DESC, id
"""
_TOUT_LIRE = """
    SELECT id FROM contenus_documentpublic WHERE vecteur @@ %(requete)s::tsquery
    ORDER BY vecteur_titre @@ %(requete)s::tsquery DESC, id
"""
_TROUVABLES = """
    SELECT plat FROM unnest(%s::text[], %s::text[]) AS saisie(plat, mot) WHERE EXISTS
        (SELECT FROM contenus_documentpublic WHERE vecteur @@ recherche_requete(mot))
"""
_comptes_sus: dict[str, tuple[float, list[Casier]]] = {}
_racines_sues: dict[str, frozenset[str]] = {}


@dataclass(frozen=True, slots=True)
class Requete:
    """A request in PostgreSQL's words, and the stems to mark in what it finds.

    `large`: the same where words may come in any order, when the order of some was asked.
    """

    texte: str = ""
    racines: tuple[str, ...] = ()
    large: str = ""


@dataclass(frozen=True, slots=True)
class Trouves:
    """What a request finds, counted by shelf; `documents` where each had to be read, `partiel` if not all."""

    requete: Requete
    casiers: list[Casier]
    documents: tuple[int, ...] | None = None
    partiel: bool = False


@dataclass(frozen=True, slots=True)
class Trouvaille:
    """A document found, as it is indexed."""

    titre: str
    resume: str
    texte: str
    adresse: str
    rayon: int
    page_id: int | None


@contextmanager
def lecture() -> Iterator[None]:
    """Keep the planner from reading every vector (their size is out of its sight), and bound the time."""
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL jit = off;"
            " SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL statement_timeout = '3s'"
        )
        yield


@lru_cache(maxsize=2_048)
def compiler(unites: tuple[Unite, ...]) -> Requete:
    """Write the request: every unit must be there, stemmed one way or the other.

    A unit made of words that every text holds is dropped, unless nothing else is asked.
    """
    if not any(not unite.exclu for unite in unites):
        return Requete()
    ecrites = _lignes(_COMPILER, [[unite.texte for unite in unites]])
    lus = list(zip(unites, ecrites, strict=True))
    voulus = [complete for unite, (directe, complete) in lus if directe and not unite.exclu]
    voulus = voulus or [complete for unite, (_, complete) in lus if complete and not unite.exclu]
    if not voulus:
        return Requete()
    exclus = [complete for unite, (directe, complete) in lus if directe and unite.exclu]
    texte = " & ".join([*(f"({mot})" for mot in voulus), *(f"!({mot})" for mot in exclus)])
    racines = dict.fromkeys(lexeme.replace("''", "'") for mot in voulus for lexeme in _LEXEME.findall(mot))
    return Requete(texte, tuple(racines), _large(voulus, exclus) if "<" in texte else "")


def _large(voulus: Iterable[str], exclus: Iterable[str]) -> str:
    """Forget the order of words; a phrase set aside is not a reason to set its words aside."""
    mots = [f"({_SUITE.sub('&', mot)})" for mot in voulus]
    return " & ".join([*mots, *(f"!({mot})" for mot in exclus if "<" not in mot)])


def trouver(requete: Requete) -> Trouves:
    """Count what is found, shelf by shelf.

    The index ignores the order of words. Where it matters each document has to be read: `LUS_MAX`
    of them, titles first; when too few of those answer, every one, which may take half a second.
    """
    if not requete.large:
        return Trouves(requete, _compter(requete.texte) if requete.texte else [])
    bornes = {"requete": requete.texte, "large": requete.large, "rangs": RANGS_MAX, "lus": LUS_MAX}
    lus = _lignes(_LIRE, bornes)
    partiel = len(lus) >= ASSEZ and lus[0][1]
    documents = tuple(pk for pk, *_ in (lus if len(lus) >= ASSEZ else _lignes(_TOUT_LIRE, bornes)))
    return Trouves(requete, _casiers("id = ANY(%s)", [list(documents)]), documents, partiel)


def _compter(requete: str) -> list[Casier]:
    """Count what tens of thousands of documents hold every `MEMOIRE_S` seconds only."""
    su = _comptes_sus.get(requete)
    if su is not None and su[0] > time.monotonic():
        return su[1]
    casiers = _casiers("vecteur @@ %s::tsquery", [requete])
    if sum(casier.nombre for casier in casiers) > COURANT:
        if len(_comptes_sus) >= SUS_MAX:
            _comptes_sus.clear()
        _comptes_sus[requete] = (time.monotonic() + MEMOIRE_S, casiers)
    return casiers


def _casiers(condition: str, valeurs: list[Any]) -> list[Casier]:
    comptes = _COMPTER.format(comptes=_PAR_RAYON.format(condition=condition))
    return [
        Casier(
            rayon, ((genre,), tuple(rubrique.split()), tuple(piliers.split()), tuple(publics.split())), nombre
        )
        for rayon, genre, rubrique, piliers, publics, nombre in _lignes(comptes, valeurs)
    ]


def classer(trouves: Trouves, rayons: Collection[int], *, debut: int, nombre: int) -> list[Trouvaille]:
    """Return `nombre` documents of these shelves from the rank `debut`, the best first.

    At most `RANGS_MAX` are weighed: titles that hold the words, then others.
    """
    tous = len(rayons) == len(trouves.casiers)
    total = sum(casier.nombre for casier in trouves.casiers if casier.rayon in rayons)
    filtre = "" if tous else "AND rayon_id = ANY(%(rayons)s)"
    if trouves.documents is not None:
        condition = f"id = ANY(%(documents)s) {filtre}"
    elif total > RANGS_MAX:
        condition = _LES_MIEUX_PLACES.format(filtre=filtre)
    else:
        condition = f"vecteur @@ %(requete)s::tsquery {filtre}"
    valeurs = {
        "requete": trouves.requete.texte,
        "documents": list((trouves.documents or ())[:LUS_MAX]),
        "rayons": list(rayons),
        "rangs": RANGS_MAX,
        "debut": debut,
        "nombre": nombre,
    }
    return [Trouvaille(*ligne) for ligne in _lignes(_CLASSER.format(condition=condition), valeurs)]


def qui_repondent(ecrits: Collection[str], racines: Collection[str]) -> set[str]:
    """Return which written words have one of these stems: PostgreSQL decides, as it did to find."""
    inconnus = [mot for mot in ecrits if mot not in _racines_sues]
    if inconnus:
        if len(_racines_sues) > RACINES_MAX:
            _racines_sues.clear()
        lues = _lignes(
            "SELECT mot, tsvector_to_array(recherche_vecteur(mot)) FROM unnest(%s::text[]) AS ecrits(mot)",
            [inconnus],
        )
        _racines_sues.update((mot, frozenset(formes)) for mot, formes in lues)
    voulues = frozenset(racines)
    return {mot for mot in ecrits if not voulues.isdisjoint(_racines_sues.get(mot, ()))}


def trouvables(saisis: Mapping[str, str]) -> set[str]:
    """Return which words (without accents: as typed), alone, find at least one document."""
    return {plat for (plat,) in _lignes(_TROUVABLES, [list(saisis), list(saisis.values())])}


def _lignes(sql: str, valeurs: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as curseur:
        curseur.execute(sql, valeurs)
        lignes: list[tuple[Any, ...]] = curseur.fetchall()
        return lignes
