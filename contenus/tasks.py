"""What the editorial office does later, or again."""

from celery import shared_task

from contenus import liens, programmation


@shared_task
def publier_a_l_heure() -> None:
    """Publish and expire the pages whose time has come."""
    programmation.tenir_les_rendez_vous()


@shared_task
def verifier_les_liens() -> None:
    """Gather the external addresses; each site is then asked by a task of its own."""
    for hote in liens.recenser():
        verifier_un_site.delay(hote)


@shared_task
def verifier_un_site(hote: str) -> None:
    """Ask the addresses of one site."""
    liens.verifier_un_site(hote)
