"""The agenda as calendars read it (RFC 5545, RFC 7986). UIDs never change, and no contact is given away.

What other calendars of the portal begin with, and travel as, is here too.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from contenus.courriels import adresse_entiere
from contenus.models import Evenement
from contenus.models.abonnements import PARIS

RELECTURE = timedelta(hours=6)
"""How often we ask calendars to read again."""


def en_calendrier(*, evenements: Iterable[Evenement], nom: str, domaines: Mapping[str, str]) -> bytes:
    """Return a whole calendar; the same rows give the same bytes, so that an ETag can be taken."""
    calendrier = nouveau_calendrier(nom=nom, produit="Agenda commun")
    for evenement in evenements:
        calendrier.add_component(_evenement(evenement, domaines))
    return bytes(calendrier.to_ical())


def en_reponse(contenu: bytes, nom: str) -> HttpResponse:
    """Return a calendar as the file `nom`, kept a quarter of an hour by whoever reads it."""
    reponse = HttpResponse(contenu, content_type="text/calendar; charset=utf-8")
    disposition = content_disposition_header(as_attachment=False, filename=nom)
    reponse.headers["Content-Disposition"] = disposition or "inline"
    reponse.headers["Cache-Control"] = "public, max-age=900"
    return reponse


def nouveau_calendrier(*, nom: str, produit: str) -> Calendar:
    """Return an empty calendar to subscribe to, which knows the time of Paris."""
    calendrier = Calendar()
    calendrier.add("prodid", f"-//Trajectoires socio-économiques//{produit}//FR")
    calendrier.add("version", "2.0")
    calendrier.add("calscale", "GREGORIAN")
    calendrier.add("method", "PUBLISH")
    calendrier.add("name", nom)
    calendrier.add("x-wr-calname", nom)
    calendrier.add("x-wr-timezone", "Europe/Paris")
    calendrier.add("refresh-interval", RELECTURE, parameters={"VALUE": "DURATION"})
    calendrier.add("x-published-ttl", "PT6H")
    calendrier.add_component(_heure_de_paris())
    return calendrier


def _heure_de_paris() -> Timezone:
    """Paris since 1996: forward on the last Sunday of March, back on the last of October, at 01:00 UTC."""
    zone = Timezone()
    zone.add("tzid", "Europe/Paris")
    avant, apres = timedelta(hours=1), timedelta(hours=2)
    for periode, mois, heure, nom, depuis, vers in (
        (TimezoneDaylight(), 3, 2, "CEST", avant, apres),
        (TimezoneStandard(), 10, 3, "CET", apres, avant),
    ):
        periode.add("dtstart", datetime(1996, mois, 31 if mois == 3 else 27, heure))  # noqa: PLR2004
        periode.add("rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": mois, "BYDAY": "-1SU"}))
        periode.add("tzoffsetfrom", depuis)
        periode.add("tzoffsetto", vers)
        periode.add("tzname", nom)
        zone.add_component(periode)
    return zone


def _evenement(evenement: Evenement, domaines: Mapping[str, str]) -> Event:
    page = adresse_entiere(evenement.get_absolute_url())
    annule = evenement.etat == Evenement.Etat.ANNULE
    fiche = Event()
    fiche.add("uid", str(evenement.pk))
    fiche.add("dtstamp", evenement.modifie_le)
    fiche.add("last-modified", evenement.modifie_le)
    fiche.add("created", evenement.propose_le)
    fiche.add("sequence", evenement.sequence)
    fiche.add("status", "CANCELLED" if annule else "CONFIRMED")
    fiche.add("dtstart", evenement.debut.astimezone(PARIS))
    fiche.add("dtend", evenement.fin.astimezone(PARIS))
    fiche.add("summary", f"Annulé\u00a0: {evenement.titre}" if annule else evenement.titre)
    fiche.add("description", _texte(evenement, page))
    fiche.add("url", page)
    if lieu := evenement.ou:
        fiche.add("location", lieu)
    if evenement.domaine in domaines:
        fiche.add("categories", [domaines[evenement.domaine]])
    return fiche


def _texte(evenement: Evenement, page: str) -> str:
    lignes = [evenement.description, f"Proposé par {evenement.organisateur}."]
    if evenement.motif:
        lignes.insert(0, evenement.motif)
    return "\n\n".join([*lignes, evenement.adresse or page])
