"""Which pages show a reference list, and which lists a page shows: Wagtail's index of references says it.

Wagtail keeps that index of what is live: a list added in a draft counts once the draft is published.
"""

from collections.abc import Collection

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Page, ReferenceIndex

from contenus.models import Nomenclature


def pages_qui_montrent(listes: Collection[int]) -> set[int]:
    """Return the pages, drafts included, that show one of these lists: one query."""
    cles = _references().filter(to_object_id__in=[str(cle) for cle in listes])
    return {int(cle) for cle in cles.values_list("object_id", flat=True)}


def listes_montrees(pages: Collection[int]) -> set[int]:
    """Return the lists that one of these pages shows: one query."""
    cles = _references().filter(object_id__in=[str(cle) for cle in pages])
    return {int(cle) for cle in cles.values_list("to_object_id", flat=True)}


def _references() -> "QuerySet[ReferenceIndex]":
    references: QuerySet[ReferenceIndex] = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(Nomenclature),
    )
    return references
