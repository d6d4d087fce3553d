"""The desk in a table to take away: the cells of the screen, whoever agreed at this very instant."""

import io
from collections.abc import Sequence

from django.db import transaction
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from accompagnement.colonnes import COLONNES, cellules
from accompagnement.etat import Suivie
from accompagnement.lecture import suivies
from accompagnement.models import Accompagnement
from comptes.models import Geste, Structure, Utilisateur
from comptes.services import journaliser
from kits.tableur import en_csv

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LARGEUR, LARGEUR_ETROITE = 42, 20


@transaction.atomic
def emporter(*, accompagnatrice: Structure, par: Utilisateur, format: str) -> bytes:
    """Write the table, and a line in the journal of each structure that is in it.

    The agreements are locked while it is written: whoever withdraws at this instant does so before, and
    is not in it, or after.
    """
    accords = Accompagnement.objects.en_cours().filter(accompagnatrice=accompagnatrice)
    verrouilles = accords.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True)
    lignes = suivies(Accompagnement.objects.filter(pk__in=list(verrouilles)))
    for ligne in lignes:
        if ligne.accord.accompagnee:
            journaliser(
                structure=ligne.accord.accompagnee, par=par, geste=Geste.EMPORTE, objet=accompagnatrice.nom
            )
    return en_xlsx(lignes) if format == "xlsx" else en_csv(list(COLONNES), map(cellules, lignes)).encode()


def en_xlsx(lignes: Sequence[Suivie]) -> bytes:
    """One sheet; every cell is a text, which no spreadsheet runs."""
    classeur = Workbook()
    feuille = classeur.active
    feuille.title = "Accompagnement"
    feuille.append(list(COLONNES))
    for rang, ligne in enumerate(lignes, start=2):
        for colonne, valeur in enumerate(cellules(ligne).values(), start=1):
            cellule = feuille.cell(rang, colonne, ILLEGAL_CHARACTERS_RE.sub(" ", valeur))
            cellule.data_type = "s"
            cellule.alignment = Alignment(wrap_text=True, vertical="top")
    for rang, titre in enumerate(COLONNES, start=1):
        feuille.cell(1, rang).font = Font(bold=True)
        large = titre in (
            "Structure",
            "Prochaine étape",
            "Dernières décisions",
            "Diagnostic",
            "Figures",
            "Note",
        )
        feuille.column_dimensions[get_column_letter(rang)].width = LARGEUR if large else LARGEUR_ETROITE
    feuille.freeze_panes = "B2"
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()
