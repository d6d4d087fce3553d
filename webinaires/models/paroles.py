"""What was said: the subtitles that staff upload, and the passages that readers search."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F

from contenus.models.recherche import Mots
from webinaires.models.pages import WebinairePage
from webinaires.models.voix import Intervenant


class Transcription(models.Model):
    """The WebVTT file of a webinar, as it was uploaded and validated."""

    webinaire = models.OneToOneField(WebinairePage, models.CASCADE, related_name="transcription")
    vtt = models.TextField("fichier WebVTT")
    nom_du_fichier = models.CharField("nom du fichier", max_length=200, blank=True)
    langue = models.CharField("langue", max_length=8, default="fr")
    televersee_le = models.DateTimeField("téléversée le", auto_now=True)
    televersee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "transcription"

    def __str__(self) -> str:
        return f"Transcription : {self.webinaire.title}"


class Passage(models.Model):
    """Consecutive cues of one voice: what is read as a paragraph and found by the search.

    Times in milliseconds from the beginning. `voix`: as the file says it, when nobody of the webinar
    answers to that name.
    """

    transcription = models.ForeignKey(Transcription, models.CASCADE, related_name="passages")
    rang = models.PositiveIntegerField("rang")
    debut = models.PositiveIntegerField("début (ms)")
    fin = models.PositiveIntegerField("fin (ms)")
    intervenant = models.ForeignKey(
        Intervenant, models.SET_NULL, null=True, blank=True, related_name="passages"
    )
    voix = models.CharField("voix", max_length=160, blank=True)
    texte = models.TextField("texte")
    vecteur = models.GeneratedField(
        expression=Mots(F("texte")), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        verbose_name = "passage"
        ordering = ("transcription", "rang")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("transcription", "rang"), name="passage_rang_unique"),
            models.CheckConstraint(condition=models.Q(fin__gt=F("debut")), name="passage_dans_l_ordre"),
        ]
        indexes: ClassVar = [GinIndex(fields=["vecteur"], name="passage_vecteur", fastupdate=False)]

    def __str__(self) -> str:
        return self.texte[:80]
