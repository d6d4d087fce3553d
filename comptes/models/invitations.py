"""Invitations into a structure: the address of the link is the key, of which only a digest is kept."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from comptes.models.structures import Role, Structure
from comptes.models.utilisateur import Utilisateur

INVITATION_DUREE = timedelta(days=14)


def _dans_quatorze_jours() -> datetime:
    return timezone.now() + INVITATION_DUREE


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def en_cours(self) -> "InvitationQuerySet":
        """Those that still open, oldest first."""
        vivantes = self.filter(revoquee_le=None, expire_le__gt=timezone.now())
        return vivantes.filter(Q(plusieurs=True) | Q(servie=0)).order_by("creee_le", "pk")


class Invitation(models.Model):
    """A link into a structure; with `adresse`, only whoever proves to hold that mailbox may use it."""

    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="invitations")
    empreinte = models.CharField("empreinte du jeton", max_length=64, unique=True)
    role = models.CharField("rôle", max_length=12, choices=Role)
    adresse = models.EmailField("adresse invitée", blank=True)
    plusieurs = models.BooleanField("lien à plusieurs", default=False)
    par = models.ForeignKey(Utilisateur, on_delete=models.SET_NULL, null=True, related_name="+")
    creee_le = models.DateTimeField("créée le", auto_now_add=True)
    expire_le = models.DateTimeField("expire le", default=_dans_quatorze_jours)
    revoquee_le = models.DateTimeField("révoquée le", null=True, blank=True)
    servie = models.PositiveIntegerField("nombre d’entrées", default=0)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="comptes_invitation_role"),
            models.CheckConstraint(
                condition=Q(plusieurs=False) | Q(adresse=""), name="comptes_lien_a_plusieurs_sans_adresse"
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation du {self.creee_le:%d/%m/%Y}"

    @property
    def etat(self) -> str:
        """What can still be done with it, in one word."""
        if self.revoquee_le:
            return "revoquee"
        if self.servie and not self.plusieurs:
            return "servie"
        return "expiree" if self.expire_le <= timezone.now() else "en_cours"
