"""The webinars as calendars read them (RFC 5545, RFC 7986): a UID for life, and SEQUENCE on what changes.

No name of a person travels in a calendar: phones keep copies, and one may object later (docs/adr/0014).
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from icalendar import Alarm, Event

from contenus.adresses import chemin_de
from contenus.calendrier import nouveau_calendrier
from contenus.courriels import adresse_entiere
from contenus.models.abonnements import PARIS
from webinaires.models import Rendezvous, WebinairePage
from webinaires.publics import Fiche

ESPACE = UUID("0d9b4f3e-6c5a-5f0e-9c7b-2f5a8f1e4a17")
"""Drawn once: the UIDs are made from it and from the key of each webinar, and depend on no address."""
RAPPEL = timedelta(hours=1)
LIEU = "En ligne"


def annoncer(quoi: WebinairePage | Rendezvous) -> None:
    """Count a change that calendars must see: date, title, place or cancellation.

    To be called in the transaction that publishes, cancels or restores. Nothing is written when calendars
    would read the same, nor for a page that is not published. The first announcement counts for none.
    """
    if isinstance(quoi, Rendezvous):
        page = WebinairePage.objects.live().filter(cle=quoi.cle).first()
    else:
        page = quoi if quoi.live else None
    if page is None:
        return
    with transaction.atomic():
        Rendezvous.objects.get_or_create(cle=page.cle)
        rendezvous = Rendezvous.objects.select_for_update().get(cle=page.cle)
        dite = empreinte(Fiche(page, rendezvous))
        if dite == rendezvous.annonce:
            return
        rendezvous.sequence += bool(rendezvous.annonce)
        rendezvous.annonce = dite
        rendezvous.save(update_fields=["sequence", "annonce", "modifie_le"])
    if isinstance(quoi, Rendezvous):
        quoi.sequence, quoi.annonce = rendezvous.sequence, rendezvous.annonce


def empreinte(fiche: Fiche) -> str:
    """Return the fingerprint of what calendars show of a meeting."""
    instants = [moment.astimezone(UTC).isoformat() for moment in (fiche.page.debut, fiche.page.fin)]
    montre = json.dumps([fiche.page.title, *instants, LIEU, fiche.annule])
    return hashlib.sha256(montre.encode()).hexdigest()


def uid(cle: str) -> str:
    """Return the name of a webinar in calendars: that of its key, whatever becomes of its page."""
    return str(uuid5(ESPACE, cle))


def en_calendrier(*, lues: Iterable[Fiche], nom: str) -> bytes:
    """Return a whole calendar; the same rows give the same bytes, so that an ETag can be taken."""
    calendrier = nouveau_calendrier(nom=nom, produit="Webinaires")
    for fiche in lues:
        calendrier.add_component(_evenement(fiche))
    return bytes(calendrier.to_ical())


def _evenement(fiche: Fiche) -> Event:
    page = fiche.page
    adresse = adresse_entiere(chemin_de(page))
    evenement = Event()
    evenement.add("uid", uid(page.cle))
    evenement.add("dtstamp", fiche.change_le)
    evenement.add("last-modified", fiche.change_le)
    evenement.add("sequence", fiche.rendezvous.sequence if fiche.rendezvous else 0)
    evenement.add("status", "CANCELLED" if fiche.annule else "CONFIRMED")
    debut, fin = _heures(page.debut, page.fin)
    evenement.add("dtstart", debut)
    evenement.add("dtend", fin)
    evenement.add("summary", fiche.titre)
    evenement.add("description", _texte(fiche, adresse))
    evenement.add("location", LIEU)
    evenement.add("url", adresse)
    if page.cycle:
        evenement.add("categories", [page.cycle.titre])
    if not fiche.annule:
        evenement.add_component(_rappel(page))
    return evenement


def _heures(debut: datetime, fin: datetime) -> tuple[datetime, datetime]:
    """Paris time, as one reads it; UTC when an hour is the second of two that bear the same name.

    The night of October has 02:30 twice, and a local time there means the first (RFC 5545, 3.3.5).
    """
    locaux = debut.astimezone(PARIS), fin.astimezone(PARIS)
    if any(local.fold for local in locaux):
        return debut.astimezone(UTC), fin.astimezone(UTC)
    return locaux


def _texte(fiche: Fiche, adresse: str) -> str:
    motif = fiche.rendezvous.motif if fiche.rendezvous and fiche.annule else ""
    return "\n\n".join(filter(None, (motif, fiche.page.resume, adresse)))


def _rappel(page: WebinairePage) -> Alarm:
    rappel = Alarm()
    rappel.add("action", "DISPLAY")
    rappel.add("trigger", -RAPPEL)
    rappel.add("description", f"Dans une heure\u00a0: {page.title}")
    return rappel
