"""The life of a rendering: asked for, taken, advanced, delivered once, resumed, forgotten.

Every change of state is one conditional UPDATE: the database decides who wins, on its own
clock. Each one announces the rendering's id on the channel `rendu` (LISTEN/NOTIFY), on commit.
"""

import hashlib
import logging
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from celery import current_app
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError as FileInjoignable
from redis.exceptions import RedisError

from kits.document import Document, Format, empreinte, nettoyer, vers_dict
from kits.gabarit import version_gabarit
from kits.models import Rendu, RenduFichier, RenduQuerySet

journal = logging.getLogger(__name__)
CANAL = "rendu"
TACHE = "kits.tasks.composer"
CONSERVATION = timedelta(days=30)
LOT = 100
RAISON_ABANDON = (
    "La préparation s’est interrompue trois fois de suite. Vous pouvez réessayer\u00a0; "
    "si cela se reproduit, prévenez-nous\u00a0: vous n’y êtes pour rien."
)
ARRET: dict[str, Any] = {"jeton": None, "bail_jusqua": None, "etape": ""}
A_NEUF: dict[str, Any] = {
    "etat": Rendu.Etat.EN_ATTENTE,
    "progression": 0,
    "etape": "",
    "raison": "",
    "tentatives": 0,
}


def demander(
    *, document: Document, format: Format, type_document: str, version_contenu: str, nom_fichier: str
) -> Rendu:
    """Return the rendering of `document`, asking for it only if nobody did.

    Effects, in order: removes the characters no file can hold; creates the row, or wakes an
    expired one under the same code; once committed, hands it to the queue. If the queue cannot
    be reached, the row waits for `reprendre_abandonnes`: the request never fails for that.
    Deliberately not done: an interrupted rendering is not restarted (see `relancer`), a ready
    one keeps its date. `type_document` and `version_contenu` are shown publicly; `nom_fichier`
    gets its extension if it lacks it.
    """
    propre = nettoyer(document)
    champs = {
        **A_NEUF,
        "document": vers_dict(propre),
        "type_document": type_document,
        "version_contenu": version_contenu,
        "nom_fichier": _avec_extension(nom_fichier, format),
        "en_file_le": timezone.now(),
        "expire_le": timezone.now() + CONSERVATION,
    }
    with transaction.atomic():
        rendu, nouveau = Rendu.objects.get_or_create(
            empreinte=empreinte(propre, format, version_gabarit(format)),
            defaults={**champs, "format": format},
        )
        if not nouveau and _changer(Rendu.objects.expires(), rendu.pk, **champs):
            rendu.refresh_from_db()
            nouveau = True
        if nouveau:
            transaction.on_commit(partial(_confier, rendu.pk))
    return rendu


def relancer(*, rendu: Rendu) -> bool:
    """Put an interrupted rendering back in the queue, with its three attempts; True if it was.

    Any other state is left as it is: pressing twice does no harm.
    """
    with transaction.atomic():
        relance = _changer(Rendu.objects.interrompus(), rendu.pk, **A_NEUF, en_file_le=timezone.now())
        if relance:
            transaction.on_commit(partial(_confier, rendu.pk))
    return relance


def prendre(*, rendu_id: UUID) -> UUID | None:
    """Lease a rendering for 20 s; return the token to show at delivery, None if it is not free."""
    jeton = uuid4()
    pris = _changer(
        Rendu.objects.a_prendre(),
        rendu_id,
        etat=Rendu.Etat.EN_COURS,
        jeton=jeton,
        bail_jusqua=Now() + Rendu.BAIL,
        tentatives=F("tentatives") + 1,
        progression=5,
        etape="Nous ouvrons le dossier",
    )
    return jeton if pris else None


def prolonger(*, rendu_id: UUID, jeton: UUID) -> bool:
    """Renew the lease for 20 s; False when it belongs to somebody else. Announces nothing."""
    return bool(Rendu.objects.tenus(rendu_id, jeton).update(bail_jusqua=Now() + Rendu.BAIL))


def avancer(*, rendu_id: UUID, jeton: UUID, progression: int, etape: str) -> bool:
    """Say how far the work is (0–99 %) and renew the lease; False when the lease is lost."""
    return _changer(
        Rendu.objects.tenus(rendu_id, jeton),
        rendu_id,
        progression=progression,
        etape=etape,
        bail_jusqua=Now() + Rendu.BAIL,
    )


def livrer(*, rendu_id: UUID, jeton: UUID, contenu: bytes, emis_le: datetime) -> bool:
    """Store the file and declare it ready, in one transaction; False if the lease is lost.

    Exactly once: the UPDATE asks for the token and erases it. `emis_le` is the instant printed
    in the file; the 30 days of conservation start now.
    """
    with transaction.atomic():
        livre = _changer(
            Rendu.objects.tenus(rendu_id, jeton),
            rendu_id,
            **ARRET,
            etat=Rendu.Etat.PRET,
            progression=100,
            taille=len(contenu),
            condense=condenser(contenu),
            emis_le=emis_le,
            expire_le=timezone.now() + CONSERVATION,
        )
        if livre:
            RenduFichier.objects.create(rendu_id=rendu_id, contenu=contenu)
    return livre


def echouer(*, rendu_id: UUID, jeton: UUID, raison: str) -> bool:
    """Declare the rendering interrupted, with a sentence for the visitor; False if the lease is lost."""
    return _changer(
        Rendu.objects.tenus(rendu_id, jeton),
        rendu_id,
        **ARRET,
        etat=Rendu.Etat.ECHEC,
        raison=raison,
    )


def reprendre_abandonnes() -> list[UUID]:
    """Give back to the queue what nobody is doing; return the ids handed over.

    Abandoned after three attempts: interrupted, with a reason. Abandoned before: waiting
    again. Waiting, and the queue never took it or forgot it: handed over once more. A double
    in the queue is harmless, `prendre` serves one of them. At most 100 at a time, so that a
    long outage of the queue does not become a flood.
    """
    with transaction.atomic():
        for rendu_id in _lot(Rendu.objects.abandonnes().epuises()):
            _changer(
                Rendu.objects.abandonnes(), rendu_id, **ARRET, etat=Rendu.Etat.ECHEC, raison=RAISON_ABANDON
            )
        for rendu_id in _lot(Rendu.objects.abandonnes()):
            _changer(Rendu.objects.abandonnes(), rendu_id, **ARRET, etat=Rendu.Etat.EN_ATTENTE, progression=0)
    with transaction.atomic():
        a_confier = _lot(Rendu.objects.oublies())
        Rendu.objects.filter(pk__in=a_confier).update(en_file_le=Now())
    for rang, rendu_id in enumerate(a_confier):
        if not _confier(rendu_id):
            return a_confier[:rang]
    return a_confier


def expirer() -> int:
    """Erase what is past its date: content, file and file name; return how many.

    The row stays, so that the code printed on the paper can still be verified.
    """
    with transaction.atomic():
        ids = _lot(Rendu.objects.perimes())
        RenduFichier.objects.filter(rendu__in=ids).delete()
        for rendu_id in ids:
            _changer(
                Rendu.objects.all(),
                rendu_id,
                etat=Rendu.Etat.EXPIRE,
                document={},
                nom_fichier="",
                etape="",
                raison="",
            )
    return len(ids)


def condenser(contenu: bytes) -> str:
    """Return the SHA-256 of a file, 64 hex digits: the one shown on the verification page."""
    return hashlib.sha256(contenu).hexdigest()


def _changer(selection: RenduQuerySet, rendu_id: UUID, **valeurs: Any) -> bool:
    """Write `valeurs` on this rendering if it is in `selection`, and announce it on commit."""
    with transaction.atomic():
        change = selection.filter(pk=rendu_id).update(**valeurs) == 1
        if change:
            with connection.cursor() as curseur:
                curseur.execute("SELECT pg_notify(%s, %s)", [CANAL, str(rendu_id)])
    return change


def _lot(selection: RenduQuerySet) -> list[UUID]:
    """Lock up to 100 renderings that nobody else is changing; return their ids, oldest first."""
    libres = selection.order_by("cree_le").select_for_update(skip_locked=True)
    return list(libres.values_list("pk", flat=True)[:LOT])


def _confier(rendu_id: UUID) -> bool:
    """Hand a rendering to the queue; if the queue cannot be reached, note it for `reprendre`."""
    try:
        current_app.send_task(TACHE, args=[str(rendu_id)], retry=False)
    except (FileInjoignable, RedisError, OSError) as erreur:
        journal.warning("file injoignable, le rendu %s attendra : %s", rendu_id, erreur)
        Rendu.objects.en_attente().filter(pk=rendu_id).update(en_file_le=None)
        return False
    return True


def _avec_extension(nom: str, format: Format) -> str:
    """Return a file name of at most 120 characters that ends with its extension, with no folder."""
    extension = f".{format}"
    radical = nom.replace("/", "-").replace("\\", "-").removesuffix(extension)
    return f"{radical[: 120 - len(extension)]}{extension}"
