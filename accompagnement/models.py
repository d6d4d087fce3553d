"""A coordinator's structure follows another one that agreed to it: the agreement, its history, the notes."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accompagnement.texte import PARTAGES, dire
from comptes.models import Adhesion, Rattachement, Structure, Utilisateur
from comptes.models.structures import NOM_MAX

DEMANDE_DUREE = timedelta(days=14)
PREUVE_DUREE = timedelta(days=5 * 365 + 2)
"""How long an ended agreement is kept: Code civil, article 2224 (five years)."""
ROLE_MAX = 60
NOTE_MAX = 10_000


def _dans_quatorze_jours() -> datetime:
    return timezone.now() + DEMANDE_DUREE


class DemandeQuerySet(models.QuerySet["Demande"]):
    def en_cours(self) -> Self:
        """Those that still open, oldest first."""
        vivantes = self.filter(revoquee_le=None, servie_le=None, expire_le__gt=timezone.now())
        return vivantes.order_by("creee_le", "pk")


class Demande(models.Model):
    """A link by which a structure asks to follow another; with `adresse`, only that mailbox may answer."""

    accompagnatrice = models.ForeignKey(
        Structure, on_delete=models.CASCADE, related_name="demandes_d_accompagnement"
    )
    empreinte = models.CharField("empreinte du jeton", max_length=64, unique=True)
    adresse = models.EmailField("adresse invitée", blank=True)
    par = models.ForeignKey(Utilisateur, on_delete=models.SET_NULL, null=True, related_name="+")
    creee_le = models.DateTimeField("créée le", auto_now_add=True)
    expire_le = models.DateTimeField("expire le", default=_dans_quatorze_jours)
    revoquee_le = models.DateTimeField("révoquée le", null=True, blank=True)
    servie_le = models.DateTimeField("acceptée le", null=True, blank=True)

    objects = DemandeQuerySet.as_manager()

    class Meta:
        verbose_name = "demande d’accompagnement"
        verbose_name_plural = "demandes d’accompagnement"

    def __str__(self) -> str:
        return f"Demande du {self.creee_le:%d/%m/%Y}"

    @property
    def ouverte(self) -> bool:
        """Whether it can still be answered."""
        return not (self.revoquee_le or self.servie_le) and self.expire_le > timezone.now()


class AccompagnementQuerySet(models.QuerySet["Accompagnement"]):
    def en_cours(self) -> Self:
        """Agreements in force, between two structures that both exist."""
        return self.filter(retire_le=None, accompagnatrice__isnull=False, accompagnee__isnull=False)

    def dus(self, jour: date) -> Self:
        """Those in force whose follow-up falls on that day or before."""
        return self.en_cours().filter(prochain_suivi__lte=jour)


class Accompagnement(models.Model):
    """An agreement, as it is today. Ended, it is kept as a proof, and read by nobody who follows."""

    accompagnatrice = models.ForeignKey(
        Structure, on_delete=models.SET_NULL, null=True, related_name="accompagnements"
    )
    accompagnee = models.ForeignKey(
        Structure, on_delete=models.SET_NULL, null=True, related_name="accompagnements_recus"
    )
    nom_accompagnatrice = models.CharField("nom de qui accompagne, alors", max_length=NOM_MAX)
    nom_accompagnee = models.CharField("nom de qui est accompagné, alors", max_length=NOM_MAX)
    demande = models.OneToOneField(Demande, on_delete=models.SET_NULL, null=True, related_name="accord")
    texte = models.TextField("ce qui a été accepté")
    version = models.CharField("version du texte", max_length=12)
    portee = ArrayField(models.CharField(max_length=12), verbose_name="ce qui est partagé", default=list)
    travaux = models.ManyToManyField(Rattachement, related_name="+", blank=True)
    consenti_le = models.DateTimeField("accepté le")
    consenti_par = models.CharField("accepté par (rôle)", max_length=ROLE_MAX)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)
    retire_par = models.CharField("retiré par (rôle)", max_length=ROLE_MAX, blank=True)
    prochain_suivi = models.DateField("prochain suivi")
    rappele_pour = models.DateField("rappelé pour le suivi du", null=True, blank=True)

    objects = AccompagnementQuerySet.as_manager()

    class Meta:
        verbose_name = "accompagnement"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["accompagnatrice", "accompagnee"],
                condition=Q(retire_le=None),
                name="accompagnement_un_accord_a_la_fois",
            ),
            models.CheckConstraint(
                condition=Q(portee__contained_by=list(PARTAGES)), name="accompagnement_portee_connue"
            ),
            models.CheckConstraint(condition=~Q(texte=""), name="accompagnement_accord_dit"),
            models.CheckConstraint(
                condition=~Q(accompagnatrice=models.F("accompagnee")), name="accompagnement_jamais_soi_meme"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nom_accompagnee}, suivie par {self.nom_accompagnatrice}"

    def get_absolute_url(self) -> str:
        """Its page for the structure that is followed."""
        return reverse("accompagnement:accord", args=[self.accompagnee_id, self.pk])

    @property
    def vivant(self) -> bool:
        """Whether it is in force."""
        return self.retire_le is None and None not in (self.accompagnatrice_id, self.accompagnee_id)

    @property
    def partage(self) -> str:
        """What is shared, in a few words."""
        return dire(self.portee)


class Trace(models.Model):
    """What was decided about an agreement, and when: never changed, never erased before it."""

    class Geste(models.TextChoices):
        DONNE = "donne", "a accepté"
        CHANGE = "change", "a changé ce qui est partagé"
        RETIRE = "retire", "a mis fin à l’accord"

    accompagnement = models.ForeignKey(Accompagnement, on_delete=models.CASCADE, related_name="traces")
    geste = models.CharField("geste", max_length=6, choices=Geste)
    role = models.CharField("par (rôle)", max_length=ROLE_MAX)
    portee = ArrayField(models.CharField(max_length=12), verbose_name="ce qui est partagé", default=list)
    travaux = ArrayField(models.CharField(max_length=200), verbose_name="travaux choisis", default=list)
    le = models.DateTimeField("le", auto_now_add=True)

    class Meta:
        verbose_name = "trace d’un accord"
        verbose_name_plural = "traces d’un accord"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return f"{self.role} {self.get_geste_display()}"

    @property
    def partage(self) -> str:
        """What was shared from then on, in a few words."""
        return dire(self.portee)


class Suivi(models.Model):
    """A follow-up that took place."""

    accompagnement = models.ForeignKey(Accompagnement, on_delete=models.CASCADE, related_name="suivis")
    jour = models.DateField("a eu lieu le")
    par = models.ForeignKey(Utilisateur, on_delete=models.SET_NULL, null=True, related_name="+")
    ecrit_le = models.DateTimeField("écrit le", auto_now_add=True)

    class Meta:
        verbose_name = "suivi"
        ordering = ["-jour", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["accompagnement", "jour"], name="accompagnement_un_suivi_par_jour"
            )
        ]

    def __str__(self) -> str:
        return f"Suivi du {self.jour:%d/%m/%Y}"


class SansRappel(models.Model):
    """A coordinator who wants no recall of follow-ups for this structure; gone with their membership."""

    adhesion = models.OneToOneField(Adhesion, on_delete=models.CASCADE, related_name="+")
    depuis = models.DateTimeField("depuis", auto_now_add=True)

    class Meta:
        verbose_name = "rappels refusés"

    def __str__(self) -> str:
        return f"Sans rappel depuis le {self.depuis:%d/%m/%Y}"


class Note(models.Model):
    """A note of the coordinators, as it was saved: the last one is the note, the others its past."""

    accompagnement = models.ForeignKey(Accompagnement, on_delete=models.CASCADE, related_name="notes")
    texte = models.TextField("note", max_length=NOTE_MAX, blank=True)
    par = models.ForeignKey(Utilisateur, on_delete=models.SET_NULL, null=True, related_name="+")
    le = models.DateTimeField("enregistrée le", auto_now_add=True)

    class Meta:
        verbose_name = "note"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return self.texte[:60]
