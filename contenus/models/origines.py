"""What the corpus brought in, and in which state: how a reload knows what staff changed since."""

from django.db import models


class Origine(models.Model):
    """One object of the corpus as it was last loaded.

    `empreinte`: of its content in the file. `etat`: of what was written in the database (a page's
    revision, a list's rows); when the database holds something else, staff edited it. `page` becomes
    empty when staff deletes it: it is not created again.
    """

    objet = models.CharField("objet", max_length=120, primary_key=True)
    empreinte = models.CharField("empreinte du fichier", max_length=64)
    etat = models.CharField("état chargé", max_length=64)
    page = models.ForeignKey(
        "wagtailcore.Page", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="page"
    )
    charge_le = models.DateTimeField("chargé le", auto_now=True)

    class Meta:
        verbose_name = "origine"

    def __str__(self) -> str:
        return self.objet
