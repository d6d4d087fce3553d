"""Lend PostgreSQL and Redis to one command, then stop them: tests, benches, a shell."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from trajectoires.embarque import noyau
from trajectoires.embarque.annonces import Empechement
from trajectoires.embarque.arret import Arret
from trajectoires.embarque.donnees import RACINE, Donnees, jetable
from trajectoires.embarque.moteurs import Moteurs
from trajectoires.embarque.processus import preparation

_DELAI_COMMANDE = 10.0


def avec(commande: Sequence[str], *, dossier: Path, a_jeter: bool, essais: bool) -> int:
    """Run `commande` beside fresh or kept engines and return its exit status.

    `a_jeter` works in a new folder inside `dossier`, removed at the end, so that several runs may
    live side by side. `essais` gives up durability: for data one can lose, never for a bench.
    """
    donnees = jetable(dossier) if a_jeter else Donnees(dossier)
    donnees.prendre()
    arret = Arret()
    arret.ecouter()
    moteurs: Moteurs | None = None
    try:
        moteurs = Moteurs(
            donnees,
            {**os.environ, noyau.MARQUE: str(donnees.racine)},
            abandonner=arret.demande,
            essais=essais,
        )
        moteurs.demarrer()
        return _lancer(commande, environnement_moteurs(donnees), arret)
    finally:
        if moteurs is not None:
            moteurs.arreter()
        donnees.rendre()
        if a_jeter:
            shutil.rmtree(donnees.racine, ignore_errors=True)
            if moteurs is not None:
                moteurs.identite.oublier()


def environnement_moteurs(donnees: Donnees) -> dict[str, str]:
    """Return the environment of a command that uses these engines.

    DJANGO_SETTINGS_MODULE is left to the command: `manage.py` and pytest each have their own default,
    and the value found here is only the one that importing the Celery application has just set.
    """
    herite = {nom: valeur for nom, valeur in os.environ.items() if nom != "DJANGO_SETTINGS_MODULE"}
    return {
        "SITE_URL": "http://127.0.0.1:8000",
        **herite,
        "DATABASE_URL": donnees.url_base,
        "REDIS_URL": donnees.url_redis,
        "SECRET_KEY": donnees.cle_secrete(),
        "STATIC_ROOT": str(donnees.racine / "static"),
        "MEDIA_ROOT": str(donnees.racine / "medias"),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(RACINE), os.environ.get("PYTHONPATH", "")])),
        noyau.MARQUE: str(donnees.racine),
    }


def _lancer(commande: Sequence[str], environnement: dict[str, str], arret: Arret) -> int:
    """Run the command in the foreground, passing a stop on to it; a shell's exit statuses."""
    if arret.recu:
        return 128 + arret.recu
    try:
        enfant = subprocess.Popen(
            commande,
            env=environnement,
            preexec_fn=preparation(signal.SIGTERM),  # noqa: PLW1509 (one thread)
        )
    except OSError as erreur:
        raise Empechement(
            f"La commande «\u00a0{commande[0]}\u00a0» ne se lance pas\u00a0: {erreur.strerror}.", 127
        ) from erreur
    fin = float("inf")
    while enfant.poll() is None:
        time.sleep(0.05)
        if arret.recu and fin == float("inf"):
            fin = time.monotonic() + _DELAI_COMMANDE
            enfant.send_signal(arret.recu)
        if time.monotonic() > fin:
            enfant.kill()
    return enfant.returncode if enfant.returncode >= 0 else 128 - enfant.returncode
