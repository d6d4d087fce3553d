"""Public pages, remembered whole and compressed while nothing is published (docs/adr/0011).

A page says it is the same for everybody by passing through `publique`. Redis holds the copies; losing
it costs a few drawings. One number, the generation, dates them all: publishing anything moves it on,
and every copy is out of date at once. The visitor's browser keeps its own copy and asks each time
whether it still holds (304).
"""

import hashlib
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from redis.exceptions import RedisError

P = ParamSpec("P")
Reponse = TypeVar("Reponse", bound=HttpResponse)

DUREE = 600
"""Seconds a copy may live without any publication: dates written in words stay right."""
GENERATION = "pages:generation"
PRIVES = ("/diagnostic/", "/cahier/", "/espace/", "/redaction/", "/compte/", "/api/")
CHEMIN_MAX = 300
_MARQUE = "_publique"


def publique(vue: Callable[P, Reponse]) -> Callable[P, Reponse]:
    """Mark what a view answers as being the same for every visitor."""

    @wraps(vue)
    def enveloppe(*args: P.args, **kwargs: P.kwargs) -> Reponse:
        return marquer(vue(*args, **kwargs))

    return enveloppe


def marquer(reponse: Reponse) -> Reponse:
    """Mark an answer as being the same for every visitor."""
    setattr(reponse, _MARQUE, True)
    return reponse


def oublier() -> None:
    """Put every copy out of date. Without Redis there is no copy to forget."""
    try:
        cache.add(GENERATION, 0, None)
        cache.incr(GENERATION)
    except (RedisError, ValueError):
        return


class MemoireDesPages:
    """Middleware, above compression: what is kept is what travels."""

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite
        self.version = _version()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from memory when it holds, else draw, and remember what may be."""
        if not _memorable(request):
            return self.suite(request)
        cle = self._cle(request)
        generation, copie = _lire(cle)
        if copie is not None and copie[0] == generation:
            return _rendre(request, *copie[1:])
        reponse = self.suite(request)
        if not getattr(reponse, _MARQUE, False) or reponse.status_code != 200 or reponse.cookies:  # noqa: PLR2004
            return reponse
        entetes = _entetes(reponse)
        _ecrire(cle, (generation, entetes, reponse.content))
        return _rendre(request, entetes, reponse.content)

    def _cle(self, request: HttpRequest) -> str:
        compresse = "gzip" in request.headers.get("Accept-Encoding", "")
        identite = (
            f"{self.version} {request.scheme} {request.get_host()} {request.get_full_path()} {compresse}"
        )
        return f"page:{hashlib.sha256(identite.encode()).hexdigest()}"


def _memorable(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not request.path.startswith(PRIVES)
        and len(request.path) <= CHEMIN_MAX
        and not request.META.get("QUERY_STRING")  # filters and numbers could be varied to fill the memory
    )


def _lire(cle: str) -> tuple[int, Any]:
    """The generation and a copy, in one round trip; without Redis, nothing is remembered."""
    try:
        trouves = cache.get_many([GENERATION, cle])
    except RedisError:
        return 0, None
    return trouves.get(GENERATION, 0), trouves.get(cle)


def _ecrire(cle: str, copie: tuple[int, dict[str, str], bytes]) -> None:
    try:
        cache.set(cle, copie, DUREE)
    except RedisError:
        return


def _entetes(reponse: HttpResponse) -> dict[str, str]:
    """The headers a copy travels with: an entity tag, and the order to ask again each time."""
    patch_vary_headers(reponse, ["Accept-Encoding"])
    vary = ", ".join(v.strip() for v in reponse["Vary"].split(",") if v.strip().lower() != "cookie")
    etiquette = f'"{hashlib.sha256(reponse.content).hexdigest()[:32]}"'
    return {**reponse.headers, "Vary": vary, "ETag": etiquette, "Cache-Control": "no-cache"}


def _rendre(request: HttpRequest, entetes: dict[str, str], contenu: bytes) -> HttpResponse:
    if entetes["ETag"] in request.headers.get("If-None-Match", ""):
        gardes = {nom: entetes[nom] for nom in ("ETag", "Cache-Control", "Vary")}
        return HttpResponseNotModified(headers=gardes)
    return HttpResponse(contenu, headers=entetes)


@lru_cache(maxsize=1)
def _version() -> str:
    """Fingerprint of what draws the pages: a new release never shows copies of the previous one.

    Taken once a process: a release starts new ones.
    """
    empreinte = hashlib.sha256()
    manifeste = Path(settings.STATIC_ROOT) / "staticfiles.json"
    gabarits = sorted((settings.RACINE / "templates").rglob("*.*"))
    for fichier in (manifeste, *gabarits):
        if fichier.is_file():
            etat = fichier.stat()
            empreinte.update(f"{fichier} {etat.st_size} {etat.st_mtime_ns}\n".encode())
    return empreinte.hexdigest()[:16]
