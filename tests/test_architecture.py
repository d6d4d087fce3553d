"""The plan of the house (docs/architecture.md), read from the code itself."""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

RACINE = Path(__file__).resolve().parents[1]
_SOL = {"kits", "comptes", "contenus", "diagnostic"}
PEUT_IMPORTER = {
    "kits": set(),
    "comptes": {"kits"},
    "contenus": {"kits", "comptes"},
    "diagnostic": _SOL - {"diagnostic"},
    "webinaires": _SOL - {"diagnostic"},
    "parcours": _SOL,
    "regards": _SOL,
    "reperes": _SOL,
    "accompagnement": _SOL | {"parcours"},
    "trajectoires": _SOL | {"parcours", "webinaires", "regards", "reperes", "accompagnement"},
}
"""The components of `trajectoires.templatetags.composants` are used from templates: no Python import."""

_PURS = {
    "accompagnement": "calendrier texte",
    "comptes": "identifiants travaux vocabulaires",
    "contenus": "parcours documents_html requetes extraits facettes",
    "diagnostic": "grille scoring evolution comparaison graphiques nombres codes lecture phrases",
    "kits": "document tableur",
    "parcours": "schema figures",
    "regards": "regards codes croisement lecture comparaison resultat dessins",
    "reperes": "tranches seuil consentement dessins",
    "webinaires": "etats schema lecture controles vtt noms decoupe lecteur masques",
}
PURS = tuple(f"{app}.{nom}" for app, noms in _PURS.items() for nom in noms.split())
FICHIER_MAX, FONCTION_MAX, GABARIT_MAX = 400, 50, 120
FICHIER_D_ESSAIS_MAX, ESSAI_MAX = 600, 30
Fonction = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def _arbre(fichier: Path) -> ast.Module:
    return ast.parse(fichier.read_text(encoding="utf-8"), str(fichier))


@cache
def _modules() -> dict[str, Path]:
    """Our modules by dotted name, migrations aside: Django writes and orders those."""
    fichiers = (
        f for app in PEUT_IMPORTER for f in (RACINE / app).rglob("*.py") if "migrations" not in f.parts
    )
    return {_nom(fichier): fichier for fichier in sorted(fichiers)}


def _nom(fichier: Path) -> str:
    parties = fichier.relative_to(RACINE).with_suffix("").parts
    return ".".join(parties[:-1] if parties[-1] == "__init__" else parties)


def _imports(module: str) -> set[str]:
    """What a module imports, wherever in its text; `from a import b` may name the module `a.b`."""
    noms: set[str] = set()
    for noeud in ast.walk(_arbre(_modules()[module])):
        if isinstance(noeud, ast.Import):
            noms |= {alias.name for alias in noeud.names}
        elif isinstance(noeud, ast.ImportFrom):
            assert noeud.level == 0, f"{module} : import relatif"
            complets = {f"{noeud.module}.{alias.name}" for alias in noeud.names}
            noms |= (complets & set(_modules())) or {str(noeud.module)}
    return noms


def _importe_en_tout(module: str) -> set[str]:
    """What importing a module brings in: its imports, theirs, and so on through our own modules."""
    vus: set[str] = set()
    a_voir = {module}
    while a_voir:
        courant = a_voir.pop()
        vus.add(courant)
        if courant in _modules():
            a_voir |= _imports(courant) - vus
    return vus


def _fonctions(fichier: Path) -> Iterator[Fonction]:
    return (noeud for noeud in ast.walk(_arbre(fichier)) if isinstance(noeud, Fonction))


def _essais() -> list[Path]:
    return sorted((RACINE / "tests").rglob("*.py"))


def _relatif(fichier: Path) -> str:
    return str(fichier.relative_to(RACINE))


def test_imports_follow_the_plan() -> None:
    fautes = [
        f"{module} importe {importe}"
        for module in _modules()
        for importe in sorted(_imports(module))
        if (app := importe.split(".")[0]) in PEUT_IMPORTER
        and app != (chez := module.split(".")[0])
        and app not in PEUT_IMPORTER[chez]
    ]
    assert fautes == []


def test_no_module_imports_the_tests() -> None:
    fautes = [m for m in _modules() if {i.split(".")[0] for i in _imports(m)} & {"tests", "benchs"}]
    assert fautes == []


def test_no_circle_between_apps() -> None:
    graphe: dict[str, set[str]] = {app: set() for app in PEUT_IMPORTER}
    for module in _modules():
        app = module.split(".")[0]
        graphe[app] |= {i.split(".")[0] for i in _imports(module)} & set(PEUT_IMPORTER) - {app}
    TopologicalSorter(graphe).prepare()


def test_no_circle_between_modules() -> None:
    TopologicalSorter({m: (_imports(m) & set(_modules())) - {m} for m in _modules()}).prepare()


def test_no_import_hides_in_a_function() -> None:
    fautes = [
        f"{_relatif(fichier)}:{noeud.lineno} ({fonction.name})"
        for fichier in _modules().values()
        for fonction in _fonctions(fichier)
        for noeud in ast.walk(fonction)
        if isinstance(noeud, ast.Import | ast.ImportFrom)
    ]
    assert fautes == []


@pytest.mark.parametrize("module", PURS)
def test_pure_module_never_reaches_django(module: str) -> None:
    impurs = {"django", "celery", "redis", "rest_framework", "wagtail", "allauth"}
    assert {importe.split(".")[0] for importe in _importe_en_tout(module)} & impurs == set()


def test_files_and_functions_stay_short() -> None:
    longs = [
        _relatif(fichier)
        for fichier in _modules().values()
        if len(fichier.read_text(encoding="utf-8").splitlines()) > FICHIER_MAX
    ]
    assert longs == []
    assert list(_fonctions_longues(list(_modules().values()), FONCTION_MAX)) == []


def test_tests_stay_short() -> None:
    longs = [
        _relatif(fichier)
        for fichier in _essais()
        if len(fichier.read_text(encoding="utf-8").splitlines()) > FICHIER_D_ESSAIS_MAX
    ]
    assert longs == []
    hors_parcours = [fichier for fichier in _essais() if "parcours_navigateur" not in fichier.parts]
    longues = _fonctions_longues(hors_parcours, ESSAI_MAX)
    assert [ligne for ligne in longues if " test_" in ligne] == []


def _fonctions_longues(fichiers: list[Path], maximum: int) -> Iterator[str]:
    for fichier in fichiers:
        for fonction in _fonctions(fichier):
            lignes = (fonction.end_lineno or fonction.lineno) - fonction.lineno + 1
            if lignes > maximum:
                yield f"{_relatif(fichier)}:{fonction.lineno} {fonction.name} ({lignes} lignes)"


def test_templates_stay_short() -> None:
    gabarits = [f for f in (RACINE / "templates").rglob("*") if f.is_file()]
    longs = {
        _relatif(f): lignes
        for f in gabarits
        if (lignes := len(f.read_text(encoding="utf-8").splitlines())) > GABARIT_MAX
    }
    assert longs == {}


def test_no_text_is_nullable() -> None:
    """Two ways to say « nothing » are one too many: an empty text is an empty text."""
    nullables = [
        f"{modele.__name__}.{champ.name}"
        for app in PEUT_IMPORTER
        for modele in apps.get_app_config(app).get_models()
        for champ in modele._meta.get_fields()
        if isinstance(champ, models.CharField | models.TextField) and champ.null
    ]
    assert nullables == []
