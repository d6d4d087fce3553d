"""The life of a meeting: seats, registrations, cancellation; and who offers to testify.

Publishing a page rewrites all its columns: what visitors and the clock change lives here, and knows
the webinar by its key.
"""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.utils import timezone

from contenus.champs import Pilier
from contenus.models.abonnements import Abonnement, AbonnementQuerySet
from webinaires.models.pages import WebinairePage

GARDE = timedelta(days=30)
"""How long registrations outlive the meeting, time to thank and to send the replay: our choice."""
GARDE_DES_TEMOIGNAGES = timedelta(days=365)
"""How long an offer to testify is kept, whatever its answer: our choice."""
ANNULEE = "annulee"
"""What somebody was told last, once the meeting was called off."""


class RendezvousQuerySet(models.QuerySet["Rendezvous"]):
    """What is organised, with what it is shown with."""

    def avec_comptes(self) -> Self:
        """Count who has a seat, who waits for one, who did not confirm: `assises`, `attente`, `demandees`."""
        comptes = {
            nom: Count("inscrites", filter=Q(inscrites__etat=etat))
            for nom, etat in (
                ("assises", Inscription.Etat.ASSISE),
                ("attente", Inscription.Etat.ATTENTE),
                ("demandees", Inscription.Etat.DEMANDEE),
            )
        }
        return self.annotate(**comptes)

    def avec_webinaire(self) -> Self:
        """Bring the title, the hours and the replay of the webinar: `titre`, `debut`, `fin`, `replay`."""
        pages = WebinairePage.objects.filter(cle=OuterRef("cle"))
        lus = {"titre": "title", "debut": "debut", "fin": "fin", "replay": "replay"}
        return self.annotate(**{nom: Subquery(pages.values(champ)[:1]) for nom, champ in lus.items()})

    def suivis(self) -> Self:
        """Those that somebody asked for."""
        return self.filter(Exists(Inscription.objects.filter(rendezvous=OuterRef("pk"))))


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

    objects = RendezvousQuerySet.as_manager()

    class Meta:
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(capacite=0), name="rendezvous_au_moins_une_place"),
            models.CheckConstraint(condition=Q(annule_le=None) | ~Q(motif=""), name="rendezvous_annule_dit"),
        ]

    def __str__(self) -> str:
        """The title of its webinar when `avec_webinaire` brought it, else its key."""
        return getattr(self, "titre", None) or self.cle


class InscriptionQuerySet(AbonnementQuerySet["Inscription"]):
    """Registrations."""

    def assises(self) -> Self:
        """Those who have a seat."""
        return self.filter(etat=Inscription.Etat.ASSISE)

    def en_attente(self) -> Self:
        """Those who wait for one, the first to confirm first."""
        return self.filter(etat=Inscription.Etat.ATTENTE).order_by("rangee_le", "pk")

    def a_informer(self, debut: datetime) -> Self:
        """Those who were not told yet whether they have a seat, and for which hour."""
        return self.confirmes().filter(~Q(dit=F("etat")) | Q(debut_dit=None) | ~Q(debut_dit=debut))

    def a_decommander(self) -> Self:
        """Those who were not told yet that the meeting is off."""
        return self.confirmes().exclude(dit=ANNULEE)

    def a_rappeler(self, champ: str, moment: datetime) -> Self:
        """Seated before that moment, and not reminded since: a meeting put off is reminded of again."""
        jamais, avant = Q(**{champ: None}), Q(**{f"{champ}__lt": moment})
        informees = self.assises().filter(dit=Inscription.Etat.ASSISE, envoye_le__lt=moment)
        return informees.filter(jamais | avant)

    def a_remercier(self) -> Self:
        """Those who confirmed, seated or not, and have not received the replay."""
        return self.confirmes().filter(merci_le=None)

    def perimees(self, maintenant: datetime) -> Self:
        """Those whose meeting was over for thirty days, or is no more."""
        gardes = WebinairePage.objects.filter(fin__gte=maintenant - GARDE)
        return self.exclude(rendezvous__cle__in=gardes.values("cle"))


class Inscription(Abonnement):
    """An address registered for a meeting, confirmed by mail before it takes a seat; leaving deletes it.

    `dit`, `debut_dit`, `envoye_le`: what it was told last about its seat, for which hour, and when. What
    differs from the state is to be told.
    """

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
    dit = models.CharField(max_length=10, blank=True, editable=False)
    debut_dit = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InscriptionQuerySet.as_manager()

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


class TemoignageQuerySet(models.QuerySet["Temoignage"]):
    """Offers to testify."""

    def perimes(self, maintenant: datetime) -> Self:
        """Those sent more than a year ago."""
        return self.filter(propose_le__lt=maintenant - GARDE_DES_TEMOIGNAGES)


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

    objects = TemoignageQuerySet.as_manager()

    class Meta:
        verbose_name = "proposition de témoignage"
        verbose_name_plural = "propositions de témoignage"
        ordering = ("propose_le",)

    def __str__(self) -> str:
        return self.sujet
