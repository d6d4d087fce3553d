"""The life of a meeting: seats, registrations, cancellation; and who offers to testify.

Publishing a page rewrites all its columns: what visitors and the clock change lives here, and knows
the webinar by its key.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from contenus.champs import Pilier
from contenus.models.abonnements import Abonnement


class Rendezvous(models.Model):
    """What is organised around a webinar to come. `sequence` counts what calendars must see.

    `annonce`: fingerprint of what calendars were last told (date, title, cancellation).
    """

    cle = models.SlugField("webinaire", max_length=60, unique=True)
    inscriptions = models.BooleanField("inscriptions ouvertes", default=False)
    capacite = models.PositiveIntegerField(
        "places", null=True, blank=True, help_text="Vide\u00a0: sans limite."
    )
    direct = models.URLField("adresse du direct", max_length=500, blank=True)
    annule_le = models.DateTimeField("annulé le", null=True, blank=True)
    motif = models.CharField("pourquoi", max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    annonce = models.CharField(max_length=64, blank=True, editable=False)
    modifie_le = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(capacite=0), name="rendezvous_au_moins_une_place"),
            models.CheckConstraint(condition=Q(annule_le=None) | ~Q(motif=""), name="rendezvous_annule_dit"),
        ]

    def __str__(self) -> str:
        return self.cle


class Inscription(Abonnement):
    """An address registered for a meeting, confirmed by mail before it takes a seat; leaving deletes it."""

    class Etat(models.TextChoices):
        DEMANDEE = "demandee", "À confirmer"
        ASSISE = "assise", "Inscrite"
        ATTENTE = "attente", "En liste d’attente"

    rendezvous = models.ForeignKey(Rendezvous, models.CASCADE, related_name="inscrites")
    etat = models.CharField("état", max_length=10, choices=Etat.choices, default=Etat.DEMANDEE)
    rangee_le = models.DateTimeField("rang dans la file", null=True, blank=True, editable=False)
    veille_le = models.DateTimeField("rappel de la veille", null=True, blank=True, editable=False)
    heure_le = models.DateTimeField("rappel d’une heure avant", null=True, blank=True, editable=False)
    merci_le = models.DateTimeField("merci et replay", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "inscription"
        ordering = ("rangee_le", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint("rendezvous", Lower("adresse"), name="inscription_unique"),
            models.CheckConstraint(
                condition=Q(etat="demandee") | Q(confirme_le__isnull=False, rangee_le__isnull=False),
                name="inscription_confirmee_avant_d_etre_assise",
            ),
        ]


class Temoignage(models.Model):
    """Somebody who offers to come and testify; staff answers."""

    class Etat(models.TextChoices):
        PROPOSE = "propose", "Proposé"
        RETENU = "retenu", "Retenu"
        ECARTE = "ecarte", "Écarté"

    nom = models.CharField("votre nom", max_length=120)
    courriel = models.EmailField("votre adresse électronique", max_length=254)
    organisation = models.CharField("votre structure", max_length=160)
    fonction = models.CharField("votre fonction", max_length=160, blank=True)
    pilier = models.CharField(
        "le pilier dont vous parleriez", max_length=12, choices=Pilier.choices, blank=True
    )
    sujet = models.CharField("votre sujet, en une phrase", max_length=200)
    recit = models.TextField("ce que vous avez vécu et ce que d’autres pourraient en tirer")
    etat = models.CharField("état", max_length=10, choices=Etat.choices, default=Etat.PROPOSE)
    motif = models.CharField("réponse", max_length=300, blank=True)
    jeton = models.UUIDField(unique=True, editable=False)
    propose_le = models.DateTimeField("proposé le", default=timezone.now, editable=False)
    reponse_due = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = "proposition de témoignage"
        verbose_name_plural = "propositions de témoignage"
        ordering = ("propose_le",)

    def __str__(self) -> str:
        return self.sujet
