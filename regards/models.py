"""Campaigns of crossed views: who was asked, from where each answers, and what was found."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.timezone import localdate

from diagnostic.models import NOM_MAX, Diagnostic, Referentiel
from kits.francais import INSECABLE, MOIS
from regards.croisement import Croisement
from regards.regards import NOMS
from regards.resultat import depuis_dict


class CampagneQuerySet(models.QuerySet["Campagne"]):
    def ouvertes(self) -> "CampagneQuerySet":
        """Not closed yet, whatever their date."""
        return self.filter(close_le=None)

    def echues(self) -> "CampagneQuerySet":
        """Open although their last day is over."""
        return self.ouvertes().filter(jusqu_au__lt=localdate())

    def echeant(self, instant: datetime) -> "CampagneQuerySet":
        """Those whose time is over at that moment; one that was followed by another lasts as long as it."""
        depuis = Greatest("gardee_le", "close_le")
        finies = self.filter(close_le__isnull=False, suivantes=None).annotate(depuis=depuis)
        return finies.filter(depuis__lte=instant - Campagne.GARDE)

    def pour_page(self) -> "CampagneQuerySet":
        """With its grid, whose long content stays in the database once parsed, and the former campaign."""
        return self.select_related("referentiel", "precedente__referentiel").defer(
            "referentiel__contenu", "precedente__referentiel__contenu"
        )


class Campagne(models.Model):
    """One diagnostic opened to several people. Of its codes, only digests are kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    empreinte_code = models.CharField("empreinte du code d’organisation", max_length=64, unique=True)
    empreinte_jeton = models.CharField("empreinte du lien à partager", max_length=64, unique=True)
    lien_commun = models.BooleanField("lien à partager ouvert", default=True)
    referentiel = models.ForeignKey(Referentiel, on_delete=models.PROTECT, related_name="+")
    formule = models.CharField(
        "formule", max_length=8, choices=Diagnostic.Formule, default=Diagnostic.Formule.COURTE
    )
    nom = models.CharField("nom de l’association", max_length=NOM_MAX, blank=True)
    jusqu_au = models.DateField("dernier jour pour répondre")
    cree_le = models.DateTimeField("ouverte le", auto_now_add=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)
    resultat = models.JSONField("résultat figé", null=True, blank=True)
    precedente = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="suivantes"
    )

    gardee_le = models.DateTimeField("gardée de nouveau le", null=True, blank=True)
    prevenue_le = models.DateTimeField("effacement annoncé le", null=True, blank=True)

    GARDE: ClassVar[timedelta] = timedelta(days=3 * 365)
    """How long a closed campaign is kept, from its closing or from the last time somebody asked to keep it:
    three campaigns a year apart can be compared (proposition)."""
    DUREE: ClassVar[timedelta] = timedelta(days=14)
    DUREE_MAX: ClassVar[timedelta] = timedelta(days=365)
    RECUL: ClassVar[timedelta] = timedelta(days=90)
    """Between a result and the next campaign: two that follow closely could be subtracted."""
    SANS_NOM: ClassVar[str] = "votre association"

    objects = CampagneQuerySet.as_manager()

    class Meta:
        verbose_name = "campagne"
        constraints = [
            models.CheckConstraint(
                condition=Q(resultat__isnull=True) | Q(close_le__isnull=False),
                name="regards_resultat_a_la_cloture",
            ),
            models.CheckConstraint(
                condition=Q(formule__in=["courte", "complete"]), name="regards_formule_connue"
            ),
        ]
        indexes = [
            models.Index(fields=["jusqu_au"], condition=Q(close_le=None), name="regards_campagne_ouverte")
        ]

    def __str__(self) -> str:
        return self.nom or f"Regards croisés du {self.cree_le:%d/%m/%Y}"

    @property
    def courte(self) -> bool:
        """Whether only the short version is asked."""
        return self.formule == Diagnostic.Formule.COURTE

    @property
    def codes(self) -> tuple[str, ...]:
        """The criteria it asks."""
        return tuple(c.code for c in self.referentiel.grille.criteres_de(courte=self.courte))

    @property
    def ouverte(self) -> bool:
        """Whether one may still join, change regard or withdraw."""
        return self.close_le is None and self.jusqu_au >= localdate()

    @property
    def qui(self) -> str:
        """Whose views are crossed, in a sentence."""
        return self.nom or self.SANS_NOM

    @property
    def croisement(self) -> Croisement | None:
        """The frozen result, if there is one."""
        return depuis_dict(self.resultat) if self.resultat else None

    @property
    def effacee_des(self) -> datetime | None:
        """From when it is erased by itself; None while it is open."""
        return max(self.close_le, self.gardee_le or self.close_le) + self.GARDE if self.close_le else None

    @property
    def millesime(self) -> str:
        """What tells it from the next one, month and year: when it was closed, else its last day."""
        quand = timezone.localtime(self.close_le) if self.close_le else self.jusqu_au
        return f"{MOIS[quand.month - 1]}{INSECABLE}{quand.year}"

    @property
    def reconduite_des(self) -> datetime | None:
        """From when it may be followed by another; None before a result."""
        return self.close_le + self.RECUL if self.close_le and self.resultat else None


class Place(models.Model):
    """A personal code, to be handed out on paper: one person, once. Only its digest is kept."""

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="places")
    empreinte = models.CharField("empreinte du code personnel", max_length=64, unique=True)
    cree_le = models.DateTimeField("préparée le", auto_now_add=True)

    class Meta:
        verbose_name = "place"

    def __str__(self) -> str:
        return f"Place de {self.campagne_id}"


class Participation(models.Model):
    """One person in a campaign: their own diagnostic, and from where they look."""

    campagne = models.ForeignKey(Campagne, on_delete=models.CASCADE, related_name="participations")
    diagnostic = models.OneToOneField(Diagnostic, on_delete=models.CASCADE, related_name="participation")
    regard = models.CharField("regard", max_length=11, choices=list(NOMS.items()))
    place = models.OneToOneField(
        Place, on_delete=models.SET_NULL, null=True, blank=True, related_name="participation"
    )
    rejointe_le = models.DateTimeField("rejointe le", auto_now_add=True)

    class Meta:
        verbose_name = "participation"
        constraints = [
            models.CheckConstraint(condition=Q(regard__in=list(NOMS)), name="regards_regard_connu"),
        ]

    def __str__(self) -> str:
        return f"{self.get_regard_display()} de {self.campagne_id}"
