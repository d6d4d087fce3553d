"""The common agenda: events that structures propose, and that staff accept or refuse.

The need was named at the meeting of 29 November 2017 (Cré-sol, Centre-Val de Loire): organise the
production of information better, to make more links.
"""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from kits.francais import creneau


class EvenementQuerySet(models.QuerySet["Evenement"]):
    """Events of the agenda."""

    def publies(self) -> "EvenementQuerySet":
        """What the agenda shows, cancelled events included: one must learn that it is off."""
        return self.filter(etat__in=(Evenement.Etat.PUBLIE, Evenement.Etat.ANNULE))

    def a_venir(self) -> "EvenementQuerySet":
        """What is not over, the nearest first."""
        return self.filter(fin__gte=timezone.now()).order_by("debut", "titre")

    def recents(self) -> "EvenementQuerySet":
        """What is to come or was over for less than a year: what a calendar keeps."""
        return self.filter(fin__gte=timezone.now() - timedelta(days=365)).order_by("debut", "pk")

    def de_la_region(self, code: str) -> "EvenementQuerySet":
        """Those of a region; no code, no filter."""
        return self.filter(region=code) if code else self

    def du_domaine(self, code: str) -> "EvenementQuerySet":
        """Those of a domaine; no code, no filter."""
        return self.filter(domaine=code) if code else self

    def a_moderer(self) -> "EvenementQuerySet":
        """What waits for an answer, the oldest proposal first."""
        return self.filter(etat=Evenement.Etat.PROPOSE).order_by("propose_le")


class Evenement(models.Model):
    """A proposed event; its UID in calendars is its key, `sequence` counts published changes."""

    class Etat(models.TextChoices):
        PROPOSE = "propose", "Proposé"
        PUBLIE = "publie", "Publié"
        REFUSE = "refuse", "Refusé"
        ANNULE = "annule", "Annulé"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    titre = models.CharField("titre", max_length=160)
    description = models.TextField("description", max_length=4000)
    debut = models.DateTimeField("début")
    fin = models.DateTimeField("fin")
    lieu = models.CharField("lieu", max_length=240, blank=True)
    en_ligne = models.BooleanField("en ligne", default=False)
    region = models.SlugField("région", max_length=60, blank=True)
    domaine = models.SlugField("domaine", max_length=60, blank=True)
    organisateur = models.CharField("organisateur", max_length=160)
    adresse = models.URLField("page de l’événement", max_length=500, blank=True)
    contact = models.EmailField("adresse de contact", max_length=254, blank=True)
    etat = models.CharField("état", max_length=8, choices=Etat.choices, default=Etat.PROPOSE)
    motif = models.CharField("motif du refus ou de l’annulation", max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    reponse_due = models.BooleanField("la structure attend notre courriel", default=False, editable=False)
    propose_le = models.DateTimeField(auto_now_add=True)
    modifie_le = models.DateTimeField(auto_now=True)

    objects = EvenementQuerySet.as_manager()

    class Meta:
        verbose_name = "événement"
        ordering = ("debut", "titre")
        indexes: ClassVar = [models.Index(fields=("etat", "fin"), name="evenement_etat_fin")]
        constraints = (
            models.CheckConstraint(
                condition=models.Q(fin__gt=models.F("debut")),
                name="evenement_finit_apres_son_debut",
                violation_error_message="La fin doit venir après le début.",
            ),
            models.CheckConstraint(
                condition=models.Q(etat__in=("propose", "publie", "refuse", "annule")),
                name="evenement_etat_connu",
            ),
        )

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        """Where the event is read."""
        return reverse("agenda:fiche", args=[self.pk])

    @property
    def annule(self) -> bool:
        """Whether it was called off."""
        return self.etat == self.Etat.ANNULE

    @property
    def ou(self) -> str:
        """Where it takes place, in words."""
        return ", ".join(filter(None, (self.lieu, "en ligne" if self.en_ligne else "")))

    @property
    def quand(self) -> str:
        """When, in Paris."""
        return creneau(self.debut, self.fin)
