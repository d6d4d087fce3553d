"""Images and files of the portal: defined now, since changing them later means moving every file."""

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

_NOM_DE_FICHIER = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|hei[cf]|tiff?|bmp)$|^(?:img|dsc|image|photo|capture)?[\W_\d]*$",
    re.IGNORECASE,
)


class ImageDuPortail(AbstractImage):
    """An image, described for whoever does not see it; the description is offered wherever it is used."""

    description = models.CharField(
        "description",
        max_length=255,
        help_text="Ce que l’image montre, pour qui ne la voit pas : proposée comme texte alternatif.",
    )

    admin_form_fields: ClassVar = (
        *("title", "file", "description", "collection", "tags"),
        *("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"),
    )

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"

    def clean(self) -> None:
        """Refuse the name of a file where a description is asked for."""
        super().clean()
        if self.description and _NOM_DE_FICHIER.search(self.description.strip()):
            raise ValidationError({"description": "Dites ce que l’image montre, pas le nom de son fichier."})


class RenduDImage(AbstractRendition):
    """An image at one size."""

    image = models.ForeignKey(ImageDuPortail, models.CASCADE, related_name="renditions")

    class Meta:
        unique_together: ClassVar[Any] = (("image", "filter_spec", "focal_point_key"),)


class FichierDuPortail(AbstractDocument):
    """A file to download."""

    admin_form_fields: ClassVar = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = "fichier"
        verbose_name_plural = "fichiers"
