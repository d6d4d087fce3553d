"""Reference lists: each row says whether it is found or proposed, and where it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import ClassVar

from django.db import models
from django.db.models.fields.json import KeyTextTransform
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.search import index

from contenus.champs import Statut


@dataclass(frozen=True, slots=True)
class Rangee:
    """The words of a row."""

    intitule: str
    description: str
    statut: str
    source: str
    suivi: str | None


@dataclass(frozen=True, slots=True)
class ListeEnMots:
    """What a page shows of a list: its words, its rows in their order."""

    rangees: tuple[Rangee, ...]
    titre: str
    description: str
    incomplete: str
    statut: str
    source: str


_TETE = ("titre", "description", "incomplete", "statut", "source")
_RANGEE = ("intitule", "description", "statut", "source")
_SUIVI = KeyTextTransform("suivi", "termes__donnees")


class NomenclatureQuerySet(models.QuerySet["Nomenclature"]):
    """Lists, with the joins they are shown with."""

    def avec_termes(self) -> "NomenclatureQuerySet":
        """Bring the rows along: two queries whatever the number of lists."""
        return self.prefetch_related("termes")

    def en_mots(self, cles: Iterable[int | None]) -> dict[int, ListeEnMots]:
        """The words of these lists and of their rows, in one query and without an object a row."""
        if not (voulues := [cle for cle in cles if cle is not None]):
            return {}
        lignes = self.filter(pk__in=voulues).order_by("pk", "termes__rang")
        mots = lignes.values_list("pk", *_TETE, *(f"termes__{nom}" for nom in _RANGEE), _SUIVI)
        trouvees = {}
        for (cle, *tete), groupe in groupby(mots, key=itemgetter(slice(len(_TETE) + 1))):
            suite = (Rangee(*ligne[len(_TETE) + 1 :]) for ligne in groupe)
            rangees = tuple(rangee for rangee in suite if rangee.intitule is not None)  # a list without rows
            trouvees[cle] = ListeEnMots(rangees, *tete)
        return trouvees


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
