"""What the worker does later, or again: draw, resume what was dropped, forget what is old."""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.utils import timezone

from kits import docx, pdf, services
from kits.bail import bail_tenu
from kits.document import Document, Emission, depuis_dict
from kits.erreurs import BailPerdu, RenduImpossible
from kits.models import Rendu

journal = logging.getLogger(__name__)
Avancer = Callable[[int, str], None]
COMPOSITEURS: dict[str, Callable[[Document, Emission, Avancer], bytes]] = {
    "pdf": pdf.composer,
    "docx": docx.composer,
}
RAISON_DUREE = (
    "La préparation a dépassé une minute et a été arrêtée. Réessayez dans un moment\u00a0: "
    "le serveur était peut-être très occupé."
)
RAISON_IMPREVUE = (
    "Une difficulté imprévue a interrompu la préparation. Réessayez\u00a0; si cela se reproduit, "
    "prévenez-nous en indiquant l’adresse de cette page."
)


@shared_task(soft_time_limit=60, time_limit=75)
def composer(rendu_id: str) -> None:
    """Draw one rendering and deliver it; do nothing if it is already in other hands, or done.

    60 s: interrupted with a reason. 75 s, or a killed process: the lease runs out and
    `reprendre` gives it to another worker, three attempts in all.
    """
    identifiant = UUID(rendu_id)
    jeton = services.prendre(rendu_id=identifiant)
    if jeton is None:
        return
    try:
        with bail_tenu(rendu_id=identifiant, jeton=jeton):
            _composer_et_livrer(identifiant, jeton)
    except BailPerdu:
        journal.warning("bail perdu, rendu %s laissé à un autre", rendu_id)
    except SoftTimeLimitExceeded:
        services.echouer(rendu_id=identifiant, jeton=jeton, raison=RAISON_DUREE)
    except RenduImpossible as erreur:
        services.echouer(rendu_id=identifiant, jeton=jeton, raison=str(erreur)[:300])
    except Exception:
        journal.exception("rendu %s interrompu", rendu_id)
        services.echouer(rendu_id=identifiant, jeton=jeton, raison=RAISON_IMPREVUE)


def _composer_et_livrer(rendu_id: UUID, jeton: UUID) -> None:
    """Draw and deliver, under a lease held elsewhere.

    A second issue of the same content prints the date of the first: same code, same file.
    """

    def avancer(progression: int, etape: str) -> None:
        if not services.avancer(rendu_id=rendu_id, jeton=jeton, progression=progression, etape=etape):
            raise BailPerdu(str(rendu_id))

    rendu = Rendu.objects.get(pk=rendu_id)
    emis_le = rendu.emis_le or timezone.now().replace(microsecond=0)
    contenu = COMPOSITEURS[rendu.format](depuis_dict(rendu.document), _emission(rendu, emis_le), avancer)
    avancer(95, "Nous rangeons le fichier")
    if not services.livrer(rendu_id=rendu_id, jeton=jeton, contenu=contenu, emis_le=emis_le):
        raise BailPerdu(str(rendu_id))


def _emission(rendu: Rendu, emis_le: datetime) -> Emission:
    return Emission(
        type_document=rendu.type_document,
        code=rendu.code_affiche,
        adresse=f"{settings.SITE_URL}/verifier/{rendu.code_affiche}/",
        emis_le=emis_le,
    )


@shared_task
def reprendre() -> None:
    """Every 10 s: hand back what was abandoned or forgotten."""
    for rendu_id in services.reprendre_abandonnes():
        journal.info("rendu %s remis en file", rendu_id)


@shared_task
def expirer() -> None:
    """Every hour: erase the content that is past its date, a hundred at a time."""
    while services.expirer():
        pass
