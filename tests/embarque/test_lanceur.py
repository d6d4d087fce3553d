"""The launcher, for real: its own data folder, a free port, processes killed on purpose.

The tests of this module share one start and run in order: each leaves the portal open.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings

from tests.embarque.test_live import port_libre
from trajectoires.embarque import noyau
from trajectoires.embarque.donnees import Donnees

pytestmark = [pytest.mark.pannes, pytest.mark.xdist_group("lanceur")]
LENTEUR = 300
RELANCE = 90


def jusqu_a(vrai: Callable[[], object], delai: float = RELANCE) -> None:
    """Wait until something is true; fail after `delai` seconds."""
    fin = time.monotonic() + delai
    while not vrai():
        assert time.monotonic() < fin, f"jamais vrai en {delai} s"
        time.sleep(0.05)


class Portail:
    """A launcher in a subprocess, what it says, and the processes it started."""

    def __init__(self, dossier: Path) -> None:
        self.donnees = Donnees(dossier / "donnees")
        self.sortie = dossier / "sortie.txt"
        self.port = port_libre()
        self.ouvrir()

    def commande(self, port: int) -> list[str]:
        donnees = str(self.donnees.racine)
        return [
            sys.executable,
            "-m",
            "trajectoires.embarque",
            "servir",
            "--port",
            str(port),
            "--donnees",
            donnees,
        ]

    def ouvrir(self) -> None:
        with self.sortie.open("ab") as flux:
            self.lanceur = subprocess.Popen(
                self.commande(self.port),
                cwd=settings.RACINE,
                stdout=flux,
                stderr=flux,
                start_new_session=True,
            )
        deja = self.dit("Le portail est ouvert")
        jusqu_a(lambda: self.dit("Le portail est ouvert") > deja or self.lanceur.poll() is not None, LENTEUR)
        assert self.lanceur.poll() is None, self.sortie.read_text()

    def dit(self, phrase: str) -> int:
        """Count how many times a sentence was said."""
        return self.sortie.read_text().count(phrase)

    def repond(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sante/", timeout=5) as reponse:
                return bool(reponse.status == 200)
        except OSError:
            return False

    def processus(self, mot: str = "") -> list[psutil.Process]:
        """Return the children, near and far, whose command line holds `mot`."""
        trouves = []
        for pid in noyau.processus_de(self.donnees.racine):
            try:
                if mot in " ".join(psutil.Process(pid).cmdline()):
                    trouves.append(psutil.Process(pid))
            except psutil.NoSuchProcess:
                continue
        return trouves

    def compter(self) -> int:
        with psycopg.connect(self.donnees.url_base) as connexion:
            return int(connexion.execute("SELECT count(*) FROM temoin").fetchone()[0])


@pytest.fixture(scope="module")
def portail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portail]:
    portail = Portail(tmp_path_factory.mktemp("portail"))
    yield portail
    portail.lanceur.terminate()
    portail.lanceur.wait(30)


def test_start_answers_and_writes(portail):
    jusqu_a(portail.repond)
    with psycopg.connect(portail.donnees.url_base) as connexion:
        connexion.execute("CREATE TABLE temoin AS SELECT 1 AS n")
    cle = portail.donnees.racine / "cle-secrete"
    assert cle.stat().st_mode & 0o777 == 0o600


def test_second_launcher_is_refused_with_a_sentence(portail):
    second = subprocess.run(
        portail.commande(port_libre()), cwd=settings.RACINE, capture_output=True, text=True, check=False
    )
    assert second.returncode == 3
    assert second.stdout.startswith("Un portail tourne déjà sur le dossier")
    assert f"(processus {portail.lanceur.pid})" in second.stdout


def test_busy_port_is_named_with_the_remedy(portail, tmp_path):
    commande = [*portail.commande(portail.port)[:-1], str(tmp_path)]
    autre = subprocess.run(commande, cwd=settings.RACINE, capture_output=True, text=True, check=False)
    assert autre.returncode == 2
    assert f"Le port {portail.port} est déjà pris" in autre.stdout
    assert f"«\u00a0PORT={max(portail.port, 8000) + 10} make run\u00a0»" in autre.stdout
    assert not list(noyau.processus_de(tmp_path))


@pytest.mark.parametrize(
    ("nom", "mot"), [("kits", "-Q kits"), ("beat", "beat -s"), ("live", "trajectoires.live")]
)
def test_killed_process_is_started_again(portail, nom, mot):
    jusqu_a(lambda: portail.processus(mot))
    morts = {processus.pid for processus in portail.processus(mot)}
    for processus in portail.processus(mot):
        processus.kill()
    jusqu_a(lambda: {processus.pid for processus in portail.processus(mot)} - morts)
    mort = f"Le processus «\u00a0{nom}\u00a0» s’est arrêté sans qu’on le lui demande (signal 9)."
    assert portail.dit(mort) == 1


def test_killed_web_worker_is_replaced(portail):
    maitre = min(portail.processus("porte_web"), key=lambda processus: processus.create_time())
    victime = maitre.children()[0]
    victime.kill()
    jusqu_a(lambda: len([p for p in maitre.children() if p.pid != victime.pid]) >= 2)
    jusqu_a(portail.repond)


def test_killed_postgres_is_started_again_and_pages_recover(portail):
    pid = int((portail.donnees.racine / "postgres" / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    jusqu_a(lambda: portail.dit("Le moteur postgres répond de nouveau."))
    jusqu_a(portail.repond)
    assert portail.compter() == 1


def test_survivor_of_a_killed_postgres_is_gone_before_the_next_starts(portail):
    pid = int((portail.donnees.racine / "postgres" / "postmaster.pid").read_text().split()[0])
    survivant = next(p for p in psutil.Process(pid).children() if "checkpointer" in " ".join(p.cmdline()))
    survivant.suspend()
    os.kill(pid, signal.SIGKILL)
    jusqu_a(lambda: portail.dit("Le moteur postgres répond de nouveau.") == 2)
    assert not survivant.is_running() or survivant.status() == psutil.STATUS_ZOMBIE
    jusqu_a(portail.repond)
    assert portail.compter() == 1


def test_killed_redis_is_started_again(portail):
    for processus in portail.processus("redis-server"):
        processus.kill()
    jusqu_a(lambda: portail.dit("Le moteur redis répond de nouveau."))


def test_killed_launcher_leaves_nobody_and_the_next_one_finds_the_data(portail):
    portail.lanceur.kill()
    portail.lanceur.wait()
    jusqu_a(lambda: not portail.processus(), 15)
    portail.ouvrir()
    jusqu_a(portail.repond)
    assert portail.compter() == 1


def test_ctrl_c_stops_everything_and_leaves_nobody(portail):
    portail.lanceur.send_signal(signal.SIGINT)
    assert portail.lanceur.wait(30) == 0
    assert portail.processus() == []
    assert not portail.donnees.prises.exists()
    assert portail.dit("Le portail est arrêté") == 1
