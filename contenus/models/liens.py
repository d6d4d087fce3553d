"""What was found at the external addresses of the published pages."""

from typing import ClassVar

from django.db import models
from wagtail.models import Page

from contenus.models.nomenclatures import Nomenclature


class LienVerifieQuerySet(models.QuerySet["LienVerifie"]):
    """Checked links."""

    def a_reprendre(self) -> "LienVerifieQuerySet":
        """What staff must look at: gone first, then silent."""
        return self.filter(etat__in=(LienVerifie.Etat.MORT, LienVerifie.Etat.MUET)).order_by(
            "etat", "adresse"
        )

    def pour_liste(self) -> "LienVerifieQuerySet":
        """With the pages and the lists where it is written."""
        return self.prefetch_related("pages", "listes")


class LienVerifie(models.Model):
    """One external address, where it is written, and what its site last answered."""

    class Etat(models.TextChoices):
        ATTENTE = "attente", "Pas encore vérifié"
        BON = "bon", "Répond"
        RESERVE = "reserve", "Refuse les programmes\u00a0: à ouvrir vous-même"
        MORT = "mort", "N’existe plus"
        MUET = "muet", "Ne répond pas"

    adresse = models.CharField("adresse", max_length=2000, unique=True)
    hote = models.CharField("site", max_length=255, db_index=True, editable=False)
    etat = models.CharField("état", max_length=8, choices=Etat.choices, default=Etat.ATTENTE)
    constat = models.CharField("ce qui a été répondu", max_length=200, blank=True)
    verifie_le = models.DateTimeField("vérifié le", null=True, blank=True)
    pages = models.ManyToManyField(Page, related_name="+", verbose_name="pages")
    listes = models.ManyToManyField(Nomenclature, related_name="+", verbose_name="listes de référence")

    objects = LienVerifieQuerySet.as_manager()

    class Meta:
        verbose_name = "lien vérifié"
        verbose_name_plural = "liens vérifiés"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(etat__in=("attente", "bon", "reserve", "mort", "muet")),
                name="lien_etat_connu",
            )
        ]

    def __str__(self) -> str:
        return self.adresse

    @property
    def ecrit_dans(self) -> str:
        """The titles of the pages and of the lists where it is written."""
        return ", ".join([*map(str, self.pages.all()), *map(str, self.listes.all())])
