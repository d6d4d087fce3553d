"""The pages as a visitor without JavaScript lives them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diagnostic import services
from diagnostic.models import Action, Diagnostic, Ecriture, Referentiel
from tests.diagnostic.aides import lisible, remplir, tout
from tests.diagnostic.factories import ActionFactory, DiagnosticFactory, EcritureFactory, InstantaneFactory
from tests.diagnostic.grilles import TOUS


def _page(diagnostic: Any, nom: str, *arguments: str) -> str:
    return reverse(f"diagnostic:{nom}", args=[diagnostic.code, *arguments])


def _choix(diagnostic: Diagnostic) -> dict[str, str]:
    return dict(diagnostic.reponses.order_by("critere").values_list("critere", "choix"))


def _autre_ecrit(diagnostic: Diagnostic, objet: str, valeur: str, champ: str = "choix") -> None:
    services.enregistrer(
        diagnostic=diagnostic, objet=objet, champ=champ, valeur=valeur, auteur="omar", nom="Omar"
    )


def test_home_without_a_grid_says_to_come_back(client: Client, db: None) -> None:
    reponse = client.get(reverse("diagnostic:accueil"))
    assert reponse.status_code == 503
    assert "La grille n’est pas encore chargée" in reponse.content.decode()
    depart = client.post(reverse("diagnostic:commencer"))
    assert (depart.status_code, depart["Location"]) == (302, reverse("diagnostic:accueil"))


@pytest.mark.parametrize(
    ("envoi", "formule"),
    [({}, "courte"), ({"formule": "complete"}, "complete"), ({"formule": "x"}, "courte")],
)
def test_start_opens_its_own_page(
    envoi: dict[str, str], formule: str, client: Client, referentiel: Referentiel
) -> None:
    reponse = client.post(reverse("diagnostic:commencer"), envoi, follow=True)
    assert reponse.status_code == 200
    assert Diagnostic.objects.get().formule == formule
    assert reponse.redirect_chain[0][0].split("/")[2] in reponse.content.decode()


def test_sixty_first_start_of_a_minute_waits(client: Client, referentiel: Referentiel) -> None:
    statuts = [client.post(reverse("diagnostic:commencer")).status_code for _ in range(61)]
    assert (statuts, Diagnostic.objects.count()) == ([302] * 60 + [429], 60)


def test_form_sent_untouched_writes_nothing(client: Client, referentiel: Referentiel) -> None:
    commentaires = {"A1": "Une ligne\n\nune autre\n", "B1": "\nen haut", "C1": "<b>&amp;</b>"}
    diagnostic = DiagnosticFactory(choix={"A1": "2", "B1": "nc"}, commentaires=commentaires)
    champs = remplir(client.get(_page(diagnostic, "repondre")).content)
    avant = tout()
    reponse = client.post(_page(diagnostic, "repondre"), champs)
    assert reponse["Location"] == _page(diagnostic, "repondre") + "#etat"
    assert tout() == avant


def test_form_writes_only_what_changed(client: Client, referentiel: Referentiel) -> None:
    diagnostic = DiagnosticFactory(choix={"A1": "2", "B1": "1"})
    champs = remplir(client.get(_page(diagnostic, "repondre")).content)
    champs |= {"choix-B1": "3", "commentaire-C2": "Trois\r\nbailleurs", "nom": " Claire ", "ensuite": "C2"}
    reponse = client.post(_page(diagnostic, "repondre"), champs)
    assert reponse["Location"] == _page(diagnostic, "repondre") + "#C2"
    lignes = Ecriture.objects.order_by("id").values_list("objet", "champ", "valeur", "nom")
    assert list(lignes) == [
        ("B1", "choix", "3", "Claire"),
        ("C2", "commentaire", "Trois\nbailleurs", "Claire"),
    ]
    assert _choix(diagnostic) == {"A1": "2", "B1": "3", "C2": ""}


def test_form_can_lead_to_the_restitution(client: Client, diagnostic: Diagnostic) -> None:
    reponse = client.post(_page(diagnostic, "repondre"), {"choix-A1": "1", "ensuite": "restitution"})
    assert reponse["Location"] == _page(diagnostic, "restitution")
    assert _choix(diagnostic) == {"A1": "1"}


def test_stale_page_does_not_undo_what_another_wrote(client: Client, referentiel: Referentiel) -> None:
    diagnostic = DiagnosticFactory(choix={"A1": "0"}, commentaires={"A1": "Avant"})
    champs = remplir(client.get(_page(diagnostic, "repondre")).content)
    _autre_ecrit(diagnostic, "A1", "3")
    _autre_ecrit(diagnostic, "A1", "Après", "commentaire")
    client.post(_page(diagnostic, "repondre"), champs | {"choix-B1": "1"})
    assert _choix(diagnostic) == {"A1": "3", "B1": "1"}
    assert diagnostic.reponses.get(critere="A1").commentaire == "Après"


def test_refused_part_is_given_back_and_the_rest_is_saved(client: Client, diagnostic: Diagnostic) -> None:
    champs = remplir(client.get(_page(diagnostic, "repondre")).content)
    long = "é" * 10_001
    champs |= {
        "choix-A1": "2",
        "commentaire-B1": long,
        "choix-B1": "1",
        "commentaire-C1": "Gardé",
        "nom": "Lise",
    }
    reponse = client.post(_page(diagnostic, "repondre"), champs)
    assert reponse.status_code == 422
    rendus = remplir(reponse.content)
    assert (rendus["commentaire-B1"], rendus["nom"]) == (long, "Lise")
    assert (rendus["choix-A1"], rendus["choix-B1"], rendus["commentaire-C1"]) == ("2", "1", "Gardé")
    assert "10001 caractères, 10000 au plus" in lisible(reponse.content.decode())
    assert _choix(diagnostic) == {"A1": "2", "B1": "1", "C1": ""}
    corrige = client.post(_page(diagnostic, "repondre"), rendus | {"commentaire-B1": "Court"})
    assert corrige.status_code == 302
    assert diagnostic.reponses.get(critere="B1").commentaire == "Court"
    assert diagnostic.ecritures.count() == 4


def test_refused_page_does_not_undo_what_another_wrote_either(
    client: Client, referentiel: Referentiel
) -> None:
    diagnostic = DiagnosticFactory(choix={"A1": "0", "B1": "0"})
    champs = remplir(client.get(_page(diagnostic, "repondre")).content)
    _autre_ecrit(diagnostic, "A1", "3")
    _autre_ecrit(diagnostic, "B1", "2")
    refusee = client.post(_page(diagnostic, "repondre"), champs | {"commentaire-B1": "é" * 10_001})
    rendus = remplir(refusee.content)
    client.post(_page(diagnostic, "repondre"), rendus | {"commentaire-B1": "Court"})
    assert _choix(diagnostic) == {"A1": "3", "B1": "2"}


@pytest.mark.parametrize(
    "envoi",
    [
        {"choix-A1": "7"},
        {"choix-A1": "\x00"},
        {"choix-A1": "1", "nom": "a" * 61},
        {"choix-A1": "1", "nom": "\x00"},
        {"choix-A1": "1", "auteur": "a" * 37},
    ],
)
def test_impossible_form_is_refused(envoi: dict[str, str], client: Client, diagnostic: Diagnostic) -> None:
    avant = tout()
    assert client.post(_page(diagnostic, "repondre"), envoi).status_code == 422
    assert tout() == avant


@pytest.mark.parametrize("nom", ["repondre", "reglages", "plan", "cap", "etapes"])
def test_huge_form_is_refused_with_a_sentence(nom: str, client: Client, diagnostic: Diagnostic) -> None:
    avant = tout()
    corps = b"nom=" + b"a" * 4_100_000
    reponse = client.post(_page(diagnostic, nom), corps, content_type="application/x-www-form-urlencoded")
    assert reponse.status_code == 413
    assert "Cet envoi est trop volumineux" in lisible(reponse.content.decode())
    assert tout() == avant


def test_settings_name_the_association_and_change_the_version(client: Client, diagnostic: Diagnostic) -> None:
    services.placer_cap(diagnostic=diagnostic, poids=(1, 2, 3))
    client.post(_page(diagnostic, "reglages"), {"nom": "Le Toit"})
    reponse = client.post(_page(diagnostic, "reglages"), {"formule": "courte", "ensuite": "repondre"})
    assert reponse["Location"] == _page(diagnostic, "repondre")
    diagnostic.refresh_from_db()
    assert (diagnostic.nom, diagnostic.formule, diagnostic.poids_du_cap) == ("Le Toit", "courte", (1, 2, 3))


def test_settings_write_their_two_fields_only(client: Client, diagnostic: Diagnostic) -> None:
    """A cap placed meanwhile by somebody else is not undone."""
    with CaptureQueriesContext(connection) as requetes:
        client.post(_page(diagnostic, "reglages"), {"nom": "Le Toit"})
    [ecriture] = [r["sql"] for r in requetes if r["sql"].startswith("UPDATE")]
    champs = ecriture.partition(" SET ")[2].partition(" WHERE ")[0]
    assert [champ.split('"')[1] for champ in champs.split(", ")] == ["formule", "nom"]


@pytest.mark.parametrize("envoi", [{"nom": "a" * 121}, {"nom": "\x00"}, {"formule": "longue"}])
def test_impossible_settings_are_refused(
    envoi: dict[str, str], client: Client, diagnostic: Diagnostic
) -> None:
    avant = tout()
    assert client.post(_page(diagnostic, "reglages"), envoi).status_code == 422
    assert tout() == avant


def test_history_puts_a_past_value_back(client: Client, diagnostic: Diagnostic) -> None:
    _autre_ecrit(diagnostic, "A1", "1")
    _autre_ecrit(diagnostic, "A1", "3")
    premiere = diagnostic.ecritures.order_by("id")[0]
    reponse = client.post(_page(diagnostic, "historique", "A1"), {"ecriture": premiere.pk})
    assert reponse["Location"] == _page(diagnostic, "repondre") + "#A1"
    assert (_choix(diagnostic), diagnostic.ecritures.count()) == ({"A1": "1"}, 3)


@pytest.mark.parametrize("pk", ["", "0", "²", "٣", "-1", "x", "9" * 30, "9" * 5000, "\x00"])
def test_history_refuses_a_line_that_is_not_there(pk: str, client: Client, diagnostic: Diagnostic) -> None:
    EcritureFactory(objet="A1", diagnostic__code="0" * 16)
    avant = tout()
    assert client.post(_page(diagnostic, "historique", "A1"), {"ecriture": pk}).status_code == 404
    assert tout() == avant


def test_history_of_somebody_else_is_out_of_reach(client: Client, diagnostic: Diagnostic) -> None:
    ailleurs = EcritureFactory()
    assert client.post(_page(diagnostic, "historique", "A1"), {"ecriture": ailleurs.pk}).status_code == 404
    assert client.get(_page(diagnostic, "historique", "Z9")).status_code == 404


def test_new_grid_is_shown_then_accepted(client: Client, referentiel: Referentiel, request: Any) -> None:
    diagnostic = DiagnosticFactory(choix={"A1": "2", "B2": "1", "D8": "0"})
    request.getfixturevalue("referentiel_2")
    page = lisible(client.get(_page(diagnostic, "nouvelle_grille")).content.decode())
    assert ["A9 · Un ajout" in page, "C1 · Un autre titre" in page, "D8 · " in page] == [True] * 3
    reponse = client.post(_page(diagnostic, "nouvelle_grille"))
    assert reponse["Location"] == _page(diagnostic, "sommaire")
    diagnostic.refresh_from_db()
    assert (diagnostic.referentiel.version, diagnostic.instantanes.count()) == (2, 1)
    assert client.get(_page(diagnostic, "restitution")).status_code == 200


def test_new_grid_waits_when_there_are_too_many_steps(
    client: Client, referentiel: Referentiel, request: Any
) -> None:
    diagnostic = DiagnosticFactory(choix={"A1": "2"})
    InstantaneFactory.create_batch(services.INSTANTANES_MAX, diagnostic=diagnostic)
    request.getfixturevalue("referentiel_2")
    reponse = client.post(_page(diagnostic, "nouvelle_grille"))
    assert reponse.status_code == 422
    assert "retirez-en une d’abord" in reponse.content.decode()


def test_erasing_asks_once_then_erases(client: Client, diagnostic: Diagnostic) -> None:
    assert client.get(_page(diagnostic, "effacer")).status_code == 200
    assert client.post(_page(diagnostic, "effacer")).status_code == 200
    assert client.get(_page(diagnostic, "sommaire")).status_code == 404
    assert Diagnostic.objects.count() == 0


def test_plan_form_keeps_swaps_and_writes(client: Client, referentiel: Referentiel) -> None:
    diagnostic = DiagnosticFactory(choix=dict.fromkeys(TOUS, "1"))
    client.post(
        _page(diagnostic, "plan"),
        {"texte-court-1": "À nous", "porteur-court-2": "Lise", "texte-court-2": "x"},
    )
    plan = diagnostic.actions.order_by("rang").values_list("rang", "texte", "porteur", "texte_ecrit")
    assert list(plan) == [(1, "À nous", "", True), (2, "x", "Lise", True)]
    Action.objects.filter(diagnostic=diagnostic).update(modifiee_le=datetime(2026, 3, 9, 13, 2, tzinfo=UTC))
    page = lisible(client.get(_page(diagnostic, "restitution")).content.decode())
    assert page.count("Enregistré à 14:02, le 9 mars") == 2
    refus = client.post(_page(diagnostic, "plan"), {"echeance-court-1": "demain", "texte-court-1": "Gardé"})
    assert refus.status_code == 422
    assert ("« demain » n’est pas une date" in lisible(refus.content.decode())) is True
    assert diagnostic.actions.get(rang=1).texte == "Gardé"


@pytest.mark.parametrize(
    ("envoi", "statut", "poids"),
    [
        ({"humain": "5", "financier": "0", "alliances": "10"}, 302, (5, 0, 10)),
        ({"humain": "0", "financier": "0", "alliances": "0"}, 422, (1, 1, 1)),
        ({"humain": "11", "financier": "1", "alliances": "1"}, 422, (1, 1, 1)),
        ({"humain": "x", "financier": "1"}, 422, (1, 1, 1)),
        ({"retirer": "1"}, 302, (None, None, None)),
    ],
)
def test_cap_form(envoi: Any, statut: int, poids: Any, client: Client, diagnostic: Diagnostic) -> None:
    services.placer_cap(diagnostic=diagnostic, poids=(1, 1, 1))
    assert client.post(_page(diagnostic, "cap"), envoi).status_code == statut
    diagnostic.refresh_from_db()
    assert diagnostic.poids_du_cap == poids


def test_step_form_takes_and_removes(client: Client, referentiel: Referentiel) -> None:
    diagnostic, ailleurs = DiagnosticFactory(choix={"A1": "2"}), InstantaneFactory()
    assert client.post(_page(diagnostic, "etapes"), {"nom": ""}).status_code == 422
    assert client.post(_page(diagnostic, "etapes"), {"nom": "Juin"}).status_code == 302
    etape = diagnostic.instantanes.get()
    assert client.post(_page(diagnostic, "retirer_etape", ailleurs.pk)).status_code == 404
    assert client.post(_page(diagnostic, "retirer_etape", etape.pk)).status_code == 302
    assert (diagnostic.instantanes.count(), ailleurs.diagnostic.instantanes.count()) == (0, 1)


def _plein(nombre: int) -> Diagnostic:
    """A diagnostic where everything is there `nombre` times, and its steps and plan lines at most thrice."""
    codes = TOUS[:nombre]
    diagnostic: Diagnostic = DiagnosticFactory(
        choix=dict.fromkeys(codes, "1"), commentaires=dict.fromkeys(codes, "Parce que.")
    )
    for rang in range(1, min(nombre, 3) + 1):
        ActionFactory(diagnostic=diagnostic, rang=rang)
        InstantaneFactory(diagnostic=diagnostic)
        EcritureFactory(diagnostic=diagnostic)
    return diagnostic


@pytest.mark.parametrize("nombre", [1, 32])
@pytest.mark.parametrize(
    ("nom", "requetes"), [("repondre", 2), ("sommaire", 6), ("restitution", 5), ("historique", 2)]
)
def test_page_costs_the_same_whatever_it_holds(
    *,
    nom: str,
    requetes: int,
    nombre: int,
    client: Client,
    referentiel: Referentiel,
    django_assert_num_queries: Any,
) -> None:
    diagnostic = _plein(nombre)
    arguments = ["A1"] if nom == "historique" else []
    with django_assert_num_queries(requetes):
        assert client.get(_page(diagnostic, nom, *arguments)).status_code == 200
