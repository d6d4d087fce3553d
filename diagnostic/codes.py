"""Resume codes: drawn at random, shown to the person, kept only as a digest.

Sixteen symbols of Crockford's base 32 (no I, L, O, U) are 80 bits: at ten tries a minute, guessing
one of a million live codes takes more than a thousand times the age of the universe.
"""

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LONGUEUR = 16
_GROUPE = 4
_SEPARATEURS = "-._ \t\r\n\u00a0\u202f\u2010\u2011\u2013\u2014"  # word processors have their own dashes
_LECTURE = str.maketrans({"O": "0", "I": "1", "L": "1"} | dict.fromkeys(_SEPARATEURS))


def tirer() -> str:
    """Draw a code, written in four groups: `7KMQ-2XWD-9FHP-4TRN`."""
    return presenter("".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR)))


def presenter(symboles: str) -> str:
    """Write symbols in groups of four."""
    return "-".join(symboles[i : i + _GROUPE] for i in range(0, len(symboles), _GROUPE))


def normaliser(saisie: str) -> str | None:
    """Read a code as people type it (case, spaces, O for 0…); None when it cannot be one."""
    symboles = saisie.upper().translate(_LECTURE)
    if len(symboles) != LONGUEUR or any(symbole not in ALPHABET for symbole in symboles):
        return None
    return presenter(symboles)


def empreinte(code: str) -> str:
    """Digest of a normalised code (SHA-256, hexadecimal): all that the database knows of it."""
    return hashlib.sha256(code.encode()).hexdigest()
