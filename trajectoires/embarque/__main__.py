"""The command: `python -m trajectoires.embarque {servir,avec,preparer}`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from trajectoires.embarque.annonces import Empechement, dire
from trajectoires.embarque.avec import avec
from trajectoires.embarque.donnees import DONNEES
from trajectoires.embarque.preparer import preparer
from trajectoires.embarque.servir import servir

_PORT_MAX = 65_534


def _port(texte: str) -> int:
    """Read a port that leaves room for the event process just above it."""
    if not texte.isdecimal() or not 1 <= int(texte) <= _PORT_MAX:
        raise argparse.ArgumentTypeError(f"«\u00a0{texte}\u00a0» n’est pas un port entre 1 et {_PORT_MAX}")
    return int(texte)


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    analyseur = argparse.ArgumentParser(
        prog="python -m trajectoires.embarque", description="Ouvrir tout le portail sur une machine."
    )
    commandes = analyseur.add_subparsers(dest="commande", required=True)

    portail = commandes.add_parser("servir", help="ouvrir tout le portail sur cette machine")
    portail.add_argument("--port", type=_port, default=os.environ.get("PORT") or "8000")
    portail.add_argument("--donnees", type=Path, default=DONNEES / "portail")

    pret = commandes.add_parser("avec", help="prêter PostgreSQL et Redis à une commande")
    pret.add_argument("--donnees", type=Path, default=DONNEES / "essais")
    pret.add_argument("--jetable", action="store_true", help="dossier neuf, supprimé à la fin")
    pret.add_argument(
        "--essais", action="store_true", help="sans durabilité (fsync coupé)\u00a0: tests seulement"
    )
    pret.add_argument("suite", nargs=argparse.REMAINDER, metavar="-- COMMANDE…")

    systeme = commandes.add_parser("preparer", help="installer ou nommer les bibliothèques du système")
    systeme.add_argument(
        "--essais", action="store_true", help="aussi ce qu’il faut pour les tests (Chromium)"
    )
    return analyseur.parse_args(arguments)


def principal(arguments: Sequence[str]) -> int:
    """Run one command; an impediment ends with its sentence."""
    options = _arguments(arguments)
    try:
        if options.commande == "servir":
            return servir(donnees=options.donnees, port=options.port)
        if options.commande == "avec":
            suite = options.suite[1:] if options.suite[:1] == ["--"] else options.suite
            if not suite:
                raise Empechement("Il manque la commande à lancer\u00a0: avec -- COMMANDE…", 2)
            return avec(suite, dossier=options.donnees, a_jeter=options.jetable, essais=options.essais)
        return preparer(essais=options.essais)
    except Empechement as empechement:
        dire(empechement.phrase)
        return empechement.statut


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
