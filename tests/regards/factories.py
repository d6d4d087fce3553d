"""Rows for the tests: the shortest way to a campaign in a given state."""

from datetime import timedelta
from typing import Any

import factory
from django.conf import settings
from django.utils.timezone import localdate
from factory.django import DjangoModelFactory

from regards import codes, services
from regards.models import Campagne, Participation
from tests.diagnostic.factories import DiagnosticFactory, ReferentielFactory
from tests.diagnostic.grilles import COURTS


class CampagneFactory(DjangoModelFactory[Campagne]):
    """An open campaign, short version; `campagne.code` and `campagne.jeton` are kept on the object."""

    class Meta:
        model = Campagne

    class Params:
        code = factory.LazyFunction(codes.tirer)

    nom = "L’Échappée"
    referentiel = factory.SubFactory(ReferentielFactory)
    jusqu_au = factory.LazyFunction(lambda: localdate() + timedelta(days=14))
    empreinte_code = factory.LazyAttribute(lambda o: codes.empreinte(o.code))
    empreinte_jeton = factory.LazyAttribute(lambda o: codes.empreinte(jeton_de(o.code)))

    @classmethod
    def _generate(cls, strategy: Any, params: dict[str, Any]) -> Campagne:
        params.setdefault("code", codes.tirer())
        campagne: Campagne = super()._generate(strategy, params)
        campagne.code = params["code"]  # type: ignore[attr-defined]
        campagne.jeton = jeton_de(params["code"])  # type: ignore[attr-defined]
        return campagne


def jeton_de(code: str) -> str:
    """The code of the link to share."""
    return codes.jeton_de(code, cle=settings.SECRET_KEY)


def participer(campagne: Campagne, regard: str = "equipe", **diagnostic: Any) -> Participation:
    """One person; `participer(campagne, choix={"A1": "2"})` answers. Their code is `….diagnostic.code`."""
    sien = DiagnosticFactory(referentiel=campagne.referentiel, formule=campagne.formule, **diagnostic)
    return Participation.objects.create(campagne=campagne, diagnostic=sien, regard=regard)


def repondants(campagne: Campagne, *regards: str, niveaux: str = "0123") -> list[Participation]:
    """One person a regard, each of whom answers everything, not all the same."""
    return [
        participer(
            campagne,
            regard,
            choix={
                code: niveaux[(rang * (1 + place % 3) + place) % len(niveaux)]
                for place, code in enumerate(COURTS)
            },
            commentaires={"A1": f"Commentaire {rang}"} if rang % 2 else {},
        )
        for rang, regard in enumerate(regards)
    ]


def close(campagne: Campagne) -> Campagne:
    """The same campaign, closed, with its codes."""
    fermee = services.cloturer(campagne=campagne, sans_resultat=True)
    fermee.code, fermee.jeton = campagne.code, campagne.jeton  # type: ignore[attr-defined]
    return fermee
