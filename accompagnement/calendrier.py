"""When the next follow-up is. Pure."""

from calendar import monthrange
from datetime import date, timedelta

MOIS = 6
"""Six months after the agreement or the last follow-up: our proposition, after the habit of ANSSI's
MonAideCyber (https://github.com/betagouv/mon-aide-cyber/pull/146)."""
BIENTOT = timedelta(days=30)
"""What is « due » on the desk: past, or less than thirty days away. Our proposition."""


def six_mois_apres(jour: date) -> date:
    """The same day six months later; the last of the month when that day does not exist."""
    mois = jour.month - 1 + MOIS
    annee, mois = jour.year + mois // 12, mois % 12 + 1
    return date(annee, mois, min(jour.day, monthrange(annee, mois)[1]))
