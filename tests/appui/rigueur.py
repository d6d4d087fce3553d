"""The suite is stricter than Django: an undefined template variable fails, and GET may not write."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines

NOS_GABARITS = str(Path(settings.RACINE) / "templates")
_ECRITURE = re.compile(r"\s*(INSERT|UPDATE|DELETE|MERGE|TRUNCATE)\b", re.IGNORECASE)
_PREFIXES_LIBRES = ("/redaction/", "/compte/", "/documents/")
"""Wagtail's and allauth's own pages keep their own habits."""


class VariableAbsente(str):
    """A `string_if_invalid` that refuses to be used in one of our templates."""

    __slots__ = ()

    def __mod__(self, variable: object) -> str:
        contexte = sys._getframe(1).f_locals.get("context")
        gabarit = getattr(getattr(contexte, "render_context", None), "template", None)
        origine = str(getattr(getattr(gabarit, "origin", None), "name", ""))
        if origine.startswith(NOS_GABARITS):
            raise AssertionError(f"Variable absente du contexte : « {variable} » dans {origine}")
        return ""


class LectureSeule:
    """Innermost middleware: a GET or a HEAD that writes to the database is an error."""

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request under guard."""
        if request.method not in ("GET", "HEAD") or request.path.startswith(_PREFIXES_LIBRES):
            return self.suite(request)
        with connection.execute_wrapper(_refuser_l_ecriture):
            return self.suite(request)


def installer() -> None:
    """Put both guards in place for the whole session."""
    engines["django"].engine.string_if_invalid = VariableAbsente("%s")
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.appui.rigueur.LectureSeule"]


def vider_redis() -> None:
    """Empty this process's Redis database, except what a live worker is bound to."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        cles = [cle for cle in client.scan_iter(count=1000) if not cle.startswith(b"_kombu")]
        if cles:
            client.delete(*cles)


def _refuser_l_ecriture(
    execute: Callable[..., Any], requete: Any, parametres: Any, plusieurs: bool, contexte: dict[str, Any]
) -> Any:
    texte = requete if isinstance(requete, str) else str(requete)
    assert not _ECRITURE.match(texte), f"Un GET n’écrit pas : {texte[:200]}"
    return execute(requete, parametres, plusieurs, contexte)
