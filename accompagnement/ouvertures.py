"""What coordinators read is written in the journal of the structure they read about, page by page.

Reading writes nothing (GET): one opens by a button, which writes the line and lets the session read.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accompagnement.models import Accompagnement
from comptes.models import Acces, Adhesion, Geste
from comptes.services import journaliser
from kits.francais import PARIS

OUVERTES = "accompagnement_ouvertes"
OUVERTE_DUREE = timedelta(minutes=30)
"""How long one line of the journal lets the same session read the page of a structure."""
LUES = "accompagnement_lues"
LIGNE_DU_BUREAU = "la ligne du bureau"


def ouvrir(request: HttpRequest, adhesion: Adhesion, accord: Accompagnement) -> None:
    """Write the opening, unless this session wrote one less than half an hour ago."""
    assert accord.accompagnee
    if est_ouverte(request, accord):
        return
    journaliser(
        structure=accord.accompagnee, par=adhesion.membre, geste=Geste.CONSULTE, objet=adhesion.structure.nom
    )
    limite = (timezone.now() - OUVERTE_DUREE).timestamp()
    ouvertes = {k: le for k, le in request.session.get(OUVERTES, {}).items() if le > limite}
    request.session[OUVERTES] = ouvertes | {str(accord.pk): timezone.now().timestamp()}


def est_ouverte(request: HttpRequest, accord: Accompagnement) -> bool:
    """Whether this session opened the page of that structure less than half an hour ago."""
    le: float = request.session.get(OUVERTES, {}).get(str(accord.pk), 0)
    return le > (timezone.now() - OUVERTE_DUREE).timestamp()


def est_lu(request: HttpRequest, accords: Iterable[int]) -> bool:
    """Whether this session opened, today in Paris, the lines of all these agreements."""
    lues = request.session.get(LUES, {})
    jour = _matin().date().isoformat()
    return all(lues.get(str(accord)) == jour for accord in accords)


def lire_au_bureau(request: HttpRequest, adhesion: Adhesion, accords: Collection[Accompagnement]) -> None:
    """Let this session read the line of each of these structures today, and write it in their journals."""
    inscrire_la_lecture(adhesion=adhesion, accords=accords)
    jour = _matin().date().isoformat()
    lues = {k: le for k, le in request.session.get(LUES, {}).items() if le == jour}
    request.session[LUES] = lues | {str(accord.pk): jour for accord in accords}


@transaction.atomic
def inscrire_la_lecture(*, adhesion: Adhesion, accords: Collection[Accompagnement]) -> None:
    """Write one line a day of Paris, a reader and a structure; at once, still one: the adhesion is locked."""
    Adhesion.objects.select_for_update().only("pk").get(pk=adhesion.pk)
    Acces.objects.bulk_create(
        Acces(structure_id=structure, par=adhesion.membre, geste=Geste.CONSULTE, objet=_objet(adhesion))
        for structure in sorted(_jamais_lus(adhesion, accords))
    )


def _jamais_lus(adhesion: Adhesion, accords: Collection[Accompagnement]) -> set[UUID]:
    structures = {accord.accompagnee_id for accord in accords if accord.accompagnee_id}
    lues = Acces.objects.filter(
        structure__in=structures,
        par=adhesion.membre_id,
        geste=Geste.CONSULTE,
        objet=_objet(adhesion),
        le__gte=_matin(),
    )
    return structures - set(lues.values_list("structure_id", flat=True))


def _matin() -> datetime:
    return timezone.now().astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)


def _objet(adhesion: Adhesion) -> str:
    return f"{adhesion.structure.nom}, {LIGNE_DU_BUREAU}"
