"""Resume codes: drawn at random, shown to the person, kept only as a digest.

Sixteen symbols are 80 bits: at a thousand tries a second, finding one of a million live codes
takes some forty million years. The brake on wrong codes (`acces.refuser_code`) is there for the
server's rest; the length is what protects.
"""

import hashlib

from kits import codes

LONGUEUR = 16


def tirer() -> str:
    """Draw a code, written in four groups: `7KMQ-2XWD-9FHP-4TRN`."""
    return codes.afficher(codes.tirer(LONGUEUR))


def normaliser(saisie: str) -> str | None:
    """Read a code as people type it (case, spaces, O for 0…) or paste it, with its whole address.

    None when it cannot be one.
    """
    code = codes.lire(saisie.rpartition("/diagnostic/")[2].partition("/")[0], LONGUEUR)
    return codes.afficher(code) if code else None


def empreinte(code: str) -> str:
    """Digest of a normalised code (SHA-256, hexadecimal): all that the database knows of it."""
    return hashlib.sha256(code.encode()).hexdigest()
