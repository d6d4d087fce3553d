"""Reports of cycles ready before anyone asks again: the task that a publication leads to."""

from celery import shared_task

from webinaires import rapport


@shared_task
def preparer(cycle_id: int) -> None:
    """Ask for the PDF of a report in use; nothing is drawn when its content did not change."""
    rapport.preparer(cycle_id)
