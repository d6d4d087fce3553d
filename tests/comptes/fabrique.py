"""People, structures and keys for the tests, the shortest way."""

from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.test import Client
from factory.django import DjangoModelFactory

from comptes import cles, coffre
from comptes.models import Adhesion, Invitation, Rattachement, Role, Structure, Utilisateur
from comptes.travaux import Trouve, trouver
from tests.appui.connexion import entrer
from tests.diagnostic.factories import DiagnosticFactory


class UtilisateurFactory(DjangoModelFactory[Utilisateur]):
    """A person whose address is proved."""

    class Meta:
        model = Utilisateur
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne-{n}@exemple.fr")

    @factory.post_generation
    def prouvee(self, create: bool, valeur: bool | None, **_: Any) -> None:
        EmailAddress.objects.create(
            user=self, email=self.email, primary=True, verified=valeur is None or valeur
        )


class StructureFactory(DjangoModelFactory[Structure]):
    class Meta:
        model = Structure

    nom = "La Fabrique"


class AdhesionFactory(DjangoModelFactory[Adhesion]):
    """A member; `AdhesionFactory(administre=True)` administers."""

    class Meta:
        model = Adhesion

    structure = factory.SubFactory(StructureFactory)
    membre = factory.SubFactory(UtilisateurFactory)
    role = Role.EQUIPE


class InvitationFactory(DjangoModelFactory[Invitation]):
    """An invitation whose token is `invitation.jeton`."""

    class Meta:
        model = Invitation

    class Params:
        jeton = factory.Sequence(lambda n: f"{n:064x}")

    structure = factory.SubFactory(StructureFactory)
    role = Role.GOUVERNANCE
    empreinte = factory.LazyAttribute(lambda o: coffre.empreinte("jeton", o.jeton))

    @classmethod
    def _generate(cls, strategy: Any, params: dict[str, Any]) -> Invitation:
        params.setdefault("jeton", coffre.empreinte("essai", str(Invitation.objects.count())))
        invitation: Invitation = super()._generate(strategy, params)
        invitation.jeton = params["jeton"]  # type: ignore[attr-defined]
        return invitation


def chez(membre: Utilisateur | None, *, recemment: bool = False) -> Client:
    """The browser of a person, signed in (staff, with their second factor); of a visitor with None."""
    if membre is None:
        return Client()
    return entrer(Client(), membre, preuve=membre.is_staff, recemment=recemment)


def travail(**champs: Any) -> Trouve:
    """A new diagnostic, as its code finds it."""
    trouve = trouver(DiagnosticFactory(**champs).code)
    assert trouve is not None
    return trouve


def garder(membre: Utilisateur, structure: Structure | None = None, **champs: Any) -> Rattachement:
    """A new diagnostic, kept by a person or shared by them with a structure."""
    return cles.attacher(trouve=travail(**champs), par=membre, structure=structure)
