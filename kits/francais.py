"""Dates and weights as one says them in French. Pure: no Django, no clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
FINE = "\u202f"
INSECABLE = "\u00a0"
KO, MO = 1_000, 1_000_000
MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def jour(instant: datetime) -> str:
    """Return the Paris date of an aware `instant`: « 1er mars 2026 »."""
    local = instant.astimezone(PARIS)
    quantieme = "1er" if local.day == 1 else str(local.day)
    return f"{quantieme}{INSECABLE}{MOIS[local.month - 1]}{INSECABLE}{local.year}"


def heure(instant: datetime) -> str:
    """Return the Paris time of an aware `instant`: « 9 h 05 »."""
    local = instant.astimezone(PARIS)
    return f"{local.hour}{INSECABLE}h{INSECABLE}{local.minute:02}"


def jour_et_heure(instant: datetime) -> str:
    """Return « 1er mars 2026 à 9 h 05 (heure de Paris) »."""
    return f"{jour(instant)} à {heure(instant)} (heure de Paris)"


def creneau(debut: datetime, fin: datetime) -> str:
    """Return « jeudi 12 mars 2026, de 9 h 00 à 12 h 30 » in Paris, or from one day to another."""
    local, terme = debut.astimezone(PARIS), fin.astimezone(PARIS)
    premier = f"{JOURS[local.weekday()]} {jour(debut)}"
    if local.date() == terme.date():
        return f"{premier}, de {heure(debut)} à {heure(fin)}"
    return f"du {premier} à {heure(debut)} au {JOURS[terme.weekday()]} {jour(fin)} à {heure(fin)}"


def poids(octets: int) -> str:
    """Return a file size in decimal units, as disks and browsers count: « 88 ko », « 1,2 Mo »."""
    if octets < KO:
        return f"{octets}{INSECABLE}octet{'s' if octets > 1 else ''}"
    if octets < MO:
        return f"{round(octets / KO)}{INSECABLE}ko"
    return f"{octets / MO:.1f}{INSECABLE}Mo".replace(".", ",")


def nombre(valeur: int) -> str:
    """Return an integer with a narrow no-break space every three digits."""
    return f"{valeur:,}".replace(",", FINE)
