"""A whole corpus in a few lines, to be spoiled by the tests that load it."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

PROVENANCE = {"statut": "proposition", "source": "Écrit pour les essais."}
RUBRIQUES = ("comprendre", "s-informer", "se-former", "agir", "accompagner")


def ecrire_corpus(dossier: Path, **changements: Any) -> Path:
    """Write a corpus of six pages; `changements` replaces a file's content by its path (`/` as `__`)."""
    for chemin, contenu in {**contenus(), **changements}.items():
        fichier = dossier / f"{chemin.replace('__', '/')}.yaml"
        fichier.parent.mkdir(parents=True, exist_ok=True)
        with fichier.open("w", encoding="utf-8") as flux:
            YAML(typ="safe", pure=True).dump(contenu, flux)
    return dossier


def contenus() -> dict[str, Any]:
    """The content of each file, by its path."""
    rubriques = {f"rubriques__{cle}": rubrique(cle) for cle in RUBRIQUES}
    rubriques["rubriques__comprendre"] = rubrique("comprendre", article("notion"))
    return {
        **rubriques,
        "nomenclatures__odd": nomenclature(),
        "ressources__outils": {"ressources": [ressource("yes")]},
        "actualites__toutes": {"actualites": [actualite("ouverture")]},
        "series__jours": serie(),
        "parcours-usage": parcours(),
    }


def rubrique(cle: str, *pages: dict[str, Any]) -> dict[str, Any]:
    """A door and its pages."""
    tete = {"cle": cle, "titre": cle.title(), "verbe": "Je veux", "promesse": "Une promesse."}
    return {"rubrique": {**tete, "introduction": "Bonjour.", **PROVENANCE}, "pages": list(pages)}


def article(cle: str, **en_plus: Any) -> dict[str, Any]:
    """A page with a text that links to a resource, and a list."""
    corps = [
        {"titre": "De quoi s’agit-il"},
        {"texte": "Un **mot**, et [un outil](page:yes).\n\n- un\n- deux"},
        {"liste": "odd"},
    ]
    return {"cle": cle, "titre": "La notion", "resume": "En bref.", "corps": corps, **PROVENANCE, **en_plus}


def ressource(cle: str, **en_plus: Any) -> dict[str, Any]:
    """A tool without an address."""
    classement = {"type": "outil", "format": "site", "acces": "inconnu", "rubrique": "agir"}
    return {
        "cle": cle,
        "titre": "Un outil",
        "resume": "Il sert.",
        "corps": "Texte.",
        **classement,
        **PROVENANCE,
        **en_plus,
    }


def actualite(cle: str, **en_plus: Any) -> dict[str, Any]:
    """A piece of news."""
    texte = {"titre": "Ouverture", "resume": "C’est ouvert.", "corps": "Texte.", "date": "2023-10-18"}
    return {"cle": cle, **texte, **PROVENANCE, **en_plus}


def nomenclature(**en_plus: Any) -> dict[str, Any]:
    """A list of two rows."""
    termes = [{"code": code, "intitule": code.upper(), **PROVENANCE} for code in ("un", "deux")]
    return {
        "nomenclature": {"cle": "odd", "titre": "Les objectifs", **PROVENANCE},
        "termes": termes,
        **en_plus,
    }


def serie() -> dict[str, Any]:
    """A series of two posts."""
    tete = {"cle": "jours", "titre": "Deux jours", "description": "Texte.", "cadence": "quotidienne"}
    messages = [{"rang": rang, "titre": f"Jour {rang}", "texte": "Texte.", **PROVENANCE} for rang in (1, 2)]
    return {"serie": {**tete, **PROVENANCE}, "messages": messages}


def parcours() -> dict[str, Any]:
    """One step for everybody."""
    axes = {
        "profils": ["gouvernance"],
        "objectifs": ["comprendre"],
        "maturites": ["decouvrir"],
    }
    etape = {"cle": "lire", "titre": "Lire", "pourquoi": "Pour savoir.", "adresse": "page:notion", "duree": 5}
    choix = {axe: [{"cle": cle, "titre": cle} for cle in cles] for axe, cles in axes.items()}
    return {**choix, "etapes": [{**etape, **axes, "temps": 1}], **PROVENANCE}
