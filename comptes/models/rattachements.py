"""A key kept for a person or a structure: the sealed code of a work (docs/adr/0015)."""

from typing import Any

from django.db import models
from django.db.models import Q

from comptes import coffre
from comptes.models.structures import Structure
from comptes.models.utilisateur import Utilisateur

_A_UN_SEUL = Q(utilisateur__isnull=False, structure=None) | Q(utilisateur=None, structure__isnull=False)


class RattachementQuerySet(models.QuerySet["Rattachement"]):
    def pour_liste(self) -> "RattachementQuerySet":
        """The newest first."""
        return self.order_by("-attache_le", "-pk")


class Rattachement(models.Model):
    """The sealed code of a work. Erasing the row erases the key, never the work."""

    utilisateur = models.ForeignKey(
        Utilisateur, on_delete=models.CASCADE, null=True, blank=True, related_name="rattachements"
    )
    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, null=True, blank=True, related_name="rattachements"
    )
    genre = models.CharField("genre", max_length=20)
    code_scelle = models.TextField("code scellé")
    empreinte = models.CharField("empreinte", max_length=64, db_index=True)
    attache_par = models.ForeignKey(Utilisateur, on_delete=models.SET_NULL, null=True, related_name="+")
    attache_le = models.DateTimeField("attaché le", auto_now_add=True)

    objects = RattachementQuerySet.as_manager()

    class Meta:
        verbose_name = "rattachement"
        constraints = [
            models.CheckConstraint(condition=_A_UN_SEUL, name="comptes_rattachement_a_un_seul"),
            models.UniqueConstraint(
                fields=["utilisateur", "empreinte"], name="comptes_cle_de_personne_unique"
            ),
            models.UniqueConstraint(
                fields=["structure", "empreinte"], name="comptes_cle_de_structure_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.genre} du {self.attache_le:%d/%m/%Y}"

    @staticmethod
    def cle(genre: str, code: str) -> dict[str, Any]:
        """The fields that hold a code."""
        return {
            "genre": genre,
            "code_scelle": coffre.sceller(code),
            "empreinte": coffre.empreinte(genre, code),
        }

    @property
    def code(self) -> str:
        """The code, read with our keys; empty when none of them opens it any more."""
        try:
            return coffre.ouvrir(self.code_scelle)
        except coffre.CoffreFerme:
            return ""
