"""What the member space may do with a diagnostic (`comptes.travaux`): name, open, export, erase, lock."""

import json
from collections.abc import Collection, Iterable, Mapping

from django.urls import reverse

from comptes.travaux import Fichier, Genre, declarer, lire_les_noms
from diagnostic import codes, exports, services
from diagnostic.acces import obtenir
from diagnostic.models import Diagnostic
from diagnostic.restitution import rassembler
from kits.francais import jour


def lire(demandes: Collection[str]) -> Mapping[str, str]:
    """The names of the diagnostics of these codes, in one query."""
    return lire_les_noms(
        demandes,
        Diagnostic.objects,
        codes.empreinte,
        lambda nom, cree_le: nom or f"Diagnostic commencé le {jour(cree_le)}",
    )


def exporter(code: str) -> Iterable[Fichier]:
    """The exact copy and the table, as the page of the diagnostic gives them."""
    restitution = rassembler(obtenir(code)[0])
    copie = json.dumps(exports.en_json(restitution), ensure_ascii=False, indent=2)
    yield Fichier("reponses.json", copie.encode())
    yield Fichier("reponses.csv", exports.en_csv(restitution).encode())


GENRE = Genre(
    cle="diagnostic",
    libelle="Diagnostic",
    commencer="diagnostic:accueil",
    invite="Situer mon association",
    reconnaitre=codes.normaliser,
    lire=lire,
    adresse=lambda code: reverse("diagnostic:sommaire", args=[code]),
    exporter=exporter,
    effacer=lambda code: services.effacer(diagnostic=obtenir(code)[0]),
    renouveler=lambda code: services.renouveler_code(diagnostic=obtenir(code)[0]),
)
declarer(GENRE)
