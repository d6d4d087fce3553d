"""A usage path on paper: its steps in order, then the pages of the portal that they lead to."""

from collections.abc import Sequence

from contenus.documents import document_de_pages
from contenus.documents_blocs import absolue
from contenus.models.pages import PageDuPortail
from contenus.parcours import duree_dite
from contenus.selections import Piece
from kits.document import Document, Paragraphe, Section, Tableau

TYPE_PARCOURS = "Parcours d’usage"
TITRE = "Notre parcours"
ICI = "Dans ce document"


def document_de_parcours(pieces: Sequence[Piece], pages: Sequence[PageDuPortail], nom: str) -> Document:
    """Write a path as a visitor made it; `pages` are those of its steps that a document can hold."""
    provenances = dict.fromkeys(
        ("Les étapes et leur ordre", *piece.provenance)
        for piece in pieces
        if piece.provenance and piece.genre == "Étape"
    )
    return document_de_pages(
        pages,
        nom or TITRE,
        sous_titre="Parcours composé par un visiteur du portail",
        ouverture=(_etapes(pieces, {page.pk for page in pages}),),
        provenances=tuple(provenances),
    )


def _etapes(pieces: Sequence[Piece], imprimees: set[int]) -> Section:
    lignes = tuple(
        (
            f"{rang}. {piece.titre}",
            piece.pourquoi or "–",
            duree_dite(piece.duree) if piece.duree else "–",
            ICI if piece.page_id in imprimees else absolue(piece.adresse),
        )
        for rang, piece in enumerate(pieces, start=1)
    )
    intro = Paragraphe("À suivre dans cet ordre, ou dans un autre\u00a0: rien n’est obligatoire.", "chapo")
    tableau = Tableau("Les étapes", ("Étape", "Pourquoi", "Durée", "Où la trouver"), lignes)
    return Section("Le parcours en un coup d’œil", (intro, tableau))
