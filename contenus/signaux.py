"""What follows a change of Wagtail's pages and of our lists: remembered pages, search, kits.

A page is followed by the search in its own transaction (contenus.documents_publics). A list is shown
by many pages: what it changes is left to the workers, in one task a commit, however many rows it has.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from contenus import file, memoire
from contenus.models import MessageDeSerie, Nomenclature, Serie, Terme

TACHE = "contenus.tasks_recherche.suivre_les_listes"


@dataclass(slots=True)
class _Suite:
    """What to do once the transaction is committed, for every list and series it touched."""

    listes: set[int] = field(default_factory=set)
    series: set[int] = field(default_factory=set)

    def __call__(self) -> None:
        memoire.oublier()
        file.confier(TACHE, sorted(self.listes), sorted(self.series))


def brancher() -> None:
    """Connect once, when the application is ready."""
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(_oublier, dispatch_uid="memoire-des-pages")
    post_delete.connect(_oublier, sender=Page, dispatch_uid="memoire-page-supprimee")
    for signal in (post_save, post_delete):
        signal.connect(_oublier, sender=PageViewRestriction, dispatch_uid="memoire-page-fermee")
    for modele in (Nomenclature, Terme, Serie, MessageDeSerie):
        for signal in (post_save, post_delete):
            signal.connect(_suivre, sender=modele, dispatch_uid=f"suite-{modele.__name__}")


def _oublier(**_: Any) -> None:
    """Forget once the change is committed: before, a visitor would put the old page back in memory."""
    transaction.on_commit(memoire.oublier)


def _suivre(instance: Nomenclature | Terme | Serie | MessageDeSerie, **_: Any) -> None:
    """Note what changed, beside what the same transaction already changed.

    Django drops what waits for a commit when its savepoint is rolled back: the pending call itself
    holds the list, so that nothing has to be forgotten by hand.
    """
    appels = (attente[1] for attente in connection.run_on_commit)
    deja = next((appel for appel in appels if isinstance(appel, _Suite)), None)
    suite = deja or _Suite()
    match instance:
        case Nomenclature():
            suite.listes.add(instance.pk)
        case Terme():
            suite.listes.add(instance.nomenclature_id)
        case Serie():
            suite.series.add(instance.pk)
        case MessageDeSerie():
            suite.series.add(instance.serie_id)
    if deja is None:
        transaction.on_commit(suite)
