"""The saving endpoint: what is good is written, anything else is refused with a sentence, never a 500."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from diagnostic.models import Diagnostic
from tests.diagnostic.aides import lisible, tout

BON = {"objet": "A1", "champ": "choix", "valeur": "2", "auteur": "claire", "sequence": 1, "nom": "Claire"}
ILLISIBLE = "Cet envoi est illisible."


def _envoyer(client: Client, diagnostic: Any, corps: Any) -> tuple[int, dict[str, Any]]:
    octets = corps if isinstance(corps, bytes) else json.dumps(corps).encode()
    adresse = reverse("diagnostic:enregistrer", args=[diagnostic.code])
    reponse = client.post(adresse, octets, content_type="application/json")
    return reponse.status_code, reponse.json()


def test_good_save_is_written(client: Client, diagnostic: Diagnostic) -> None:
    statut, corps = _envoyer(client, diagnostic, BON)
    assert (statut, corps["appliquee"], corps["remplace"]) == (200, True, None)
    assert len(corps["heure"]) == 5
    assert diagnostic.reponses.get().choix == "2"


def test_replay_says_so_and_changes_nothing(client: Client, diagnostic: Diagnostic) -> None:
    _envoyer(client, diagnostic, BON)
    avant = tout()
    statut, corps = _envoyer(client, diagnostic, BON)
    assert (statut, corps["appliquee"], corps["remplace"]) == (200, False, None)
    assert tout() == avant


def test_replaced_answer_of_somebody_else_is_told(client: Client, diagnostic: Diagnostic) -> None:
    _envoyer(client, diagnostic, BON)
    _, corps = _envoyer(client, diagnostic, BON | {"auteur": "omar", "valeur": "0", "nom": "Omar"})
    assert (corps["remplace"]["par"], corps["remplace"]["valeur"]) == ("Claire", "2")
    _, corps = _envoyer(client, diagnostic, BON | {"auteur": "lise", "valeur": "0", "nom": ""})
    assert corps["remplace"] is None  # the same answer takes no one's place


def test_line_of_the_plan_is_written(client: Client, diagnostic: Diagnostic) -> None:
    ligne = BON | {"objet": "court-2", "champ": "echeance", "valeur": "2027-03-01"}
    assert _envoyer(client, diagnostic, ligne)[0] == 200
    assert str(diagnostic.actions.get().echeance) == "2027-03-01"


def test_signature_is_optional(client: Client, diagnostic: Diagnostic) -> None:
    corps = {cle: valeur for cle, valeur in BON.items() if cle != "nom"}
    assert _envoyer(client, diagnostic, corps)[0] == 200


REFUS: dict[str, tuple[Any, str]] = {
    "nothing": (b"", ILLISIBLE),
    "not JSON": (b"objet=A1&champ=choix", ILLISIBLE),
    "half": (json.dumps(BON).encode()[:-5], ILLISIBLE),
    "invalid UTF-8": (b'{"objet": "\xff\xfe"}', ILLISIBLE),
    "list": ([BON], ILLISIBLE),
    "text": ("A1", ILLISIBLE),
    "number": (12, ILLISIBLE),
    "null": (None, ILLISIBLE),
    "deep nesting": (b"[" * 100_000, ILLISIBLE),
    "deep objects": (b'{"a":' * 100_000, ILLISIBLE),
    "huge number": (b'{"sequence": ' + b"9" * 5_000 + b"}", ILLISIBLE),
    "number for a text": (BON | {"valeur": 2}, ILLISIBLE),
    "list for a text": (BON | {"objet": ["A1"]}, ILLISIBLE),
    "object for a text": (BON | {"champ": {}}, ILLISIBLE),
    "null for a text": (BON | {"nom": None}, ILLISIBLE),
    "text for a number": (BON | {"sequence": "1"}, ILLISIBLE),
    "fraction": (BON | {"sequence": 1.5}, ILLISIBLE),
    "truth for a number": (BON | {"sequence": True}, ILLISIBLE),
    "not a number": (json.dumps(BON).replace(": 1,", ": NaN,").encode(), ILLISIBLE),
    "unknown criterion": (BON | {"objet": "Z9"}, "Le critère « Z9 » n’existe pas dans cette grille."),
    "unknown field": (BON | {"champ": "pk"}, "Ce champ n’existe pas ici."),
    "level 7": (
        BON | {"valeur": "7"},
        "Cette réponse n’existe pas : choisissez l’un des quatre niveaux proposés.",
    ),
    "long comment": (
        BON | {"champ": "commentaire", "valeur": "é" * 10_001},
        "Ce texte compte 10001 caractères, 10000 au plus peuvent être gardés : "
        "raccourcissez-le, rien n’a été effacé.",
    ),
    "half a surrogate pair": (
        BON | {"champ": "commentaire", "valeur": "\ud800"},
        "Ce texte contient des signes que nous ne pouvons pas garder.",
    ),
    "half a surrogate in the criterion": (
        BON | {"objet": "\udfff"},
        "Le critère « \udfff » n’existe pas dans cette grille.",
    ),
    "negative sequence": (BON | {"sequence": -4}, "Le rang de cet enregistrement est hors limites."),
    "sequence beyond 64 bits": (
        BON | {"sequence": 2**70},
        "Le rang de cet enregistrement est hors limites.",
    ),
} | {f"without {cle}": ({c: v for c, v in BON.items() if c != cle}, ILLISIBLE) for cle in BON if cle != "nom"}


@pytest.mark.parametrize("cas", REFUS)
def test_bad_save_is_refused_with_a_sentence(cas: str, client: Client, diagnostic: Diagnostic) -> None:
    corps, phrase = REFUS[cas]
    avant = tout()
    statut, reponse = _envoyer(client, diagnostic, corps)
    assert (statut, {cle: lisible(texte) for cle, texte in reponse.items()}) == (400, {"erreur": phrase})
    assert tout() == avant


def test_huge_save_is_refused_with_a_sentence(client: Client, diagnostic: Diagnostic) -> None:
    avant = tout()
    envoi = BON | {"champ": "commentaire", "valeur": "a" * 4_100_000}
    assert _envoyer(client, diagnostic, envoi) == (413, {"erreur": "Cet envoi est trop volumineux."})
    assert tout() == avant
