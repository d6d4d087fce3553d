"""The page of figures with a thousand contributions, then with a million: the same work, the same time.

`BENCH_REPERES=20000` makes the second crowd smaller, to try the measure itself.
"""

import os
import time
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlencode

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchs import banc, charge, jeu, machine
from benchs.enregistrer import etrangers
from benchs.pages import entiere
from benchs.resultat import Resultat
from benchs.statistiques import nombre
from reperes import parutions
from reperes.lecture import mots_des_axes
from reperes.models import Compteur
from reperes.seuil import AXES

PETITE, GRANDE = 1_000, int(os.environ.get("BENCH_REPERES", "1000000"))
CHANGEMENTS = 1_000
MANCHES, DUREE = 5, 4.0
RAPPORT_MAX = 1.2
_VIDER = """
    SET LOCAL session_replication_role = replica;
    TRUNCATE reperes_depot, reperes_contribution, reperes_compteur, reperes_parution;
    DELETE FROM diagnostic_diagnostic WHERE empreinte_code LIKE 'banc-reperes-%';
"""
_AU_HASARD = "({0})[1 + floor(random() * cardinality({0}))::int]"
_TRANCHE = "least(11, floor((random() + random() + random()) * 4)::int)"
_PEUPLER = f"""
    WITH nouveau AS (
        INSERT INTO diagnostic_diagnostic (id, empreinte_code, referentiel_id, formule, nom, cree_le)
        SELECT gen_random_uuid(), 'banc-reperes-' || n, (SELECT max(id) FROM diagnostic_referentiel),
               'courte', '', now()
          FROM generate_series(%(de)s::int, %(a)s::int) AS n
        RETURNING id)
    INSERT INTO reperes_depot (diagnostic_id, acteur, region, domaine, socle, humain, financier, alliances,
                               consentement, consenti_le)
    SELECT id, {", ".join(_AU_HASARD.format(f"%({axe})s::text[]") for axe in AXES)},
           {", ".join([_TRANCHE] * 4)}, 1, current_date
      FROM nouveau
"""


@dataclass(frozen=True, slots=True)
class Releve:
    """What was seen with one crowd: seconds, and queries of the two pages."""

    contributions: int
    premiere: float
    suivante: float
    compteurs: int
    requetes: tuple[int, int]
    pages: tuple[float, ...]
    p95: float


def mesurer() -> list[Resultat]:
    """Small crowd, big crowd, the same questions; one connection asks again as soon as it is answered."""
    call_command("charger_contenus", verbosity=0)
    sujet = jeu.creer(900)
    termes = {axe: list(mots) for axe, mots in mots_des_axes().items()}
    page = f"/reperes/?{urlencode({axe: codes[0] for axe, codes in termes.items()})}"
    mienne = f"/reperes/{sujet.code}/{page.removeprefix('/reperes/')}"
    try:
        with banc.portes() as (port, _):
            requete = charge.requete("GET", page, port)
            charge.fermee(port, 1, DUREE, lambda *_: requete, entiere)
            machine.attendre_le_calme()
            with machine.charge() as autour:
                petit = _relever(PETITE, termes, port, requete, (page, mienne))
                grand = _relever(GRANDE, termes, port, requete, (page, mienne))
    finally:
        _vider()
    return [_resultat_page(petit, grand, etrangers(autour)), _resultat_requetes(petit, grand)]


@transaction.atomic
def _vider() -> None:
    with connection.cursor() as curseur:
        curseur.execute(_VIDER)


@transaction.atomic
def _deposer(termes: dict[str, list[str]], de: int, combien: int) -> None:
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL session_replication_role = replica")
        curseur.execute(_PEUPLER, {**termes, "de": de, "a": de + combien - 1})


def _paraitre() -> float:
    debut = time.perf_counter()
    if parutions.paraitre() is None:
        raise RuntimeError("rien n’est paru")
    return time.perf_counter() - debut


def _relever(
    combien: int, termes: dict[str, list[str]], port: int, requete: bytes, chemins: tuple[str, str]
) -> Releve:
    _vider()
    _deposer(termes, 1, combien)
    premiere = _paraitre()
    with connection.cursor() as curseur:
        curseur.execute("VACUUM ANALYZE reperes_compteur, reperes_contribution, reperes_depot")
    manches = [charge.fermee(port, 1, DUREE, lambda *_: requete, entiere) for _ in range(MANCHES)]
    if any(manche.refus for manche in manches):
        raise RuntimeError(f"réponses inattendues : {[dict(manche.statuts) for manche in manches]}")
    public, mien = (_requetes(chemin) for chemin in chemins)
    compteurs = Compteur.objects.count()
    _deposer(termes, combien + 1, CHANGEMENTS)
    return Releve(
        contributions=combien,
        premiere=premiere,
        suivante=_paraitre(),
        compteurs=compteurs,
        requetes=(public, mien),
        pages=tuple(median(manche.latences) for manche in manches),
        p95=median(manche.p95 for manche in manches),
    )


def _requetes(chemin: str) -> int:
    with CaptureQueriesContext(connection) as captees:
        assert Client().get(chemin).status_code == 200
    return len(captees)


def _resultat_page(petit: Releve, grand: Releve, autour: str) -> Resultat:
    rapport = median(grand.pages) / median(petit.pages)
    durees = " ; ".join(
        f"{nombre(r.contributions, 0)} contributions : page {nombre(median(r.pages) * 1000)} ms "
        f"(p95 {nombre(r.p95 * 1000)}), {nombre(r.compteurs, 0)} compteurs"
        for r in (petit, grand)
    )
    parutions_dites = " ; ".join(
        f"{nombre(r.contributions, 0)} d’un coup en {nombre(r.premiere, 2)} s, puis "
        f"{nombre(CHANGEMENTS, 0)} de plus en {nombre(r.suivante, 2)} s"
        for r in (petit, grand)
    )
    return Resultat(
        figure=f"Repères avec {nombre(grand.contributions, 0)} contributions : temps de la page",
        cible=f"≤ {nombre(RAPPORT_MAX)} × le temps avec {nombre(petit.contributions, 0)}",
        mesure=f"{nombre(rapport, 2)} ×",
        rapport=rapport / RAPPORT_MAX,
        atteint=rapport <= RAPPORT_MAX,
        compare=f"la même page, mêmes groupes demandés, avec {nombre(petit.contributions, 0)} contributions",
        details=(
            f"{durees}. {MANCHES} manches de {DUREE:.0f} s, une connexion, jamais mémorisée, "
            "trois groupes demandés ; médianes.",
            f"Parution : {parutions_dites}.",
            autour,
        ),
    )


def _resultat_requetes(petit: Releve, grand: Releve) -> Resultat:
    return Resultat(
        figure="Repères : requêtes à la base, page publique et page d’un diagnostic",
        cible=f"les mêmes qu’avec {nombre(petit.contributions, 0)}",
        mesure=" et ".join(map(str, grand.requetes)),
        rapport=sum(grand.requetes) / sum(petit.requetes),
        atteint=grand.requetes == petit.requetes,
        compare=" et ".join(map(str, petit.requetes)),
    )
