"""Codes of the campaigns. Pure.

The organiser's has 16 symbols, as the other resume codes. The link to share comes from it (12 symbols, 60
bits): nothing has to be kept to show it again. A personal code looks like that link's and is drawn from
the token of the form that asked for the sheet: the same form sent twice gives the same sheet.
"""

import hmac

from diagnostic.codes import DEPART, LONGUEUR, empreinte, tirer, tirer_depart
from diagnostic.codes import deriver as deriver_de
from kits import codes

__all__ = [
    "DEPART",
    "deriver",
    "empreinte",
    "jeton_de",
    "lire_jeton",
    "normaliser",
    "personnels",
    "tirer",
    "tirer_depart",
]


def deriver(depart: str, *, cle: str) -> str:
    """The organiser's code that the form of this token gives."""
    return deriver_de(depart, cle=f"regards:{cle}")


def normaliser(saisie: str) -> str | None:
    """Read an organiser's code as typed, or pasted with its address; None when it cannot be one."""
    code = codes.lire(saisie.rpartition("/regards/")[2].partition("/")[0], LONGUEUR)
    return codes.afficher(code) if code else None


def lire_jeton(saisie: str) -> str | None:
    """Read a respondent's code (common or personal) as typed, or pasted with its address."""
    code = codes.lire(saisie.rpartition("/repondre/")[2].partition("/")[0])
    return codes.afficher(code) if code else None


def jeton_de(code: str, *, cle: str) -> str:
    """The code of the link to share, from the organiser's."""
    return _tirer_de(f"lien:{code}", cle)


def personnels(depart: str, nombre: int, *, cle: str) -> list[str]:
    """The first `nombre` personal codes of a form's token."""
    return [_tirer_de(f"place:{depart}:{rang}", cle) for rang in range(nombre)]


def _tirer_de(graine: str, cle: str) -> str:
    octets = hmac.digest(f"regards:{cle}".encode(), graine.encode(), "sha256")
    return codes.afficher("".join(codes.ALPHABET[octet % 32] for octet in octets[: codes.LONGUEUR]))
