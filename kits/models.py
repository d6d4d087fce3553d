"""What was asked for, where its making stands, and the file that came out."""

import uuid
from datetime import timedelta
from typing import ClassVar, Self, TypedDict

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from kits import codes


class EtatPublic(TypedDict):
    """What a state page, its JSON and its event stream say; nothing else leaves."""

    etat: str
    libelle: str
    final: bool
    progression: int
    etape: str
    raison: str


class RenduQuerySet(models.QuerySet["Rendu"]):
    def pour_etat(self) -> Self:
        """Leave the content in the database: a state page never needs it."""
        return self.defer("document")

    def emis(self) -> Self:
        """Those whose file went out at least once: their code is printed somewhere."""
        return self.filter(emis_le__isnull=False)

    def en_attente(self) -> Self:
        return self.filter(etat=Rendu.Etat.EN_ATTENTE)

    def en_cours(self) -> Self:
        return self.filter(etat=Rendu.Etat.EN_COURS)

    def prets(self) -> Self:
        return self.filter(etat=Rendu.Etat.PRET)

    def interrompus(self) -> Self:
        return self.filter(etat=Rendu.Etat.ECHEC)

    def expires(self) -> Self:
        return self.filter(etat=Rendu.Etat.EXPIRE)

    def a_prendre(self) -> Self:
        """Waiting, or left by a worker whose lease ran out, with an attempt to spare."""
        libre = Q(etat=Rendu.Etat.EN_ATTENTE) | Q(etat=Rendu.Etat.EN_COURS, bail_jusqua__lt=Now())
        return self.filter(libre, tentatives__lt=Rendu.TENTATIVES_MAX)

    def epuises(self) -> Self:
        return self.filter(tentatives__gte=Rendu.TENTATIVES_MAX)

    def tenus(self, rendu_id: uuid.UUID, jeton: uuid.UUID) -> Self:
        """The rendering in the hands of whoever holds this token; none once it is lost."""
        return self.en_cours().filter(pk=rendu_id, jeton=jeton)

    def oublies(self) -> Self:
        """Waiting, and the queue never heard of them or had time to forget them."""
        return self.en_attente().filter(Q(en_file_le=None) | Q(en_file_le__lt=Now() - Rendu.PATIENCE))

    def abandonnes(self) -> Self:
        """Begun by a worker that stopped renewing its lease."""
        return self.en_cours().filter(bail_jusqua__lt=Now())

    def perimes(self) -> Self:
        """Past their date, and nobody is working on them."""
        return self.exclude(etat__in=(Rendu.Etat.EN_COURS, Rendu.Etat.EXPIRE)).filter(expire_le__lte=Now())


class Rendu(models.Model):
    """One document in one format: the request, its progress, its lease and its verification code.

    The same content in the same format and the same template is one row, whoever asks.
    """

    class Etat(models.TextChoices):
        EN_ATTENTE = "en_attente", "En attente"
        EN_COURS = "en_cours", "En préparation"
        PRET = "pret", "Prêt"
        ECHEC = "echec", "Interrompu"
        EXPIRE = "expire", "Expiré"

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word (DOCX)"

    FINAUX: ClassVar[tuple[str, ...]] = (Etat.PRET, Etat.ECHEC, Etat.EXPIRE)
    TENTATIVES_MAX: ClassVar[int] = 3
    BAIL: ClassVar[timedelta] = timedelta(seconds=20)
    PATIENCE: ClassVar[timedelta] = timedelta(seconds=30)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    empreinte = models.CharField("empreinte du contenu", max_length=64)
    type_document = models.CharField("type de document", max_length=80)
    format = models.CharField("format", max_length=8, choices=Format)
    document = models.JSONField("contenu")
    version_contenu = models.CharField("version du contenu", max_length=80)
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.EN_ATTENTE)
    progression = models.PositiveSmallIntegerField("progression (%)", default=0)
    etape = models.CharField("étape", max_length=120, blank=True)
    raison = models.CharField("raison de l’interruption", max_length=300, blank=True)
    tentatives = models.PositiveSmallIntegerField("tentatives", default=0)
    jeton = models.UUIDField("jeton du bail", null=True, blank=True)
    bail_jusqua = models.DateTimeField("bail jusqu’à", null=True, blank=True)
    code = models.CharField("code de vérification", max_length=12, unique=True, default=codes.tirer)
    nom_fichier = models.CharField("nom du fichier", max_length=120, blank=True)
    taille = models.PositiveIntegerField("taille (octets)", default=0)
    condense = models.CharField("condensé SHA-256 du fichier", max_length=64, blank=True)
    cree_le = models.DateTimeField("demandé le", db_default=Now())
    en_file_le = models.DateTimeField("confié à la file le", null=True, blank=True)
    emis_le = models.DateTimeField("émis le", null=True, blank=True)
    expire_le = models.DateTimeField("disponible jusqu’au")

    objects = RenduQuerySet.as_manager()

    class Meta:
        verbose_name = "rendu"
        verbose_name_plural = "rendus"
        ordering = ("-cree_le", "id")
        indexes = (
            models.Index("en_file_le", name="kits_rendu_file", condition=Q(etat="en_attente")),
            models.Index("bail_jusqua", name="kits_rendu_bail", condition=Q(etat="en_cours")),
            models.Index("expire_le", name="kits_rendu_expire", condition=~Q(etat="expire")),
        )
        constraints = (
            models.UniqueConstraint("empreinte", name="kits_rendu_contenu_unique"),
            models.CheckConstraint(
                name="kits_rendu_etat_connu",
                condition=Q(etat__in=("en_attente", "en_cours", "pret", "echec", "expire")),
            ),
            models.CheckConstraint(name="kits_rendu_format_connu", condition=Q(format__in=("pdf", "docx"))),
            models.CheckConstraint(name="kits_rendu_progression", condition=Q(progression__lte=100)),
            models.CheckConstraint(name="kits_rendu_tentatives", condition=Q(tentatives__lte=3)),
            models.CheckConstraint(
                name="kits_rendu_code_lisible", condition=Q(code__regex=f"^[{codes.ALPHABET}]{{12}}$")
            ),
            models.CheckConstraint(
                name="kits_rendu_bail_si_en_cours",
                condition=Q(etat="en_cours", jeton__isnull=False, bail_jusqua__isnull=False)
                | (~Q(etat="en_cours") & Q(jeton=None, bail_jusqua=None)),
            ),
            models.CheckConstraint(
                name="kits_rendu_pret_complet",
                condition=~Q(etat="pret")
                | Q(emis_le__isnull=False, taille__gt=0, condense__regex="^[0-9a-f]{64}$", progression=100),
            ),
            models.CheckConstraint(
                name="kits_rendu_echec_explique", condition=~Q(etat="echec") | ~Q(raison="")
            ),
            models.CheckConstraint(
                name="kits_rendu_expire_vide",
                condition=Q(etat="expire", document={}, nom_fichier="")
                | (~Q(etat="expire") & ~Q(document={})),
            ),
        )

    def __str__(self) -> str:
        return f"{self.type_document} ({self.get_format_display()}) {self.code_affiche}"

    def get_absolute_url(self) -> str:
        """Return the page of this rendering: whoever knows it may read the file."""
        return reverse("kits:etat", args=[self.pk])

    @property
    def code_affiche(self) -> str:
        return codes.afficher(self.code)

    @property
    def est_final(self) -> bool:
        """True when waiting longer would change nothing."""
        return self.etat in self.FINAUX

    @property
    def est_pret(self) -> bool:
        return self.etat == self.Etat.PRET

    def etat_public(self) -> EtatPublic:
        """Return what may be shown of the progress, ready for JSON."""
        return {
            "etat": self.etat,
            "libelle": self.get_etat_display(),
            "final": self.est_final,
            "progression": self.progression,
            "etape": self.etape,
            "raison": self.raison,
        }


class RenduFichier(models.Model):
    """The bytes of a ready rendering, in their own table: no list ever loads them."""

    rendu = models.OneToOneField(
        Rendu, on_delete=models.CASCADE, primary_key=True, related_name="fichier", verbose_name="rendu"
    )
    contenu = models.BinaryField("contenu")

    class Meta:
        verbose_name = "fichier produit"
        verbose_name_plural = "fichiers produits"

    def __str__(self) -> str:
        return f"fichier de {self.rendu_id}"
