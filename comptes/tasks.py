"""Every night: warn, erase what was kept long enough, seal anew when the server's key changed."""

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from comptes import cles, courriels, personnes
from comptes.models import Utilisateur

journal = logging.getLogger(__name__)
PREVENUS_MAX = 200
"""Warnings a night: a mail server takes them without choking, and late ones leave the next night."""


@shared_task
def entretenir() -> None:
    """Apply the retention periods of `comptes.personnes`."""
    maintenant = timezone.now()
    for averti in personnes.a_prevenir(maintenant).order_by("pk")[:PREVENUS_MAX]:
        if courriels.prevenir(utilisateur=averti, jours=personnes.PREAVIS // timedelta(days=1)):
            Utilisateur.objects.filter(pk=averti.pk).update(prevenu_le=maintenant)
    for pk in personnes.a_effacer(maintenant).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            utilisateur = (
                personnes.a_effacer(maintenant).select_for_update(of=("self",)).filter(pk=pk).first()
            )
            if utilisateur is not None:
                personnes.confier_les_structures(utilisateur=utilisateur)
                personnes.effacer_compte(utilisateur=utilisateur)
    personnes.purger(maintenant=maintenant)
    if settings.SECRET_KEY_FALLBACKS and (illisibles := cles.resceller()):
        journal.error("%s clés de travaux ne s’ouvrent avec aucune clé du serveur", illisibles)
