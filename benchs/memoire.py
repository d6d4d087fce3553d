"""The worker's memory over two hundred documents, all different, in one child that is never replaced."""

from statistics import median

from benchs import banc, jeu, machine
from benchs.document import preparer_document
from benchs.resultat import Resultat
from benchs.statistiques import nombre, pente

RENDUS, ECHAUFFEMENT = 200, 20
CROISSANCE_MAX = 0.05
"""« Flat »: the last twenty against the twenty after the warm-up; 5 % is within what one page may vary."""


def mesurer() -> list[Resultat]:
    """Ask for 200 PDFs one after the other; read the child's resident memory after each."""
    sujets = [jeu.creer(300 + rang, complet=False) for rang in range(10)]
    releves = []
    with banc.ouvrier() as enfant:
        for rang in range(RENDUS):
            preparer_document(sujets[rang % len(sujets)], f"mémoire {rang}")
            releves.append(machine.memoire(enfant))
    chauds = releves[ECHAUFFEMENT:]
    debut, fin = median(chauds[:ECHAUFFEMENT]), median(chauds[-ECHAUFFEMENT:])
    croissance = fin / debut - 1
    jalons = ", ".join(
        f"{nombre(releves[rang - 1], 0)} Mo au {rang}ᵉ" for rang in (1, 20, 50, 100, 150, RENDUS)
    )
    return [
        Resultat(
            figure=f"Mémoire de l’ouvrier sur {RENDUS} rendus",
            cible=f"plate : ≤ {CROISSANCE_MAX:.0%} après {ECHAUFFEMENT} rendus",
            mesure=f"{nombre(debut, 0)} → {nombre(fin, 0)} Mo ({nombre(croissance * 100)} %)",
            rapport=croissance / CROISSANCE_MAX,
            atteint=croissance <= CROISSANCE_MAX,
            compare=f"médiane des rendus {ECHAUFFEMENT + 1} à {2 * ECHAUFFEMENT} et celle des 20 derniers",
            details=(
                "Un seul enfant, jamais remplacé (ni nombre de tâches ni mémoire limités), contenus tous "
                f"différents. Pente après échauffement : {nombre(pente(chauds), 3)} Mo par rendu ; "
                f"sur les cent derniers : {nombre(pente(releves[-100:]), 3)} Mo par rendu. "
                f"Mémoire résidente : {jalons}. "
                "En service, l’enfant est de plus remplacé tous les cent rendus.",
            ),
        )
    ]
