"""Who opened or changed what of a structure, and what people agreed to, in its own words."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from comptes.models.structures import Structure
from comptes.models.utilisateur import Utilisateur

JOURNAL_DUREE = timedelta(days=365)
"""CNIL, délibération 2021-122 of 14 October 2021 on logging: six months to one year."""
OBJET_MAX = 200


class Geste(models.TextChoices):
    """What the journal tells."""

    CREATION = "creation", "a créé la structure"
    MODIFICATION = "modification", "a modifié la fiche"
    ATTACHE = "attache", "a partagé un travail"
    OUVERT = "ouvert", "a ouvert un travail"
    RETIRE = "retire", "a retiré un travail"
    RENOUVELE = "renouvele", "a changé l’adresse d’un travail"
    INVITE = "invite", "a invité quelqu’un"
    REVOQUE = "revoque", "a révoqué une invitation"
    REJOINT = "rejoint", "a rejoint la structure"
    ROLE = "role", "a changé un rôle"
    EXCLU = "exclu", "a retiré un membre"
    QUITTE = "quitte", "a quitté la structure"
    CONSULTE = "consulte", "a consulté les données suivies"
    EMPORTE = "emporte", "a emporté des données"


class Acces(models.Model):
    """One line of the journal of a structure, kept `JOURNAL_DUREE`: who did it, to whom, on what.

    Nobody is named in `objet`: whoever erases their account loses their name there, not the line.
    """

    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="acces", db_index=False)
    par = models.ForeignKey(Utilisateur, on_delete=models.SET_NULL, null=True, related_name="acces")
    sur = models.ForeignKey(Utilisateur, on_delete=models.SET_NULL, null=True, related_name="acces_subis")
    geste = models.CharField("geste", max_length=12, choices=Geste)
    objet = models.CharField("objet", max_length=OBJET_MAX, blank=True)
    le = models.DateTimeField("le", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "accès"
        verbose_name_plural = "accès"
        indexes = [models.Index(fields=["structure", "-le"], name="comptes_acces_recents")]
        constraints = [
            models.CheckConstraint(condition=Q(geste__in=Geste.values), name="comptes_geste_connu")
        ]

    def __str__(self) -> str:
        return f"{self.get_geste_display()} {self.objet}".strip()


class Consentement(models.Model):
    """Somebody agreed to something, for themselves or for a structure; the very sentence is kept."""

    utilisateur = models.ForeignKey(Utilisateur, on_delete=models.CASCADE, related_name="consentements")
    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, null=True, blank=True, related_name="consentements"
    )
    objet = models.CharField("objet", max_length=60)
    texte = models.TextField("ce qui a été accepté")
    donne_le = models.DateTimeField("donné le", auto_now_add=True)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "consentement"
        constraints = [
            models.CheckConstraint(condition=~Q(texte=""), name="comptes_consentement_dit"),
        ]

    def __str__(self) -> str:
        return f"{self.objet} le {self.donne_le:%d/%m/%Y}"
