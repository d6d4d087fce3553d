"""Rows for the tests: the shortest way to a diagnostic in a given state."""

from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from diagnostic import codes
from diagnostic.corpus import empreinte_de
from diagnostic.models import Action, Diagnostic, Ecriture, Instantane, Referentiel, Reponse
from tests.diagnostic.grilles import grille_2, grille_reelle


class ReferentielFactory(DjangoModelFactory[Referentiel]):
    """The real grid, published; the same row however often it is asked for."""

    class Meta:
        model = Referentiel
        django_get_or_create = ("version",)

    class Params:
        grille = factory.LazyFunction(grille_reelle)

    version = factory.LazyAttribute(lambda o: o.grille.version)
    contenu = factory.LazyAttribute(lambda o: o.grille.model_dump(mode="json"))
    empreinte = factory.LazyAttribute(lambda o: empreinte_de(o.grille))


class Referentiel2Factory(ReferentielFactory):
    """Its second version (see `grilles.donnees_2`)."""

    class Meta:
        model = Referentiel
        django_get_or_create = ("version",)

    class Params:
        grille = factory.LazyFunction(grille_2)


class DiagnosticFactory(DjangoModelFactory[Diagnostic]):
    """A diagnostic on the real grid, full version; its resume code is kept as `diagnostic.code`.

    `DiagnosticFactory(choix={"A1": "2"}, commentaires={"A1": "Parce que."})` writes its answers.
    """

    class Meta:
        model = Diagnostic
        skip_postgeneration_save = True

    class Params:
        code = factory.LazyFunction(codes.tirer)

    referentiel = factory.SubFactory(ReferentielFactory)
    formule = Diagnostic.Formule.COMPLETE
    empreinte_code = factory.LazyAttribute(lambda o: codes.empreinte(o.code))

    @classmethod
    def _generate(cls, strategy: Any, params: dict[str, Any]) -> Diagnostic:
        params.setdefault("code", codes.tirer())
        diagnostic: Diagnostic = super()._generate(strategy, params)
        diagnostic.code = params["code"]  # type: ignore[attr-defined]
        return diagnostic

    @factory.post_generation
    def choix(self, create: bool, valeurs: dict[str, str] | None, **_: Any) -> None:
        for critere, valeur in (valeurs or {}).items():
            ReponseFactory(diagnostic=self, critere=critere, choix=valeur)

    @factory.post_generation
    def commentaires(self, create: bool, valeurs: dict[str, str] | None, **_: Any) -> None:
        for critere, texte in (valeurs or {}).items():
            Reponse.objects.update_or_create(
                diagnostic=self,
                critere=critere,
                defaults={"commentaire": texte, "commentaire_le": timezone.now()},
            )


class ReponseFactory(DjangoModelFactory[Reponse]):
    """The present answer to one criterion, without its journal."""

    class Meta:
        model = Reponse

    diagnostic = factory.SubFactory(DiagnosticFactory)
    critere = "A1"
    choix = "1"
    choix_auteur = "claire-1"
    choix_par = "Claire"
    choix_sequence = 1
    choix_le = factory.LazyFunction(timezone.now)


class EcritureFactory(DjangoModelFactory[Ecriture]):
    """One line of the journal."""

    class Meta:
        model = Ecriture

    diagnostic = factory.SubFactory(DiagnosticFactory)
    objet = "A1"
    champ = "choix"
    valeur = "1"
    auteur = "claire-1"
    nom = "Claire"
    sequence = factory.Sequence(lambda n: n + 1)
    appliquee = True


class InstantaneFactory(DjangoModelFactory[Instantane]):
    """A named step of the trajectoire."""

    class Meta:
        model = Instantane

    diagnostic = factory.SubFactory(DiagnosticFactory)
    nom = "Assemblée de juin"
    referentiel = factory.SelfAttribute("diagnostic.referentiel")
    formule = factory.SelfAttribute("diagnostic.formule")
    reponses = factory.LazyFunction(lambda: {"A1": {"choix": "1", "commentaire": ""}})
    cap = None


class ActionFactory(DjangoModelFactory[Action]):
    """One line of the plan, written."""

    class Meta:
        model = Action

    diagnostic = factory.SubFactory(DiagnosticFactory)
    horizon = Action.Horizon.COURT
    rang = 1
    texte = "Réunir le bureau"
    texte_ecrit = True
