"""Resume codes: drawn at random, shown to the person, kept only as a digest.

The form that starts a diagnostic carries a random token, and the code is derived from it: the same form
sent twice finds its diagnostic again, and nothing had to be kept to know it.

Sixteen symbols are 80 bits: at a thousand tries a second, finding one of a million live codes
takes some forty million years. The brake on wrong codes (`kits.porte`) is there for the
server's rest; the length is what protects.
"""

import hashlib
import hmac
import secrets

from kits import codes

LONGUEUR = 16
DEPART = r"^[0-9a-f]{32}\Z"
"""What the token of a starting form looks like: 128 bits."""


def tirer() -> str:
    """Draw a code, written in four groups: `7KMQ-2XWD-9FHP-4TRN`."""
    return codes.afficher(codes.tirer(LONGUEUR))


def tirer_depart() -> str:
    """Draw the token of a starting form."""
    return secrets.token_hex(16)


def deriver(depart: str, *, cle: str) -> str:
    """The code that the form of this token gives, as unforeseeable as a drawn one without our key `cle`."""
    octets = hmac.digest(f"diagnostic.depart:{cle}".encode(), depart.encode(), "sha256")
    return codes.afficher("".join(codes.ALPHABET[octet % len(codes.ALPHABET)] for octet in octets[:LONGUEUR]))


def normaliser(saisie: str) -> str | None:
    """Read a code as people type it (case, spaces, O for 0…) or paste it, with its whole address.

    None when it cannot be one.
    """
    code = codes.lire(saisie.rpartition("/diagnostic/")[2].partition("/")[0], LONGUEUR)
    return codes.afficher(code) if code else None


def empreinte(code: str) -> str:
    """Digest of a normalised code (SHA-256, hexadecimal): all that the database knows of it."""
    return hashlib.sha256(code.encode()).hexdigest()
