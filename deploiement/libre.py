"""Refuse (status 1) when a launcher holds a data folder under the one given. Standard library only:
`make clean` must work when the environment is broken."""

import fcntl
import sys
from pathlib import Path


def tenus(racine: Path) -> list[Path]:
    """Return the data folders whose lock is held by a running launcher."""
    trouves = []
    for verrou in sorted(racine.glob("**/verrou")):
        with verrou.open("r+") as flux:
            try:
                fcntl.flock(flux, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                trouves.append(verrou.parent)
    return trouves


if __name__ == "__main__":
    for dossier in tenus(Path(sys.argv[1])):
        print(f"Un portail ou une suite de tests utilise {dossier} : arrêtez-le d’abord.")
        sys.exit(1)
