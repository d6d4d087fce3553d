"""The only ways to somebody else's advancement: an agreement in force, with the structure that follows.

Withdrawn, unknown, or another structure's: nothing is there (404). See `comptes.acces` for who may ask.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accompagnement.models import Accompagnement
from comptes.acces import exiger
from comptes.models import Adhesion

Vue = Callable[..., HttpResponse]


def avec_suivie(vue: Vue) -> Callable[..., HttpResponseBase]:
    """Give a view `(request, adhesion, accompagnement)` an agreement that allows to follow, today."""

    @exiger("accompagner")
    @wraps(vue)
    def gardee(request: HttpRequest, adhesion: Adhesion, /, *, suivie: int, **kwargs: Any) -> HttpResponse:
        accords = Accompagnement.objects.en_cours().select_related("accompagnee", "accompagnatrice")
        accord = accords.filter(accompagnatrice=adhesion.structure_id, pk=suivie).first()
        if accord is None:
            raise Http404
        return vue(request, adhesion, accord, **kwargs)

    return gardee


def avec_accord(verbe: str) -> Callable[[Vue], Callable[..., HttpResponseBase]]:
    """Give a view `(request, adhesion, accompagnement)` an agreement of one's own structure, even ended."""

    def decorer(vue: Vue) -> Callable[..., HttpResponseBase]:
        @exiger(verbe)
        @wraps(vue)
        def gardee(
            request: HttpRequest, adhesion: Adhesion, /, *, accord: int, **kwargs: Any
        ) -> HttpResponse:
            recus = adhesion.structure.accompagnements_recus.select_related("accompagnatrice", "accompagnee")
            trouve = recus.filter(pk=accord).first()
            if trouve is None:
                raise Http404
            return vue(request, adhesion, trouve, **kwargs)

        return gardee

    return decorer
