"""Grids, diagnostics, answers and what is made of them.

An answer points at a criterion by its code. The grid behind it cannot change: the database refuses
to update or delete a published `Referentiel` (trigger in migration 0002).
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from contenus.corpus.fichiers import valider
from diagnostic.grille import Grille
from diagnostic.scoring import CHOIX, SANS_REPONSE, Barycentre, barycentre

COMMENTAIRE_MAX = 10_000
NOM_MAX = 120


_grilles: dict[str, Grille] = {}
"""Parsed grids of this process, by fingerprint: a published grid never changes."""


class ReferentielQuerySet(models.QuerySet["Referentiel"]):
    def courant(self) -> "Referentiel":
        """The newest published grid; raises `Referentiel.DoesNotExist` before the corpus is loaded."""
        return self.order_by("-version")[:1].get()


class Referentiel(models.Model):
    """A published grid. One row a version, written once, never changed."""

    version = models.PositiveIntegerField("version", unique=True)
    contenu = models.JSONField("contenu")
    empreinte = models.CharField("empreinte SHA-256 du contenu", max_length=64)
    publie_le = models.DateTimeField("publié le", auto_now_add=True)

    objects = ReferentielQuerySet.as_manager()

    class Meta:
        verbose_name = "référentiel"

    def __str__(self) -> str:
        return f"Grille {self.version}"

    @property
    def grille(self) -> Grille:
        """The parsed grid. `contenu` may be deferred: it is read only the first time."""
        if self.empreinte not in _grilles:
            lieu = f"grille {self.version} (base de données)"
            _grilles[self.empreinte] = valider(Grille, self.contenu, fichier=lieu)
        return _grilles[self.empreinte]


class DiagnosticQuerySet(models.QuerySet["Diagnostic"]):
    def pour_saisie(self) -> "DiagnosticQuerySet":
        """With its grid, whose long content stays in the database once it has been parsed."""
        return self.select_related("referentiel").defer("referentiel__contenu")


class Diagnostic(models.Model):
    """One association situating itself. Known by a resume code of which only a digest is kept."""

    class Formule(models.TextChoices):
        COURTE = "courte", "version courte"
        COMPLETE = "complete", "version complète"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    empreinte_code = models.CharField("empreinte du code de reprise", max_length=64, unique=True)
    referentiel = models.ForeignKey(Referentiel, on_delete=models.PROTECT, related_name="diagnostics")
    formule = models.CharField("formule", max_length=8, choices=Formule, default=Formule.COURTE)
    nom = models.CharField("nom de l’association", max_length=NOM_MAX, blank=True)
    cap_humain = models.PositiveSmallIntegerField("cap, richesses humaines", null=True, blank=True)
    cap_financier = models.PositiveSmallIntegerField("cap, ressources financières", null=True, blank=True)
    cap_alliances = models.PositiveSmallIntegerField("cap, alliances stratégiques", null=True, blank=True)
    cree_le = models.DateTimeField("commencé le", auto_now_add=True)

    CAP_MAX: ClassVar[int] = 10

    objects = DiagnosticQuerySet.as_manager()

    class Meta:
        verbose_name = "diagnostic"
        constraints = [
            models.CheckConstraint(
                condition=Q(formule__in=["courte", "complete"]), name="diagnostic_formule_connue"
            ),
            models.CheckConstraint(
                condition=Q(cap_humain=None, cap_financier=None, cap_alliances=None)
                | (
                    Q(cap_humain__isnull=False, cap_financier__isnull=False, cap_alliances__isnull=False)
                    & Q(cap_humain__lte=10, cap_financier__lte=10, cap_alliances__lte=10)
                    & ~Q(cap_humain=0, cap_financier=0, cap_alliances=0)
                ),
                name="diagnostic_cap_entier",
                violation_error_message="Le cap se place avec trois nombres de 0 à 10, non tous nuls.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom or f"Diagnostic du {self.cree_le:%d/%m/%Y}"

    @property
    def courte(self) -> bool:
        """Whether only the short version is asked."""
        return self.formule == self.Formule.COURTE

    @property
    def poids_du_cap(self) -> tuple[int | None, int | None, int | None]:
        """The three weights given to the cap, each 0 to 10, or three None."""
        return (self.cap_humain, self.cap_financier, self.cap_alliances)

    @property
    def cap(self) -> Barycentre | None:
        """Where the governance wants to go, as a point of the triangle."""
        return barycentre(self.poids_du_cap)


class Champ(models.TextChoices):
    """What can be written, field by field; each field has its own last writer."""

    CHOIX = "choix", "réponse"
    COMMENTAIRE = "commentaire", "commentaire"
    TEXTE = "texte", "action"
    PORTEUR = "porteur", "qui s’en charge"
    ECHEANCE = "echeance", "pour quand"


CHAMPS_DE_REPONSE = (Champ.CHOIX, Champ.COMMENTAIRE)
CHAMPS_D_ACTION = (Champ.TEXTE, Champ.PORTEUR, Champ.ECHEANCE)


class Reponse(models.Model):
    """The present answer to one criterion. Its past is in `Ecriture`."""

    pk = models.CompositePrimaryKey("diagnostic_id", "critere")
    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="reponses")
    critere = models.CharField("code du critère", max_length=4)
    choix = models.CharField("réponse", max_length=3, blank=True, db_default=SANS_REPONSE)
    choix_par = models.CharField("réponse donnée par", max_length=60, blank=True, db_default="")
    choix_auteur = models.CharField("auteur", max_length=36, blank=True, db_default="")
    choix_sequence = models.BigIntegerField("rang chez l’auteur", db_default=0)
    choix_le = models.DateTimeField("réponse donnée le", null=True)
    commentaire = models.TextField("commentaire", blank=True, db_default="")
    commentaire_par = models.CharField("commentaire écrit par", max_length=60, blank=True, db_default="")
    commentaire_auteur = models.CharField("auteur", max_length=36, blank=True, db_default="")
    commentaire_sequence = models.BigIntegerField("rang chez l’auteur", db_default=0)
    commentaire_le = models.DateTimeField("commentaire écrit le", null=True)

    class Meta:
        verbose_name = "réponse"
        constraints = [
            models.CheckConstraint(
                condition=Q(choix__in=[SANS_REPONSE, *CHOIX]), name="diagnostic_choix_connu"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.critere} : {self.choix or 'sans réponse'}"


class EcritureQuerySet(models.QuerySet["Ecriture"]):
    def de_l_objet(self, objet: str) -> "EcritureQuerySet":
        """The history of one criterion or line of the plan, the newest first."""
        return self.filter(objet=objet).order_by("-id")


class Ecriture(models.Model):
    """The journal: everything anybody wrote, kept even when it was overtaken.

    `objet` is the code of a criterion (`B3`) or a line of the plan (`court-1`).

    `auteur` is a random identifier drawn by the browser, `sequence` grows with each of its
    writes: the pair makes a replayed save harmless and a late one recognisable.
    """

    id = models.BigAutoField(primary_key=True)
    diagnostic = models.ForeignKey(
        Diagnostic, on_delete=models.CASCADE, related_name="ecritures", db_index=False
    )
    objet = models.CharField("critère ou ligne du plan", max_length=8)
    champ = models.CharField("champ", max_length=11, choices=Champ)
    valeur = models.TextField("valeur", blank=True)
    auteur = models.CharField("auteur", max_length=36)
    nom = models.CharField("nom affiché", max_length=60, blank=True)
    sequence = models.BigIntegerField("rang chez l’auteur")
    appliquee = models.BooleanField("devenue la réponse")
    ecrit_le = models.DateTimeField("écrit le", auto_now_add=True)

    objects = EcritureQuerySet.as_manager()

    class Meta:
        verbose_name = "écriture"
        constraints = [
            models.UniqueConstraint(
                fields=["diagnostic", "objet", "champ", "auteur", "sequence"],
                name="diagnostic_ecriture_unique",
            ),
            models.CheckConstraint(condition=Q(champ__in=Champ.values), name="diagnostic_champ_connu"),
        ]

    def __str__(self) -> str:
        return f"{self.objet}.{self.champ} par {self.nom or 'anonyme'}"


class Instantane(models.Model):
    """A named point of the trajectoire: answers, comments and cap as they stood, on their grid."""

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="instantanes")
    nom = models.CharField("nom", max_length=NOM_MAX)
    pris_le = models.DateTimeField("pris le", auto_now_add=True)
    referentiel = models.ForeignKey(Referentiel, on_delete=models.PROTECT, related_name="+")
    formule = models.CharField("formule", max_length=8, choices=Diagnostic.Formule)
    reponses = models.JSONField("réponses", help_text="{code: {choix, commentaire}}")
    cap = models.JSONField("cap", null=True, help_text="trois poids, ou null")

    class Meta:
        verbose_name = "instantané"
        ordering = ["pris_le", "id"]

    def __str__(self) -> str:
        return self.nom

    @property
    def choix(self) -> dict[str, str]:
        """Choice by criterion code, as frozen."""
        return {code: reponse["choix"] for code, reponse in self.reponses.items()}


class Action(models.Model):
    """One line of the plan: proposed by the grid and kept, edited, or written from scratch."""

    class Horizon(models.TextChoices):
        COURT = "court", "À court terme"
        MOYEN = "moyen", "À moyen terme"

    RANGS: ClassVar[tuple[int, ...]] = (1, 2, 3)
    OBJETS: ClassVar[dict[str, tuple[str, int]]] = {
        f"{horizon}-{rang}": (horizon, rang) for horizon in ("court", "moyen") for rang in (1, 2, 3)
    }
    """The six lines of the plan, as the journal names them."""

    diagnostic = models.ForeignKey(Diagnostic, on_delete=models.CASCADE, related_name="actions")
    horizon = models.CharField("horizon", max_length=5, choices=Horizon)
    rang = models.PositiveSmallIntegerField("rang")
    texte = models.TextField("action", blank=True)
    porteur = models.CharField("qui s’en charge", max_length=NOM_MAX, blank=True)
    echeance = models.DateField("pour quand", null=True, blank=True)
    texte_ecrit = models.BooleanField(
        "texte décidé", default=False, help_text="faux tant que la proposition de la grille est affichée"
    )
    modifiee_le = models.DateTimeField("modifiée le", auto_now=True)

    class Meta:
        verbose_name = "action"
        ordering = ["horizon", "rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["diagnostic", "horizon", "rang"], name="diagnostic_action_unique"
            ),
            models.CheckConstraint(condition=Q(rang__in=[1, 2, 3]), name="diagnostic_action_rang"),
            models.CheckConstraint(
                condition=Q(horizon__in=["court", "moyen"]), name="diagnostic_action_horizon"
            ),
        ]

    def __str__(self) -> str:
        return self.texte[:60]
