"""The only ways into the member space: signed in, and with one's own adhesion in hand.

A stranger to a structure is told that nothing is there (404); a member without the right, that they may
not (403). No view of a structure can forget either: it receives what it is about from here.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from comptes.cles import Travail, lire
from comptes.models import Adhesion, Rattachement, Utilisateur
from comptes.verbes import permis
from kits.acces import adresse_secrete

Vue = Callable[..., HttpResponse]


def personne(request: HttpRequest) -> Utilisateur:
    """Who is signed in; only behind `connecte`."""
    assert isinstance(request.user, Utilisateur)
    return request.user


def connecte(vue: Vue) -> Callable[..., HttpResponseBase]:
    """Ask to sign in first, then come back; a form is not sent again by itself: back to the space."""

    @adresse_secrete
    @wraps(vue)
    def gardee(request: HttpRequest, /, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            lecture = request.method in ("GET", "HEAD")
            suite = request.path if lecture else reverse("espace:accueil")
            return redirect_to_login(suite, reverse("account_login"))
        return vue(request, **kwargs)

    return gardee


def exiger(verbe: str) -> Callable[[Vue], Callable[..., HttpResponseBase]]:
    """Give a view `(request, adhesion, …)` the adhesion of whoever asks, if it allows `verbe`."""

    def decorer(vue: Vue) -> Callable[..., HttpResponseBase]:
        @connecte
        @wraps(vue)
        def gardee(request: HttpRequest, /, **kwargs: Any) -> HttpResponse:
            adhesion = _adhesion(personne(request), kwargs.pop("structure"))
            if not permis(verbe, adhesion):
                return interdire(request, adhesion)
            return vue(request, adhesion, **kwargs)

        return gardee

    return decorer


def avec_travail(verbe: str) -> Callable[[Vue], Callable[..., HttpResponseBase]]:
    """Give a view `(request, travail, adhesion)` a work of one's own, or of a structure that allows `verbe`.

    `adhesion` is None for a work of one's own: one may do anything with one's own key.
    """

    def decorer(vue: Vue) -> Callable[..., HttpResponseBase]:
        @connecte
        @wraps(vue)
        def gardee(request: HttpRequest, /, *, cle: int, **kwargs: Any) -> HttpResponse:
            rattachement = Rattachement.objects.select_related("structure").filter(pk=cle).first()
            if rattachement is None:
                raise Http404
            adhesion = None
            if rattachement.structure_id:
                adhesion = _adhesion(personne(request), rattachement.structure_id)
                if not permis(verbe, adhesion):
                    return interdire(request, adhesion)
            elif rattachement.utilisateur_id != personne(request).pk:
                raise Http404
            travail: Travail = lire([rattachement])[0]
            return vue(request, travail, adhesion, **kwargs)

        return gardee

    return decorer


def interdire(request: HttpRequest, adhesion: Adhesion) -> HttpResponse:
    """Say that a member may not, and who may."""
    return render(request, "comptes/interdit.html", {"structure": adhesion.structure}, status=403)


def _adhesion(utilisateur: Utilisateur, structure: Any) -> Adhesion:
    adhesion = (
        Adhesion.objects.select_related("structure").filter(structure=structure, membre=utilisateur).first()
    )
    if adhesion is None:
        raise Http404
    adhesion.membre = utilisateur
    return adhesion
