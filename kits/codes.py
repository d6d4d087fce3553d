"""Codes drawn at random that people copy by hand: no letter is mistaken for a figure.

Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O, U; five bits a symbol.
A verification code has 12 symbols: with 60 random bits it is not guessed by trying.
"""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LONGUEUR = 12
_LECTURE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def tirer(longueur: int = LONGUEUR) -> str:
    """Return a fresh random code of `longueur` symbols."""
    return "".join(secrets.choice(ALPHABET) for _ in range(longueur))


def afficher(code: str) -> str:
    """Return `code` as people read it, in groups of four: XXXX-XXXX-XXXX."""
    return "-".join(code[debut : debut + 4] for debut in range(0, len(code), 4))


def lire(saisie: str, longueur: int = LONGUEUR) -> str | None:
    """Return the code someone typed, whatever its case, spaces and dashes; None if it cannot be one.

    The letters Crockford left out are read as the figures they look like: O → 0, I and L → 1.
    """
    code = re.sub(r"[\W_]", "", saisie).upper().translate(_LECTURE)
    return code if len(code) == longueur and set(code) <= set(ALPHABET) else None
