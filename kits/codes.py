"""Verification codes: short enough to be dictated, with no letter mistaken for a figure.

Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O, U. Twelve characters
are 60 random bits: a code is not guessed by trying.
"""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LONGUEUR = 12
MOTIF = re.compile(f"^[{ALPHABET}]{{{LONGUEUR}}}$")
_LECTURE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def tirer() -> str:
    """Return a fresh random code of 12 characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR))


def afficher(code: str) -> str:
    """Return `code` as printed: XXXX-XXXX-XXXX."""
    return "-".join(code[debut : debut + 4] for debut in range(0, len(code), 4))


def lire(saisie: str) -> str | None:
    """Return the code someone typed, whatever its case, spaces and dashes; None if it cannot be one.

    The letters Crockford left out are read as the figures they look like: O → 0, I and L → 1.
    """
    code = re.sub(r"[^0-9A-Za-z]", "", saisie).upper().translate(_LECTURE)
    return code if MOTIF.match(code) else None
