"""While the corpus is loaded, indexes do not follow page by page: they are rebuilt once, at the end."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar

from django.core.management import call_command
from django.db import transaction
from django.db.models.signals import post_save
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler, register_signal_handlers
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import page_published

from contenus import documents_publics, index

SUIVIS: dict[str, Callable[..., None]] = {"recherche_page": documents_publics.suivre_page}
"""What follows publications for the public search, by identifier; an app adds its own."""


_ensemble: ContextVar[list[bool] | None] = ContextVar("ensemble", default=None)
"""For several loads together, one mark for each that leaves indexes to rebuild; None for a load alone."""


@contextmanager
def ensemble() -> Iterator[None]:
    """Several loads as one, in one transaction: what they all leave to rebuild is rebuilt once."""
    with transaction.atomic():
        changes: list[bool] = []
        jeton = _ensemble.set(changes)
        try:
            yield
        finally:
            _ensemble.reset(jeton)
        if changes:
            _reconstruire()


@contextmanager
def en_gros() -> Iterator[None]:
    """Suspend the office's search, its references and the public search; rebuild the three on leaving."""
    with ExitStack() as pile:
        pile.enter_context(disable_reference_index_auto_update())
        for modele in get_indexed_models():
            post_save.disconnect(post_save_signal_handler, sender=modele)
        pile.callback(register_signal_handlers)
        for identifiant, suivre in SUIVIS.items():
            page_published.disconnect(dispatch_uid=identifiant)
            pile.callback(page_published.connect, suivre, dispatch_uid=identifiant)
        yield
    changes = _ensemble.get()
    if changes is None:
        _reconstruire()
    else:
        changes.append(True)


def _reconstruire() -> None:
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)
    index.reindexer()
