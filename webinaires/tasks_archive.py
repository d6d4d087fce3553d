"""What the archive leaves to the workers: follow a row that many webinars show."""

from celery import shared_task
from django.db.models import Q

from contenus import memoire
from webinaires.documents_publics import suivre_les_pages, suivre_les_voix
from webinaires.facettes import recrire
from webinaires.models import WebinairePage


@shared_task
def suivre_les_lignes(lignes: dict[str, list[int]]) -> None:
    """After these cycles, structures and persons changed: count and index again what shows them."""
    cycles, organisations = lignes.get("cycle", []), lignes.get("organisation", [])
    personnes = lignes.get("intervenant", [])
    voulues = Q(cycle__in=cycles) | Q(interventions__organisation__in=organisations)
    voulues |= Q(interventions__intervenant__in=personnes)
    pages = list(WebinairePage.objects.filter(voulues).order_by("pk").distinct().values_list("pk", flat=True))
    recrire(pages)
    suivre_les_pages(pages)
    suivre_les_voix(personnes, organisations)
    memoire.oublier()
