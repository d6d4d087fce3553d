"""What a page of the portal is made of. The same blocks are read by the page, the search and the PDF."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from contenus.champs import Statut

TRAITS = ["bold", "italic", "link", "document-link", "ol", "ul"]
"""What the rich text keeps: anything else pasted from a word processor is dropped on entry."""


def _texte(**options: Any) -> blocks.RichTextBlock:
    return blocks.RichTextBlock(features=TRAITS, label="Texte", **options)


class Bloc(blocks.StructBlock):
    """A block with its template; the value is `self` there."""


class Retenir(Bloc):
    titre = blocks.CharBlock(label="Titre", max_length=120)
    texte = _texte()

    class Meta:
        icon = "pin"
        label = "À retenir"
        template = "contenus/blocs/retenir.html"


class Debattre(Bloc):
    question = blocks.CharBlock(label="La question", max_length=240)
    texte = _texte(required=False)

    class Meta:
        icon = "comment"
        label = "À mettre en débat"
        template = "contenus/blocs/debattre.html"


class Exemple(Bloc):
    titre = blocks.CharBlock(label="Titre", max_length=160)
    texte = _texte()
    statut = blocks.ChoiceBlock(choices=Statut.choices, default=Statut.SOURCE, label="Statut")
    source = blocks.TextBlock(label="D’où cela vient", rows=2)

    class Meta:
        icon = "group"
        label = "Cas réel"
        template = "contenus/blocs/exemple.html"


class Citation(Bloc):
    texte = blocks.TextBlock(label="Texte exact", rows=3)
    auteur = blocks.CharBlock(label="De qui", max_length=160)
    source = blocks.TextBlock(label="D’où cela vient", rows=2)

    class Meta:
        icon = "openquote"
        label = "Citation"
        template = "contenus/blocs/citation.html"


class TableauLu(blocks.StructValue):
    """A table whose cells know their column: on a phone each row is read as a list."""

    @property
    def rangees(self) -> list[list[tuple[str, Any]]]:
        """The rows; each cell with the heading above it."""
        entetes = [str(colonne["heading"]) for colonne in self["table"].columns]
        return [list(zip(entetes, ligne, strict=True)) for ligne in self["table"].rows]


class Tableau(Bloc):
    legende = blocks.CharBlock(label="Légende", max_length=200)
    table = TypedTableBlock([("texte", blocks.CharBlock(required=False))], label="Cases")
    note = blocks.CharBlock(label="Note", required=False, max_length=300)
    statut = blocks.ChoiceBlock(choices=Statut.choices, default=Statut.SOURCE, label="Statut")
    source = blocks.TextBlock(label="D’où cela vient", rows=2)

    class Meta:
        icon = "table"
        label = "Tableau avec sa source"
        template = "contenus/blocs/tableau.html"
        value_class = TableauLu


class Lien(Bloc):
    """A way on: a page of the portal, or an address; exactly one of the two."""

    titre = blocks.CharBlock(label="Titre", max_length=160)
    page = blocks.PageChooserBlock(label="Page du portail", required=False)
    adresse = blocks.CharBlock(
        label="Ou une adresse", required=False, max_length=500, help_text="https://… ou /diagnostic/"
    )
    texte = blocks.TextBlock(label="Une phrase", required=False, rows=2)

    class Meta:
        icon = "link"
        label = "Aller plus loin"
        template = "contenus/blocs/lien.html"

    def clean(self, value: Any) -> Any:
        """Refuse both or neither, and an address that is neither https nor ours."""
        propre = super().clean(value)
        page, adresse = propre.get("page"), propre.get("adresse") or ""
        if bool(page) == bool(adresse):
            phrase = "Choisissez une page ou écrivez une adresse\u00a0: l’une des deux, pas les deux."
            raise blocks.StructBlockValidationError({"adresse": ValidationError(phrase)})
        if adresse and not adresse.startswith(("https://", "http://", "/")):
            phrase = "L’adresse commence par https:// ou, dans le portail, par /."
            raise blocks.StructBlockValidationError({"adresse": ValidationError(phrase)})
        return propre


class Fichier(Bloc):
    titre = blocks.CharBlock(label="Ce que contient le fichier", max_length=160)
    fichier = DocumentChooserBlock(label="Fichier")

    class Meta:
        icon = "doc-full"
        label = "Fichier à télécharger"
        template = "contenus/blocs/fichier.html"


class Video(Bloc):
    """A video loads nothing before a click; without transcript it is listed in a report."""

    titre = blocks.CharBlock(label="Titre", max_length=160)
    adresse = blocks.URLBlock(label="Adresse de la vidéo")
    transcription = _texte(required=False)

    class Meta:
        icon = "media"
        label = "Vidéo"
        template = "contenus/blocs/video.html"


class ImageDecrite(ImageBlock):
    """An image that is decorative or described; Wagtail takes spaces for a description."""

    def clean(self, value: Any) -> Any:
        """Read the description without the spaces around it."""
        if value:
            value.contextual_alt_text = (value.contextual_alt_text or "").strip()
        return super().clean(value)


class ListeDeReference(SnippetChooserBlock):
    """A reference list, shown with all its rows."""

    def bulk_to_python(self, values: list[Any]) -> list[Any]:
        """Bring the rows of every list of a body along: two queries whatever the number of lists."""
        listes: list[Any] = super().bulk_to_python(values)
        prefetch_related_objects([liste for liste in listes if liste is not None], "termes")
        return listes

    class Meta:
        label = "Liste de référence"
        icon = "list-ul"
        template = "contenus/blocs/liste.html"


class Corps(blocks.StreamBlock):
    """The body of every editorial page."""

    titre = blocks.CharBlock(
        label="Intertitre", icon="title", max_length=120, template="contenus/blocs/titre.html"
    )
    texte = _texte(icon="pilcrow", template="contenus/blocs/texte.html")
    retenir = Retenir()
    debattre = Debattre()
    exemple = Exemple()
    citation = Citation()
    liste = ListeDeReference("contenus.Nomenclature")
    tableau = Tableau()
    image = ImageDecrite(label="Image", template="contenus/blocs/image.html")
    fichier = Fichier()
    video = Video()
    lien = Lien()

    class Meta:
        block_counts: dict[str, dict[str, int]] = {}
