"""The fields and vocabularies of the archive."""

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models

from contenus.models import Terme


class CodesDeListe(ArrayField):  # type: ignore[type-arg]
    """Several codes of one reference list, as tick boxes: the list is read when the form is shown."""

    def __init__(self, liste: str = "", **options: Any) -> None:
        self.liste = liste
        options.setdefault("base_field", models.CharField(max_length=60))
        options.setdefault("default", list)
        options.setdefault("blank", True)
        super().__init__(**options)

    def formfield(self, **options: Any) -> Any:
        """Return tick boxes, in the order of the list."""
        return forms.MultipleChoiceField(
            choices=lambda: termes_de(self.liste),
            widget=forms.CheckboxSelectMultiple,
            label=self.verbose_name,
            help_text=self.help_text,
            required=False,
        )


def termes_de(liste: str) -> list[tuple[str, str]]:
    """Code and words of each row of a list, in its order."""
    termes = Terme.objects.filter(nomenclature__cle=liste).order_by("rang")
    return list(termes.values_list("code", "intitule"))


class DateDite(models.TextChoices):
    """How a date is known."""

    SOURCE = "source", "Donnée par la source"
    DEDUITE = "deduite", "Déduite des sources"
    CALCULEE = "calculee", "Calculée\u00a0: troisième jeudi du mois"


class Cardinal(models.TextChoices):
    """The four crossed voices, when a source gives one a point of the compass."""

    NORD = "nord", "Nord"
    EST = "est", "Est"
    SUD = "sud", "Sud"
    OUEST = "ouest", "Ouest"


class GenreDeLeviers(models.TextChoices):
    """What the source calls what came out of the closing debate."""

    LEVIERS = "leviers", "Leviers"
    MOTS = "mots", "Mots-clés"
