"""Keep a lease alive while a rendering is being drawn, from a thread that only does that."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import DatabaseError, connection

from kits import services

journal = logging.getLogger(__name__)
BATTEMENT_S = 5.0
"""Four beats per lease of 20 s: one or two lost beats do not lose the work."""


@contextmanager
def bail_tenu(*, rendu_id: UUID, jeton: UUID, battement_s: float = BATTEMENT_S) -> Iterator[None]:
    """Renew the lease every `battement_s` seconds until the block ends or the lease is lost.

    The thread dies with the process: a `kill -9` is noticed when the lease runs out.
    """
    fin = threading.Event()
    coeur = threading.Thread(
        target=_battre, args=(fin, rendu_id, jeton, battement_s), name="bail", daemon=True
    )
    coeur.start()
    try:
        yield
    finally:
        fin.set()
        coeur.join()


def _battre(fin: threading.Event, rendu_id: UUID, jeton: UUID, battement_s: float) -> None:
    try:
        while not fin.wait(battement_s):
            try:
                if not services.prolonger(rendu_id=rendu_id, jeton=jeton):
                    return
            except DatabaseError as erreur:
                journal.warning("battement manqué pour le rendu %s : %s", rendu_id, erreur)
                connection.close()
    finally:
        connection.close()
