"""Kits ready before anyone asks: what a publication starts, and the task that it leads to."""

from functools import partial
from typing import Any

from celery import shared_task
from django.db import transaction
from wagtail.models import Page
from wagtail.signals import page_published

from contenus import kits


def brancher() -> None:
    """Connect once, when the application is ready."""
    page_published.connect(a_la_publication, dispatch_uid="kits-a-preparer")


def a_la_publication(instance: Page, **_: Any) -> None:
    """Announce, once the publication is committed, the published kits that hold this page, or this kit."""
    for kit_id in kits.tenant_les_pages([instance.pk]):
        transaction.on_commit(partial(kits.annoncer, kit_id))


@shared_task
def preparer(kit_id: int) -> None:
    """Ask for the PDF of a kit; nothing is drawn when its content did not change."""
    kits.preparer(kit_id)
