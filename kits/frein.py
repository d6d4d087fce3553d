"""Slow down whoever insists: so many requests per address and per period, counted in Redis."""

import logging
import math
import time
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from limits import RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import Storage, storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError

journal = logging.getLogger(__name__)


def freiner(request: HttpRequest, *, seau: str, maximum: int, periode_s: int) -> int | None:
    """Count this request in the bucket `seau` of its IP address (REMOTE_ADDR).

    At most `maximum` requests per sliding window of `periode_s` seconds. Returns None when the
    request may go on, else the seconds to wait (at least 1), for a 429 and its `Retry-After`.
    Counts nothing and lets pass when Redis does not answer within half a second: a portal
    without its brake is better than a closed portal.
    """
    limite = RateLimitItemPerSecond(maximum, periode_s, namespace="frein")
    cles = (seau, request.META.get("REMOTE_ADDR", ""))
    try:
        limiteur = _limiteur(settings.LIMITES_STOCKAGE)
        if limiteur.hit(limite, *cles):
            return None
        rouvre = limiteur.get_window_stats(limite, *cles).reset_time
    except (RedisError, StorageError, OSError) as erreur:
        journal.warning("frein relâché, Redis ne répond pas : %s", erreur)
        return None
    return max(1, math.ceil(rouvre - time.time()))


@cache
def _limiteur(adresse: str) -> SlidingWindowCounterRateLimiter:
    stockage = storage_from_string(adresse, socket_timeout=0.5, socket_connect_timeout=0.5)
    if not isinstance(stockage, Storage):
        raise TypeError("stockage asynchrone refusé")
    return SlidingWindowCounterRateLimiter(stockage)
