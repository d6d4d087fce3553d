"""The restitution page: how many queries, how long at a steady pace."""

import re
from collections import Counter
from functools import partial
from itertools import islice
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchs import banc, charge, jeu, machine
from benchs.enregistrer import etrangers, vide
from benchs.resultat import Resultat
from benchs.statistiques import centile, etendue, nombre
from benchs.urls import NU

LECTEURS, PAR_SECONDE = 20, 20
MANCHES, DUREE, DUREE_NUE, DUREE_NEUVE = 3, 12.0, 5.0, 6.0
MANCHES_NEUVES = 5
P95_MAX, REQUETES_MAX = 0.060, 6


def mesurer() -> list[Resultat]:
    """Count the queries in this process, then read from twenty readers, alternating with the bare view."""
    sujets = [jeu.creer(100 + rang) for rang in range(LECTEURS)]
    chemins = [f"/diagnostic/{sujet.code}/restitution/" for sujet in sujets]
    tables = _requetes(chemins[0])
    with banc.portes() as (port, pages):
        pages_lues = [charge.requete("GET", chemin, port) for chemin in chemins]
        corps_nu = charge.requete("POST", NU, port, {"objet": "A1"})
        charge.fermee(port, LECTEURS, 3, lambda rang, _: pages_lues[rang], entiere)
        machine.attendre_le_calme()
        nues, lues, processeur = [], [], []
        with machine.charge() as autour:
            for manche in range(MANCHES):
                instants = _instants(DUREE_NUE, manche)
                nues.append(charge.ouverte(port, instants, lambda *_: corps_nu, vide))
                avant = machine.processeur(pages.pid)
                lues.append(
                    charge.ouverte(port, _instants(DUREE, 10 + manche), lambda r, _: pages_lues[r], entiere)
                )
                processeur.append((machine.processeur(pages.pid) - avant) / lues[-1].envois)
        neuves = _premieres_lectures(port)
    if any(releve.refus for releve in (*nues, *lues, *neuves)):
        raise RuntimeError(f"réponses inattendues : {[dict(releve.statuts) for releve in (*lues, *neuves)]}")
    return [
        _resultat_requetes(tables),
        _resultat_duree(nues, lues, processeur, autour),
        _resultat_premieres(neuves),
    ]


def _premieres_lectures(port: int) -> list[charge.Releve]:
    """Read pages this server never drew: one diagnostic an arrival, all answers changed each round.

    The first round only warms the server up and is not kept.
    """
    manches = [_instants(DUREE_NEUVE, 20 + manche) for manche in range(1 + MANCHES_NEUVES)]
    chemins = [
        charge.requete("GET", f"/diagnostic/{jeu.creer(1000 + rang).code}/restitution/", port)
        for rang in range(max(sum(map(len, instants)) for instants in manches))
    ]
    releves = []
    for instants in manches:
        _tout_changer()
        machine.attendre_le_calme()
        fabrique = partial(_prendre, _repartir(chemins, instants))
        releves.append(charge.ouverte(port, instants, fabrique, entiere))
    return releves[1:]


def _repartir(chemins: list[bytes], instants: list[list[float]]) -> list[list[bytes]]:
    """Give each connection its own share of the paths, one an arrival."""
    reste = iter(chemins)
    return [list(islice(reste, len(suite))) for suite in instants]


def _prendre(suites: list[list[bytes]], rang: int, n: int) -> bytes:
    return suites[rang][n]


def _tout_changer() -> None:
    """Move every answer and every comment: nothing a process remembers is of use any more."""
    with connection.cursor() as curseur:
        curseur.execute(
            "UPDATE diagnostic_reponse SET commentaire = commentaire || '.', choix = CASE"
            " WHEN choix ~ '^[0-3]$' THEN ((choix::int + 1) % 4)::text ELSE choix END"
        )
        curseur.execute("VACUUM ANALYZE diagnostic_reponse")


def entiere(statut: int, corps: bytes) -> bool:
    """Tell whether a page came back: a 200, compressed, of the size of a page."""
    return statut == 200 and corps[:2] == b"\x1f\x8b" and len(corps) > 5_000


def _instants(duree: float, graine: int) -> list[list[float]]:
    return charge.arrivees(connexions=LECTEURS, par_seconde=PAR_SECONDE, duree=duree, graine=graine)


def _requetes(chemin: str) -> list[str]:
    client = Client()
    client.get(chemin)
    with CaptureQueriesContext(connection) as captees:
        reponse = client.get(chemin)
    assert reponse.status_code == 200, reponse.status_code
    return [re.findall(r'FROM "(\w+)"', requete["sql"])[0] for requete in captees]


def _resultat_requetes(tables: list[str]) -> Resultat:
    detail = ", ".join(f"{table} × {n}" if n > 1 else table for table, n in Counter(tables).items())
    return Resultat(
        figure="Page de restitution : requêtes à la base",
        cible=f"≤ {REQUETES_MAX}",
        mesure=str(len(tables)),
        rapport=len(tables) / REQUETES_MAX,
        atteint=len(tables) <= REQUETES_MAX,
        compare="la cible ; page complète, 32 critères, deux étapes, cap et plan",
        details=(f"Tables lues : {detail}.",),
    )


def _resultat_duree(
    nues: list[charge.Releve], lues: list[charge.Releve], processeur: list[float], autour: machine.Charge
) -> Resultat:
    p95 = [releve.p95 for releve in lues]
    toutes = [latence for releve in lues for latence in releve.latences]
    nu = etendue([releve.p95 for releve in nues], "ms", echelle=1000)
    return Resultat(
        figure=f"Page de restitution : p95 à {PAR_SECONDE} par seconde",
        cible=f"< {P95_MAX * 1000:.0f} ms",
        mesure=etendue(p95, "ms", echelle=1000),
        rapport=median(p95) / P95_MAX,
        atteint=median(p95) < P95_MAX,
        compare=f"la cible ; vue nue à la même cadence : p95 {nu}",
        details=(
            f"{MANCHES} manches de {DUREE:.0f} s, {LECTEURS} lecteurs ayant chacun leur diagnostic de 32 "
            "réponses, arrivées de Poisson, latence depuis l’arrivée prévue. Toutes manches confondues : "
            f"médiane {nombre(median(toutes) * 1000)} ms, p99 {nombre(centile(toutes, 99) * 1000)} ms. "
            "Le contenu est dessiné à la première visite de chaque lecteur, puis mémorisé par le processus "
            "tant que rien n’y change ; les requêtes sont faites à chaque fois. "
            f"Processeur du serveur par page : {etendue(processeur, 'ms', echelle=1000)}.",
            etrangers(autour),
        ),
    )


def _resultat_premieres(neuves: list[charge.Releve]) -> Resultat:
    p95 = [releve.p95 for releve in neuves]
    toutes = [latence for releve in neuves for latence in releve.latences]
    return Resultat(
        figure=f"Page de restitution jamais lue encore : p95 à {PAR_SECONDE} par seconde",
        cible=f"< {P95_MAX * 1000:.0f} ms",
        mesure=etendue(p95, "ms", echelle=1000),
        rapport=median(p95) / P95_MAX,
        atteint=median(p95) < P95_MAX,
        compare="la cible ; chaque page est dessinée en entier, aucune n’est mémorisée",
        details=(
            f"{MANCHES_NEUVES} manches de {DUREE_NEUVE:.0f} s, un diagnostic neuf par visite, toutes les "
            f"réponses changées entre deux manches. {len(toutes)} visites : médiane "
            f"{nombre(median(toutes) * 1000)} ms, p99 {nombre(centile(toutes, 99) * 1000)} ms. "
            "C’est le cas où personne ne revient jamais.",
        ),
    )
