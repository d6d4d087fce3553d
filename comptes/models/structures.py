"""Associations and partners, and the people in them."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Left
from django.urls import reverse

from comptes.models.utilisateur import Utilisateur

NOM_MAX = 160
CODE_MAX = 60


class Role(models.TextChoices):
    """What one is in a structure (issue 6). Administering it is another matter: `Adhesion.administre`."""

    GOUVERNANCE = "gouvernance", "Gouvernance"
    EQUIPE = "equipe", "Équipe"
    DIRIGEANT = "dirigeant", "Direction"
    REFERENT = "referent", "Référent·e"
    PARTENAIRE = "partenaire", "Partenaire"


class Structure(models.Model):
    """An association or a partner. Its numbers, if any, prove nothing: they are not unique."""

    class Nature(models.TextChoices):
        ASSOCIATION = "association", "Association"
        PARTENAIRE = "partenaire", "Partenaire"

    class Equipe(models.TextChoices):
        """Size of the paid team, in people. Proposal of the portal's team: no official thresholds."""

        AUCUNE = "0", "Personne n’est salarié"
        UNE_OU_DEUX = "1-2", "1 ou 2 personnes"
        TROIS_A_NEUF = "3-9", "3 à 9 personnes"
        DIX_A_QUARANTE_NEUF = "10-49", "10 à 49 personnes"
        CINQUANTE = "50", "50 personnes ou plus"

    class Budget(models.TextChoices):
        """Yearly budget, in euros. Proposal of the portal's team: no official thresholds."""

        MOINS_DE_10 = "0-10", "Moins de 10\u00a0000\u00a0€"
        DE_10_A_50 = "10-50", "De 10\u00a0000 à 50\u00a0000\u00a0€"
        DE_50_A_200 = "50-200", "De 50\u00a0000 à 200\u00a0000\u00a0€"
        DE_200_A_500 = "200-500", "De 200\u00a0000 à 500\u00a0000\u00a0€"
        PLUS_DE_500 = "500", "Plus de 500\u00a0000\u00a0€"

    SOURCE_DES_TRANCHES: ClassVar[str] = (
        "Tranches proposées par l’équipe du portail\u00a0: aucune n’est officielle."
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nom = models.CharField("nom", max_length=NOM_MAX)
    nature = models.CharField("nature", max_length=12, choices=Nature, default=Nature.ASSOCIATION)
    rna = models.CharField("numéro RNA", max_length=10, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    type_acteur = models.CharField("type d’acteur", max_length=CODE_MAX, blank=True)
    domaines = ArrayField(
        models.CharField(max_length=CODE_MAX), verbose_name="domaines", default=list, blank=True
    )
    region = models.CharField("région", max_length=CODE_MAX, blank=True)
    equipe = models.CharField("équipe salariée", max_length=8, choices=Equipe, blank=True)
    budget = models.CharField("budget annuel", max_length=8, choices=Budget, blank=True)
    creee_le = models.DateTimeField("créée le", auto_now_add=True)

    class Meta:
        verbose_name = "structure"
        constraints = [
            models.CheckConstraint(condition=~Q(nom=""), name="comptes_structure_nommee"),
            models.CheckConstraint(
                condition=Q(nature__in=["association", "partenaire"]), name="comptes_structure_nature"
            ),
            models.CheckConstraint(
                condition=Q(siret="") | Q(siren=Left(F("siret"), 9)), name="comptes_siret_de_son_siren"
            ),
            models.CheckConstraint(
                condition=Q(rna="") | Q(rna__regex=r"^W[0-9][0-9A-Z][0-9]{7}$"), name="comptes_rna_forme"
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        """Its page in the member space."""
        return reverse("espace:structure", args=[self.pk])


class AdhesionQuerySet(models.QuerySet["Adhesion"]):
    def administrent(self) -> "AdhesionQuerySet":
        """Those who administer."""
        return self.filter(administre=True)

    def avec_nombre(self) -> "AdhesionQuerySet":
        """With `nombre`, how many members their structure has."""
        return self.annotate(nombre=Count("structure__adhesions"))

    def pour_liste(self) -> "AdhesionQuerySet":
        """With their person, administrators first, then the oldest members."""
        return self.select_related("membre").order_by("-administre", "depuis", "pk")


class Adhesion(models.Model):
    """Somebody in a structure: what they are there, and whether they administer it."""

    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="adhesions")
    membre = models.ForeignKey(Utilisateur, on_delete=models.CASCADE, related_name="adhesions")
    role = models.CharField("rôle", max_length=12, choices=Role)
    administre = models.BooleanField("administre la structure", default=False)
    depuis = models.DateTimeField("membre depuis", auto_now_add=True)

    objects = AdhesionQuerySet.as_manager()

    class Meta:
        verbose_name = "adhésion"
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "membre"],
                name="comptes_adhesion_unique",
                violation_error_message="Cette personne est déjà membre.",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="comptes_adhesion_role"),
            models.CheckConstraint(
                condition=~Q(role="partenaire", administre=True),
                name="comptes_partenaire_n_administre_pas",
                violation_error_message="Un partenaire n’administre pas la structure.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} de {self.structure_id}"

    @property
    def partenaire(self) -> bool:
        """Whether this member sees the works without opening them."""
        return self.role == Role.PARTENAIRE
