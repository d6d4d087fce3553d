"""A block of the corpus as the raw data of a page's body (contenus/blocs.py)."""

from collections.abc import Callable, Iterable
from typing import Any

from contenus.corpus.balisage import en_html
from contenus.corpus.schema import Lien, Morceau, Tableau

Traits = Callable[[str], str]
"""The attributes of a link to a page of the corpus, by its key."""
Cles = Callable[[str], int]
"""The primary key of what a key of the corpus names."""


def corps_brut(morceaux: Iterable[Morceau], *, liste_de: Cles, page_de: Cles) -> Any:
    """Return the stream data of a body; `liste_de` and `page_de` give primary keys."""

    def traits(cle: str) -> str:
        return f'linktype="page" id="{page_de(cle)}"'

    return [
        {"type": morceau.genre, "value": _valeur(morceau, traits, liste_de, page_de)} for morceau in morceaux
    ]


def texte_brut(texte: str, *, page_de: Cles) -> Any:
    """Return the stream data of a body made of one text."""
    return [{"type": "texte", "value": en_html(texte, lambda cle: f'linktype="page" id="{page_de(cle)}"')}]


def _valeur(morceau: Morceau, traits: Traits, liste_de: Cles, page_de: Cles) -> Any:
    valeur = morceau.valeur
    match morceau.genre:
        case "titre":
            return valeur
        case "texte":
            return en_html(valeur, traits)
        case "liste":
            return liste_de(valeur)
        case "tableau":
            return _tableau(valeur)
        case "lien":
            return _lien(valeur, page_de)
    champs = valeur.model_dump()
    mis_en_forme = {
        nom: en_html(champs[nom], traits) for nom in ("texte", "transcription") if champs.get(nom)
    }
    return champs if morceau.genre == "citation" else {**champs, **mis_en_forme}


def _tableau(tableau: Tableau) -> dict[str, Any]:
    return {
        **tableau.model_dump(include={"legende", "note", "statut", "source"}),
        "table": {
            "columns": [{"type": "texte", "heading": entete} for entete in tableau.entetes],
            "rows": [{"values": list(ligne)} for ligne in tableau.lignes],
            "caption": "",
        },
    }


def _lien(lien: Lien, page_de: Cles) -> dict[str, Any]:
    if lien.adresse.startswith("page:"):
        cible: dict[str, Any] = {"page": page_de(lien.adresse.removeprefix("page:")), "adresse": ""}
    else:
        cible = {"page": None, "adresse": lien.adresse}
    return {"titre": lien.titre, "texte": lien.texte, **cible}
