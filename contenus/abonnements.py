"""What a reader does: ask for mail, confirm, change pace, leave. What leaves by mail: `envois`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from contenus.file import confier
from contenus.models import AbonnementActualites, AbonnementSerie, Serie
from contenus.models.abonnements import AbonnementQuerySet

UnAbonnement = AbonnementActualites | AbonnementSerie
GENRES: dict[str, type[AbonnementActualites] | type[AbonnementSerie]] = {
    "actualites": AbonnementActualites,
    "serie": AbonnementSerie,
}
REPONDRE = "contenus.tasks_courriels.repondre"
ENTRE_DEUX_REPONSES = timedelta(minutes=10)
"""An address asked for again and again receives one mail in that time: nobody is flooded through us."""


@transaction.atomic
def demander_actualites(*, adresse: str, frequence: str) -> None:
    """Write down that an address asks for the digest, and answer it by mail once committed.

    The mail alone knows whether the address was already there: a new or unconfirmed one receives the
    link to confirm (the pace is the last one asked for), a confirmed one the links to change pace and
    to leave. Whoever asked sees the same thing, and nothing changes for a confirmed reader.
    """
    nouveau = AbonnementActualites(adresse=adresse, frequence=frequence)
    AbonnementActualites.objects.bulk_create([nouveau], ignore_conflicts=True)
    repondre = partial(confier, REPONDRE, "actualites")
    redemander(AbonnementActualites.objects.de(adresse), repondre=repondre, frequence=frequence)


@transaction.atomic
def demander_serie(*, adresse: str, serie: Serie) -> None:
    """Write down that an address asks for a series; same answer and same discretion as the digest."""
    nouveau = AbonnementSerie(adresse=adresse, serie=serie)
    AbonnementSerie.objects.bulk_create([nouveau], ignore_conflicts=True)
    siens = AbonnementSerie.objects.filter(serie=serie).de(adresse)
    redemander(siens, repondre=partial(confier, REPONDRE, "serie"))


def redemander(trouves: AbonnementQuerySet[Any], *, repondre: Callable[[int], None], **voulu: Any) -> None:
    """Mark the one row found, new or old, as to be answered; `repondre` is given its key on commit.

    `voulu`: what is written down as long as the address did not confirm.
    A row locked by a worker is receiving a mail at this very moment: nothing is added to it.
    """
    abonnement = trouves.select_for_update(skip_locked=True).first()
    if abonnement is None:
        return
    maintenant = timezone.now()
    changes = {} if abonnement.confirme_le else dict(voulu)
    if abonnement.ecrit_le is None or maintenant - abonnement.ecrit_le > ENTRE_DEUX_REPONSES:
        changes["demande_le"] = maintenant
        transaction.on_commit(partial(repondre, abonnement.pk))
    if changes:
        trouves.update(**changes)


def trouver_abonnement(*, jeton: str) -> UnAbonnement | None:
    """Return the subscription whose secret this is, of either kind, or None."""
    actualites = AbonnementActualites.objects.filter(jeton=jeton).first()
    return actualites or AbonnementSerie.objects.select_related("serie").filter(jeton=jeton).first()


@transaction.atomic
def confirmer_abonnement(*, abonnement: UnAbonnement) -> None:
    """Confirm, once: later clicks change nothing. A series sends its first post right after."""
    a_confirmer = type(abonnement).objects.filter(pk=abonnement.pk, confirme_le__isnull=True)
    confirme = a_confirmer.update(confirme_le=timezone.now())
    if confirme and isinstance(abonnement, AbonnementSerie):
        transaction.on_commit(partial(confier, "contenus.tasks_courriels.envoyer_message", abonnement.pk))


def changer_frequence(*, abonnement: AbonnementActualites, frequence: str) -> None:
    """Change the pace; what was published since the last digest comes at the next one."""
    AbonnementActualites.objects.filter(pk=abonnement.pk).update(frequence=frequence)


def quitter_abonnement(*, jeton: str) -> None:
    """Erase the subscription whose secret this is. Already gone: nothing to do, and nothing to say."""
    for modele in GENRES.values():
        modele.objects.filter(jeton=jeton).delete()


def purger_abonnements(*, maintenant: datetime) -> int:
    """Erase what was never confirmed, and series read to their end; return how many rows went."""
    effaces = [modele.objects.oublies(maintenant).delete()[0] for modele in GENRES.values()]
    return sum(effaces) + AbonnementSerie.objects.finis(maintenant).delete()[0]
