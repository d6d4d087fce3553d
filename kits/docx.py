"""Document → Word (DOCX)."""

from collections.abc import Callable

from kits.document import Document, Emission


def composer(document: Document, emission: Emission, avancer: Callable[[int, str], None]) -> bytes:
    """Return the DOCX file."""
    raise NotImplementedError
