"""What follows a change of the archive: facets, search, remembered pages.

A publication is followed in its own transaction. A row (cycle, structure, person) is shown by many
pages, which draw its words from it at once; what is remembered, counted or searched is left to the
workers, in one task a commit.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished

from contenus import file, memoire
from webinaires.documents_publics import IDENTIFIANT, suivre_la_publication, suivre_les_pages
from webinaires.facettes import recrire
from webinaires.models import Cycle, Intervenant, Organisation, Transcription, WebinairePage

TACHE = "webinaires.tasks_archive.suivre_les_lignes"
Ligne = Cycle | Organisation | Intervenant


@dataclass(slots=True)
class _Suite:
    """What to do once the transaction is committed, for every row it touched."""

    lignes: dict[str, set[int]] = field(default_factory=dict)

    def __call__(self) -> None:
        memoire.oublier()
        file.confier(TACHE, {nom: sorted(cles) for nom, cles in self.lignes.items()})


def brancher() -> None:
    """Connect once, when the application is ready: facets first, the search asks them."""
    for signal in (page_published, page_unpublished):
        signal.connect(_a_la_publication, sender=WebinairePage, dispatch_uid="webinaires-traits")
        signal.connect(suivre_la_publication, dispatch_uid=IDENTIFIANT)
    for modele in (Cycle, Organisation, Intervenant):
        for signal in (post_save, post_delete):
            signal.connect(_suivre, sender=modele, dispatch_uid=f"webinaires-{modele.__name__}")
    for signal in (post_save, post_delete):
        signal.connect(_transcrire, sender=Transcription, dispatch_uid="webinaires-transcription")
        signal.connect(_fermer, sender=PageViewRestriction, dispatch_uid="webinaires-acces")


def _a_la_publication(instance: WebinairePage, **_: Any) -> None:
    recrire([instance.pk])


def _transcrire(instance: Transcription, origin: Any = None, **_: Any) -> None:
    """Follow a transcript put online or withdrawn; nothing is written for a page that goes with it."""
    if origin is None or getattr(origin, "model", type(origin)) is Transcription:
        recrire([instance.webinaire_id])
    transaction.on_commit(memoire.oublier)


def _fermer(instance: PageViewRestriction, **_: Any) -> None:
    """A page made private leaves the archive with all that is below it; made public, it comes back."""
    branche = Page.objects.descendant_of(instance.page, inclusive=True)
    cles = list(WebinairePage.objects.filter(page_ptr__in=branche).values_list("pk", flat=True))
    if cles:
        recrire(cles)
        suivre_les_pages(cles)


def _suivre(instance: Ligne, **_: Any) -> None:
    """Note what changed, beside what the same transaction already changed (see contenus.signaux)."""
    appels = (attente[1] for attente in connection.run_on_commit)
    deja = next((appel for appel in appels if isinstance(appel, _Suite)), None)
    suite = deja or _Suite()
    suite.lignes.setdefault(str(instance._meta.model_name), set()).add(instance.pk)
    if deja is None:
        transaction.on_commit(suite)
