"""Scoring 32 answers on the published grid."""

import time
import timeit
from statistics import median

from benchs import jeu, machine
from benchs.resultat import Resultat
from benchs.statistiques import etendue
from diagnostic.models import Referentiel
from diagnostic.scoring import calculer

MAX = 300e-6
MANCHES, APPELS = 25, 200


def mesurer() -> list[Resultat]:
    """Time `calculer`, in processor time: it waits for nothing."""
    grille = Referentiel.objects.courant().grille
    choix = jeu.reponses(7)
    machine.attendre_le_calme()
    chrono = timeit.Timer(lambda: calculer(grille, choix), timer=time.process_time)
    chrono.timeit(APPELS)
    durees = [chrono.timeit(APPELS) / APPELS for _ in range(MANCHES)]
    return [
        Resultat(
            figure=f"Calculer le profil de {len(choix)} réponses",
            cible="< 300 µs",
            mesure=etendue(durees, "µs", decimales=0, echelle=1e6),
            rapport=median(durees) / MAX,
            atteint=median(durees) < MAX,
            compare="la cible ; grille publiée, fractions exactes, un seul processus",
            details=(
                f"{MANCHES} manches de {APPELS} appels, en temps de processeur : ce calcul n’attend rien.",
            ),
        )
    ]
