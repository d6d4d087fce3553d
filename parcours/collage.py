"""A spreadsheet pasted as text: its rows and columns put in those of a table. Pure: no Django."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from parcours.outils import Champ, Rubrique
from parcours.valeurs import plier


@dataclass(frozen=True, slots=True)
class Collage:
    """Rows of (column, text) to write; and what could not be placed: the text left, and why."""

    lignes: tuple[tuple[tuple[Champ, str], ...], ...]
    reste: str = ""
    phrase: str = ""


def lire_collage(texte: str, rubrique: Rubrique, *, places: int) -> Collage:
    """Read tab-separated text, as every spreadsheet copies it; at most `places` rows are taken.

    A first row that names at least one column and nothing but columns, or most of them, says in which
    order they come; else they come in the order of the table. What has no place is left in `reste`.
    """
    rangees = [rangee for rangee in _rangees(texte) if any(case.strip() for case in rangee)]
    colonnes, inconnues = _en_tete(rangees[0], rubrique) if rangees else (None, ())
    if colonnes is not None:
        rangees = rangees[1:]
    ordre: Sequence[Champ | None] = colonnes if colonnes is not None else rubrique.colonnes
    prises, laissees = rangees[:places], rangees[places:]
    larges = [rangee for rangee in prises if any(case.strip() for case in rangee[len(ordre) :])]
    phrases = []
    if inconnues:
        noms = ", ".join(f"«\u00a0{nom}\u00a0»" for nom in inconnues)
        phrases.append(f"Colonne sans place dans ce tableau\u00a0: {noms}.")
    if larges:
        phrases.append(f"Des lignes ont plus de {len(ordre)} colonnes\u00a0: le surplus n’est pas placé.")
    if laissees:
        phrases.append(
            f"{rubrique.maximum} lignes au plus\u00a0: {len(laissees)} de celles que vous avez collées "
            "n’ont pas trouvé de place."
        )
    return Collage(
        lignes=tuple(
            tuple(
                (champ, case.strip())
                for champ, case in zip(ordre, rangee, strict=False)
                if champ and case.strip()
            )
            for rangee in prises
        ),
        reste=texte if inconnues or larges else _ecrire(laissees),
        phrase=" ".join([*phrases, "Ce texte reste ci-dessous."]) if phrases else "",
    )


def _rangees(texte: str) -> list[list[str]]:
    """Cells; a quoted one may hold line breaks. Quotes that close nothing are ordinary signs."""
    normal = texte.replace("\r\n", "\n").replace("\r", "\n")
    try:
        return list(csv.reader(StringIO(normal), delimiter="\t", strict=True))
    except csv.Error:
        return [ligne.split("\t") for ligne in normal.split("\n")]


def _ecrire(rangees: Sequence[Sequence[str]]) -> str:
    tampon = StringIO()
    csv.writer(tampon, delimiter="\t", lineterminator="\n").writerows(rangees)
    return tampon.getvalue()


def _en_tete(rangee: Sequence[str], rubrique: Rubrique) -> tuple[list[Champ | None] | None, tuple[str, ...]]:
    """The columns that a first row names (None: unknown), and the unknown names; None: no header."""
    noms = {plier(nom): champ for champ in rubrique.colonnes for nom in (champ.cle, champ.libelle)}
    colonnes = [noms.get(plier(case)) for case in rangee]
    connues = sum(champ is not None for champ in colonnes)
    if connues == 0 or connues * 2 <= sum(bool(case.strip()) for case in rangee):
        return None, ()
    zipees = zip(rangee, colonnes, strict=True)
    return colonnes, tuple(nom.strip() for nom, champ in zipees if champ is None and nom.strip())
