"""`python -m benchs [name…]`: measure everything, or only what is named; a whole run writes docs/bench.md."""

import argparse
import os
import sys
import time
from importlib import import_module

os.environ["DJANGO_SETTINGS_MODULE"] = "benchs.reglages"

import django

MESURES = (
    "calcul",
    "enregistrer",
    "restitution",
    "document",
    "memoire",
    "pages",
    "etapes",
    "recherche",
    "paroles",
    "webinaires",
    "reperes",
    "visite",
)


def principal() -> int:
    """Prepare the data, run the measures in order, print each result as it comes."""
    analyseur = argparse.ArgumentParser(prog="python -m benchs", description="Mesurer les chiffres tenus.")
    analyseur.add_argument("mesures", nargs="*", metavar="mesure", help=f"parmi : {', '.join(MESURES)}")
    choisies = analyseur.parse_args().mesures or list(MESURES)
    if inconnues := set(choisies) - set(MESURES):
        analyseur.error(f"mesure inconnue : {', '.join(sorted(inconnues))}")
    debut = time.monotonic()
    django.setup()
    from benchs import banc, rapport  # noqa: PLC0415 (their imports need the settings)

    banc.preparer()
    resultats = []
    for nom in choisies:
        print(f"— {nom}…", file=sys.stderr, flush=True)
        for resultat in import_module(f"benchs.{nom}").mesurer():
            resultats.append(resultat)
            print(f"{resultat.figure} : {resultat.mesure}, cible {resultat.cible} : {resultat.verdict}")
    print(f"\n{rapport.tableau(resultats)}")
    if set(choisies) == set(MESURES):
        rapport.ecrire(resultats, duree=time.monotonic() - debut)
        print(f"Rapport écrit : {rapport.FICHIER.name}")
    return 0


if __name__ == "__main__":
    sys.exit(principal())
