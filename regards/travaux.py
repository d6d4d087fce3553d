"""What the member space may do with a campaign (`comptes.travaux`): name, open, export, erase, lock anew."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.urls import reverse

from comptes.travaux import Fichier, Genre, declarer, lire_les_noms
from kits.francais import jour
from regards import codes, services
from regards.acces import ORGANISATION
from regards.models import Campagne


def lire(demandes: Collection[str]) -> Mapping[str, str]:
    """The names of the campaigns of these codes, in one query."""
    return lire_les_noms(demandes, Campagne.objects, codes.empreinte, _dire)


def _dire(nom: str, cree_le: datetime) -> str:
    return f"Regards croisés, {nom}" if nom else f"Regards croisés du {jour(cree_le)}"


def exporter(code: str) -> Iterable[Fichier]:
    """What the organiser may read: the campaign and its frozen result, nobody's answers."""
    campagne = _obtenir(code)
    contenu = {
        "nom": campagne.nom,
        "ouverte_le": campagne.cree_le.isoformat(),
        "jusqu_au": campagne.jusqu_au.isoformat(),
        "close_le": campagne.close_le.isoformat() if campagne.close_le else None,
        "grille": campagne.referentiel.version,
        "formule": campagne.formule,
        "resultat": campagne.resultat,
    }
    yield Fichier("regards-croises.json", json.dumps(contenu, ensure_ascii=False, indent=2).encode())


def _obtenir(code: str) -> Campagne:
    return ORGANISATION.obtenir(code)[0]


GENRE = Genre(
    cle="campagne",
    libelle="Regards croisés",
    commencer="regards:accueil",
    invite="Croiser les regards",
    reconnaitre=codes.normaliser,
    lire=lire,
    adresse=lambda code: reverse("regards:campagne", args=[code]),
    exporter=exporter,
    effacer=lambda code: services.effacer(campagne=_obtenir(code)),
    renouveler=lambda code: services.renouveler_code(campagne=_obtenir(code)),
)
declarer(GENRE)
