"""Reference lists: each row says whether it is found or proposed, and where it comes from."""

from typing import ClassVar

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.search import index

from contenus.champs import Statut


class NomenclatureQuerySet(models.QuerySet["Nomenclature"]):
    """Lists, with the joins they are shown with."""

    def avec_termes(self) -> "NomenclatureQuerySet":
        """Bring the rows along: two queries whatever the number of lists."""
        return self.prefetch_related("termes")


class Nomenclature(index.Indexed, ClusterableModel):
    """A named list: the seven models of the ecosystem, the twenty-one measures…"""

    cle = models.SlugField("clé", max_length=60, unique=True)
    titre = models.CharField("titre", max_length=160)
    description = models.TextField("description", blank=True, help_text="Texte mis en forme (HTML simple).")
    statut = models.CharField("statut", max_length=12, choices=Statut.choices)
    source = models.TextField("d’où cela vient")
    incomplete = models.TextField("ce qui manque", blank=True)

    objects = NomenclatureQuerySet.as_manager()
    search_fields: ClassVar = [index.SearchField("titre"), index.AutocompleteField("titre")]

    class Meta:
        verbose_name = "liste de référence"
        verbose_name_plural = "listes de référence"
        ordering = ("titre",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(statut__in=Statut.values), name="nomenclature_statut_connu"
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="nomenclature_source_dite"),
        )

    def __str__(self) -> str:
        return self.titre


class Terme(models.Model):
    """One row of a list; `donnees` holds the few figures a row carries (shares, rates, horizons)."""

    nomenclature = ParentalKey(Nomenclature, on_delete=models.CASCADE, related_name="termes")
    code = models.SlugField("code", max_length=60)
    rang = models.PositiveSmallIntegerField("rang")
    intitule = models.CharField("intitulé", max_length=240)
    description = models.TextField("description", blank=True)
    statut = models.CharField("statut", max_length=12, choices=Statut.choices)
    source = models.TextField("d’où cela vient")
    donnees = models.JSONField("données", default=dict, blank=True)

    class Meta:
        verbose_name = "terme"
        ordering = ("nomenclature_id", "rang")
        constraints = (
            models.UniqueConstraint(fields=("nomenclature", "code"), name="terme_code_unique"),
            models.CheckConstraint(condition=models.Q(statut__in=Statut.values), name="terme_statut_connu"),
            models.CheckConstraint(condition=~models.Q(source=""), name="terme_source_dite"),
        )

    def __str__(self) -> str:
        return self.intitule
