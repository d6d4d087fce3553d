"""Following the portal by mail: a digest at one's own pace, a series of daily posts."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import get_random_string

from contenus.champs import Statut

JETON_LONGUEUR = 32


def tirer_jeton() -> str:
    """Draw the secret of a subscription: who holds the mail confirms and leaves with it."""
    return get_random_string(JETON_LONGUEUR)


class Serie(models.Model):
    """A series of short posts, followed by mail from the day one subscribes."""

    class Cadence(models.TextChoices):
        QUOTIDIENNE = "quotidienne", "Un message par jour"
        HEBDOMADAIRE = "hebdomadaire", "Un message par semaine"

    cle = models.SlugField("clé", max_length=60, unique=True)
    titre = models.CharField("titre", max_length=160)
    description = models.TextField("description", help_text="Texte mis en forme (HTML simple).")
    cadence = models.CharField("cadence", max_length=12, choices=Cadence.choices)
    statut = models.CharField("statut", max_length=12, choices=Statut.choices)
    source = models.TextField("d’où cela vient")

    class Meta:
        verbose_name = "série"
        ordering = ("titre",)
        constraints = (models.CheckConstraint(condition=~models.Q(source=""), name="serie_source_dite"),)

    def __str__(self) -> str:
        return self.titre


class MessageDeSerie(models.Model):
    """One post of a series; `geste` is the one thing to do today."""

    serie = models.ForeignKey(Serie, models.CASCADE, related_name="messages")
    rang = models.PositiveSmallIntegerField("jour")
    titre = models.CharField("titre", max_length=160)
    texte = models.TextField("texte", help_text="Texte mis en forme (HTML simple).")
    geste = models.CharField("le geste du jour", max_length=200, blank=True)
    statut = models.CharField("statut", max_length=12, choices=Statut.choices)
    source = models.TextField("d’où cela vient")

    class Meta:
        verbose_name = "message de série"
        verbose_name_plural = "messages de série"
        ordering = ("serie", "rang")
        constraints = (
            models.UniqueConstraint(fields=("serie", "rang"), name="message_rang_unique"),
            models.CheckConstraint(condition=~models.Q(source=""), name="message_source_dite"),
        )

    def __str__(self) -> str:
        return f"{self.rang}. {self.titre}"


class Abonnement(models.Model):
    """An address that asked for mail. Nothing is sent before it confirmed; leaving deletes the row."""

    adresse = models.EmailField("adresse", max_length=254)
    jeton = models.CharField(max_length=JETON_LONGUEUR, unique=True, default=tirer_jeton, editable=False)
    demande_le = models.DateTimeField(auto_now_add=True)
    confirme_le = models.DateTimeField(null=True, blank=True)
    envoye_le = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.adresse


class AbonnementActualites(Abonnement):
    """A digest of what was published, at the pace its reader chose."""

    class Frequence(models.TextChoices):
        QUOTIDIENNE = "quotidienne", "Le jour même"
        HEBDOMADAIRE = "hebdomadaire", "Une fois par semaine"
        MENSUELLE = "mensuelle", "Une fois par mois"

    frequence = models.CharField("fréquence", max_length=12, choices=Frequence.choices)

    class Meta:
        verbose_name = "abonnement aux actualités"
        verbose_name_plural = "abonnements aux actualités"
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("adresse"), name="abonnement_actualites_unique")
        ]


class AbonnementSerie(Abonnement):
    """A series followed; `rang` is the last post sent."""

    serie = models.ForeignKey(Serie, models.CASCADE, related_name="abonnements")
    rang = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "abonnement à une série"
        verbose_name_plural = "abonnements aux séries"
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("adresse"), "serie", name="abonnement_serie_unique")
        ]
