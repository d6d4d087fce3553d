"""The two files of an association's answers: a table that no spreadsheet can run, and an exact copy."""

import csv
import io
import json
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse

from diagnostic import codes, services
from diagnostic.exports import en_csv, en_json
from diagnostic.models import Diagnostic, Referentiel
from diagnostic.restitution import rassembler
from kits.tableur import BOM, deproteger
from tests.diagnostic.factories import DiagnosticFactory, ReponseFactory
from tests.diagnostic.rempli import CHOIX, COMMENTAIRES, NOM, PLAN, remplir


@pytest.fixture
def plein(referentiel: Referentiel) -> Diagnostic:
    return remplir()


def relire(contenu: str) -> list[dict[str, str]]:
    """Read a CSV back as our readers would, protections removed."""
    assert contenu.startswith(BOM)
    lignes = csv.DictReader(io.StringIO(contenu.removeprefix(BOM), newline=""), delimiter=";")
    return [{colonne: deproteger(valeur) for colonne, valeur in ligne.items()} for ligne in lignes]


def test_csv_gives_back_every_answer(plein: Diagnostic) -> None:
    lignes = relire(en_csv(rassembler(plein)))
    criteres = {ligne["code"]: ligne for ligne in lignes if ligne["type"] == "critere"}
    attendus = CHOIX | {"B7": "0"}
    assert {code: ligne["reponse"] for code, ligne in criteres.items() if ligne["reponse"]} == attendus
    ecrits = {code: ligne["commentaire"] for code, ligne in criteres.items() if ligne["commentaire"]}
    assert ecrits == COMMENTAIRES
    assert {ligne["commente_par"] for ligne in criteres.values()} == {"", "Jean-Paul"}
    assert len(criteres) == 32


def test_csv_gives_back_name_cap_plan_and_steps(plein: Diagnostic) -> None:
    lignes = relire(en_csv(rassembler(plein)))
    assert [ligne["nom"] for ligne in lignes if ligne["type"] == "diagnostic"] == [NOM]
    assert [(ligne["etape"], ligne["poids"]) for ligne in lignes if ligne["type"] == "cap"] == [
        *(("", poids) for poids in "472"),
        *(("Printemps <1>", poids) for poids in "531"),
        *(("Assemblée d’été ☀", poids) for poids in "531"),
    ]
    actions = {ligne["code"]: ligne for ligne in lignes if ligne["type"] == "action"}
    colonnes = {"texte": "action", "porteur": "porteur", "echeance": "echeance"}
    assert {(objet, champ): actions[objet][colonnes[champ]] for objet, champ in PLAN} == PLAN
    figees = [ligne for ligne in lignes if ligne["type"] == "etape" and ligne["etape"] == "Printemps <1>"]
    assert {ligne["code"]: ligne["reponse"] for ligne in figees if ligne["reponse"]} == CHOIX
    assert {ligne["code"]: ligne["commentaire"] for ligne in figees if ligne["commentaire"]} == COMMENTAIRES


def test_csv_cells_never_start_like_a_formula(plein: Diagnostic) -> None:
    brutes = csv.reader(io.StringIO(en_csv(rassembler(plein)).removeprefix(BOM), newline=""), delimiter=";")
    cellules = [cellule for ligne in brutes for cellule in ligne]
    assert [c for c in cellules if c.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))] == []
    assert "'" + COMMENTAIRES["D1"] in cellules


def test_csv_keeps_answers_outside_the_short_version(plein: Diagnostic) -> None:
    plein.formule = Diagnostic.Formule.COURTE
    lignes = relire(en_csv(rassembler(plein)))
    dits = {
        ligne["code"]: ligne["reponse"] for ligne in lignes if ligne["type"] in ("critere", "hors_grille")
    }
    assert {code: choix for code, choix in dits.items() if choix} == CHOIX | {"B7": "0"}
    assert sum(ligne["type"] == "critere" for ligne in lignes) == 12


def test_json_gives_back_everything(plein: Diagnostic) -> None:
    copie = json.loads(json.dumps(en_json(rassembler(plein)), ensure_ascii=False))
    reponses = {reponse["code"]: reponse for reponse in copie["reponses"]}
    assert copie["version_schema"] == 1
    assert (copie["diagnostic"]["nom"], copie["cap"]["poids"]) == (
        NOM,
        {"humain": 4, "financier": 7, "alliances": 2},
    )
    assert {code: r["choix"] for code, r in reponses.items() if r["choix"]} == CHOIX | {"B7": "0"}
    assert {code: r["commentaire"] for code, r in reponses.items() if r["commentaire"]} == COMMENTAIRES
    plan = {ligne["ligne"]: ligne for ligne in copie["plan"]}
    assert {(objet, champ): plan[objet][champ] for objet, champ in PLAN} == PLAN
    gardees = plein.instantanes.values_list("nom", "reponses", "cap")
    poids = [etape["cap"] and list(etape["cap"]["poids"].values()) for etape in copie["etapes"]]
    assert [(e["nom"], e["reponses"], p) for e, p in zip(copie["etapes"], poids, strict=True)] == list(
        gardees
    )


def test_json_figures_are_those_of_the_scoring(plein: Diagnostic) -> None:
    restitution = rassembler(plein)
    profil, dit = restitution.profil, en_json(restitution)["profil"]
    for nom in ("dimensions", "themes", "impacts"):
        for mesure, dite in zip(getattr(profil, nom), dit[nom], strict=True):
            assert Fraction(dite["moyenne"]["fraction"]) == mesure.valeur
            assert sum(terme["niveau"] for terme in dite["termes"]) == dite["somme"] == mesure.somme
    parts = [Fraction(part["fraction"]) for part in dit["barycentre"].values()]
    assert (tuple(parts), sum(parts)) == (profil.barycentre.parts if profil.barycentre else None, 1)


def test_exports_hold_no_secret(plein: Diagnostic) -> None:
    restitution = rassembler(plein)
    for contenu in (en_csv(restitution), json.dumps(en_json(restitution))):
        for secret in (plein.code, codes.empreinte(plein.code), str(plein.pk), "onglet-"):  # type: ignore[attr-defined]
            assert secret not in contenu


def test_empty_diagnostic_exports(referentiel: Referentiel) -> None:
    restitution = rassembler(DiagnosticFactory(formule="courte"))
    types = [ligne["type"] for ligne in relire(en_csv(restitution))]
    assert types == ["diagnostic", *["critere"] * 12, *["action"] * 6]
    copie = en_json(restitution)
    assert (copie["cap"], copie["etapes"], copie["profil"]["barycentre"]) == (None, [], None)


@pytest.mark.parametrize(("vue", "genre"), [("csv", "text/csv; charset=utf-8"), ("json", "application/json")])
def test_files_are_attachments(
    client: Client,
    plein: Diagnostic,
    vue: str,
    genre: str,
) -> None:
    reponse = client.get(reverse(f"diagnostic:{vue}", args=[plein.code]))  # type: ignore[attr-defined]
    assert (reponse.status_code, reponse["Content-Type"]) == (200, genre)
    disposition = reponse["Content-Disposition"]
    assert disposition.startswith('attachment; filename="diagnostic-l-echappee-bcompagnieb-20')
    assert disposition.endswith(f'.{vue}"')
    assert (reponse["X-Content-Type-Options"], reponse["X-Robots-Tag"]) == ("nosniff", "noindex")


@pytest.mark.parametrize("vue", ["csv", "json"])
@pytest.mark.parametrize("etapes", [1, 3])
def test_files_cost_the_same_queries_whatever_the_steps(
    client: Client, referentiel: Referentiel, django_assert_num_queries: object, vue: str, etapes: int
) -> None:
    diagnostic = DiagnosticFactory(cap_humain=1, cap_financier=1, cap_alliances=1)
    ReponseFactory(diagnostic=diagnostic)
    for rang in range(etapes):
        services.prendre_instantane(diagnostic=diagnostic, nom=f"Étape {rang}")
    adresse = reverse(f"diagnostic:{vue}", args=[diagnostic.code])
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert client.get(adresse).status_code == 200


def test_nameless_association_has_a_file_name(client: Client, referentiel: Referentiel) -> None:
    diagnostic = DiagnosticFactory(nom="جمعية")
    reponse = client.get(reverse("diagnostic:csv", args=[diagnostic.code]))
    assert 'filename="diagnostic-association-' in reponse["Content-Disposition"]
