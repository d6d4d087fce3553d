"""The compose file, the Dockerfile and the proxy name only things that exist. No Docker engine needed."""

import ast
import re
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve
from ruamel.yaml import YAML

from deploiement.controle import exemple
from trajectoires.embarque.preparer import POUR_SERVIR
from trajectoires.embarque.services import LIMITES_KITS

RACINE = Path(settings.RACINE)
COMPOSE: dict[str, Any] = YAML(typ="safe").load(RACINE / "docker-compose.yml")
DOCKERFILE = (RACINE / "Dockerfile").read_text(encoding="utf-8")
CADDYFILE = (RACINE / "deploiement/Caddyfile").read_text(encoding="utf-8")
NOTRES = {nom: service for nom, service in COMPOSE["services"].items() if "build" in service}
INTERPOLATION = re.compile(r"\$\{(\w+)")
ADRESSE = re.compile(r"https?://[^'\" ]+")


def commande(service: dict[str, Any]) -> list[str]:
    """Return the service's command, or the image's when it has none."""
    if "command" in service:
        return list(service["command"])
    return list(ast.literal_eval(re.search(r"^CMD (.*)$", DOCKERFILE, re.MULTILINE).group(1)))


def variables_lues() -> set[str]:
    """Return the names that the settings ask of the environment, read in their source."""
    arbre = ast.parse((RACINE / "trajectoires/settings/base.py").read_text(encoding="utf-8"))
    return {
        noeud.args[0].value
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Call)
        and isinstance(noeud.func, ast.Attribute)
        and isinstance(noeud.func.value, ast.Name)
        and noeud.func.value.id == "env"
        and isinstance(noeud.args[0], ast.Constant)
    }


def files(mots: list[str]) -> set[str]:
    """Return the queues that a Celery worker's command consumes."""
    return set(mots[mots.index("-Q") + 1].split(","))


@pytest.mark.parametrize("nom", NOTRES)
def test_commande_names_an_executable_and_an_application_that_exist(nom):
    mots = commande(NOTRES[nom])
    if mots[0] == "sh":
        assert set(re.findall(r"manage\.py (\w+)", mots[2])) <= set(get_commands())
        return
    assert mots[0] in {script.name for script in entry_points(group="console_scripts")}
    cible = mots[mots.index("-A") + 1] + ":app" if mots[0] == "celery" else mots[-1]
    module, _, attribut = cible.partition(":")
    assert getattr(import_module(module), attribut)


def test_every_queue_is_consumed_and_every_consumed_queue_is_declared():
    consommees = set().union(*(files(commande(s)) for s in NOTRES.values() if "worker" in commande(s)))
    declarees = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    assert consommees == declarees | {settings.CELERY_TASK_DEFAULT_QUEUE}


def test_kits_have_the_same_time_limits_as_on_one_machine():
    mots = commande(NOTRES["worker-kits"])
    debut = mots.index(LIMITES_KITS[0])
    assert tuple(mots[debut : debut + len(LIMITES_KITS)]) == LIMITES_KITS


def test_every_variable_is_read_by_the_settings_or_by_compose():
    texte = (RACINE / "docker-compose.yml").read_text(encoding="utf-8")
    interpolees = set(INTERPOLATION.findall(texte))
    assert set(exemple()) == variables_lues() | interpolees


@pytest.mark.parametrize("nom", NOTRES)
def test_environment_comes_from_the_example_file(nom):
    assert NOTRES[nom]["env_file"] == ".env"
    assert set(NOTRES[nom].get("environment", {})) <= variables_lues()


def test_health_checks_resolve():
    textes = [DOCKERFILE, *(str(s.get("healthcheck", "")) for s in NOTRES.values())]
    adresses = [urlsplit(adresse) for texte in textes for adresse in ADRESSE.findall(texte)]
    chemins = {adresse.path for adresse in adresses if adresse.hostname == "127.0.0.1"}
    assert chemins == {"/sante/", "/evenements/sante"}
    assert resolve("/sante/").url_name == "sante"
    assert "/evenements/sante" in (RACINE / "trajectoires/live.py").read_text(encoding="utf-8")
    assert "127.0.0.1" in exemple()["ALLOWED_HOSTS"].split(",")


def test_every_copied_source_exists():
    sources = re.findall(r"^COPY (\S+) ", DOCKERFILE, re.MULTILINE)
    assert [source for source in sources if not (RACINE / source).exists()] == []
    rooms = {nom.split(".")[0] for nom in settings.INSTALLED_APPS if (RACINE / nom.split(".")[0]).is_dir()}
    assert rooms <= set(sources)


def test_image_has_the_libraries_that_one_machine_installs():
    assert all(besoin.debian in DOCKERFILE for besoin in POUR_SERVIR)


def test_proxy_sends_events_to_live_and_the_rest_to_web():
    routes = re.findall(r"handle ?(\S*) \{\s+reverse_proxy (\S+) \{", CADDYFILE)
    assert routes == [("/evenements/*", "live:8001"), ("", "web:8000")]
    ports = {
        f"{nom}:{mots[mots.index('--port') + 1]}"
        for nom in ("live", "web")
        if (mots := commande(NOTRES[nom]))
    }
    assert ports == {cible for _, cible in routes}
    assert CADDYFILE.count("header_up X-Forwarded-Proto {scheme}") == len(routes)


def test_proxy_file_is_mounted():
    montages = COMPOSE["services"]["mandataire"]["volumes"]
    assert (RACINE / montages[0].split(":")[0]).is_file()
