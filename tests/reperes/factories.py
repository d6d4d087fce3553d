"""Rows for the tests: diagnostics that contribute, and what the database holds of them."""

from collections import Counter
from typing import Any

from django.utils.timezone import localdate

from diagnostic.grille import DIMENSIONS
from diagnostic.models import Diagnostic
from reperes import parutions
from reperes.consentement import VERSION
from reperes.models import Compteur, Contribution, Depot
from reperes.seuil import Profil
from tests.diagnostic.factories import DiagnosticFactory
from tests.diagnostic.grilles import COURTS

COMPLET = dict.fromkeys(COURTS, "2")


def diagnostics(nombre: int) -> list[Diagnostic]:
    """So many diagnostics without answers."""
    return [DiagnosticFactory() for _ in range(nombre)]


def repondu(**champs: Any) -> Diagnostic:
    """A diagnostic that answered the short version, all at level 2."""
    return DiagnosticFactory(formule="courte", choix=COMPLET, **champs)


def deposer(*rangs: Diagnostic, profil: Profil = Profil(), tranche: int = 5, **champs: Any) -> None:  # noqa: B008
    """Each waits to enter, with all its figures in one range."""
    figures = dict.fromkeys(DIMENSIONS, tranche)
    dits = {"acteur": profil.acteur, "region": profil.region, "domaine": profil.domaine}
    accord = {"consentement": VERSION, "consenti_le": localdate()}
    Depot.objects.bulk_create(Depot(diagnostic=d, **figures, **dits, **(accord | champs)) for d in rangs)


def parus(nombre: int, **champs: Any) -> list[Diagnostic]:
    """So many that count already."""
    dans = diagnostics(nombre)
    deposer(*dans, **champs)
    assert parutions.paraitre()
    return dans


def comptes() -> Counter[tuple[str, str, str, int]]:
    """The counts as the database keeps them."""
    return Counter(
        {(c.axe, c.valeur, c.dimension, c.tranche): c.nombre for c in Compteur.objects.filter(nombre__gt=0)}
    )


def recomptes() -> Counter[tuple[str, str, str, int]]:
    """The same counts, made from scratch out of what counts."""
    return Counter(
        (*groupe, dimension, getattr(contribution, dimension))
        for contribution in Contribution.objects.all()
        for groupe in contribution.profil.groupes
        for dimension in DIMENSIONS
    )
