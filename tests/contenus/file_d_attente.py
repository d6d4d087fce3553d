"""What waits in the queue of the workers, for the tests that hand them something."""

import json
from typing import Any

import redis
from django.conf import settings


def en_file(tache: str) -> list[list[Any]]:
    """The arguments of each waiting call of a task, in order."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        messages = [json.loads(message) for message in client.lrange("courant", 0, -1)]
    attendues = [m["headers"] for m in reversed(messages) if m["headers"]["task"] == tache]
    return [json.loads(attendue["argsrepr"].replace("'", '"')) for attendue in attendues]
