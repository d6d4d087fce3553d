"""Two states of one diagnostic side by side."""

from typing import Any

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from diagnostic import services
from diagnostic.comparaison import Etat, comparer_etats
from diagnostic.models import Diagnostic, Referentiel
from tests.diagnostic.aides import lisible
from tests.diagnostic.factories import DiagnosticFactory, InstantaneFactory, ReponseFactory
from tests.diagnostic.grilles import grille_2, grille_reelle


def etat(choix: dict[str, str], *, grille: Any = None, courte: bool = False) -> Etat:
    return Etat("Un état", grille or grille_reelle(), courte, choix)


def changes(avant: Etat, apres: Etat) -> list[tuple[str, str, str]]:
    parties = comparer_etats(avant, apres).parties
    return [(c.critere.code, c.avant, c.apres) for partie in parties for c in partie.changes]


def test_what_changed_is_told_and_nothing_else() -> None:
    avant, apres = etat({"A1": "1", "A2": "nc", "B1": "2"}), etat({"A1": "2", "B1": "2", "C1": "0"})
    assert changes(avant, apres) == [("A1", "1", "2"), ("A2", "nc", ""), ("C1", "", "0")]
    assert changes(apres, avant) == [("A1", "2", "1"), ("A2", "", "nc"), ("C1", "0", "")]
    assert changes(avant, avant) == []


def test_parts_and_themes_are_compared() -> None:
    comparaison = comparer_etats(etat({"A1": "1", "B1": "3"}), etat({"A1": "3", "B1": "2", "C1": "1"}))
    assert [partie.ecart.dit for partie in comparaison.parties] == ["monte", "baisse", "", ""]
    assert comparaison.parties[0].themes[0].dit == "monte"
    assert comparaison.memes_grilles


def test_answers_follow_from_one_grid_to_the_other_and_back() -> None:
    une, deux = etat({"B2": "1", "D8": "2"}), etat({"B9": "3", "A9": "0"}, grille=grille_2())
    assert changes(une, deux) == [("A9", "", "0"), ("B9", "1", "3")]
    assert changes(deux, une) == [("B2", "3", "1"), ("D8", "", "2")]
    comparaison = comparer_etats(une, deux)
    assert [critere.code for critere in comparaison.retires] == ["D8"]
    assert not comparaison.memes_grilles
    assert [
        p.critere.code for partie in comparaison.parties for p in partie.passages if p.ancien is None
    ] == ["A9"]


def test_each_state_is_a_point() -> None:
    trois = {"B1": "1", "C1": "1", "D1": "1"}
    comparaison = comparer_etats(etat(trois), etat(trois | {"B1": "3"}))
    assert [repere.rang for repere in comparaison.triangle.reperes] == [1, 2]
    assert comparer_etats(etat({}), etat(trois)).triangle.chemin == ""


def _page(client: Client, diagnostic: Any, **demande: str) -> Any:
    reponse = client.get(reverse("diagnostic:comparer", args=[diagnostic.code]), demande)
    assert reponse.status_code == 200
    return reponse


def test_without_a_step_the_page_says_how_to_keep_one(client: Client, diagnostic: Diagnostic) -> None:
    assert "Gardez celui d’aujourd’hui comme étape" in lisible(_page(client, diagnostic).content.decode())


@pytest.mark.parametrize("demande", [{}, {"avant": "x", "apres": "-1"}, {"avant": "999999"}])
def test_last_step_and_today_by_default(
    demande: dict[str, str], client: Client, referentiel: Referentiel
) -> None:
    diagnostic = DiagnosticFactory(choix={"A1": "3"})
    InstantaneFactory(diagnostic=diagnostic, nom="Juin", reponses={})
    etape = InstantaneFactory(diagnostic=diagnostic, nom="Octobre")
    page = _page(client, diagnostic, **demande)
    assert (page.context["avant"], page.context["apres"]) == (str(etape.pk), "aujourdhui")
    texte = lisible(page.content.decode())
    assert "Niveau 1 sur 3" in texte
    assert "Niveau 3 sur 3" in texte


def test_same_state_twice_says_so(client: Client, referentiel: Referentiel) -> None:
    diagnostic = DiagnosticFactory(choix={"A1": "3"})
    etape = str(InstantaneFactory(diagnostic=diagnostic).pk)
    page = _page(client, diagnostic, avant=etape, apres=etape)
    assert "C’est deux fois le même état" in lisible(page.content.decode())


def test_each_figure_opens_to_the_levels_of_both_states(client: Client) -> None:
    diagnostic = DiagnosticFactory(choix={"A1": "3", "A2": "2"})
    InstantaneFactory(diagnostic=diagnostic, nom="En mars")
    page = lxml.html.fromstring(_page(client, diagnostic).content)
    (calcul,) = page.xpath("//section[contains(@class, 'partie--socle')]/details")
    assert [h3.text for h3 in calcul.iter("h3")] == ["En mars", "Aujourd’hui"]
    assert [lisible(pied.text_content()) for pied in calcul.iter("tfoot")] == [
        "Somme 1 ÷ 1 critère1,0",
        "Somme 5 ÷ 2 critères2,5",
    ]


def test_step_of_another_diagnostic_is_not_shown(client: Client, diagnostic: Diagnostic) -> None:
    ailleurs = InstantaneFactory(nom="Chez les voisins")
    InstantaneFactory(diagnostic=diagnostic)
    page = _page(client, diagnostic, avant=str(ailleurs.pk))
    assert "Chez les voisins" not in page.content.decode()


def test_change_of_grid_is_said(client: Client, referentiel_2: Referentiel) -> None:
    diagnostic = DiagnosticFactory(choix={"B2": "1", "D8": "2"})
    services.basculer(diagnostic=diagnostic, vers=referentiel_2)
    texte = lisible(_page(client, diagnostic).content.decode())
    assert "Les questions ne sont pas toutes les mêmes" in texte
    assert "Répondu alors, mais pas demandé ensuite" in texte


@pytest.mark.parametrize("nombre", [1, 3])
def test_page_costs_the_same_whatever_the_steps(
    nombre: int, client: Client, diagnostic: Diagnostic, django_assert_num_queries: Any
) -> None:
    for _ in range(nombre):
        InstantaneFactory(diagnostic=diagnostic)
    ReponseFactory(diagnostic=diagnostic)
    with django_assert_num_queries(4):
        _page(client, diagnostic)
