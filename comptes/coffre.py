"""Sealing: what the database keeps and must not be able to read by itself (docs/adr/0015).

Fernet (AES-128-CBC and HMAC-SHA256, https://github.com/fernet/spec), its key derived from `SECRET_KEY` by
HKDF (RFC 5869). What older keys sealed (`SECRET_KEY_FALLBACKS`) is still read.
"""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_USAGE = b"comptes.coffre.v1"


class CoffreFerme(Exception):
    """Sealed with a key that this server no longer has, or altered."""


def sceller(texte: str) -> str:
    """Seal a text with today's key."""
    return _fermoir().encrypt(texte.encode()).decode()


def ouvrir(scelle: str) -> str:
    """Read a sealed text.

    Raises:
        CoffreFerme: no key of ours opens it.
    """
    try:
        return _fermoir().decrypt(scelle.encode()).decode()
    except InvalidToken as erreur:
        raise CoffreFerme from erreur


def resceller(scelle: str) -> str:
    """Seal again with today's key what one of our keys sealed. Raises CoffreFerme otherwise."""
    try:
        return _fermoir().rotate(scelle.encode()).decode()
    except InvalidToken as erreur:
        raise CoffreFerme from erreur


def empreinte(*parties: str) -> str:
    """Digest of secrets long enough not to be guessed: codes and tokens of 80 bits and more."""
    return hashlib.sha256(":".join(parties).encode()).hexdigest()


def _fermoir() -> MultiFernet:
    return _fermoir_de((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=8)
def _fermoir_de(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_deriver(secret))) for secret in secrets])


def _deriver(secret: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_USAGE).derive(secret.encode())
