"""Publish and withdraw at the hour: one page at a time, so that a refused one holds nobody back."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision

from contenus.circuit import DIRECTION

journal = logging.getLogger(__name__)
_UNE_ALERTE_PAR = 24 * 3600


def tenir_les_rendez_vous() -> int:
    """Withdraw what has expired, publish what is due, the earliest first; return how many went through.

    Each page has its own transaction and its row is locked: two runs at once do the work once. A failure
    is logged as an error each time, and written once a day to the direction; the page stays scheduled.
    """
    maintenant = timezone.now()
    a_retirer = Page.objects.filter(live=True, expire_at__lt=maintenant).order_by("expire_at")
    a_publier = Revision.page_revisions.filter(approved_go_live_at__lt=maintenant)
    faites = [_essayer(_retirer, cle) for cle in a_retirer.values_list("pk", flat=True)]
    ordre = a_publier.order_by("approved_go_live_at", "pk")
    faites += [_essayer(_publier, cle) for cle in ordre.values_list("pk", flat=True)]
    return sum(faites)


def _retirer(cle: int) -> bool:
    page = Page.objects.select_for_update(skip_locked=True).filter(pk=cle, live=True).first()
    if page is None:
        return False
    page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


def _publier(cle: int) -> bool:
    due = Revision.objects.filter(pk=cle, approved_go_live_at__isnull=False)
    revision = due.select_for_update(skip_locked=True).first()
    if revision is None:
        return False
    revision.publish(log_action="wagtail.publish.scheduled")
    return True


def _essayer(geste: Callable[[int], bool], cle: int) -> bool:
    try:
        with transaction.atomic():
            return geste(cle)
    except Exception as erreur:  # whatever one page may hold, the next ones wait for their hour too
        journal.exception("%s %s", geste.__name__, cle)
        _alerter(geste, cle, erreur)
        return False


def _alerter(geste: Callable[[int], bool], cle: int, erreur: Exception) -> None:
    """Write to the direction, once a day for each page; a mail server that is down stops nothing."""
    if not cache.add(f"rendez-vous-manque:{geste.__name__}:{cle}", True, _UNE_ALERTE_PAR):
        return
    if geste is _publier:
        revision = Revision.objects.get(pk=cle)
        titre, page = revision.object_str, revision.object_id
    else:
        titre, page = str(Page.objects.values_list("title", flat=True).get(pk=cle)), str(cle)
    fait = "publiée" if geste is _publier else "retirée"
    adresses = get_user_model().objects.filter(groups__name=DIRECTION.nom, is_active=True)
    try:
        send_mail(
            f"Une page n’a pas pu être {fait} à l’heure\u00a0: {' '.join(titre.split())}"[:200],
            f"La page «\u00a0{titre}\u00a0» devait être {fait} et ne l’a pas été. Les autres l’ont été.\n\n"
            f"Raison\u00a0: {erreur}\n\n"
            "Pour la corriger, annulez sa programmation, modifiez-la, puis soumettez-la de nouveau\u00a0:\n"
            f"{settings.SITE_URL}{reverse('wagtailadmin_pages:edit', args=[page])}\n",
            None,
            list(adresses.values_list("email", flat=True)),
        )
    except OSError:
        journal.exception("courriel à la direction")
