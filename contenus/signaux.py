"""Which events of Wagtail and of our lists put the remembered pages out of date."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from contenus import memoire
from contenus.models import Nomenclature, Terme


def brancher() -> None:
    """Connect once, when the application is ready."""
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(_oublier, dispatch_uid="memoire-des-pages")
    for modele in (Nomenclature, Terme):
        post_save.connect(_oublier, sender=modele, dispatch_uid=f"memoire-{modele.__name__}")
    post_delete.connect(_oublier, sender=Page, dispatch_uid="memoire-page-supprimee")


def _oublier(**_: Any) -> None:
    """Forget once the change is committed: before, a visitor would put the old page back in memory."""
    transaction.on_commit(memoire.oublier)
