"""Grids to test with: the real one, altered copies of its data, and a second version of it."""

import copy
from functools import cache
from pathlib import Path
from typing import Any

from contenus.corpus.fichiers import lire, valider
from diagnostic.grille import Grille

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
FICHIER = CORPUS / "diagnostic" / "grille-1.yaml"
TOUS = tuple(f"{lettre}{rang}" for lettre in "ABCD" for rang in range(1, 9))
COURTS = ("A1", "A4", "A6", "B1", "B5", "B7", "C4", "C6", "C7", "D1", "D5", "D6")


@cache
def grille_reelle() -> Grille:
    """The published grid, parsed once."""
    return lire(Grille, FICHIER)


def donnees() -> dict[str, Any]:
    """A fresh copy of the real grid as plain data, to be altered at will."""
    return copy.deepcopy(_donnees_reelles())


def critere(grille: dict[str, Any], code: str) -> dict[str, Any]:
    """The data of one criterion, by code."""
    return next(
        c for d in grille["dimensions"] for t in d["themes"] for c in t["criteres"] if c["code"] == code
    )


def donnees_2() -> dict[str, Any]:
    """Version 2 of the real grid: B2 renamed to B9, D8 removed, A9 added, C1 reworded."""
    grille = donnees()
    grille |= {"version": 2, "remplace": 1}
    critere(grille, "B2").update(code="B9", reprend="B2")
    critere(grille, "C1")["titre"] = "Un autre titre"
    projet, soin = grille["dimensions"][0]["themes"][0], grille["dimensions"][3]["themes"][-1]
    soin["criteres"] = [c for c in soin["criteres"] if c["code"] != "D8"]
    projet["criteres"].append({**copy.deepcopy(critere(grille, "A2")), "code": "A9", "titre": "Un ajout"})
    return grille


@cache
def grille_2() -> Grille:
    """The second version, parsed once."""
    return valider(Grille, donnees_2(), fichier="grille-2.yaml")


def breve(version: int = 1, **champs: Any) -> dict[str, Any]:
    """A tiny grid, one criterion a dimension (A1, B1, C4, D1), quick to write and to read back."""
    grille = donnees() | {"version": version, "remplace": version - 1 or None} | champs
    for dimension in grille["dimensions"]:
        theme = next(t for t in dimension["themes"] if any(c["courte"] for c in t["criteres"]))
        theme["criteres"] = [c | {"appuis": []} for c in theme["criteres"] if c["courte"]][:1]
        dimension["themes"] = [theme]
    return grille


@cache
def _donnees_reelles() -> dict[str, Any]:
    return grille_reelle().model_dump(mode="json")
