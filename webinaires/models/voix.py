"""Who spoke, for whom, in which cycle: plain rows, no revisions.

The name of a person is written in `Intervenant` and nowhere else: when a speaker objects, one row
changes and the name is gone from pages, feeds, search, API and reports (docs/adr/0014).
"""

import hashlib
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from contenus.champs import Statut


def empreinte_de_cle(cle: str) -> str:
    """Return what remains of a corpus key once the name is gone: a reload recognises the person by it."""
    return hashlib.sha256(cle.encode()).hexdigest()


class Cycle(models.Model):  # type: ignore[django-manager-missing]
    """A year of meetings, or two."""

    cle = models.SlugField("clé", max_length=60, unique=True)
    titre = models.CharField("titre", max_length=160)
    presentation = models.TextField("présentation", blank=True, help_text="Texte mis en forme (HTML simple).")
    debut = models.DateField("du")
    fin = models.DateField("au")
    attendus = models.PositiveSmallIntegerField("rendez-vous annoncés", null=True, blank=True)
    statut = models.CharField("statut", max_length=12, choices=Statut.choices)
    source = models.TextField("d’où cela vient")

    class Meta:
        verbose_name = "cycle"
        ordering = ("debut",)
        constraints = (
            models.CheckConstraint(condition=~models.Q(source=""), name="cycle_source_dite"),
            models.CheckConstraint(condition=models.Q(fin__gte=models.F("debut")), name="cycle_dans_l_ordre"),
        )

    def __str__(self) -> str:
        return self.titre


class Organisation(models.Model):  # type: ignore[django-manager-missing]
    """A structure that took the floor. `profil` and `region` are codes of the reference lists, or empty."""

    cle = models.SlugField("clé", max_length=80, unique=True)
    nom = models.CharField("nom", max_length=160)
    variantes = ArrayField(
        models.CharField(max_length=160), default=list, blank=True, verbose_name="autres façons de l’écrire"
    )
    profil = models.SlugField("type d’acteur", max_length=60, blank=True)
    region = models.SlugField("région", max_length=60, blank=True)
    adresse = models.URLField("adresse", max_length=500, blank=True)
    presentation = models.TextField("en une phrase", blank=True)
    statut = models.CharField("statut", max_length=12, choices=Statut.choices)
    source = models.TextField("d’où cela vient")

    class Meta:
        verbose_name = "organisation"
        ordering = ("nom",)
        constraints = (
            models.CheckConstraint(condition=~models.Q(source=""), name="organisation_source_dite"),
        )

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        """The page of the organisation."""
        return reverse("webinaires:organisation", args=[self.cle])


class Intervenant(models.Model):  # type: ignore[django-manager-missing]
    """A person who took the floor, under the name that the published report gives.

    `oppose_le`: the day the person asked not to be named; names, spellings and the key that held
    them are then erased, and `empreinte` alone lets a reload of the corpus know the person.
    """

    cle = models.SlugField("clé", max_length=80, unique=True)
    empreinte = models.CharField(max_length=64, unique=True, editable=False)
    prenom = models.CharField("prénom", max_length=80, blank=True)
    nom = models.CharField("nom", max_length=80, blank=True)
    variantes = ArrayField(
        models.CharField(max_length=160), default=list, blank=True, verbose_name="autres façons de l’écrire"
    )
    oppose_le = models.DateTimeField("s’est opposé le", null=True, blank=True, editable=False)
    statut = models.CharField("statut", max_length=12, choices=Statut.choices)
    source = models.TextField("d’où cela vient")

    class Meta:
        verbose_name = "intervenant"
        ordering = ("nom", "prenom", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(source=""), name="intervenant_source_dite"),
            models.CheckConstraint(
                condition=models.Q(oppose_le=None) ^ models.Q(prenom="", nom="", variantes=[]),
                name="intervenant_nomme_ou_oppose",
            ),
        ]

    def __str__(self) -> str:
        return self.nom_complet or "Une personne qui n’est pas nommée"

    def save(self, *args: object, **kwargs: object) -> None:
        """Give a person written in the office the fingerprint of its key."""
        self.empreinte = self.empreinte or empreinte_de_cle(self.cle)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """The page of the person."""
        return reverse("webinaires:intervenant", args=[self.cle])

    @property
    def nom_complet(self) -> str:
        """First and last names; empty once the person objected."""
        return f"{self.prenom} {self.nom}".strip()


class Fusion(models.Model):
    """Two rows that were one: the row that left, and the one that stays.

    `empreinte`: of the key that left, so that a reload of the corpus finds where it went. `absorbe`: its
    primary key, so that whoever still had its page open is told.
    """

    class Genre(models.TextChoices):
        INTERVENANT = "intervenant", "Intervenant"
        ORGANISATION = "organisation", "Organisation"

    genre = models.CharField("genre", max_length=12, choices=Genre.choices)
    empreinte = models.CharField(max_length=64)
    absorbe = models.PositiveBigIntegerField()
    intervenant = models.ForeignKey(
        Intervenant, models.CASCADE, null=True, blank=True, related_name="absorbes"
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="absorbees"
    )

    class Meta:
        verbose_name = "fusion"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("genre", "empreinte"), name="fusion_unique"),
            models.CheckConstraint(
                condition=models.Q(genre="intervenant", intervenant__isnull=False, organisation=None)
                | models.Q(genre="organisation", organisation__isnull=False, intervenant=None),
                name="fusion_du_meme_genre",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_genre_display()} {self.absorbe}"
