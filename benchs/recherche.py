"""The search page over a hundred thousand documents, through the real server: words of every kind."""

import random
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from statistics import median
from urllib.parse import urlencode

from django.core.management import call_command

from benchs import banc, charge, foule, machine
from benchs.enregistrer import etrangers
from benchs.resultat import Resultat
from benchs.statistiques import centile, etendue, nombre
from contenus import requetes
from contenus.models import MotConnu

LECTEURS, PAR_SECONDE = 20, 20
MANCHES, DUREE, DUREE_SORTE, ECHAUFFEMENT = 3, 15.0, 5.0, 8.0
P95_MAX = 0.050
COURANTS, ORDINAIRES, PEU = 40, 2_000, 20
MELANGE = {
    "mot courant": 20,
    "mot ordinaire": 20,
    "mot rare": 15,
    "faute de frappe": 15,
    "sans accent": 15,
    "deux mots": 15,
}
"""Shares of each kind, in percent. Quoted phrases are measured apart: each document has to be read."""
EXACTE = "expression exacte"
Sorte = Callable[[random.Random], str]


def mesurer() -> list[Resultat]:
    """Load the crowd, ask in rounds of mixed requests, then kind by kind for the details."""
    call_command("charger_contenus", verbosity=0)
    call_command("reindexer", verbosity=0)
    connus = foule.charger()
    sortes = _sortes()
    melange = {nom: sortes[nom] for nom in MELANGE}
    try:
        with banc.portes() as (port, pages):
            charge.fermee(port, 4, ECHAUFFEMENT, partial(_une, port, sortes, 1), entiere)
            machine.attendre_le_calme()
            avant = machine.processeur(pages.pid), machine.processeur_de("postgres")
            with machine.charge() as autour:
                manches = [_demander(port, melange, DUREE, 10 + manche) for manche in range(MANCHES)]
            apres = machine.processeur(pages.pid), machine.processeur_de("postgres")
            details = {nom: _demander(port, {nom: sorte}, DUREE_SORTE, 50) for nom, sorte in sortes.items()}
    finally:
        foule.disperser()
    if any(releve.refus for releve in (*manches, *details.values())):
        raise RuntimeError(f"réponses inattendues : {[dict(releve.statuts) for releve in manches]}")
    envois = sum(releve.envois for releve in manches)
    processeur = [(fin - debut) / envois for debut, fin in zip(avant, apres, strict=True)]
    return [_resultat(manches, details, processeur, connus, autour)]


def _sortes() -> dict[str, Sorte]:
    """How each kind of request is drawn, from the words that the documents really hold."""
    connus = list(MotConnu.objects.order_by("-documents", "mot").values_list("mot", "forme", "documents"))
    courants = [forme for _, forme, _ in connus[:COURANTS]]
    ordinaires = [forme for _, forme, _ in connus[COURANTS:ORDINAIRES]]
    rares = [forme for _, forme, documents in connus if documents <= PEU]
    longs = [mot for mot, _, _ in connus[:ORDINAIRES] if len(mot) > 6]
    accentues = [mot for mot, forme, _ in connus[:ORDINAIRES] if forme != mot]
    paires = [
        f'"{un} {autre}"'
        for phrase in foule.phrases()
        for un, autre in pairwise(requetes.mots(phrase))
        if len(un) > 4 and len(autre) > 4
    ]
    return {
        "mot courant": partial(_choisir, courants),
        "mot ordinaire": partial(_choisir, ordinaires),
        "mot rare": partial(_choisir, rares),
        "faute de frappe": lambda hasard: _fauter(hasard, hasard.choice(longs)),
        "sans accent": partial(_choisir, accentues),
        "deux mots": lambda hasard: f"{hasard.choice(courants + ordinaires)} {hasard.choice(ordinaires)}",
        EXACTE: partial(_choisir, paires),
    }


def _choisir(mots: list[str], hasard: random.Random) -> str:
    return hasard.choice(mots)


def _fauter(hasard: random.Random, mot: str) -> str:
    """Forget one letter, or swap two."""
    place = hasard.randrange(1, len(mot) - 1)
    if hasard.random() < 0.5:
        return mot[:place] + mot[place + 1 :]
    return mot[:place] + mot[place + 1] + mot[place] + mot[place + 2 :]


def _une(port: int, sortes: dict[str, Sorte], graine: int, rang: int, n: int) -> bytes:
    """Return one request; the same graine, rank and number give the same."""
    hasard = random.Random(f"{graine} {rang} {n}")
    (nom,) = hasard.choices(list(sortes), [MELANGE.get(nom, 1) for nom in sortes])
    return charge.requete("GET", f"/recherche/?{urlencode({'q': sortes[nom](hasard)})}", port)


def _demander(port: int, sortes: dict[str, Sorte], duree: float, graine: int) -> charge.Releve:
    instants = charge.arrivees(connexions=LECTEURS, par_seconde=PAR_SECONDE, duree=duree, graine=graine)
    prepares = [
        [_une(port, sortes, graine, rang, n) for n in range(len(suite))]
        for rang, suite in enumerate(instants)
    ]
    return charge.ouverte(port, instants, lambda rang, n: prepares[rang][n], entiere)


def entiere(statut: int, corps: bytes) -> bool:
    """Tell whether a compressed page came back."""
    return statut == 200 and corps[:2] == b"\x1f\x8b" and len(corps) > 1_000


def _resultat(
    manches: list[charge.Releve],
    details: dict[str, charge.Releve],
    processeur: list[float],
    connus: int,
    autour: machine.Charge,
) -> Resultat:
    p95 = [releve.p95 for releve in manches]
    toutes = [latence for releve in manches for latence in releve.latences]
    sortes = " ; ".join(
        f"{nom} {nombre(median(r.latences) * 1000)} / {nombre(r.p95 * 1000)}" for nom, r in details.items()
    )
    parts = ", ".join(f"{nom} {part} %" for nom, part in MELANGE.items())
    return Resultat(
        figure=f"Recherche sur {nombre(foule.DOCUMENTS, 0)} documents : p95 à {PAR_SECONDE} par seconde",
        cible=f"< {P95_MAX * 1000:.0f} ms",
        mesure=etendue(p95, "ms", echelle=1000),
        rapport=median(p95) / P95_MAX,
        atteint=median(p95) < P95_MAX,
        compare="la cible ; page entière, facettes, classement et extraits compris",
        details=(
            f"{MANCHES} manches de {DUREE:.0f} s, {LECTEURS} lecteurs, arrivées de Poisson, latence depuis "
            f"l’arrivée prévue, aucune page mémorisée. Mélange : {parts}. Toutes manches confondues : "
            f"médiane {nombre(median(toutes) * 1000)} ms, p99 {nombre(centile(toutes, 99) * 1000)} ms.",
            f"Sorte par sorte, médiane / p95 en ms, hors mélange pour l’{EXACTE} : {sortes}. "
            "Les comptes de plus de 5 000 réponses sont "
            "retenus deux minutes par processus ; les réponses, jamais. Processeur par page : "
            f"{nombre(processeur[0] * 1000)} ms au serveur de pages, "
            f"{nombre(processeur[1] * 1000)} ms à PostgreSQL.",
            f"Documents faits de phrases du corpus et de mots inventés ; {nombre(connus, 0)} mots connus.",
            etrangers(autour),
        ),
    )
