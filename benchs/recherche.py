"""The search page over a hundred thousand documents, through the real server: words of every kind."""

import random
from functools import partial
from itertools import pairwise

from django.core.management import call_command

from benchs import foule
from benchs.questions import Enquete, Sorte
from benchs.resultat import Resultat
from benchs.statistiques import nombre
from contenus import requetes
from contenus.models import MotConnu

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


def mesurer() -> list[Resultat]:
    """Load the crowd, then ask."""
    call_command("charger_contenus", verbosity=0)
    call_command("reindexer", verbosity=0)
    connus = foule.charger()
    enquete = Enquete(
        f"Recherche sur {nombre(foule.DOCUMENTS, 0)} documents",
        "/recherche/",
        MELANGE,
        P95_MAX,
        "la cible ; page entière, facettes, classement et extraits compris",
    )
    try:
        mesure = enquete.mesurer(
            _sortes(),
            f"L’{EXACTE} est hors mélange. Les comptes de plus de 5 000 réponses sont retenus deux minutes "
            "par processus ; les réponses, jamais.",
            f"Documents faits de phrases du corpus et de mots inventés ; {nombre(connus, 0)} mots connus.",
        )
    finally:
        foule.disperser()
    return [mesure]


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
        "faute de frappe": lambda hasard: {"q": _fauter(hasard, hasard.choice(longs))},
        "sans accent": partial(_choisir, accentues),
        "deux mots": lambda hasard: {
            "q": f"{hasard.choice(courants + ordinaires)} {hasard.choice(ordinaires)}"
        },
        EXACTE: partial(_choisir, paires),
    }


def _choisir(mots: list[str], hasard: random.Random) -> dict[str, str]:
    return {"q": hasard.choice(mots)}


def _fauter(hasard: random.Random, mot: str) -> str:
    """Forget one letter, or swap two."""
    place = hasard.randrange(1, len(mot) - 1)
    if hasard.random() < 0.5:
        return mot[:place] + mot[place + 1 :]
    return mot[:place] + mot[place + 1] + mot[place] + mot[place + 2 :]
