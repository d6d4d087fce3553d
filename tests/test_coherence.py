"""What must hold across templates, static files and settings, whatever the page."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template import engines
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from diagnostic.models import Referentiel
from tests.diagnostic.factories import ReferentielFactory

RACINE = Path(__file__).resolve().parents[1]
GABARITS = RACINE / "templates"
STATIQUES = RACINE / "static"
EN_LIGNE = re.compile(
    r"""<script(?![^>]*\bsrc=)(?![^>]*type="application/ld\+json")   # a script without a file
      | <style\b
      | <[^>]*?\sstyle=
      | <[^>]*?\son[a-z]+=                                            # onclick=…
      | \bjavascript:""",
    re.VERBOSE | re.IGNORECASE,
)
SOURCES_DE_GABARIT = re.compile(r"{#.*?#}|{%.*?%}|<(script|style|code|pre)\b.*?</\1>", re.DOTALL)
TYPOGRAPHIE = re.compile(r"[\w»)] [:;?!»](?=\s|<|\"|$)|« |\w'(?=\w)")
"""A breaking space where French wants none, or a straight apostrophe."""
PAPIER = {"kits/document.html", "kits/_section.html", "kits/_bloc.html"}
"""Drawn by WeasyPrint, never sent to a browser: column widths are computed there."""
BUREAU = {
    "contenus/moderation.py",
    "webinaires/bureau/rapport.html",
    "webinaires/bureau/opposition.html",
    "webinaires/bureau_voix.py",
}
"""The editorial office's own screens: one signs in there, and messages live in the session."""
COMPTE = ("account/", "mfa/", "socialaccount/", "usersessions/", "comptes/", "accompagnement/")
"""The account and the member space: one signs in there, and messages live in the session (docs/adr/0015)."""
HORS_DE_CHEZ_NOUS = ("compte/", "espace/", "espace/accompagnement/", "redaction/", "documents/")
PAGES_A_ENVOYER = {
    f"/{app}/{geste}/"
    for app in ("diagnostic", "cahier", "regards", "reperes")
    for geste in ("commencer", "reprendre")
}
A_QUESTIONNER = {"/webinaires/oembed/": 400}
"""Addresses that refuse to be opened without a question, as their protocol wants, and how."""
PORTES = {"/redaction/login/": 302, "/_util/login/": 302}
"""Wagtail's own doors, which lead to the account's."""


def _textes(dossier: Path, *suffixes: str) -> dict[str, str]:
    fichiers = (f for f in sorted(dossier.rglob("*")) if f.suffix in suffixes)
    return {str(f.relative_to(dossier)): f.read_text(encoding="utf-8") for f in fichiers}


TEXTES = _textes(GABARITS, ".html", ".svg", ".txt")


@pytest.mark.parametrize("nom", TEXTES)
def test_template_compiles(nom: str) -> None:
    assert engines["django"].get_template(nom).origin.template_name == nom


@pytest.mark.parametrize("nom", sorted(set(TEXTES) - PAPIER))
def test_template_has_nothing_inline(nom: str) -> None:
    assert EN_LIGNE.findall(TEXTES[nom]) == []


@pytest.mark.parametrize("nom", TEXTES)
def test_template_is_typeset_in_french(nom: str) -> None:
    texte = re.sub(r"{{.*?}}", "x", SOURCES_DE_GABARIT.sub("", TEXTES[nom]), flags=re.DOTALL)
    dits = re.findall(r'(?:aria-label|alt|title|placeholder)="([^"]*)"', texte)
    lus = [re.sub(r"<[^>]*>", "", texte), *dits]
    assert [faute[0] for lu in lus for faute in TYPOGRAPHIE.finditer(lu)] == []


def test_every_static_file_named_by_a_template_exists() -> None:
    motif = re.compile(r"{%\s*static\s+['\"]([^'\"]+)['\"]")
    nommes = {(gabarit, fichier) for gabarit, texte in TEXTES.items() for fichier in motif.findall(texte)}
    assert nommes != set()
    assert [couple for couple in sorted(nommes) if not finders.find(couple[1])] == []


def test_no_static_file_is_named_without_its_tag() -> None:
    assert [nom for nom, texte in TEXTES.items() if re.search(r"""(src|href)=["']/static/""", texte)] == []


def test_every_file_named_by_a_stylesheet_exists() -> None:
    absents = []
    for nom, texte in _textes(STATIQUES, ".css").items():
        for cible in re.findall(r"""url\(\s*["']?([^"')#?]+)""", texte):
            if not cible.startswith("data:") and not (STATIQUES / nom).parent.joinpath(cible).is_file():
                absents.append(f"{nom} : {cible}")
    assert absents == []


def test_every_module_named_by_a_script_exists() -> None:
    absents = []
    for nom, texte in _textes(STATIQUES, ".js").items():
        for cible in re.findall(r"""(?:from|import)\s*\(?["']([^"']+)["']""", texte):
            if not (STATIQUES / nom).parent.joinpath(cible).is_file():
                absents.append(f"{nom} : {cible}")
    assert absents == []


def test_nothing_is_fetched_from_another_site() -> None:
    motif = re.compile(r"""(?:src|<link[^>]*href)=["'](?:https?:)?//""", re.IGNORECASE)
    assert [nom for nom, texte in TEXTES.items() if motif.search(texte)] == []
    styles = _textes(STATIQUES, ".css", ".js")
    assert [
        nom
        for nom, texte in styles.items()
        if re.search(r"""(url\(|@import|fetch\()\s*["']?https?:""", texte)
    ] == []


def test_nothing_of_ours_asks_for_a_cookie() -> None:
    motif = re.compile(
        r"set_cookie|request\.session|csrf_token|document\.cookie|messages\.(add|success|error)"
    )
    apps = (
        "kits",
        "comptes",
        "contenus",
        "diagnostic",
        "parcours",
        "webinaires",
        "regards",
        "reperes",
        "accompagnement",
        "trajectoires",
    )
    sources = {f"{app}/{nom}": t for app in apps for nom, t in _textes(RACINE / app, ".py").items()}
    sources |= TEXTES | _textes(STATIQUES, ".js")
    ailleurs = {nom: t for nom, t in sources.items() if nom not in BUREAU and not nom.startswith(COMPTE)}
    assert [nom for nom, texte in ailleurs.items() if motif.search(texte)] == []


def _adresses(resolveur: URLResolver, debut: str = "/") -> list[str]:
    """Every address of ours that needs no argument."""
    lues = []
    for motif in resolveur.url_patterns:
        chemin = str(motif.pattern)
        if isinstance(motif, URLResolver):
            ailleurs = chemin in HORS_DE_CHEZ_NOUS or "wagtail" in str(motif.urlconf_name)
            if not ailleurs and "<" not in chemin:
                lues += _adresses(motif, debut + chemin)
        elif isinstance(motif, URLPattern) and not motif.pattern.converters and "(" not in chemin:
            lues.append(debut + chemin)
    return lues


@pytest.fixture
def referentiel(db: None) -> Referentiel:
    """The real grid, which several public pages show."""
    referentiel: Referentiel = ReferentielFactory()
    return referentiel


def test_public_pages_open_without_a_cookie(referentiel: Referentiel) -> None:
    visiteur = Client(enforce_csrf_checks=True)
    pages = [page for page in _adresses(get_resolver()) if page not in PAGES_A_ENVOYER]
    assert {"/", "/composants/", "/sante/", "/diagnostic/", "/verifier/"} <= set(pages)
    statuts = {page: visiteur.get(page).status_code for page in pages}
    assert statuts == dict.fromkeys(pages, 200) | A_QUESTIONNER | PORTES
    assert not visiteur.cookies


@pytest.mark.parametrize("page", ["/nulle-part/", "/diagnostic/nulle-part/x/", "/verifier/x/"])
def test_missing_page_leaves_no_cookie_either(page: str, client: Client, db: None) -> None:
    reponse = client.get(page)
    assert (reponse.status_code, len(reponse.cookies)) == (404, 0)
    assert '<html lang="fr">' in reponse.content.decode()


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_django_finds_nothing_to_say() -> None:
    call_command("check", fail_level="WARNING")
