"""Answering, once per decision, whoever sent something to the office.

A row that says `reponse_due` waits for its mail. Same promise as `envois`: nothing is skipped, and a
mail may leave twice, under the same Message-ID, only if a worker is killed between the server's
answer and the commit.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Model

from contenus.courriels import Courriel, EnvoiRefuse, envoyer_courriel

journal = logging.getLogger(__name__)


@transaction.atomic
def repondre_une_fois(
    *, modele: type[Model], pk: Any, ecrire: Callable[[Any], Courriel], connexion: BaseEmailBackend | None
) -> bool:
    """Send the answer that a row waits for, under its lock; True if it left.

    An address refused for good is not written to again: the decision stands, and the journal says so.
    """
    lignes = modele._default_manager.filter(pk=pk)
    ligne = lignes.select_for_update(skip_locked=True).filter(reponse_due=True).first()
    if ligne is None:
        return False
    parti = True
    try:
        envoyer_courriel(courriel=ecrire(ligne), connexion=connexion)
    except EnvoiRefuse as refus:
        journal.warning("réponse refusée, %s %s : %s", modele._meta.model_name, pk, refus)
        parti = False
    lignes.update(reponse_due=False)
    return parti
