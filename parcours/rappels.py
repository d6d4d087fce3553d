"""Reminders of the dated plan by mail: asked for on the plan’s page, confirmed, sent in the morning, left.

The promises are those of `contenus.envois`, kept in the same way: the row is locked while its mail
leaves, what is due is read again under the lock, and what was recalled is written in the transaction
that sent it. Nothing is skipped, nothing is sent twice; a worker killed between the server's answer and
our commit sends the same mail again, under the same Message-ID.
"""

import logging
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from contenus.abonnements import redemander
from contenus.courriels import Courriel, EnvoiRefuse, adresse_entiere, envoyer_courriel
from contenus.envois import Envoyer, faire_la_tournee, servir
from contenus.file import confier
from kits.francais import INSECABLE, JOURS, PARIS
from parcours.echeances import Rappel, a_rappeler, outils
from parcours.feuilles import lire_ecrits
from parcours.models import AbonnementRappels, Cahier, RappelEnvoye
from parcours.valeurs import dire_jour

journal = logging.getLogger(__name__)
OBJET_MAX = 90


@transaction.atomic
def demander_rappels(*, cahier: Cahier, adresse: str) -> None:
    """Write down that an address asks for the reminders of a plan, and answer it by mail once committed.

    The mail alone knows whether the address was already there; nothing changes for a confirmed one.
    """
    nouveau = AbonnementRappels(cahier=cahier, adresse=adresse)
    AbonnementRappels.objects.bulk_create([nouveau], ignore_conflicts=True)
    siens = AbonnementRappels.objects.filter(cahier=cahier).de(adresse)
    redemander(siens, repondre=partial(confier, "parcours.tasks.repondre"))


def trouver_rappels(*, jeton: str) -> AbonnementRappels | None:
    """Return the subscription whose secret this is, with its cahier."""
    return AbonnementRappels.objects.select_related("cahier").filter(jeton=jeton).first()


def confirmer_rappels(*, abonnement: AbonnementRappels) -> None:
    """Confirm, once: later clicks change nothing."""
    a_confirmer = AbonnementRappels.objects.filter(pk=abonnement.pk, confirme_le__isnull=True)
    a_confirmer.update(confirme_le=timezone.now())


def quitter_rappels(*, jeton: str) -> None:
    """Erase the subscription whose secret this is, and what was sent to it. Already gone: nothing to do."""
    AbonnementRappels.objects.filter(jeton=jeton).delete()


def purger_rappels(*, maintenant: datetime) -> int:
    """Erase the addresses that never confirmed."""
    return AbonnementRappels.objects.oublies(maintenant).delete()[0]


def _pages(abonnement: AbonnementRappels) -> dict[str, str]:
    """The pages of a subscription, by name, as paths."""
    noms = ("confirmer", "reglages", "quitter")
    return {nom: reverse(f"rappels:{nom}", args=[abonnement.jeton]) for nom in noms}


@transaction.atomic
def repondre(*, pk: int, connexion: BaseEmailBackend | None = None) -> bool:
    """Answer the last request of an address: to confirm, or what is already there; True if sent.

    Nothing written in the cahier is in this mail: whoever asked may not be who reads it.
    """
    demandes = AbonnementRappels.objects.a_repondre().select_for_update(skip_locked=True)
    abonnement = demandes.filter(pk=pk).first()
    if abonnement is None:
        return False
    pages, deja = _pages(abonnement), abonnement.confirme_le is not None
    courriel = Courriel(
        gabarit="rappels_demandes",
        objet="Vous recevez déjà ces rappels" if deja else "Confirmez\u00a0: vous souhaitez des rappels",
        adresse=abonnement.adresse,
        cle=f"rappels:{abonnement.jeton}:{abonnement.demande_le.isoformat()}",
        contexte={
            "deja": deja,
            "confirmer": adresse_entiere(pages["confirmer"]),
            "pour_partir": adresse_entiere(pages["quitter"]),
        },
    )
    try:
        envoyer_courriel(courriel=courriel, connexion=connexion)
    except EnvoiRefuse as refus:
        journal.warning("réponse refusée, rappels %s : %s", pk, refus)
    AbonnementRappels.objects.filter(pk=pk).update(ecrit_le=timezone.now())
    return True


@transaction.atomic
def rappeler(*, pk: int, maintenant: datetime, connexion: BaseEmailBackend | None = None) -> bool:
    """Send to one address what its plan has to recall this morning, in one mail; True if it left.

    In order: lock the subscription and read again that it is due; read the plan; send; write what was
    recalled. An address refused for good is put aside for a day, and nothing of it is written as sent.
    """
    dus = AbonnementRappels.objects.dus(maintenant).select_for_update(of=("self",), skip_locked=True)
    abonnement = dus.select_related("cahier").filter(pk=pk).first()
    if abonnement is None or abonnement.confirme_le is None:
        return False
    jour = maintenant.astimezone(PARIS).date()
    rappels = _nouveaux(abonnement, jour)
    if not rappels:
        AbonnementRappels.objects.filter(pk=pk).update(envoye_le=maintenant)
        return False
    if not servir(abonnement, _courriel(abonnement, rappels, jour), connexion, envoye_le=maintenant):
        return False
    RappelEnvoye.objects.bulk_create(
        RappelEnvoye(abonnement=abonnement, objet=r.action.objet, jour=r.action.jour, moment=r.moment)
        for r in rappels
    )
    return True


def _nouveaux(abonnement: AbonnementRappels, jour: date) -> list[Rappel]:
    """What is to recall on that day and was not yet recalled to this address."""
    assert abonnement.confirme_le is not None
    depuis = abonnement.confirme_le.astimezone(PARIS).date()
    ecrits = lire_ecrits(abonnement.cahier, *outils())
    envoyes = set(abonnement.envoyes.values_list("objet", "jour", "moment"))
    return [
        rappel
        for rappel in a_rappeler(ecrits, aujourd_hui=jour, depuis=depuis)
        if (rappel.action.objet, rappel.action.jour, rappel.moment) not in envoyes
    ]


def _courriel(abonnement: AbonnementRappels, rappels: list[Rappel], jour: date) -> Courriel:
    pages = _pages(abonnement)
    lignes = [
        {"action": r.action, "quand": quand(r.action.jour, jour), "jour": _dire(r.action.jour)}
        for r in rappels
    ]
    premier = rappels[0].action
    objet = f"{quand(premier.jour, jour)}\u00a0: {premier.action}"
    if len(rappels) > 1:
        objet = f"{len(rappels)} échéances de votre plan d’action"
    contenu = ",".join(f"{r.action.objet}/{r.action.jour}/{r.moment}" for r in rappels)
    return Courriel(
        gabarit="rappels",
        objet=objet if len(objet) <= OBJET_MAX else f"{objet[: OBJET_MAX - 1]}…",
        adresse=abonnement.adresse,
        cle=f"rappel:{abonnement.jeton}:{contenu}",
        contexte={
            "nom": abonnement.cahier.nom,
            "lignes": lignes,
            "cahier": adresse_entiere(reverse("parcours:accueil")),
            "reglages": adresse_entiere(pages["reglages"]),
        },
        liste="rappels",
        quitter=pages["quitter"],
    )


def quand(echeance: date, jour: date) -> str:
    """How far a day is: « Aujourd’hui », « Dans 3 jours », « Il y a 2 jours »."""
    ecart = (echeance - jour).days
    dites = {0: "Aujourd’hui", 1: "Demain", -1: "Hier"}
    return dites.get(ecart) or f"{'Dans' if ecart > 0 else 'Il y a'} {abs(ecart)}{INSECABLE}jours"


def _dire(jour: date) -> str:
    return f"{JOURS[jour.weekday()]} {dire_jour(jour)}"


def distribuer(*, maintenant: datetime) -> int:
    """Make one round: requests answered late, then the reminders of the morning; return how many left."""
    return faire_la_tournee(_travaux(maintenant))


def _travaux(maintenant: datetime) -> Iterator[Envoyer]:
    """What there is to do; each one looks again, under its lock, whether it still is."""
    for pk in AbonnementRappels.objects.a_repondre().order_by("pk").values_list("pk", flat=True):
        yield partial(repondre, pk=pk)
    for pk in AbonnementRappels.objects.dus(maintenant).order_by("pk").values_list("pk", flat=True):
        yield partial(rappeler, pk=pk, maintenant=maintenant)
