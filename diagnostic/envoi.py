"""One field sent by the page's script (static/js/saisie.js): read, written, answered.

Diagnostics and cahiers alike.

Body (JSON): `objet`, `champ`, `valeur`, `auteur`, `sequence`, `nom` (optional). Statuses: 200 saved,
replayed or overtaken (`appliquee` tells); 400 or 413 refused for good, with a sentence under `erreur`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format

from diagnostic.ecriture import Ecrit
from diagnostic.services import SaisieRefusee


@dataclass(frozen=True, slots=True)
class Envoi:
    """A field as it was sent; nothing of it was checked but its shape."""

    objet: str
    champ: str
    valeur: str
    auteur: str
    nom: str
    sequence: int


def enregistrer(
    request: HttpRequest, ecrire: Callable[[Envoi], Ecrit], *, remarquer: Callable[[Envoi], str] | None = None
) -> JsonResponse:
    """Read a field, have it written, say the hour and what it replaced; `remarquer` adds a word about it."""
    try:
        envoi = _lire(request)
    except RequestDataTooBig:
        return _refuser("Cet envoi est trop volumineux.", status=413)
    if envoi is None:
        return _refuser("Cet envoi est illisible.")
    try:
        ecrit = ecrire(envoi)
    except SaisieRefusee as refus:
        return _refuser(str(refus))
    remplace = None
    if ecrit.avant_le and ecrit.remplace_un_autre(auteur=envoi.auteur, valeur=envoi.valeur):
        par = ecrit.avant_nom or "quelqu’un d’autre"
        remplace = {"par": par, "heure": _heure(ecrit.avant_le), "valeur": ecrit.avant}
    remarque = remarquer(envoi) if remarquer else ""
    return JsonResponse(
        {
            "appliquee": ecrit.appliquee,
            "heure": _heure(ecrit.le),
            "remplace": remplace,
            **({"remarque": remarque} if remarque else {}),
        }
    )


def _lire(request: HttpRequest) -> Envoi | None:
    try:
        recu = json.loads(request.body)
        textes = {cle: recu[cle] for cle in ("objet", "champ", "valeur", "auteur")}
        textes["nom"] = recu.get("nom", "")
        sequence = recu["sequence"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not all(isinstance(texte, str) for texte in textes.values()) or type(sequence) is not int:
        return None
    return Envoi(**textes, sequence=sequence)


def _refuser(phrase: str, status: int = 400) -> JsonResponse:
    return JsonResponse({"erreur": phrase}, status=status)


def _heure(instant: datetime) -> str:
    return date_format(timezone.localtime(instant), "H:i")
