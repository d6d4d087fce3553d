"""What leaves by mail, and what is promised about it.

Mail and database cannot be committed together: between the server's « 250 » and our own commit, a
worker may be killed, and nobody can know then whether the mail left (RFC 1047 describes it).
One must choose which side to err on. What is given here:

- **Nothing is skipped.** A post or a digest counts as sent only once the mail server answered for
  it; a worker killed before that leaves the row as it was, and the next round sends it.
- **Nothing is sent twice by two workers.** The row is locked (`FOR UPDATE SKIP LOCKED`) while its
  mail leaves, and what is due is read again under the lock: the other worker passes on. A killed
  worker frees its lock at once, since PostgreSQL sees its connection fall.
- **Killed between the answer and the commit** (milliseconds): the same mail leaves again, with the
  same content and the same Message-ID, made from the subscription and the rank or the date. Mail
  servers that look for doubles keep one; the others show it twice. This is the only case where a
  reader may see a post twice, and we prefer it to a post lost in silence.

Rounds are made every ten minutes and decide from the rows alone, so a portal that slept at seven
catches up as soon as it wakes: one post, then the next the following morning.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from smtplib import SMTPException
from typing import Any

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from contenus.abonnements import GENRES, UnAbonnement
from contenus.agenda import prevenir_contact
from contenus.courriels import Courriel, EnvoiRefuse, EnvoiReporte, adresse_entiere, envoyer_courriel
from contenus.html_simple import completer, en_texte
from contenus.models import AbonnementActualites, AbonnementSerie, ActualitePage, Evenement, Serie
from contenus.models.abonnements import MARGE, UNITES, Abonnement, derniere_echeance
from kits.francais import jour

journal = logging.getLogger(__name__)
APRES_UN_REFUS = timedelta(days=1)
ECHECS_DE_SUITE = 3
Envoyer = Callable[..., bool]


def _pages(abonnement: UnAbonnement) -> dict[str, str]:
    """The pages of a subscription, by name, as paths."""
    noms = ("confirmer", "reglages", "quitter")
    return {nom: reverse(f"abonnements:{nom}", args=[abonnement.jeton]) for nom in noms}


@transaction.atomic
def repondre(*, genre: str, pk: int, connexion: BaseEmailBackend | None = None) -> bool:
    """Answer the last request of an address: to confirm, or what is already there; True if sent.

    An address refused for good is not written to again until it asks again.
    """
    modele = GENRES[genre]
    demandes = modele.objects.a_repondre().select_for_update(skip_locked=True).filter(pk=pk)
    abonnement = demandes.first()
    if abonnement is None:
        return False
    pages = _pages(abonnement)
    courriel = Courriel(
        gabarit="deja_abonne" if abonnement.confirme_le else "confirmation",
        objet=_objet_de_la_reponse(abonnement),
        adresse=abonnement.adresse,
        cle=f"reponse:{abonnement.jeton}:{abonnement.demande_le.isoformat()}",
        contexte={
            "abonnement": abonnement,
            "serie": abonnement.serie if isinstance(abonnement, AbonnementSerie) else None,
            "confirmer": adresse_entiere(pages["confirmer"]),
            "reglages": adresse_entiere(pages["reglages"]),
            "pour_partir": adresse_entiere(pages["quitter"]),
        },
    )
    try:
        envoyer_courriel(courriel=courriel, connexion=connexion)
    except EnvoiRefuse as refus:
        journal.warning("réponse refusée, abonnement %s %s : %s", genre, pk, refus)
    modele.objects.filter(pk=pk).update(ecrit_le=timezone.now())
    return True


def _objet_de_la_reponse(abonnement: UnAbonnement) -> str:
    quoi = (
        f"«\u00a0{abonnement.serie}\u00a0»" if isinstance(abonnement, AbonnementSerie) else "nos actualités"
    )
    if abonnement.confirme_le:
        return f"Vous recevez déjà {quoi}"
    return f"Confirmez\u00a0: vous souhaitez recevoir {quoi}"


@transaction.atomic
def envoyer_message(*, pk: int, maintenant: datetime, connexion: BaseEmailBackend | None = None) -> bool:
    """Send the next post of a series if it is due; True if it left.

    In order: lock the subscription and read again that it is due; send; write down the rank. See the
    head of this module for what happens when any of the three fails.
    """
    dus = AbonnementSerie.objects.dus(maintenant).select_for_update(of=("self",), skip_locked=True)
    abonnement = dus.select_related("serie").filter(pk=pk).first()
    if abonnement is None:
        return False
    serie, pages = abonnement.serie, _pages(abonnement)
    suivants = serie.messages.filter(rang__gt=abonnement.rang).order_by("rang")[:2]
    message = suivants[0]
    unite = UNITES[Serie.Cadence(serie.cadence)]
    courriel = Courriel(
        gabarit="message",
        objet=f"{serie.titre}, {unite} {message.rang}\u00a0: {message.titre}",
        adresse=abonnement.adresse,
        cle=f"message:{abonnement.jeton}:{message.rang}",
        contexte={
            "serie": serie,
            "message": message,
            "unite": unite,
            "dernier": len(suivants) == 1,
            "html": completer(message.texte),
            "texte": en_texte(message.texte),
            "en_ligne": adresse_entiere(f"{serie.get_absolute_url()}#message-{message.rang}"),
            "reglages": adresse_entiere(pages["reglages"]),
        },
        liste=serie.cle,
        quitter=pages["quitter"],
    )
    return servir(abonnement, courriel, connexion, rang=message.rang, envoye_le=maintenant)


@transaction.atomic
def envoyer_resume(*, pk: int, maintenant: datetime, connexion: BaseEmailBackend | None = None) -> bool:
    """Send what was published since the last digest, up to the moment when this one fell due.

    Nothing published: no mail, and the moment is written down all the same. True if a mail left.
    """
    dus = AbonnementActualites.objects.dus(maintenant).select_for_update(skip_locked=True)
    abonnement = dus.filter(pk=pk).first()
    if abonnement is None or abonnement.echeance is None:
        return False
    borne = derniere_echeance(abonnement.frequence, maintenant - MARGE)
    actualites = _parues(abonnement.echeance, borne)
    if not actualites:
        AbonnementActualites.objects.filter(pk=pk).update(envoye_le=borne)
        return False
    pages = _pages(abonnement)
    compte = f"{len(actualites)} actualité{'s' if len(actualites) > 1 else ''}"
    courriel = Courriel(
        gabarit="resume",
        objet=f"{compte} au {jour(borne)}",
        adresse=abonnement.adresse,
        cle=f"resume:{abonnement.jeton}:{borne.timestamp():.0f}",
        contexte={
            "abonnement": abonnement,
            "actualites": actualites,
            "reglages": adresse_entiere(pages["reglages"]),
        },
        liste="actualites",
        quitter=pages["quitter"],
    )
    return servir(abonnement, courriel, connexion, envoye_le=borne)


def _parues(apres: datetime, jusqua: datetime) -> list[dict[str, Any]]:
    """The news first published in a stretch of time and still there, the newest fact first."""
    pages = ActualitePage.objects.live().filter(first_published_at__gt=apres, first_published_at__lte=jusqua)
    lues = [(page, page.get_url_parts()) for page in pages.order_by("-date", "title")]
    return [
        {"page": page, "adresse": adresse_entiere(parties[2])}
        for page, parties in lues
        if parties and parties[2]
    ]


def servir(
    abonnement: Abonnement, courriel: Courriel, connexion: BaseEmailBackend | None, **ecrit: object
) -> bool:
    """Send, then write; an address refused for good is put aside for a day, its place kept."""
    lignes = type(abonnement)._default_manager.filter(pk=abonnement.pk)
    try:
        envoyer_courriel(courriel=courriel, connexion=connexion)
    except EnvoiRefuse as refus:
        journal.warning("envoi refusé, %s %s : %s", courriel.gabarit, abonnement.pk, refus)
        lignes.update(reprise_le=timezone.now() + APRES_UN_REFUS)
        return False
    lignes.update(**ecrit, reprise_le=None)
    return True


def distribuer(*, maintenant: datetime) -> int:
    """Make one round: answers late, news for whoever proposed an event, posts and digests due."""
    return faire_la_tournee(_travaux(maintenant))


def faire_la_tournee(a_faire: Iterable[Envoyer]) -> int:
    """Send one mail after another on one connection; return how many left.

    A fault in one mail leaves the others alone; a server that is down three times in a row ends the
    round, and the next one starts where it stopped.
    """
    travaux = list(a_faire)
    connexion, partis, echecs = get_connection(), 0, 0
    try:
        if travaux:
            connexion.open()
        for envoyer in travaux:
            partis, echecs = _un_envoi(envoyer, connexion, partis, echecs)
            if echecs == ECHECS_DE_SUITE:
                break
    except (OSError, SMTPException) as erreur:
        journal.warning("serveur de courrier injoignable : %s", type(erreur).__name__)
    finally:
        connexion.close()
    return partis


def _travaux(maintenant: datetime) -> Iterator[Envoyer]:
    """What there is to do; each one looks again, under its lock, whether it still is."""
    listes: list[tuple[QuerySet[Any], Callable[..., bool]]] = [
        *((m.objects.a_repondre(), partial(repondre, genre=genre)) for genre, m in GENRES.items()),
        (Evenement.objects.filter(reponse_due=True), prevenir_contact),
        (AbonnementSerie.objects.dus(maintenant), partial(envoyer_message, maintenant=maintenant)),
        (AbonnementActualites.objects.dus(maintenant), partial(envoyer_resume, maintenant=maintenant)),
    ]
    for lignes, envoyer in listes:
        for pk in lignes.order_by("pk").values_list("pk", flat=True):
            yield partial(envoyer, pk=pk)


def _un_envoi(envoyer: Envoyer, connexion: BaseEmailBackend, partis: int, echecs: int) -> tuple[int, int]:
    """Send one mail; return how many left and how many failures in a row."""
    try:
        return partis + envoyer(connexion=connexion), 0
    except EnvoiReporte as report:
        journal.warning("serveur de courrier : %s", report)
        connexion.close()
        return partis, echecs + 1
    except Exception:
        journal.exception("un envoi a échoué, les autres continuent")
        return partis, echecs
