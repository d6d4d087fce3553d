"""The archive: its list of five thousand webinars with facets, and the report of a cycle of eighteen."""

import io
import time
from statistics import median

import pikepdf
from django.db import connection

from benchs import archive, banc, machine
from benchs.document import rendre
from benchs.enregistrer import etrangers
from benchs.pages import SansMemoire
from benchs.resultat import Resultat
from benchs.statistiques import etendue, nombre
from kits.models import RenduFichier
from trajectoires import celery
from webinaires.documents_rapport import TYPE_RAPPORT
from webinaires.rapport import document_du_cycle

WEBINAIRES, DU_CYCLE = 5_000, 18
REQUETES_MAX, P95_MAX, RAPPORT_MAX = 8, 0.060, 20.0
MANCHES = 3
assert celery.app


def mesurer() -> list[Resultat]:
    """The list with nothing chosen, then with two facets; then the report, by a warm worker of one child."""
    cycle = archive.un_cycle_entier(DU_CYCLE)
    archive.peupler(WEBINAIRES)
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")
    listes = {
        "Liste de 5\u202f000 webinaires": "/webinaires/",
        "La même, deux facettes choisies": "/webinaires/?pilier=humain&replay=oui",
    }
    mesures = [
        SansMemoire(sujet, chemin, REQUETES_MAX, P95_MAX).mesurer() for sujet, chemin in listes.items()
    ]
    return [resultat for suite in mesures for resultat in suite] + [_rapport(cycle)]


def _rapport(cycle: archive.Cycle) -> Resultat:
    """From the first row read to the file ready; each round says a title that was never drawn."""
    durees = []
    with banc.ouvrier(), machine.charge() as autour:
        machine.attendre_le_calme()
        for manche in range(1 + MANCHES):
            cycle.titre = f"Cycle 2025, manche {manche}"
            debut = time.perf_counter()
            document, _ = document_du_cycle(cycle)
            lecture = time.perf_counter() - debut
            rendu, dessin = rendre(document, TYPE_RAPPORT)
            durees.append(lecture + dessin)
    with pikepdf.open(io.BytesIO(RenduFichier.objects.get(pk=rendu.pk).contenu)) as fichier:
        pages = len(fichier.pages)
    return Resultat(
        figure=f"Rapport d’un cycle de {DU_CYCLE} webinaires ({pages} pages)",
        cible=f"< {RAPPORT_MAX:.0f} s sur un cœur",
        mesure=etendue(durees[1:], "s", decimales=2),
        rapport=median(durees[1:]) / RAPPORT_MAX,
        atteint=median(durees[1:]) < RAPPORT_MAX,
        compare="la cible ; lecture de la base, file, dessin et dépôt du fichier compris",
        details=(
            f"{archive.VOIX} voix et {archive.LEVIERS} leviers par webinaire ; {MANCHES} manches après une "
            f"première à froid ({nombre(durees[0], 2)} s) ; un seul enfant de l’ouvrier.",
            etrangers(autour),
        ),
    )
