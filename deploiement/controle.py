"""`manage.py check --deploy` on the production settings, with the environment of .env.exemple."""

import os
import subprocess
import sys

from trajectoires.embarque.donnees import RACINE


def exemple() -> dict[str, str]:
    """Read .env.exemple: NAME=value lines, comments and blank lines left aside."""
    variables = {}
    for ligne in (RACINE / ".env.exemple").read_text(encoding="utf-8").splitlines():
        nom, signe, valeur = ligne.partition("=")
        if signe and not ligne.startswith("#"):
            variables[nom.strip()] = valeur.strip().strip('"')
    return variables


def controler() -> int:
    """Return the status of the check; a warning is a failure."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=RACINE,
        env={**os.environ, **exemple(), "DJANGO_SETTINGS_MODULE": "trajectoires.settings.base"},
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(controler())
