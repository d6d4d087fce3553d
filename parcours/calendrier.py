"""The dated actions of the plan as calendars read them (RFC 5545): whole days, UIDs that never change."""

from collections.abc import Iterator
from datetime import UTC, timedelta

from icalendar import Alarm, Calendar, Event

from parcours.feuilles import Ecrits, trousse, valeur
from parcours.models import Cahier

OUTIL, RUBRIQUE = "plan", "actions"
RAPPEL = timedelta(days=7)
"""How long before its day an action is recalled."""
DITS = ("levier", "porteur", "preuve", "pilier", "horizon")
"""Columns that the description says, in this order."""


def en_calendrier(cahier: Cahier, ecrits: Ecrits) -> bytes:
    """Return a whole calendar, one day an action; the same rows give the same bytes."""
    calendrier = Calendar()
    calendrier.add("prodid", "-//Trajectoires socio-économiques//Plan d’action//FR")
    calendrier.add("version", "2.0")
    calendrier.add("calscale", "GREGORIAN")
    calendrier.add("method", "PUBLISH")
    calendrier.add("x-wr-calname", f"Plan d’action\u00a0: {cahier}")
    for fiche in _fiches(cahier, ecrits):
        calendrier.add_component(fiche)
    return bytes(calendrier.to_ical())


def datees(ecrits: Ecrits) -> bool:
    """Whether the plan has a date that can be read."""
    echeance = trousse().champ(f"{OUTIL}-{RUBRIQUE}-1", "echeance")
    return echeance is not None and any(
        echeance.lire(saisie.valeur).jour
        for (objet, champ), saisie in ecrits.items()
        if champ == "echeance" and objet.startswith(f"{OUTIL}-{RUBRIQUE}-")
    )


def _fiches(cahier: Cahier, ecrits: Ecrits) -> Iterator[Event]:
    outil = trousse().outil(OUTIL)
    rubrique = outil.rubrique(RUBRIQUE) if outil else None
    if outil is None or rubrique is None:
        return
    for rang in range(1, rubrique.maximum + 1):
        objet = outil.objet(rubrique, rang)
        lues = {champ.cle: champ.lire(valeur(ecrits, objet, champ.cle)) for champ in rubrique.colonnes}
        jour = lues["echeance"].jour
        if jour is None:
            continue
        modifie = max(saisie.le for (o, _), saisie in ecrits.items() if o == objet).astimezone(UTC)
        fiche = Event()
        fiche.add("uid", f"{cahier.pk}-{objet}")
        fiche.add("dtstamp", modifie)
        fiche.add("last-modified", modifie)
        fiche.add("dtstart", jour)
        fiche.add("dtend", jour + timedelta(days=1))
        fiche.add("transp", "TRANSPARENT")
        fiche.add("summary", lues["action"].dite or f"Action {rang} du plan")
        lignes = [
            f"{champ.libelle}\u00a0: {lues[champ.cle].dite}"
            for cle in DITS
            if (champ := rubrique.champ(cle)) and not lues[cle].vide
        ]
        if lignes:
            fiche.add("description", "\n".join(lignes))
        fiche.add_component(_rappel(lues["action"].dite))
        yield fiche


def _rappel(action: str) -> Alarm:
    rappel = Alarm()
    rappel.add("action", "DISPLAY")
    rappel.add("trigger", -RAPPEL)
    rappel.add(
        "description", f"Dans une semaine\u00a0: {action}" if action else "Une action arrive dans une semaine"
    )
    return rappel
