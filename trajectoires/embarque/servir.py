"""`make run`: the engines, the database, the processes, an address; then watch until Ctrl-C."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from trajectoires.embarque import noyau
from trajectoires.embarque.annonces import Empechement, dire, etape, secondes
from trajectoires.embarque.arret import Arret
from trajectoires.embarque.avec import environnement_moteurs
from trajectoires.embarque.donnees import RACINE, Donnees
from trajectoires.embarque.moteurs import Moteurs
from trajectoires.embarque.orphelins import attendre_les_orphelins
from trajectoires.embarque.processus import Processus, executer
from trajectoires.embarque.services import decrire
from trajectoires.embarque.superviseur import Superviseur

_DELAI_PAGE = 180.0
_PAS = 0.05


def servir(*, donnees: Path, port: int) -> int:
    """Open the portal on `port` and stay until asked to stop; return the exit status."""
    depart = time.monotonic()
    dossier = Donnees(donnees)
    dossier.prendre()
    arret = Arret()
    arret.ecouter()
    moteurs: Moteurs | None = None
    superviseur: Superviseur | None = None
    try:
        attendre_les_orphelins(dossier.racine)
        for voulu in (port, port + 1):
            _exiger_port_libre(voulu, port)
        if manques := noyau.manques():
            dire(manques)
        environnement = _environnement(dossier, port)
        moteurs = Moteurs(dossier, environnement, abandonner=arret.demande)
        moteurs.demarrer()
        if not arret.demande():
            _amorcer(environnement, arret)
        portes, ouvriers = decrire(dossier, environnement, port)
        superviseur = Superviseur(moteurs, [*portes, *ouvriers], arret)
        if not arret.demande():
            with etape("Pages et événements"):
                _ouvrir(portes, port, arret)
        if not arret.demande():
            for ouvrier in ouvriers:
                ouvrier.lancer()
            _accueillir(port, dossier, time.monotonic() - depart)
        superviseur.veiller()
    finally:
        _fermer(superviseur, moteurs, dossier)
    return 0


def _environnement(donnees: Donnees, port: int) -> dict[str, str]:
    return {
        **environnement_moteurs(donnees),
        "DJANGO_SETTINGS_MODULE": "trajectoires.settings.local",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "LIVE_URL": f"http://127.0.0.1:{port + 1}",
        "PYTHONUNBUFFERED": "1",
    }


def _exiger_port_libre(port: int, demande: int) -> None:
    with socket.socket() as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind(("127.0.0.1", port))
        except OSError as erreur:
            raise Empechement(
                f"Le port {port} est déjà pris ou interdit ({erreur.strerror})\u00a0: "
                f"choisissez-en un autre, par exemple «\u00a0PORT={_autre_port(demande)} make run\u00a0».",
                statut=2,
            ) from erreur


def _autre_port(demande: int) -> int:
    """Propose a port ten above, and above the privileged ones."""
    propose = max(demande, 8000) + 10
    return propose if propose < 2**16 - 1 else 8010


def _amorcer(environnement: Mapping[str, str], arret: Arret) -> None:
    """Bring schema, static files and corpus up to date, in one Django process of its own."""
    statut, _ = executer(
        [sys.executable, "-m", "trajectoires.embarque.amorcage"],
        environnement=environnement,
        dossier=RACINE,
        abandonner=arret.demande,
    )
    if statut and not arret.demande():
        raise Empechement("La préparation des données a échoué (voir ci-dessus)\u00a0: rien n’a été ouvert.")


def _ouvrir(portes: list[Processus], port: int, arret: Arret) -> None:
    """Start pages and events; ready means that both answer 200, not that a port is open."""
    for porte in portes:
        porte.lancer()
    attendus = [
        f"http://127.0.0.1:{port}/sante/",
        f"http://127.0.0.1:{port + 1}/evenements/sante",
    ]
    fin = time.monotonic() + _DELAI_PAGE
    while attendus and not arret.demande():
        attendus = [adresse for adresse in attendus if not _repond(adresse)]
        for porte in portes:
            if not porte.vivant() or (attendus and time.monotonic() > fin):
                dire(porte.fin_du_journal())
                raise Empechement(
                    f"Le processus «\u00a0{porte.nom}\u00a0» n’a pas démarré\u00a0; "
                    f"son journal\u00a0: {porte.journal}"
                )
        time.sleep(_PAS)


def _repond(adresse: str) -> bool:
    try:
        with urllib.request.urlopen(adresse, timeout=5) as reponse:
            return bool(reponse.status == HTTPStatus.OK)
    except (urllib.error.URLError, OSError):
        return False


def _accueillir(port: int, donnees: Donnees, duree: float) -> None:
    relatif = os.path.relpath(donnees.racine)
    dire(
        f"Prêt en {secondes(duree)}. Données et journaux\u00a0: {relatif}/ "
        "(courriels\u00a0: journaux/web.log)."
    )
    dire(f"Le portail est ouvert\u00a0: http://127.0.0.1:{port}/ — Ctrl-C pour l’arrêter")


def _fermer(superviseur: Superviseur | None, moteurs: Moteurs | None, donnees: Donnees) -> None:
    """Stop in order: processes, Redis, PostgreSQL; then give the folder back."""
    debut = time.monotonic()
    if superviseur is not None:
        dire("Arrêt du portail…")
        superviseur.arreter()
    if moteurs is not None:
        moteurs.arreter()
    donnees.rendre()
    if superviseur is not None:
        dire(f"Le portail est arrêté ({secondes(time.monotonic() - debut)}). Les données sont gardées.")
