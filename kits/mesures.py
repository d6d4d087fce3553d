"""How wide the columns of a table should be, the same on every support. Pure."""

from kits.document import Tableau

MOT_MAX, CASE_MAX, MARGE = 18, 60, 4
"""In characters: beyond, a word is cut and a cell wraps; what the padding of a cell takes."""


def largeurs(tableau: Tableau) -> tuple[float, ...]:
    """Return the width of each column in percent, of sum 100.

    A column is worth its longest word, or half-way between its mean and its longest cell.
    Fixed widths also spare the engine from measuring every cell twice.
    """
    poids = []
    for rang, entete in enumerate(tableau.entetes):
        cases = [entete, *(ligne[rang] for ligne in tableau.lignes)]
        mot = max((len(mot) for case in cases for mot in case.split()), default=0)
        longueurs = [min(len(case), CASE_MAX) for case in cases]
        courant = (sum(longueurs) / len(longueurs) + max(longueurs)) / 2
        poids.append(max(min(mot, MOT_MAX) + MARGE, courant))
    return tuple(100 * valeur / sum(poids) for valeur in poids)
