"""What the member space may do with a cahier (`comptes.travaux`): name, open, export, erase, lock anew."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.urls import reverse

from comptes.travaux import Fichier, Genre, declarer, lire_les_noms
from kits.francais import jour
from parcours import codes, services
from parcours.acces import obtenir
from parcours.models import Cahier


def lire(demandes: Collection[str]) -> Mapping[str, str]:
    """The names of the cahiers of these codes, in one query."""
    return lire_les_noms(
        demandes,
        Cahier.objects,
        codes.empreinte,
        lambda nom, cree_le: nom or f"Cahier commencé le {jour(cree_le)}",
    )


def exporter(code: str) -> Iterable[Fichier]:
    """Everything written in a cahier, today's words and the former ones; nothing that gives access."""
    cahier = obtenir(code)[0]
    saisies = cahier.saisies.order_by("objet", "champ")
    traces = cahier.traces.order_by("id")
    contenu: dict[str, Any] = {
        "nom": cahier.nom,
        "commence_le": cahier.cree_le.isoformat(),
        "ecrit": [
            {
                "objet": s.objet,
                "champ": s.champ,
                "demande": s.libelle,
                "valeur": s.valeur,
                "par": s.par,
                "le": s.le.isoformat(),
            }
            for s in saisies
        ],
        "historique": [
            {
                "objet": t.objet,
                "champ": t.champ,
                "valeur": t.valeur,
                "par": t.nom,
                "le": t.ecrit_le.isoformat(),
                "devenue_la_valeur": t.appliquee,
            }
            for t in traces
        ],
    }
    yield Fichier("cahier.json", json.dumps(contenu, ensure_ascii=False, indent=2).encode())


GENRE = Genre(
    cle="cahier",
    libelle="Cahier",
    commencer="parcours:accueil",
    invite="Ouvrir un cahier",
    reconnaitre=codes.normaliser,
    lire=lire,
    adresse=lambda code: reverse("parcours:sommaire", args=[code]),
    exporter=exporter,
    effacer=lambda code: services.effacer(cahier=obtenir(code)[0]),
    renouveler=lambda code: services.renouveler_code(cahier=obtenir(code)[0]),
)
declarer(GENRE)
