"""How wide the columns of a table should be, the same on every support. Pure."""

import re

from kits.document import Tableau

LIGNE = 84
"""Characters that a full line of a table holds, at the size of the documents."""
MOT_MAX, CASE_MAX, MARGE = 18, 60, 4
"""In characters: beyond, a word is cut and a cell wraps; what the padding of a cell takes."""
_COUPES = re.compile(r"[ \t\n-]+")
"""Where a line may break: not at a no-break space."""


def largeurs(tableau: Tableau) -> tuple[float, ...]:
    """Return the width of each column in percent, of sum 100.

    Each column first gets its longest word; what is left of the line goes to the columns that
    want more, the wish of a column being half-way between its mean and its longest cell. Fixed
    widths also spare the engine from measuring every cell twice.
    """
    minima, manques = [], []
    for rang, entete in enumerate(tableau.entetes):
        cases = [entete, *(ligne[rang] for ligne in tableau.lignes)]
        mot = max(len(mot) for case in cases for mot in _COUPES.split(case))
        longueurs = [min(len(case), CASE_MAX) for case in cases]
        minimum = min(mot, MOT_MAX) + MARGE
        minima.append(minimum)
        manques.append(max(0, (sum(longueurs) / len(longueurs) + max(longueurs)) / 2 - minimum))
    reste, manque = max(0, LIGNE - sum(minima)), sum(manques)
    poids = [
        m + (reste * besoin / manque if manque else 0) for m, besoin in zip(minima, manques, strict=True)
    ]
    return tuple(100 * valeur / sum(poids) for valeur in poids)
