"""What waits for the workers, for the tests that hand them something."""

import json
from typing import Any

import pytest
import redis
from celery import current_app
from celery.app import routes
from django.conf import settings

FILE = "file-d-essai"


@pytest.fixture
def a_l_ecart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send our tasks to a queue of this test: the worker of the session listens elsewhere."""
    ailleurs = routes.prepare({f"{app}.*": {"queue": FILE} for app in ("contenus", "parcours", "webinaires")})
    routeur = routes.Router(ailleurs, current_app.amqp.queues, create_missing=True, app=current_app)
    monkeypatch.setattr(current_app.amqp, "router", routeur)
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.delete(FILE)


def en_file(tache: str) -> list[list[Any]]:
    """The arguments of each waiting call of a task, in order; the test asks for `a_l_ecart`."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        messages = [json.loads(message) for message in client.lrange(FILE, 0, -1)]
    attendues = [m["headers"] for m in reversed(messages) if m["headers"]["task"] == tache]
    return [json.loads(attendue["argsrepr"].replace("'", '"')) for attendue in attendues]
