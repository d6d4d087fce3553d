"""What the worker does around a meeting: at once for whoever is waiting, and in rounds for the rest."""

import logging
from collections.abc import Iterator
from datetime import datetime
from functools import partial

from celery import shared_task
from django.utils import timezone

from contenus.courriels import EnvoiReporte
from contenus.envois import Envoyer, faire_la_tournee
from webinaires import courriers, rencontres, temoignages
from webinaires.models import Temoignage

journal = logging.getLogger(__name__)


@shared_task
def ecrire(genre: str, pk: int) -> None:
    """Send one mail to somebody registered; a server that is down leaves it to the next round."""
    try:
        courriers.envoyer(genre=genre, pk=pk, maintenant=timezone.now())
    except EnvoiReporte as report:
        journal.warning("courriel reporté, %s %s : %s", genre, pk, report)


@shared_task
def repondre_a_un_temoignage(pk: int) -> None:
    """Answer an offer to testify; same patience."""
    try:
        temoignages.repondre_a_un_temoignage(pk=pk)
    except EnvoiReporte as report:
        journal.warning("réponse à un témoignage reportée : %s", report)


@shared_task
def distribuer() -> None:
    """Every five minutes, and when a meeting is called off: send what is due, whatever was missed before."""
    if partis := faire_la_tournee(_travaux(timezone.now())):
        journal.info("%s courriels partis", partis)


def _travaux(maintenant: datetime) -> Iterator[Envoyer]:
    yield from courriers.travaux(maintenant)
    attendus = Temoignage.objects.filter(reponse_due=True).order_by("pk")
    for pk in attendus.values_list("pk", flat=True):
        yield partial(temoignages.repondre_a_un_temoignage, pk=pk)


@shared_task
def purger() -> None:
    """Every hour: erase what was promised to be erased."""
    maintenant = timezone.now()
    rencontres.purger_inscriptions(maintenant=maintenant)
    temoignages.purger_temoignages(maintenant=maintenant)
