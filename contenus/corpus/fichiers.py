"""A YAML file of the corpus: read it, validate it, and say every fault as *file, path, reason*. No Django."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import YAMLError
from ruamel.yaml.reader import ReaderError

Modele = TypeVar("Modele", bound=BaseModel)


class ErreurDeCorpus(Exception):
    """A file that cannot be used. `fautes` holds (path in the file, reason), all of them."""

    def __init__(self, fichier: str, fautes: list[tuple[str, str]]) -> None:
        self.fichier = fichier
        self.fautes = fautes
        super().__init__("\n".join(f"{fichier} : {chemin} : {raison}" for chemin, raison in fautes))


class Incoherences(ValueError):
    """What a model finds wrong between its own parts: several faults at once."""

    def __init__(self, fautes: list[tuple[str, str]]) -> None:
        self.fautes = fautes
        super().__init__("; ".join(f"{chemin} : {raison}" for chemin, raison in fautes))


_RAISONS = {
    "missing": "ce champ manque",
    "extra_forbidden": "ce champ est inconnu",
    "string_type": "un texte est attendu",
    "string_too_short": "ce texte est vide",
    "bool_type": "vrai ou faux est attendu (true, false)",
    "bool_parsing": "vrai ou faux est attendu (true, false)",
    "int_type": "un nombre entier est attendu",
    "int_parsing": "un nombre entier est attendu",
    "int_from_float": "un nombre entier est attendu",
    "finite_number": "un nombre entier est attendu",
    "invalid_key": "un nom de champ est un texte",
    "tuple_type": "une liste est attendue",
    "model_type": "un ensemble de champs est attendu",
}


def _raison(faute: Any) -> str:
    contexte = faute.get("ctx", {})
    match faute["type"]:
        case "too_short":
            return f"{contexte['actual_length']} élément(s), il en faut au moins {contexte['min_length']}"
        case "too_long":
            return f"{contexte['actual_length']} éléments, il en faut au plus {contexte['max_length']}"
        case "greater_than_equal":
            return f"un nombre d’au moins {contexte['ge']} est attendu"
        case "literal_error":
            return (
                f"« {faute['input']} » est inconnu ; attendu : {contexte['expected'].replace(' or ', ' ou ')}"
            )
        case "string_pattern_mismatch":
            return f"« {faute['input']} » n’a pas la forme attendue ({contexte['pattern']})"
    return _RAISONS.get(faute["type"], str(faute["msg"]))


def _chemin(lieu: tuple[str | int, ...]) -> str:
    morceaux = [f"[{pas}]" if isinstance(pas, int) else f".{pas}" for pas in lieu]
    return "".join(morceaux).lstrip(".") or "(racine)"


def valider(modele: type[Modele], donnees: Any, *, fichier: str) -> Modele:
    """Validate plain data; `fichier` names it in the errors.

    Raises:
        ErreurDeCorpus: with every fault found.
    """
    try:
        return modele.model_validate(donnees)
    except ValidationError as erreur:
        fautes: list[tuple[str, str]] = []
        for faute in erreur.errors():
            cause = faute.get("ctx", {}).get("error")
            if isinstance(cause, Incoherences):
                fautes.extend(cause.fautes)
            elif not _decoule(faute, erreur.errors()):
                fautes.append((_chemin(faute["loc"]), _raison(faute)))
        raise ErreurDeCorpus(fichier, fautes) from erreur


def _decoule(faute: Any, fautes: Sequence[Any]) -> bool:
    """Whether a list is said too short only because one of its own elements is faulty."""
    lieu = faute["loc"]
    return faute["type"] == "too_short" and any(
        len(autre["loc"]) > len(lieu) and autre["loc"][: len(lieu)] == lieu for autre in fautes
    )


def lire(modele: type[Modele], chemin: Path) -> Modele:
    """Read and validate one file (duplicate keys are refused).

    Raises:
        ErreurDeCorpus: naming the file, the path in it and the reason.
    """
    try:
        donnees = YAML(typ="safe", pure=True).load(chemin.read_text(encoding="utf-8"))
    except (YAMLError, ValueError, RecursionError) as erreur:
        marque = getattr(erreur, "problem_mark", None)
        lieu = f"ligne {marque.line + 1}" if marque else "(fichier)"
        raise ErreurDeCorpus(chemin.name, [(lieu, _raison_yaml(erreur))]) from erreur
    return valider(modele, donnees, fichier=chemin.name)


def _raison_yaml(erreur: Exception) -> str:
    match erreur:
        case UnicodeDecodeError():
            return f"ce fichier n’est pas écrit en UTF-8 (octet {erreur.start})"
        case DuplicateKeyError():
            cle = re.search(r'duplicate key "(.*?)" with', erreur.problem or "")
            return f"la clé « {cle[1] if cle else '?'} » est écrite deux fois"
        case ReaderError():
            return f"YAML illisible (caractère interdit : U+{erreur.character:04X})"
    return f"YAML illisible ({getattr(erreur, 'problem', None) or erreur})"
