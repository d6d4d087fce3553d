"""Under which identity PostgreSQL runs: it refuses root, and we refuse to touch the system's users."""

import hashlib
import os
import pwd
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from trajectoires.embarque import noyau
from trajectoires.embarque.donnees import Donnees

_REPLI = Path("/var/tmp")
SANS_ESPACE = "TRAJECTOIRES_SANS_USERNS"
"""Set to any value to try the fallback by hand: root without user namespaces."""


@dataclass(frozen=True)
class Identite:
    """How to start PostgreSQL: which uid owns its files, where they are, what to do before exec.

    `roue` is the folder of the PostgreSQL wheel to run; `origine` the installed one.
    """

    uid: int
    racine_grappe: Path
    roue: Path
    origine: Path
    setuid: tuple[int, int] | None = None
    avant: Callable[[], None] | None = None

    def preparer(self) -> None:
        """Make the folders that the fallback needs; nothing otherwise."""
        if self.setuid is None:
            return
        self.racine_grappe.mkdir(mode=0o711, exist_ok=True)
        if self.racine_grappe.is_symlink() or self.racine_grappe.stat().st_uid != os.getuid():
            raise PermissionError(self.racine_grappe)
        if self.roue == self.origine or self.roue.exists():
            return
        chantier = self.racine_grappe / "binaires.neuf"
        shutil.rmtree(chantier, ignore_errors=True)
        for source in (self.origine, self.origine.with_name(f"{self.origine.name}.libs")):
            if source.exists():
                shutil.copytree(source, chantier / source.name)
        chantier.rename(self.roue.parent)

    def oublier(self) -> None:
        """Remove the folders of the fallback, with a throwaway data folder."""
        if self.setuid is not None:
            shutil.rmtree(self.racine_grappe, ignore_errors=True)


def choisir_identite(donnees: Donnees, roue: Path) -> Identite:
    """Choose among: ourselves; root behind a user namespace; `nobody` with data and binaries it can reach."""
    if os.geteuid() != 0:
        return Identite(uid=os.geteuid(), racine_grappe=donnees.racine, roue=roue, origine=roue)
    if SANS_ESPACE not in os.environ and noyau.espace_utilisateur_possible():
        return Identite(
            uid=0, racine_grappe=donnees.racine, roue=roue, origine=roue, avant=noyau.emprunter_un_uid
        )
    personne = pwd.getpwnam("nobody")
    empreinte = hashlib.sha256(str(donnees.racine).encode()).hexdigest()[:12]
    repli = _REPLI / f"trajectoires-{empreinte}"
    return Identite(
        uid=personne.pw_uid,
        racine_grappe=repli,
        roue=roue if _traversable(roue) else repli / "binaires" / roue.name,
        origine=roue,
        setuid=(personne.pw_uid, personne.pw_gid),
    )


def _traversable(dossier: Path) -> bool:
    """Tell whether any user may enter this folder and every folder above it."""
    return all(parent.stat().st_mode & 0o001 for parent in (dossier, *dossier.parents))
