"""Fields and vocabularies shared by the editorial models."""

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from wagtail.fields import StreamField


class Statut(models.TextChoices):
    """Whether a text is found as such in its source, or is ours."""

    SOURCE = "source", "Trouvé tel quel dans la source"
    PROPOSITION = "proposition", "Notre proposition"


class Porte(models.TextChoices):
    """The five doors, in the words of the platform; a key is the address of its door."""

    COMPRENDRE = "comprendre", "Comprendre"
    S_INFORMER = "s-informer", "S’informer"
    SE_FORMER = "se-former", "Se former"
    AGIR = "agir", "Agir"
    ACCOMPAGNER = "accompagner", "Accompagner"


class Pilier(models.TextChoices):
    """The base and the three pillars of the house (docs/architecture.md)."""

    SOCLE = "socle", "Le socle"
    HUMAIN = "humain", "Richesses humaines"
    FINANCIER = "financier", "Ressources financières"
    ALLIANCES = "alliances", "Alliances stratégiques"


class Public(models.TextChoices):
    """The three audiences of the method (rapport intermédiaire, 18 January 2024, « Trois cibles »)."""

    GOUVERNANCE = "gouvernance", "Gouvernance"
    EQUIPE = "equipe", "Équipe"
    REFERENT = "referent", "Référent"


class Objectif(models.TextChoices):
    """What one comes for: the three uses of the method, and the doors around them."""

    COMPRENDRE = "comprendre", "Comprendre"
    DEBATTRE = "debattre", "Mettre en débat"
    SE_FORMER = "se-former", "Se former"
    AGIR = "agir", "Agir"
    ACCOMPAGNER = "accompagner", "Accompagner"


class Maturite(models.TextChoices):
    """How far one feels to be; the three words are our proposition."""

    DECOUVRIR = "decouvrir", "Je découvre"
    STRUCTURER = "structurer", "Je structure"
    TRANSFORMER = "transformer", "Je transforme"


class ChoixMultiples(ArrayField):  # type: ignore[type-arg]
    """Several values of one `TextChoices`, as tick boxes; empty means « for all »."""

    def __init__(self, choix: Any = None, **options: Any) -> None:
        self.choix = choix
        options.setdefault("base_field", models.CharField(max_length=20))
        options.setdefault("default", list)
        options.setdefault("blank", True)
        super().__init__(**options)

    def formfield(self, **options: Any) -> Any:
        """Return tick boxes, in the order of the vocabulary."""
        permis = {cle: options[cle] for cle in ("label", "help_text", "required") if cle in options}
        permis = {"label": self.verbose_name, "help_text": self.help_text, **permis, "required": False}
        return forms.MultipleChoiceField(
            choices=self.choix.choices, widget=forms.CheckboxSelectMultiple, **permis
        )

    def deconstruct(self) -> Any:
        """Keep the vocabulary out of migrations: a new word changes no column."""
        nom, chemin, args, options = super().deconstruct()
        return nom, chemin, args, options


class CorpsField(StreamField):
    """A `StreamField` whose blocks stay out of migrations (docs/particularites)."""

    def deconstruct(self) -> Any:
        """Return the field without its blocks: a new block changes no column."""
        nom, _, _, options = super().deconstruct()
        options.pop("block_lookup", None)
        return nom, "contenus.champs.CorpsField", [[]], options
