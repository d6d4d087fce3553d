"""What follows the last approval. No model is imported here: Wagtail reads this module to define its own."""

from typing import Any


def publier_ce_qui_est_approuve(workflow_state: Any, user: Any = None) -> None:
    """Publish, or schedule, the revision just approved; approving is the right to do so.

    Wagtail's own function asks the approver for the publish right, with which one would publish alone.
    """
    workflow_state.content_object.get_latest_revision().publish(user=user, skip_permission_checks=True)
