"""Usage paths: the words of the three questions, and the steps that an answer may lead to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from contenus.champs import ChoixMultiples, Maturite, Objectif, Public, Statut
from contenus.models.kits import pages_ouvertes


@register_snippet
class ChoixDUsage(models.Model):
    """One answer to one of the three questions: staff choose its words, never its key."""

    class Axe(models.TextChoices):
        PROFIL = "profil", "Qui êtes-vous\u00a0?"
        OBJECTIF = "objectif", "Que voulez-vous faire\u00a0?"
        MATURITE = "maturite", "Où en êtes-vous\u00a0?"

    axe = models.CharField("question", max_length=8, choices=Axe.choices)
    cle = models.SlugField("clé", max_length=20)
    titre = models.CharField("réponse", max_length=80)
    description = models.CharField("en une phrase", max_length=240, blank=True)
    rang = models.PositiveSmallIntegerField("rang", default=0)

    panels: ClassVar = [
        FieldPanel("axe"),
        FieldPanel("cle"),
        FieldPanel("titre"),
        FieldPanel("description"),
    ]

    class Meta:
        verbose_name = "réponse d’un parcours d’usage"
        verbose_name_plural = "réponses des parcours d’usage"
        ordering = ("axe", "rang")
        constraints = (
            models.UniqueConstraint(fields=("axe", "cle"), name="choix_d_usage_unique"),
            models.CheckConstraint(
                condition=Q(axe="profil", cle__in=Public.values)
                | Q(axe="objectif", cle__in=Objectif.values)
                | Q(axe="maturite", cle__in=Maturite.values),
                name="choix_d_usage_connu",
                violation_error_message="Cette clé ne répond pas à cette question.",
            ),
        )

    def __str__(self) -> str:
        return self.titre


class EtapeDUsageQuerySet(models.QuerySet["EtapeDUsage"]):
    """Steps of the usage paths."""

    def ouvertes(self) -> "EtapeDUsageQuerySet":
        """Those that lead somewhere a visitor may go, in their order, with their page."""
        mene = Q(page__in=pages_ouvertes()) | (Q(page=None) & ~Q(adresse=""))
        return self.filter(mene).select_related("page").order_by("temps", "rang", "cle")


@register_snippet
class EtapeDUsage(models.Model):
    """A step: why, where, how long, and for whom. Nothing ticked on an axis: for everybody.

    A step whose page is withdrawn is no longer proposed; it comes back with its page.
    """

    class Temps(models.IntegerChoices):
        UN = 1, "D’abord"
        DEUX = 2, "Ensuite"
        TROIS = 3, "Puis"
        QUATRE = 4, "Plus tard"
        CINQ = 5, "Pour finir"

    cle = models.SlugField("clé", max_length=60, unique=True)
    titre = models.CharField("titre", max_length=120)
    pourquoi = models.TextField("pourquoi", max_length=400)
    page = models.ForeignKey(
        Page,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="page du portail",
    )
    adresse = models.CharField(
        "ou une adresse du portail", max_length=200, blank=True, help_text="Par exemple /diagnostic/."
    )
    duree = models.PositiveSmallIntegerField("durée (minutes)")
    profils = ChoixMultiples(Public, verbose_name="pour qui", help_text="Rien de coché\u00a0: pour tous.")
    objectifs = ChoixMultiples(Objectif, verbose_name="pour quoi")
    maturites = ChoixMultiples(Maturite, verbose_name="à quel moment")
    temps = models.PositiveSmallIntegerField("temps", choices=Temps.choices, default=Temps.UN)
    rang = models.PositiveSmallIntegerField("rang dans ce temps", default=0)
    statut = models.CharField("statut", max_length=12, choices=Statut.choices, default=Statut.PROPOSITION)
    source = models.TextField("d’où cela vient")

    objects = EtapeDUsageQuerySet.as_manager()
    panels: ClassVar = [
        FieldPanel("titre"),
        FieldPanel("cle"),
        FieldPanel("pourquoi"),
        MultiFieldPanel([FieldPanel("page"), FieldPanel("adresse"), FieldPanel("duree")], heading="Où mener"),
        MultiFieldPanel(
            [FieldPanel(nom) for nom in ("profils", "objectifs", "maturites", "temps", "rang")],
            heading="Pour qui et quand",
        ),
        MultiFieldPanel([FieldPanel("statut"), FieldPanel("source")], heading="Provenance"),
    ]

    class Meta:
        verbose_name = "étape d’un parcours d’usage"
        verbose_name_plural = "étapes des parcours d’usage"
        ordering = ("temps", "rang", "cle")
        constraints = (
            models.CheckConstraint(condition=Q(temps__range=(1, 5)), name="etape_d_usage_temps"),
            models.CheckConstraint(condition=Q(duree__gt=0), name="etape_d_usage_duree"),
            models.CheckConstraint(condition=Q(statut__in=Statut.values), name="etape_d_usage_statut_connu"),
            models.CheckConstraint(condition=~Q(source=""), name="etape_d_usage_source_dite"),
            models.CheckConstraint(
                condition=Q(adresse="") | Q(page=None),
                name="etape_d_usage_mene_a_un_endroit",
                violation_error_message="Choisissez une page ou écrivez une adresse, pas les deux.",
            ),
            models.CheckConstraint(
                condition=Q(adresse="") | Q(adresse__regex=r"^/([^/\\]|$)"),
                name="etape_d_usage_adresse_du_portail",
                violation_error_message="L’adresse d’une page du portail commence par /.",
            ),
        )

    def __str__(self) -> str:
        return self.titre
