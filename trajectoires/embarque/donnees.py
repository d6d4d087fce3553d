"""The data folder: who holds it, what lies in it, and the short folder for its sockets."""

import fcntl
import hashlib
import os
import secrets
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO
from urllib.parse import quote

from trajectoires.embarque.annonces import Empechement

RACINE = Path(__file__).resolve().parent.parent.parent
DONNEES = RACINE / ".donnees"
BASE = "trajectoires"
_LONGUEUR_MAX_SOCKET = 60
_PREFIXE_JETABLE = "jetable-"


@dataclass
class Donnees:
    """One data folder; at most one launcher holds it at a time."""

    racine: Path
    _verrou: IO[str] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.racine = self.racine.absolute().resolve()

    @property
    def redis(self) -> Path:
        """Where Redis keeps its append-only file."""
        return self.racine / "redis"

    @property
    def journaux(self) -> Path:
        """Where each process writes its log."""
        return self.racine / "journaux"

    @cached_property
    def prises(self) -> Path:
        """The short private folder of the Unix sockets (their paths are limited to 107 bytes)."""
        base = os.environ.get("XDG_RUNTIME_DIR", "")
        if not base or len(base) > _LONGUEUR_MAX_SOCKET or not os.access(base, os.W_OK):
            base = "/tmp"
        empreinte = hashlib.sha256(str(self.racine).encode()).hexdigest()[:12]
        return Path(base) / f"trajectoires-{os.getuid()}-{empreinte}"

    @property
    def url_base(self) -> str:
        """DATABASE_URL: PostgreSQL through its Unix socket."""
        return f"postgresql://postgres@{quote(str(self.prises), safe='')}/{BASE}"

    @property
    def url_redis(self) -> str:
        """REDIS_URL: Redis through its Unix socket."""
        return f"unix://{self.prises}/redis.sock"

    def prendre(self) -> None:
        """Create the folder and take its lock; raise Empechement when someone else holds it."""
        self.racine.mkdir(parents=True, exist_ok=True)
        verrou = (self.racine / "verrou").open("a+", encoding="utf-8")
        try:
            fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as erreur:
            verrou.seek(0)
            pid = verrou.read().strip() or "inconnu"
            verrou.close()
            raise Empechement(
                f"Un portail tourne déjà sur le dossier {self.racine} (processus {pid}). Arrêtez-le "
                f"(Ctrl-C dans son terminal, ou «\u00a0kill {pid}\u00a0»), ou choisissez un autre dossier "
                "avec «\u00a0--donnees\u00a0».",
                statut=3,
            ) from erreur
        verrou.truncate(0)
        verrou.write(f"{os.getpid()}\n")
        verrou.flush()
        self._verrou = verrou
        self.journaux.mkdir(exist_ok=True)
        self.redis.mkdir(mode=0o700, exist_ok=True)

    def rendre(self) -> None:
        """Remove the sockets, then let go of the lock."""
        shutil.rmtree(self.prises, ignore_errors=True)
        if self._verrou is not None:
            self._verrou.truncate(0)
            self._verrou.close()
            self._verrou = None

    def ouvrir_prises(self, proprietaire: int) -> None:
        """Make the socket folder anew, private to `proprietaire`; refuse one planted by a stranger."""
        if self.prises.is_symlink() or (
            self.prises.exists() and self.prises.stat().st_uid not in (os.getuid(), proprietaire)
        ):
            raise Empechement(
                f"Le dossier {self.prises} n’est pas le nôtre\u00a0: supprimez-le, puis recommencez."
            )
        shutil.rmtree(self.prises, ignore_errors=True)
        self.prises.mkdir(mode=0o700)
        if proprietaire != os.getuid():
            os.chown(self.prises, proprietaire, -1)

    def cle_secrete(self) -> str:
        """Return Django's SECRET_KEY, drawn once and kept readable by its owner only."""
        fichier = self.racine / "cle-secrete"
        if not fichier.exists() or not fichier.read_text().strip():
            provisoire = fichier.with_suffix(".neuf")
            provisoire.unlink(missing_ok=True)
            descripteur = os.open(provisoire, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descripteur, "w") as flux:
                flux.write(secrets.token_urlsafe(50))
            provisoire.replace(fichier)
        return fichier.read_text().strip()


def tenu(racine: Path) -> bool:
    """Tell whether a launcher holds the data folder `racine`."""
    try:
        verrou = (racine / "verrou").open("r+", encoding="utf-8")
    except OSError:
        return False
    with verrou:
        try:
            fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def jetable(parent: Path) -> Donnees:
    """Make a throwaway data folder inside `parent`, sweeping those left by killed launchers."""
    parent.mkdir(parents=True, exist_ok=True)
    for ancien in parent.glob(f"{_PREFIXE_JETABLE}*"):
        if not tenu(ancien) and (ancien / "verrou").exists():
            shutil.rmtree(ancien, ignore_errors=True)
    return Donnees(Path(tempfile.mkdtemp(prefix=_PREFIXE_JETABLE, dir=parent)))
