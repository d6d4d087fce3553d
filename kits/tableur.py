"""Tables to open in a spreadsheet, which none of them may run. Pure: no Django."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

BOM = "\ufeff"
PROTECTION = "'"
FORMULES = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the start of a formula (OWASP, « CSV Injection »)."""


def en_csv(colonnes: Sequence[str], lignes: Iterable[Mapping[str, str]]) -> str:
    """One table, UTF-8 with BOM, `;` between cells, CRLF between rows, as French Excel reads it.

    A column that a row does not name stays empty; a cell that could run as a formula gets a leading `'`.
    """
    sortie = io.StringIO()
    sortie.write(BOM)
    feuille = csv.DictWriter(sortie, colonnes, restval="", delimiter=";", lineterminator="\r\n")
    feuille.writeheader()
    for ligne in lignes:
        feuille.writerow({colonne: proteger(valeur) for colonne, valeur in ligne.items()})
    return sortie.getvalue()


def proteger(cellule: str) -> str:
    """Put `'` before what could run as a formula, or already looks so protected: see `deproteger`."""
    return PROTECTION + cellule if cellule.lstrip(PROTECTION).startswith(FORMULES) else cellule


def deproteger(cellule: str) -> str:
    """Give back exactly what `proteger` was given."""
    protegee = cellule.startswith(PROTECTION) and cellule.lstrip(PROTECTION).startswith(FORMULES)
    return cellule[1:] if protegee else cellule
