"""What the search reads: one row per public document, the words it knows, what was not found."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func
from wagtail.models import Page

from contenus.champs import ChoixMultiples, Pilier, Public


class Mots(Func):
    """The searchable words of a text (SQL function of migration 0002)."""

    function = "recherche_vecteur"
    output_field = SearchVectorField()


class MotsPonderes(Mots):
    """The searchable words of a title, a summary and a text; the title weighs most."""

    function = "recherche_vecteur_pondere"


class Rayon(models.Model):
    """One combination of facets. Counting documents per shelf gives every facet at once."""

    genre = models.SlugField(max_length=30)
    rubrique = models.SlugField(max_length=30, blank=True)
    piliers = ChoixMultiples(Pilier)
    publics = ChoixMultiples(Public)

    class Meta:
        verbose_name = "rayon"
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("genre", "rubrique", "piliers", "publics"), name="rayon_unique")
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.genre, self.rubrique, *self.piliers, *self.publics)))


class DocumentPublic(models.Model):
    """Something anyone may read, as the search knows it: written by contenus.index alone.

    The row stays narrow: texts and vectors live out of line (migration 0002), so that counting
    tens of thousands of rows reads few blocks.
    """

    cle = models.CharField("clé", max_length=120, unique=True)
    rayon = models.ForeignKey(Rayon, models.PROTECT, related_name="documents")
    page = models.OneToOneField(Page, models.CASCADE, null=True, blank=True, related_name="+")
    titre = models.CharField("titre", max_length=255)
    adresse = models.CharField("adresse", max_length=500)
    resume = models.TextField("résumé", blank=True)
    texte = models.TextField("texte", blank=True)
    vecteur = models.GeneratedField(
        expression=MotsPonderes(F("titre"), F("resume"), F("texte")),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    vecteur_titre = models.GeneratedField(
        expression=Mots(F("titre")), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        verbose_name = "document public"
        verbose_name_plural = "documents publics"
        ordering = ("titre", "pk")
        indexes: ClassVar = [
            GinIndex(fields=["vecteur"], name="document_vecteur", fastupdate=False),
            GinIndex(fields=["vecteur_titre"], name="document_vecteur_titre", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.titre


class MotConnu(models.Model):
    """A word found in the documents, without accents; `cles` find it again behind a typo."""

    mot = models.CharField("mot sans accent", max_length=40, primary_key=True)
    forme = models.CharField("forme à montrer", max_length=40)
    documents = models.PositiveIntegerField("documents qui le contiennent")
    cles = ArrayField(models.CharField(max_length=40))

    class Meta:
        verbose_name = "mot connu"
        verbose_name_plural = "mots connus"
        ordering = ("mot",)
        indexes: ClassVar = [GinIndex(fields=["cles"], name="mot_cles", fastupdate=False)]

    def __str__(self) -> str:
        return self.forme


class RechercheVaine(models.Model):
    """What visitors searched for and did not find, a day: words and a number, nothing about anyone."""

    terme = models.CharField("recherche", max_length=80)
    jour = models.DateField("jour")
    nombre = models.PositiveIntegerField("fois", default=0)

    class Meta:
        verbose_name = "recherche sans réponse"
        verbose_name_plural = "recherches sans réponse"
        ordering = ("-jour", "-nombre", "terme")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("jour", "terme"), name="recherche_vaine_unique"),
            models.CheckConstraint(condition=~models.Q(terme=""), name="recherche_vaine_dite"),
        ]

    def __str__(self) -> str:
        return self.terme
