"""What the editorial office does later, or again."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def publier_a_l_heure() -> None:
    """Publish and expire the pages whose time has come (Wagtail's own command)."""
    call_command("publish_scheduled")
