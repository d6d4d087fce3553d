"""What the search leaves to the workers: remember what was not found, keep its index and words fresh."""

import logging
from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page

from contenus import documents_publics, documents_suivis, file, index, kits, requetes, usages
from contenus.models import RechercheVaine

journal = logging.getLogger(__name__)
PAR_JOUR_MAX = 500
"""Different vain searches remembered a day: a robot fills no table."""
CONSERVATION = timedelta(days=365)


@shared_task
def noter_recherche_vaine(texte: str) -> None:
    """Count one vain search under its plain words, if they may be remembered at all."""
    terme = requetes.terme_a_noter(texte)
    if not terme:
        return
    aujourd_hui = timezone.localdate()
    with transaction.atomic():
        du_jour = RechercheVaine.objects.filter(jour=aujourd_hui)
        if du_jour.filter(terme=terme).exists() or du_jour.count() < PAR_JOUR_MAX:
            RechercheVaine.objects.get_or_create(jour=aujourd_hui, terme=terme)
            du_jour.filter(terme=terme).update(nombre=F("nombre") + 1)


@shared_task
def entretenir_la_recherche() -> None:
    """Every night: index everything again, count the words again, forget vain searches a year old."""
    for nom, nombre in index.reindexer().items():
        journal.info("recherche : %s, %s documents", nom, nombre)
    RechercheVaine.objects.filter(jour__lt=timezone.localdate() - CONSERVATION).delete()


@shared_task
def suivre_les_listes(listes: list[int], series: list[int]) -> None:
    """After these lists and series changed: index again what shows them, have its kits made ready."""
    pages = usages.pages_qui_montrent(listes)
    if pages:
        documents_publics.suivre(Page.objects.filter(pk__in=pages))
    if series:
        documents_suivis.suivre_series(series)
    for kit_id in kits.tenant_les_pages(pages):
        kits.annoncer(kit_id)


@shared_task
def reindexer_source(nom: str) -> None:
    """Ask one source again, after a change that touches many of its documents."""
    index.reindexer(nom)


def confier_recherche_vaine(texte: str) -> None:
    """Hand a vain search to the workers: reading a page writes nothing. A queue that is down loses it."""
    if requetes.terme_a_noter(texte):
        file.confier(noter_recherche_vaine.name, texte)
