"""Agreements and what they are about, the shortest way."""

from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from accompagnement import demandes
from accompagnement.calendrier import six_mois_apres
from accompagnement.models import Accompagnement
from accompagnement.texte import PARTAGES
from comptes import cles
from comptes.models import Adhesion, Rattachement, Role, Structure
from comptes.services import tirer_depart
from comptes.travaux import trouver
from parcours.models import Cahier
from tests.appui.connexion import entrer
from tests.comptes.fabrique import AdhesionFactory, StructureFactory
from tests.diagnostic.factories import ActionFactory, DiagnosticFactory
from tests.parcours.chemins import cahier_neuf, ecrire

TOUT = tuple(PARTAGES)
DEMAIN = date.today() + timedelta(days=1)


def reseau(**champs: Any) -> Adhesion:
    """A coordinator, in their network."""
    structure = StructureFactory(nom="Le Réseau", nature=Structure.Nature.PARTENAIRE)
    return AdhesionFactory(structure=structure, role=Role.REFERENT, **champs)  # type: ignore[no-any-return]


def association(nom: str = "La Fabrique") -> Adhesion:
    """Somebody who administers an association."""
    role = Role.GOUVERNANCE
    return AdhesionFactory(structure=StructureFactory(nom=nom), role=role, administre=True)  # type: ignore[no-any-return]


def demander(coordonne: Adhesion, adresse: str = "") -> str:
    """A request; return its token."""
    _, jeton, _ = demandes.demander(
        accompagnatrice=coordonne.structure, par=coordonne.membre, adresse=adresse, depart=tirer_depart()
    )
    return jeton


def accorder(
    coordonne: Adhesion,
    admin: Adhesion | None = None,
    portee: tuple[str, ...] = TOUT,
    travaux: tuple[Rattachement, ...] = (),
) -> Accompagnement:
    """An agreement, in force."""
    return demandes.consentir(
        jeton=demander(coordonne),
        adhesion=admin or association(),
        portee=portee,
        travaux=[travail.pk for travail in travaux],
    )


def travaux_de(admin: Adhesion, nom: str = "Notre diagnostic") -> tuple[Rattachement, Rattachement]:
    """A diagnostic with two answers and a decision, a notebook with a dated line, both shared inside."""
    diagnostic = DiagnosticFactory(
        nom=nom, choix={"A1": "2", "A2": "nc"}, commentaires={"A1": "Un secret de famille."}
    )
    ActionFactory(diagnostic=diagnostic, texte="=Ouvrir une boutique", porteur="Fatou Diallo")
    trouve = trouver(diagnostic.code)
    assert trouve
    cahier, code = cahier_neuf()
    dater(cahier, 1, "Réunir le bureau", DEMAIN)
    tenu = trouver(code)
    assert tenu
    return tuple(  # type: ignore[return-value]
        cles.attacher(trouve=t, par=admin.membre, structure=admin.structure) for t in (trouve, tenu)
    )


def dater(cahier: Cahier, rang: int, action: str, jour: date) -> None:
    """Write a row of the plan."""
    for champ, valeur in {"action": action, "echeance": jour.isoformat(), "porteur": "Awa Traoré"}.items():
        ecrire(cahier, f"plan-actions-{rang}", champ, valeur)


def vieillir(accord: Accompagnement, jours: int) -> None:
    """As if it had been agreed that long ago."""
    le = timezone.now() - timedelta(days=jours)
    Accompagnement.objects.filter(pk=accord.pk).update(
        consenti_le=le, prochain_suivi=six_mois_apres(timezone.localdate(le))
    )
    accord.refresh_from_db()


def chez(adhesion: Adhesion, *, preuve: bool = True) -> Client:
    """Their browser, after the second factor."""
    return entrer(Client(), adhesion.membre, preuve=preuve)
