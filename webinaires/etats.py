"""Where a meeting is in its life, and when to remind people of it. Pure: no Django, no clock.

Nothing is stored: dates, what staff decided and the seats taken are enough to say it, at each minute.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from kits.francais import PARIS

UN_JOUR, UNE_HEURE = timedelta(days=1), timedelta(hours=1)


class Etat(StrEnum):
    """The life of a meeting, in order; cancelled stands apart."""

    A_VENIR = "a-venir"
    OUVERT = "ouvert"
    COMPLET = "complet"
    EN_DIRECT = "en-direct"
    TERMINE = "termine"
    REPLAY = "replay"
    ANNULE = "annule"


MOTS = {
    Etat.A_VENIR: "À venir",
    Etat.OUVERT: "Inscriptions ouvertes",
    Etat.COMPLET: "Complet, liste d’attente ouverte",
    Etat.EN_DIRECT: "En direct",
    Etat.TERMINE: "Terminé",
    Etat.REPLAY: "Replay",
    Etat.ANNULE: "Annulé",
}
OUVERTS = frozenset({Etat.OUVERT, Etat.COMPLET})
"""When one may ask for a seat."""


class Rappel(StrEnum):
    """The two reminders of who has a seat."""

    VEILLE = "veille"
    HEURE = "heure"


@dataclass(frozen=True, slots=True)
class Faits:
    """What the state follows from. `fin` is out of the meeting. `places`: None when there is no limit."""

    debut: datetime
    fin: datetime
    inscriptions: bool = False
    places: int | None = None
    assises: int = 0
    replay: bool = False
    annule: bool = False

    @property
    def libres(self) -> int | None:
        """How many seats are left; None when there is no limit."""
        return None if self.places is None else max(0, self.places - self.assises)

    def etat(self, maintenant: datetime) -> Etat:
        """The state at that moment."""
        if self.annule:
            return Etat.ANNULE
        if maintenant >= self.fin:
            return Etat.REPLAY if self.replay else Etat.TERMINE
        if maintenant >= self.debut:
            return Etat.EN_DIRECT
        if not self.inscriptions:
            return Etat.A_VENIR
        return Etat.COMPLET if self.libres == 0 else Etat.OUVERT


def moment_du_rappel(rappel: Rappel, debut: datetime) -> datetime:
    """When a reminder falls due, in UTC.

    The day before, at the hour of the meeting on the clocks of Paris, even if they change in
    between; then sixty minutes before, whatever the clocks say.
    """
    if rappel is Rappel.HEURE:
        return debut.astimezone(UTC) - UNE_HEURE
    return (debut.astimezone(PARIS) - UN_JOUR).astimezone(UTC)


def rappel_du(debut: datetime, maintenant: datetime) -> Rappel | None:
    """The reminder to send at that moment; None before the first one and from the beginning on.

    A portal that slept through the day before sends the second one only: it says all that the first did.
    """
    if maintenant >= debut or maintenant < moment_du_rappel(Rappel.VEILLE, debut):
        return None
    return Rappel.HEURE if maintenant >= moment_du_rappel(Rappel.HEURE, debut) else Rappel.VEILLE
