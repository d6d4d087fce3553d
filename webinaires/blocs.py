"""The blocks of a webinar's page that no other page has."""

from typing import Any

from wagtail import blocks

from contenus.blocs import Bloc
from contenus.champs import Pilier

ECHELLES = (("territoriale", "Territoriale"), ("nationale", "Nationale"))
AVANCEES = (("existant", "Existant"), ("en-cours", "En cours"), ("a-developper", "À développer"))
PLACES = (("interne", "Interne"), ("externe", "Externe"))

MOTS_DE_GRILLE = {
    str(cle): str(mots) for choix in (Pilier.choices, ECHELLES, AVANCEES, PLACES) for cle, mots in choix
}
"""The words of every code of a grid."""


class LigneDeGrille(blocks.StructBlock):
    """One activity of a grid; what the source does not say stays empty."""

    pilier = blocks.ChoiceBlock(
        choices=[(c, n) for c, n in Pilier.choices if c != Pilier.SOCLE], label="Pilier"
    )
    echelle = blocks.ChoiceBlock(choices=ECHELLES, required=False, label="Échelle")
    statut = blocks.ChoiceBlock(choices=AVANCEES, required=False, label="Où on en est")
    place = blocks.ChoiceBlock(choices=PLACES, required=False, label="Interne ou externe")
    texte = blocks.TextBlock(label="Ce qui est noté", rows=2)


class GrilleMontree(Bloc):
    """A three-pillar grid shown during the webinar."""

    titre = blocks.CharBlock(label="De qui est cette grille", max_length=160)
    source = blocks.TextBlock(label="D’où cela vient", rows=2)
    lignes = blocks.ListBlock(LigneDeGrille(), label="Lignes", min_num=1)

    class Meta:
        icon = "table"
        label = "Grille des trois piliers"
        template = "webinaires/blocs/grille.html"


class Grilles(blocks.StreamBlock):
    """The grids of a webinar."""

    grille = GrilleMontree()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, required=False, **kwargs)
