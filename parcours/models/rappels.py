"""Being reminded by mail of the dated actions of a plan: who asked for it, and what was sent."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from contenus.models.abonnements import HEURE_D_ENVOI, PARIS, Abonnement, AbonnementQuerySet
from parcours.models.cahiers import OBJET_MAX, Cahier


class AbonnementRappelsQuerySet(AbonnementQuerySet["AbonnementRappels"]):
    """Subscriptions to the reminders of a plan."""

    def dus(self, maintenant: datetime) -> Self:
        """Those not looked at since seven this morning in Paris; none before seven."""
        matin = maintenant.astimezone(PARIS).replace(hour=HEURE_D_ENVOI, minute=0, second=0, microsecond=0)
        if maintenant < matin:
            return self.none()
        return self.a_servir(maintenant).filter(Q(envoye_le__isnull=True) | Q(envoye_le__lt=matin))


class AbonnementRappels(Abonnement):
    """An address that asked to be reminded of a plan; erased with its cahier.

    `envoye_le`: the last morning when its plan was looked at, whether a mail left or not.
    """

    cahier = models.ForeignKey(Cahier, models.CASCADE, related_name="rappels", db_index=False)

    objects = AbonnementRappelsQuerySet.as_manager()

    class Meta:
        verbose_name = "abonnement aux rappels d’un plan"
        verbose_name_plural = "abonnements aux rappels d’un plan"
        constraints: ClassVar = [
            models.UniqueConstraint("cahier", Lower("adresse"), name="parcours_rappels_unique")
        ]


class Moment(models.TextChoices):
    """When an action is recalled."""

    AVANT = "avant", "Quelques jours avant"
    LE_JOUR = "jour", "Le jour même"


class RappelEnvoye(models.Model):
    """What was recalled to an address: an action (its row), for a day, at a moment; never twice."""

    id = models.BigAutoField(primary_key=True)
    abonnement = models.ForeignKey(AbonnementRappels, models.CASCADE, related_name="envoyes", db_index=False)
    objet = models.CharField("ligne du plan", max_length=OBJET_MAX)
    jour = models.DateField("échéance")
    moment = models.CharField("moment", max_length=5, choices=Moment.choices)

    class Meta:
        verbose_name = "rappel envoyé"
        verbose_name_plural = "rappels envoyés"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["abonnement", "objet", "jour", "moment"], name="parcours_rappel_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.objet}, {self.jour}, {self.moment}"
