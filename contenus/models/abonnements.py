"""Following the portal by mail: a digest at one's own pace, a series of daily posts."""

from datetime import datetime, timedelta
from typing import ClassVar, Self, TypeVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from contenus.champs import Statut

JETON_LONGUEUR = 32
PARIS = ZoneInfo("Europe/Paris")
HEURE_D_ENVOI = 7
"""Morning mails leave from seven o’clock in Paris."""
MARGE = timedelta(minutes=5)
"""Time left, before a digest is drawn up, to a publication begun at the last second."""


def tirer_jeton() -> str:
    """Draw the secret of a subscription: who holds the mail confirms and leaves with it."""
    return get_random_string(JETON_LONGUEUR)


class SerieQuerySet(models.QuerySet["Serie"]):
    """Series, with what they are shown with."""

    def avec_longueur(self) -> Self:
        """Count the posts of each, as `longueur`."""
        return self.annotate(longueur=models.Count("messages"))

    def pour_lecture(self) -> Self:
        """Bring the posts along: two queries whatever their number."""
        return self.prefetch_related("messages")


class Serie(ClusterableModel):
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

    objects = SerieQuerySet.as_manager()

    class Meta:
        verbose_name = "série"
        ordering = ("titre",)
        constraints = (models.CheckConstraint(condition=~models.Q(source=""), name="serie_source_dite"),)

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        """Where the series is read and followed."""
        return reverse("abonnements:serie", args=[self.cle])


UNITES = {Serie.Cadence.QUOTIDIENNE: "jour", Serie.Cadence.HEBDOMADAIRE: "semaine"}
"""What the rank of a post counts."""


class MessageDeSerie(models.Model):
    """One post of a series; `geste` is the one thing to do today."""

    serie = ParentalKey(Serie, on_delete=models.CASCADE, related_name="messages")
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


A = TypeVar("A", bound="Abonnement", covariant=True)  # noqa: PLC0105 (as QuerySet’s own)


class AbonnementQuerySet(models.QuerySet[A]):
    """Subscriptions of one kind."""

    PURGE = timedelta(days=7)

    def de(self, adresse: str) -> Self:
        """Those of an address, whatever its case."""
        return self.filter(Exact(Lower("adresse"), adresse.lower()))

    def confirmes(self) -> Self:
        """Those whose address answered the confirmation mail."""
        return self.filter(confirme_le__isnull=False)

    def oublies(self, maintenant: datetime) -> Self:
        """Those asked for more than seven days ago and never confirmed."""
        return self.filter(confirme_le__isnull=True, demande_le__lt=maintenant - self.PURGE)

    def a_repondre(self) -> Self:
        """Those whose last request was not answered by a mail yet."""
        return self.filter(Q(ecrit_le__isnull=True) | Q(ecrit_le__lt=F("demande_le")))

    def a_servir(self, maintenant: datetime) -> Self:
        """Those confirmed, and not put aside after a refusal of their mail server."""
        libres = Q(reprise_le__isnull=True) | Q(reprise_le__lte=maintenant)
        return self.confirmes().filter(libres)


class Abonnement(models.Model):
    """An address that asked for mail. Nothing is sent before it confirmed; leaving deletes the row.

    `demande_le`: the last request. `ecrit_le`: when it was answered by mail. `envoye_le`: see each
    kind. `reprise_le`: after a definitive refusal of the mail server, not before.
    """

    adresse = models.EmailField("adresse", max_length=254)
    jeton = models.CharField(max_length=JETON_LONGUEUR, unique=True, default=tirer_jeton, editable=False)
    demande_le = models.DateTimeField("demandé le", default=timezone.now, editable=False)
    ecrit_le = models.DateTimeField(null=True, blank=True, editable=False)
    confirme_le = models.DateTimeField("confirmé le", null=True, blank=True)
    envoye_le = models.DateTimeField("dernier envoi", null=True, blank=True)
    reprise_le = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.adresse


def derniere_echeance(frequence: str, maintenant: datetime) -> datetime:
    """The last moment, up to `maintenant`, when a digest of this pace falls due.

    Seven o’clock in Paris: each morning, on Mondays, or on the first of the month.
    """
    local = maintenant.astimezone(PARIS)
    jour = local.date() if local.hour >= HEURE_D_ENVOI else local.date() - timedelta(days=1)
    if frequence == AbonnementActualites.Frequence.HEBDOMADAIRE:
        jour -= timedelta(days=jour.weekday())
    elif frequence == AbonnementActualites.Frequence.MENSUELLE:
        jour = jour.replace(day=1)
    return datetime(jour.year, jour.month, jour.day, HEURE_D_ENVOI, tzinfo=PARIS)


class AbonnementActualitesQuerySet(AbonnementQuerySet["AbonnementActualites"]):
    """Subscriptions to the digest."""

    def dus(self, maintenant: datetime) -> Self:
        """Those whose reading stops before the last moment when their digest fell due."""
        servis = self.annotate(lu_jusqua=Coalesce("envoye_le", "confirme_le")).a_servir(maintenant)
        dus = Q()
        for frequence in AbonnementActualites.Frequence.values:
            borne = derniere_echeance(frequence, maintenant - MARGE)
            dus |= Q(frequence=frequence, lu_jusqua__lt=borne)
        return servis.filter(dus)


class AbonnementActualites(Abonnement):
    """A digest of what was published, at the pace its reader chose.

    `envoye_le`: up to when what was published was sent to them; always a moment when it fell due.
    """

    class Frequence(models.TextChoices):
        QUOTIDIENNE = "quotidienne", "Le jour même"
        HEBDOMADAIRE = "hebdomadaire", "Une fois par semaine"
        MENSUELLE = "mensuelle", "Une fois par mois"

    frequence = models.CharField("fréquence", max_length=12, choices=Frequence.choices)

    objects = AbonnementActualitesQuerySet.as_manager()

    class Meta:
        verbose_name = "abonnement aux actualités"
        verbose_name_plural = "abonnements aux actualités"
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("adresse"), name="abonnement_actualites_unique")
        ]

    @property
    def echeance(self) -> datetime | None:
        """Up to when what was published is known to this reader; None before the confirmation."""
        return self.envoye_le or self.confirme_le


class AbonnementSerieQuerySet(AbonnementQuerySet["AbonnementSerie"]):
    """Subscriptions to series."""

    FIN = timedelta(days=30)

    def avec_suite(self) -> Self:
        """Say, as `suite`, whether a post is left to send."""
        restants = MessageDeSerie.objects.filter(
            serie=models.OuterRef("serie"), rang__gt=models.OuterRef("rang")
        )
        return self.annotate(suite=models.Exists(restants))

    def dus(self, maintenant: datetime) -> Self:
        """Those whose next post may leave.

        The first one at any hour, as soon as the address confirmed; then from seven in the morning,
        one day (or seven) after the day of the last one, counted on the calendar of Paris.
        """
        local = maintenant.astimezone(PARIS)
        dus = Q(rang=0)
        if local.hour >= HEURE_D_ENVOI:
            for cadence, jours in ((Serie.Cadence.QUOTIDIENNE, 1), (Serie.Cadence.HEBDOMADAIRE, 7)):
                jour = local.date() - timedelta(days=jours - 1)
                minuit = datetime(jour.year, jour.month, jour.day, tzinfo=PARIS)
                dus |= Q(serie__cadence=cadence, envoye_le__lt=minuit)
        return self.a_servir(maintenant).avec_suite().filter(dus, suite=True)

    def finis(self, maintenant: datetime) -> Self:
        """Those who have read the whole series for thirty days."""
        finis = self.confirmes().avec_suite()
        return finis.filter(suite=False, envoye_le__lt=maintenant - self.FIN)


class AbonnementSerie(Abonnement):
    """A series followed; `rang` is the last post sent, `envoye_le` when it was."""

    serie = models.ForeignKey(Serie, models.CASCADE, related_name="abonnements")
    rang = models.PositiveSmallIntegerField(default=0)

    objects = AbonnementSerieQuerySet.as_manager()

    class Meta:
        verbose_name = "abonnement à une série"
        verbose_name_plural = "abonnements aux séries"
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("adresse"), "serie", name="abonnement_serie_unique")
        ]
