"""docs/bench.md, written by the run itself."""

from datetime import date
from pathlib import Path

from benchs import machine
from benchs.resultat import Resultat
from benchs.statistiques import nombre

FICHIER = Path(__file__).resolve().parent.parent / "docs" / "bench.md"
TETE = """# Les chiffres tenus

Écrit par `make bench` ({commande}) le {jour}, en {duree:.0f} s. Ne pas corriger à la main : relancer.

| | |
|---|---|
{machine}

Les durées bougent d’une machine à l’autre ; les rapports, mesurés dans une même exécution, beaucoup
moins. Le serveur tourne comme avec `make run` (granian, 4 processus de 3 fils ; PostgreSQL 18 et Redis
**avec** leur durabilité). **Le générateur de charge partage les {coeurs} cœurs du serveur** et de la
base : ce qu’il prend leur manque. Chaque mesure est précédée d’un échauffement ; les valeurs sont des
médianes de manches, suivies de (minimum–maximum). « Rapport » : mesure ÷ cible, ou mesure ÷ référence
quand la cible est elle-même un rapport.
"""


def tableau(resultats: list[Resultat]) -> str:
    """Return the table and the details, in Markdown."""
    lignes = ["| Chiffre | Cible | Mesuré | Rapport | Verdict |", "|---|---|---|---|---|"]
    lignes += [
        f"| {r.figure} | {r.cible} | {r.mesure} | {nombre(r.rapport, 2)} | {r.verdict} |" for r in resultats
    ]
    for r in resultats:
        lignes += ["", f"## {r.figure}", "", f"Comparé à : {r.compare}."]
        lignes += [f"\n{detail}" for detail in r.details]
    return "\n".join(lignes) + "\n"


def ecrire(resultats: list[Resultat], *, duree: float) -> None:
    """Write the report of a whole run."""
    tete = TETE.format(
        commande="`python -m benchs` sur les moteurs prêtés par `trajectoires.embarque avec --jetable`",
        jour=date.today().strftime("%d/%m/%Y"),
        duree=duree,
        coeurs=machine.coeurs(),
        machine="\n".join(f"| {nom} | {valeur} |" for nom, valeur in machine.decrire()),
    )
    FICHIER.write_text(f"{tete}\n{tableau(resultats)}", encoding="utf-8")
