"""Resume codes of the cahiers: drawn, derived and read as those of the diagnostic, with their own key."""

from diagnostic.codes import DEPART, LONGUEUR, empreinte, tirer, tirer_depart
from diagnostic.codes import deriver as deriver_de
from kits import codes

__all__ = ["DEPART", "deriver", "empreinte", "normaliser", "tirer", "tirer_depart"]


def deriver(depart: str, *, cle: str) -> str:
    """The code that the form of this token gives; never the one it would give a diagnostic."""
    return deriver_de(depart, cle=f"cahier:{cle}")


def normaliser(saisie: str) -> str | None:
    """Read a code as people type it, or paste it with its whole address; None when it cannot be one."""
    code = codes.lire(saisie.rpartition("/cahier/")[2].partition("/")[0], LONGUEUR)
    return codes.afficher(code) if code else None
