"""What the attached diagnostic says beside a tool: read, offered, told when it changed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from diagnostic.models import Diagnostic, Referentiel, Reponse
from diagnostic.services import enregistrer
from parcours.models import Cahier, Saisie
from parcours.services import rattacher
from tests.diagnostic.aides import lisible, remplir
from tests.diagnostic.factories import DiagnosticFactory
from tests.parcours.chemins import cahier_neuf
from tests.parcours.outillage import ecrire

pytestmark = pytest.mark.django_db
PREMIERE, DEUXIEME = "Inviter la mairie au prochain conseil", "Chiffrer une journée de bénévolat"


@pytest.fixture
def diagnostic(referentiel: Referentiel) -> Diagnostic:
    """Answers of several levels, and two lines of the plan written."""
    diagnostic = DiagnosticFactory(
        choix={"B1": "0", "C4": "2", "D1": "3"}, commentaires={"B1": "Peu de relève."}
    )
    for objet, champ, valeur in (
        ("court-1", "texte", PREMIERE),
        ("court-1", "porteur", "Zoé"),
        ("court-1", "echeance", "2027-03-01"),
        ("moyen-2", "texte", DEUXIEME),
    ):
        enregistrer(diagnostic=diagnostic, objet=objet, champ=champ, valeur=valeur, auteur="a")
    return diagnostic


@pytest.fixture
def cahier(diagnostic: Diagnostic) -> tuple[Cahier, str]:
    """A notebook to which the diagnostic is attached."""
    cahier, code = cahier_neuf()
    rattacher(cahier=cahier, diagnostic=diagnostic)
    return cahier, code


def page(client: Client, code: str, cle: str = "plan") -> str:
    return lisible(client.get(reverse("outils:outil", args=[code, cle])).content.decode())


def ajouter(client: Client, code: str, cle: str = "plan", **champs: str) -> Any:
    """Press the button, with the page as a browser without script sends it."""
    adresse = reverse("outils:outil", args=[code, cle])
    envoi = remplir(client.get(adresse).content, "outil")
    return client.post(adresse, envoi | champs | {"ajouter": "plan-actions"})


def ecrits(cahier: Cahier) -> dict[str, str]:
    saisies = Saisie.objects.filter(cahier=cahier, objet__startswith="plan-actions")
    return {f"{s.objet}.{s.champ}": s.valeur for s in saisies if s.valeur}


def test_each_tool_says_what_the_diagnostic_says(client: Client, cahier: tuple[Cahier, str]) -> None:
    for cle in ("cadrage", "ecosysteme", "leviers", "plan"):
        lue = page(client, cahier[1], cle)
        assert "Ce que dit votre diagnostic" in lue
        assert "Peu de relève." in lue


def test_tool_without_diagnostic_says_nothing_of_it(client: Client) -> None:
    assert "Ce que dit votre diagnostic" not in page(client, cahier_neuf()[1])


def test_decided_actions_are_offered_on_the_plan_alone(client: Client, cahier: tuple[Cahier, str]) -> None:
    assert PREMIERE in page(client, cahier[1])
    assert PREMIERE not in page(client, cahier[1], "leviers")


def test_actions_come_after_the_rows_already_written(client: Client, cahier: tuple[Cahier, str]) -> None:
    ecrire(cahier[0], "plan-actions-1", "action", "Une action à nous")
    ajouter(client, cahier[1])
    assert ecrits(cahier[0]) == {
        "plan-actions-1.action": "Une action à nous",
        "plan-actions-2.action": PREMIERE,
        "plan-actions-2.porteur": "Zoé",
        "plan-actions-2.echeance": "2027-03-01",
        "plan-actions-3.action": DEUXIEME,
    }


def test_what_was_added_is_no_longer_offered_and_twice_adds_nothing(
    client: Client, cahier: tuple[Cahier, str]
) -> None:
    ajouter(client, cahier[1])
    une_fois = ecrits(cahier[0])
    assert "a déjà des actions décidées" not in page(client, cahier[1])
    ajouter(client, cahier[1])
    assert ecrits(cahier[0]) == une_fois


def test_what_finds_no_room_stays_offered(client: Client, cahier: tuple[Cahier, str]) -> None:
    ecrire(cahier[0], "plan-actions-29", "action", "La vingt-neuvième")
    ajouter(client, cahier[1])
    assert ecrits(cahier[0])["plan-actions-30.action"] == PREMIERE
    lue = page(client, cahier[1])
    assert "a déjà des actions décidées" in lue
    assert DEUXIEME in lue


def test_button_of_another_tool_adds_nothing(client: Client, cahier: tuple[Cahier, str]) -> None:
    assert ajouter(client, cahier[1], "leviers").status_code == 302
    assert ecrits(cahier[0]) == {}


def test_page_tells_that_the_diagnostic_changed_since(
    client: Client, cahier: tuple[Cahier, str], diagnostic: Diagnostic
) -> None:
    ecrire(cahier[0], "plan-actions-1", "action", "Une action à nous")
    Reponse.objects.filter(diagnostic=diagnostic).update(choix_le=timezone.now() - timedelta(days=2))
    Reponse.objects.filter(diagnostic=diagnostic).update(commentaire_le=None)
    assert "il a changé depuis que vous avez écrit ici" not in page(client, cahier[1])
    Reponse.objects.filter(critere="C4").update(choix_le=timezone.now() + timedelta(minutes=1))
    assert "il a changé depuis que vous avez écrit ici" in page(client, cahier[1])
