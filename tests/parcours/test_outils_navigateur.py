"""A tool in a real browser: saved cell by cell by two people, read by axe."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from parcours.models import Saisie, Trace
from parcours.services import rattacher
from tests.diagnostic.factories import DiagnosticFactory
from tests.parcours.chemins import cahier_neuf
from tests.parcours.outillage import ecrire
from tests.parcours_navigateur.gestes import tenir

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def ecrits() -> dict[str, str]:
    return {f"{s.objet}.{s.champ}": s.valeur for s in Saisie.objects.exclude(valeur="")}


def test_cells_are_saved_as_they_are_typed_and_told_apart(page: Page, live_server: LiveServer) -> None:
    cahier, code = cahier_neuf()
    page.goto(live_server.url + reverse("outils:outil", args=[code, "grille"]))
    ligne = page.locator("#grille-elements-1")
    ligne.get_by_label("Ce que c’est").fill("30 bénévoles\nà l’accueil")
    ligne.get_by_label("Pilier").select_option("Richesses humaines")
    expect(page.locator("[data-etat]")).to_contain_text("Enregistré à")
    assert ecrits() == {
        "grille-elements-1.element": "30 bénévoles\nà l’accueil",
        "grille-elements-1.pilier": "humain",
    }
    ecrire(cahier, "grille-elements-1", "element", "40 bénévoles")
    ligne.get_by_label("Ce que c’est").fill("50 bénévoles")
    expect(ligne.locator("[data-note]")).to_contain_text("remplace celle de quelqu’un d’autre")


def test_opening_a_tool_writes_nothing(page: Page, live_server: LiveServer) -> None:
    cahier, code = cahier_neuf()
    ecrire(cahier, "grille-elements-1", "pilier", "humain")
    avant = Trace.objects.count()
    with page.expect_event("requestfinished", lambda requete: requete.resource_type == "script"):
        page.goto(live_server.url + reverse("outils:outil", args=[code, "grille"]))
    page.wait_for_timeout(1500)
    assert Trace.objects.count() == avant


def test_row_and_pasted_table_are_added_after_what_is_typed(page: Page, live_server: LiveServer) -> None:
    _, code = cahier_neuf()
    page.goto(live_server.url + reverse("outils:outil", args=[code, "plan"]))
    page.locator("#plan-actions-1").get_by_label("L’action").fill("Réunir le bureau")
    page.get_by_text("Coller un tableau").click()
    page.get_by_label("Lignes copiées dans un tableur").fill("Écrire à la mairie\nFêter")
    page.get_by_role("button", name="Ajouter ces lignes").click()
    expect(page.locator("#plan-actions-3").get_by_label("L’action")).to_have_value("Fêter")
    assert ecrits()["plan-actions-1.action"] == "Réunir le bureau"


def test_back_button_finds_what_was_just_typed_and_undoes_nothing(
    page: Page, live_server: LiveServer
) -> None:
    cahier, code = cahier_neuf()
    ecrire(cahier, "plan-essai", "quoi", "Un marché")
    page.goto(live_server.url + reverse("outils:outil", args=[code, "plan"]))
    page.get_by_label("L’essai").fill("Un marché, le samedi")
    page.get_by_role("link", name="Tous les outils et le dossier").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("outils")
    ecrire(cahier, "plan-essai", "continuer", "Si vingt personnes viennent")
    page.go_back()
    expect(page.get_by_label("L’essai")).to_have_value("Un marché, le samedi")
    with page.expect_response(lambda reponse: "plan-cadre" in (reponse.request.post_data or "")):
        page.get_by_label("L’instance qui décide").fill("Le bureau")
    assert ecrits() == {
        "plan-essai.quoi": "Un marché, le samedi",
        "plan-essai.continuer": "Si vingt personnes viennent",
        "plan-cadre.instance": "Le bureau",
    }


@pytest.mark.parametrize("cle", ["cadrage", "grille", "photographie", "trajectoires"])
def test_tool_is_accessible(page: Page, live_server: LiveServer, axe: Callable[..., Any], cle: str) -> None:
    cahier, code = cahier_neuf()
    rattacher(cahier=cahier, diagnostic=DiagnosticFactory(choix={"B1": "1", "C4": "2", "D1": "3"}))
    ecrire(cahier, "cadrage-activites-1", "nom", "Le festival")
    ecrire(cahier, "cadrage-limites", "a-garder", "Notre lieu")
    ecrire(cahier, "photographie-argent-1", "montant", "environ 300")
    ecrire(cahier, "photographie-argent-2", "montant", "12 500,50 €")
    ecrire(cahier, "photographie-personnes-1", "nombre", "40")
    page.goto(live_server.url + reverse("outils:outil", args=[code, cle]))
    page.locator(".outil__exemple summary").click()
    page.wait_for_load_state()
    axe(page)
    tenir(page)
    page.goto(live_server.url + reverse("outils:liste", args=[code]))
    axe(page)
