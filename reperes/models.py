"""What associations agreed to count among: those that wait, those that count, and the counts themselves.

`Depot` waits to enter (and goes with its diagnostic); `Contribution` counts. A contribution whose diagnostic
is gone, or who took back their agreement, is linked to nothing any more and waits to leave. Figures change
at a parution only (`reperes.parutions`).
"""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q, Sum

from diagnostic.grille import DIMENSIONS
from diagnostic.models import Diagnostic
from reperes.seuil import AXES, TOUS, Groupe, Profil
from reperes.tranches import TRANCHES

CODE_MAX = 60
"""As the codes of the reference lists."""


class Chiffres(models.Model):
    """All that is kept of an association: three words it chose, four ranges, which agreement and its day."""

    acteur = models.CharField("type d’acteur", max_length=CODE_MAX, blank=True)
    region = models.CharField("région", max_length=CODE_MAX, blank=True)
    domaine = models.CharField("domaine", max_length=CODE_MAX, blank=True)
    socle = models.PositiveSmallIntegerField("tranche du socle")
    humain = models.PositiveSmallIntegerField("tranche des richesses humaines")
    financier = models.PositiveSmallIntegerField("tranche des ressources financières")
    alliances = models.PositiveSmallIntegerField("tranche des alliances stratégiques")
    consentement = models.PositiveSmallIntegerField("version de l’accord")
    consenti_le = models.DateField("accord donné le", db_index=True)

    DUREE: ClassVar[timedelta] = timedelta(days=3 * 365)
    """Without being confirmed or updated; older figures say nothing of today (proposition)."""

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(**{f"{dimension}__lt": TRANCHES for dimension in DIMENSIONS}),
                name="%(app_label)s_%(class)s_tranches",
            )
        ]

    def __str__(self) -> str:
        return f"{self.profil} {self.tranches}"

    @property
    def profil(self) -> Profil:
        """What was said of the association."""
        return Profil(self.acteur, self.region, self.domaine)

    @property
    def tranches(self) -> tuple[int, ...]:
        """The four ranges, in the order of `DIMENSIONS`."""
        return tuple(getattr(self, dimension) for dimension in DIMENSIONS)


class Depot(Chiffres):
    """Figures that wait for a parution: a first contribution, or the update of one."""

    diagnostic = models.OneToOneField(Diagnostic, on_delete=models.CASCADE, related_name="+")

    class Meta(Chiffres.Meta):
        verbose_name = "dépôt"


class Contribution(Chiffres):
    """Figures that count. Without a diagnostic, they wait to leave and belong to nobody."""

    diagnostic = models.OneToOneField(
        Diagnostic, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta(Chiffres.Meta):
        verbose_name = "contribution"


class CompteurQuerySet(models.QuerySet["Compteur"]):
    def des_groupes(self, *groupes: Groupe) -> "CompteurQuerySet":
        """The counts of these groups."""
        voulus = Q(pk__in=[])
        for axe, valeur in groupes:
            voulus |= Q(axe=axe, valeur=valeur)
        return self.filter(voulus)

    def effectifs(self) -> dict[Groupe, int]:
        """How many count in each group; an empty one is absent. Each is counted once a dimension."""
        lignes = self.filter(dimension=DIMENSIONS[0]).values_list("axe", "valeur").order_by("axe", "valeur")
        sommes = lignes.annotate(effectif=Sum("nombre")).filter(effectif__gt=0)
        return {(axe, valeur): effectif for axe, valeur, effectif in sommes}


class Compteur(models.Model):
    """How many contributions of a group are in a range of a dimension: what is published, and no more."""

    pk = models.CompositePrimaryKey("axe", "valeur", "dimension", "tranche")
    axe = models.CharField("axe", max_length=8)
    valeur = models.CharField("groupe", max_length=CODE_MAX, blank=True)
    dimension = models.CharField("dimension", max_length=9)
    tranche = models.PositiveSmallIntegerField("tranche")
    nombre = models.PositiveIntegerField("nombre")

    objects = CompteurQuerySet.as_manager()

    class Meta:
        verbose_name = "compteur"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(axe__in=[TOUS, *AXES]), name="reperes_axe_connu"),
            models.CheckConstraint(
                condition=Q(dimension__in=DIMENSIONS, tranche__lt=TRANCHES), name="reperes_case_connue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.axe} {self.valeur} {self.dimension} {self.tranche} : {self.nombre}"


class Parution(models.Model):
    """A day when the figures changed."""

    le = models.DateTimeField("parue le", auto_now_add=True)
    entrees = models.PositiveIntegerField("contributions entrées")
    sorties = models.PositiveIntegerField("contributions sorties")

    class Meta:
        verbose_name = "parution"

    def __str__(self) -> str:
        return f"Parution du {self.le:%d/%m/%Y}"
