"""The reference of the documents: the engine alone, in the very process that serves the jobs."""

import time
from uuid import UUID

import redis
from celery import shared_task
from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import HTML

from kits import pdf, tasks
from kits.document import depuis_dict
from kits.models import Rendu


@shared_task
def moteur_seul(rendu_id: str, cle: str) -> None:
    """Draw the HTML of an issued rendering with WeasyPrint and push the seconds it took under `cle`.

    Same HTML, style, fonts and PDF/UA variant as the job; only the engine is timed.
    """
    rendu = Rendu.objects.get(pk=UUID(rendu_id))
    assert rendu.emis_le is not None
    contexte = pdf.contexte(depuis_dict(rendu.document), tasks._emission(rendu, rendu.emis_le))
    page = render_to_string("kits/document.html", contexte)
    police, feuille = pdf._atelier()
    debut = time.perf_counter()
    html = HTML(string=page, base_url=pdf.BASE, url_fetcher=pdf.AccesRestreint())
    html.write_pdf(font_config=police, stylesheets=[feuille], pdf_variant="pdf/ua-1")
    duree = time.perf_counter() - debut
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.rpush(cle, repr(duree))
