"""The worker's memory over two hundred documents, all different, replaced as it is in production."""

from statistics import median

from django.conf import settings

from benchs import banc, jeu, machine
from benchs.document import preparer_document
from benchs.resultat import Resultat
from benchs.statistiques import nombre, pente

RENDUS = 200
VIE = settings.CELERY_WORKER_MAX_TASKS_PER_CHILD
CROISSANCE_MAX = 0.05
"""« Flat »: the highest point of the last life against that of the second, the first being warm-up."""


def mesurer() -> list[Resultat]:
    """Ask for 200 PDFs one after the other; read the working child's resident memory after each."""
    sujets = [jeu.creer(300 + rang, complet=False) for rang in range(10)]
    releves = []
    with banc.ouvrier(en_service=True) as maitre:
        for rang in range(RENDUS):
            preparer_document(sujets[rang % len(sujets)], f"mémoire {rang}")
            releves.append(_memoire_de_l_enfant(maitre))
    vies = [releves[debut : debut + VIE] for debut in range(0, RENDUS, VIE)]
    debut, fin = max(vies[1]), max(vies[-1])
    croissance = fin / debut - 1
    return [
        Resultat(
            figure=f"Mémoire de l’ouvrier sur {RENDUS} rendus",
            cible=f"plate\u00a0: ≤ {CROISSANCE_MAX:.0%} entre la 2ᵉ vie de l’enfant et la dernière",
            mesure=f"{nombre(debut, 0)} → {nombre(fin, 0)} Mo ({nombre(croissance * 100)} %)",
            rapport=croissance / CROISSANCE_MAX,
            atteint=croissance <= CROISSANCE_MAX,
            compare=f"plus haut point de la 2ᵉ vie et de la {len(vies)}ᵉ",
            details=(
                f"Un enfant, remplacé tous les {VIE} rendus comme en service, contenus tous différents. "
                f"Plus haut point de chaque vie\u00a0: {', '.join(nombre(max(v), 0) for v in vies)} Mo. "
                f"Dans une vie, WeasyPrint garde {nombre(median(map(pente, vies)), 2)} Mo par rendu "
                "(mémoire native, que ni le ramasse-miettes ni malloc_trim ne rendent)\u00a0: sans "
                "remplacement, elle croîtrait d’autant, sans plafond.",
            ),
        )
    ]


def _memoire_de_l_enfant(maitre: int) -> float:
    return max(machine.memoire(pid) for pid in machine.descendants(maitre) if pid != maitre)
