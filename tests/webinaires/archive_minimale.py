"""A whole archive of the corpus in a few lines, to be spoiled by the tests that load it."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

PROVENANCE = {"statut": "source", "source": "Écrit pour les essais."}


def ecrire_archive(dossier: Path, **changements: Any) -> Path:
    """Write two persons, two structures, a cycle and a webinar; `changements` replaces a file by its name."""
    contenus = {
        "cycles": {"cycles": [cycle()]},
        "intervenants": {"intervenants": [personne("lecluse-florence"), personne("saincy-bernard")]},
        "organisations": {"organisations": [organisation("le-cent-sept"), organisation("stop-exclusion")]},
        "a2022": {"webinaires": [webinaire()]},
        **changements,
    }
    dossier.mkdir(parents=True, exist_ok=True)
    for nom, contenu in contenus.items():
        with (dossier / f"{nom}.yaml").open("w", encoding="utf-8") as flux:
            YAML(typ="safe", pure=True).dump(contenu, flux)
    return dossier


def cycle(**en_plus: Any) -> dict[str, Any]:
    """The year 2022."""
    dates = {"debut": "2022-01-01", "fin": "2022-12-31"}
    return {"cle": "cycle-2022", "titre": "Cycle 2022", **dates, **PROVENANCE, **en_plus}


def personne(cle: str, **en_plus: Any) -> dict[str, Any]:
    """A person whose key is « nom-prenom »."""
    nom, _, prenom = cle.partition("-")
    return {"cle": cle, "prenom": prenom.title(), "nom": nom.title(), **PROVENANCE, **en_plus}


def organisation(cle: str, **en_plus: Any) -> dict[str, Any]:
    """A structure."""
    return {"cle": cle, "nom": cle.replace("-", " ").title(), **PROVENANCE, **en_plus}


def voix(intervenant: str = "lecluse-florence", ou: str = "le-cent-sept", **en_plus: Any) -> dict[str, Any]:
    """An intervention."""
    dite = {"intervenant": intervenant, "organisation": ou, "fonction": "Directrice", "apport": "Un **mot**."}
    return {**dite, **en_plus}


def webinaire(cle: str = "webinaire-2022-02-17", **en_plus: Any) -> dict[str, Any]:
    """A third Thursday, with two voices."""
    dates = {
        "date": cle.removeprefix("webinaire-"),
        "debut": "13:00",
        "fin": "14:30",
        "date_statut": "source",
    }
    textes = {"titre": "L’énergie", "resume": "En bref.", "enjeux": "Des enjeux.", "cycle": "cycle-2022"}
    dites = [voix(), voix("saincy-bernard", "stop-exclusion", fonction="Président")]
    return {"cle": cle, **dates, **textes, "interventions": dites, **PROVENANCE, **en_plus}
