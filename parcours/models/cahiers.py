"""What people write along the paths. It points at steps, blocks and tools by their keys, never by a row."""

import uuid

from django.db import models

from diagnostic.models import Diagnostic

NOM_MAX = 120
OBJET_MAX, CHAMP_MAX = 80, 80
LIBELLE_MAX = 300


class Cahier(models.Model):
    """The notebook of a person or an association. Known by a resume code of which only a digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    empreinte_code = models.CharField("empreinte du code de reprise", max_length=64, unique=True)
    nom = models.CharField("nom", max_length=NOM_MAX, blank=True)
    diagnostic = models.ForeignKey(
        Diagnostic, on_delete=models.SET_NULL, null=True, blank=True, related_name="cahiers"
    )
    cree_le = models.DateTimeField("commencé le", auto_now_add=True)

    class Meta:
        verbose_name = "cahier"

    def __str__(self) -> str:
        return self.nom or f"Cahier du {self.cree_le:%d/%m/%Y}"


class Saisie(models.Model):
    """The present value of one field. `objet` is a step or a part of a tool; its past is in `Trace`."""

    pk = models.CompositePrimaryKey("cahier_id", "objet", "champ")
    cahier = models.ForeignKey(Cahier, on_delete=models.CASCADE, related_name="saisies")
    objet = models.CharField("étape ou partie d’un outil", max_length=OBJET_MAX)
    champ = models.CharField("champ", max_length=CHAMP_MAX)
    valeur = models.TextField("valeur", blank=True)
    libelle = models.CharField(
        "ce qui était demandé",
        max_length=LIBELLE_MAX,
        blank=True,
        help_text="Reste lisible si la page change.",
    )
    par = models.CharField("écrit par", max_length=60, blank=True)
    auteur = models.CharField("auteur", max_length=36)
    sequence = models.BigIntegerField("rang chez l’auteur")
    le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "saisie"

    def __str__(self) -> str:
        return f"{self.objet}.{self.champ}"


class Trace(models.Model):
    """The journal: everything anybody wrote, kept even when it was overtaken."""

    id = models.BigAutoField(primary_key=True)
    cahier = models.ForeignKey(Cahier, on_delete=models.CASCADE, related_name="traces", db_index=False)
    objet = models.CharField("étape ou partie d’un outil", max_length=OBJET_MAX)
    champ = models.CharField("champ", max_length=CHAMP_MAX)
    valeur = models.TextField("valeur", blank=True)
    auteur = models.CharField("auteur", max_length=36)
    nom = models.CharField("nom affiché", max_length=60, blank=True)
    sequence = models.BigIntegerField("rang chez l’auteur")
    appliquee = models.BooleanField("devenue la valeur")
    ecrit_le = models.DateTimeField("écrit le", auto_now_add=True)

    class Meta:
        verbose_name = "trace"
        constraints = [
            models.UniqueConstraint(
                fields=["cahier", "objet", "champ", "auteur", "sequence"], name="parcours_trace_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.objet}.{self.champ} par {self.nom or 'anonyme'}"
