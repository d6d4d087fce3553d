"""What the launcher says: one French line per stage, with its time."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Empechement(Exception):
    """The launcher cannot go on; carries the sentence for the person and the exit status."""

    def __init__(self, phrase: str, statut: int = 1) -> None:
        super().__init__(phrase)
        self.phrase = phrase
        self.statut = statut


def dire(phrase: str) -> None:
    """Say one line at once, even through a pipe; a closed terminal is not an error."""
    try:
        print(phrase, flush=True)
    except OSError:
        sys.stdout = open("/dev/null", "w", encoding="utf-8")  # noqa: SIM115 (kept for the process's life)


def secondes(duree: float) -> str:
    """Write a duration as French does: « 1,24 s »."""
    return f"{duree:.2f}\u00a0s".replace(".", ",")


@contextmanager
def etape(nom: str) -> Iterator[None]:
    """Announce a stage once done, with the time it took."""
    debut = time.monotonic()
    yield
    dire(f"  · {nom} ({secondes(time.monotonic() - debut)})")
