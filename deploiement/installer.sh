#!/bin/sh
# Make .venv and install the locked requirements, whatever this machine lacks to begin with.
# Called by make; safe to run again.
set -eu

dire() { printf '%s\n' "$*" >&2; }

PYTHON=${PYTHON:-python3}
if ! command -v "$PYTHON" >/dev/null 2>&1; then
    dire "Python 3.11 ou plus récent est nécessaire : « $PYTHON » est introuvable."
    exit 1
fi
if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    dire "Python 3.11 ou plus récent est nécessaire ; « $PYTHON » est plus ancien. Essayez « PYTHON=python3.12 make run »."
    exit 1
fi

# Debian ships venv without ensurepip: the package python3-venv brings it.
if ! "$PYTHON" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        dire "Installation de python3-venv par apt-get…"
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq || true
        apt-get install -qq -y --no-install-recommends python3-venv >/dev/null
    else
        dire "Il manque le module venv de Python. Tapez, puis recommencez :"
        dire "    sudo apt-get install python3-venv"
        exit 1
    fi
fi

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    dire "Création de l’environnement Python (.venv)…"
    rm -rf .venv
    "$PYTHON" -m venv .venv
fi

dire "Installation des dépendances verrouillées…"
if .venv/bin/uv --version >/dev/null 2>&1 || .venv/bin/python -m pip install --quiet uv 2>/dev/null; then
    if .venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes requirements/dev.txt; then
        exit 0
    fi
    dire "uv n’a pas abouti : pip prend la suite (plus lent)."
fi
.venv/bin/python -m pip install --quiet --require-hashes -r requirements/dev.txt
