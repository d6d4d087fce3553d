"""What a stranger learns with a stopwatch: nothing. The same work is done whether an account exists or not.

Counted, never timed: queries, mails, digests of passwords.
"""

import re
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptes.models import Utilisateur
from tests.appui.connexion import donner_une_application, inscrire

pytestmark = pytest.mark.django_db
INCONNUE, MOT_DE_PASSE = "personne@exemple.fr", "une-phrase-assez-longue"
ENTREES = {
    "un code": ("/compte/login/", {"login": "{}"}),
    "un mot de passe": ("/compte/login/", {"login": "{}", "password": "faux"}),
    "un code, directement": ("/compte/login/code/", {"email": "{}"}),
    "un mot de passe oublié": ("/compte/password/reset/", {"email": "{}"}),
}


def travail(chemin: str, donnees: dict[str, str], adresse: str) -> dict[str, Any]:
    """All that the server does for one form: what it asks the database, sends and computes."""
    client, hasher = Client(), type(hashers.get_hasher())
    client.get(chemin)
    mail.outbox.clear()
    with (
        CaptureQueriesContext(connection) as faites,
        mock.patch.object(hasher, "encode", autospec=True, side_effect=hasher.encode) as condenses,
    ):
        reponse = client.post(chemin, {champ: valeur.format(adresse) for champ, valeur in donnees.items()})
    genres = [re.findall(r"(SELECT|INSERT|UPDATE|DELETE).*?\"(\w+)\"", r["sql"])[:1] for r in faites]
    return {
        "statut": reponse.status_code,
        "requetes": sorted(genre for genre in genres if genre),
        "courriels": len(mail.outbox),
        "condenses": condenses.call_count,
    }


@pytest.mark.parametrize("entree", ENTREES)
def test_known_or_not_the_same_work_is_done(entree: str):
    """With or without a password or a factor, closed, never proved, written in capitals, or nobody's."""
    inscrire("sans@exemple.fr")
    inscrire("avec@exemple.fr", MOT_DE_PASSE)
    donner_une_application(inscrire("double@exemple.fr"))
    inscrire("fermee@exemple.fr", is_active=False)
    Utilisateur.objects.create_user("jamais@exemple.fr", MOT_DE_PASSE)
    gens = ("sans", "avec", "double", "fermee", "jamais", "AVEC")
    attendu = travail(*ENTREES[entree], INCONNUE)
    for qui in gens:
        assert (qui, travail(*ENTREES[entree], f"{qui}@exemple.fr")) == (qui, attendu)
    assert attendu["courriels"] == (entree != "un mot de passe")
    assert attendu["condenses"] == (entree == "un mot de passe")
