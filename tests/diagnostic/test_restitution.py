"""The plan and the fragments of the restitution."""

from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import reverse

from diagnostic import codes, fragments, services
from diagnostic.models import Diagnostic, Referentiel
from diagnostic.restitution import rassembler

pytestmark = pytest.mark.django_db


@pytest.fixture
def ouvert(referentiel: Referentiel) -> tuple[Diagnostic, str]:
    """A diagnostic whose twelve criteria are at level 0, with its code."""
    diagnostic, code = services.commencer()
    for rang, critere in enumerate(diagnostic.referentiel.grille.criteres_de(courte=True), start=1):
        _repondre(diagnostic, critere.code, "0", rang)
    return diagnostic, code


def _repondre(diagnostic: Diagnostic, code: str, choix: str, rang: int) -> None:
    services.enregistrer(
        diagnostic=diagnostic, objet=code, champ="choix", valeur=choix, auteur="essai", sequence=rang
    )


def _garder(diagnostic: Diagnostic, objet: str, texte: str) -> None:
    services.enregistrer(
        diagnostic=diagnostic, objet=objet, champ="texte", valeur=texte, auteur="essai", sequence=1
    )


def test_kept_proposal_is_not_proposed_again_after_its_criterion_moved(
    ouvert: tuple[Diagnostic, str],
) -> None:
    diagnostic, _ = ouvert
    premiere = rassembler(diagnostic).plan[0]
    assert premiere.origine is not None
    _garder(diagnostic, premiere.objet, premiere.texte)
    _repondre(diagnostic, premiere.origine.code, "2", 99)
    origines = [ligne.origine.code for ligne in rassembler(diagnostic).plan if ligne.origine]
    assert (len(origines), origines.count(premiere.origine.code)) == (6, 1)


def test_free_lines_take_the_weakest_criteria_not_yet_taken(ouvert: tuple[Diagnostic, str]) -> None:
    diagnostic, _ = ouvert
    avant = [ligne.texte for ligne in rassembler(diagnostic).plan]
    _garder(diagnostic, "court-1", "Autre chose")
    apres = [ligne.texte for ligne in rassembler(diagnostic).plan]
    assert apres == ["Autre chose", *avant[:5]]


@pytest.mark.parametrize("fragment", [fragments.profil, fragments.appuis])
def test_fragment_follows_the_answers(ouvert: tuple[Diagnostic, str], fragment) -> None:
    diagnostic, _ = ouvert
    avant = fragment(rassembler(diagnostic))
    assert fragment(rassembler(diagnostic)) == avant
    _repondre(diagnostic, "A1", "3", 100)
    assert fragment(rassembler(diagnostic)) != avant


@pytest.mark.parametrize("depuis", ["restitution", "plan"])
def test_links_of_the_shared_pieces_lead_to_this_diagnostic(depuis: str) -> None:
    page = reverse(f"diagnostic:{depuis}", args=["C"])
    assert urljoin(page, fragments.SAISIE) == reverse("diagnostic:repondre", args=["C"])
    assert urljoin(page, f"{fragments.HISTORIQUE}court-1/") == reverse(
        "diagnostic:historique", args=["C", "court-1"]
    )


def test_comment_shows_at_once_beside_its_criterion(client: Client, ouvert: tuple[Diagnostic, str]) -> None:
    diagnostic, code = ouvert
    page = f"/diagnostic/{code}/restitution/"
    client.get(page)
    services.enregistrer(
        diagnostic=diagnostic,
        objet="A1",
        champ="commentaire",
        valeur="Un mot neuf",
        auteur="essai",
        sequence=1,
    )
    assert "Un mot neuf" in client.get(page).content.decode()


@pytest.mark.parametrize(("fait", "fois"), [("cap", 1), ("autre", 0), ("<script>", 0)])
def test_page_confirms_what_was_done_and_nothing_else(
    client: Client, ouvert: tuple[Diagnostic, str], fait: str, fois: int
) -> None:
    page = client.get(f"/diagnostic/{ouvert[1]}/restitution/", {"fait": fait}).content.decode()
    assert page.count("Le cap est placé.") == fois
    assert page.count("avis--succes") == fois


def test_pasted_address_is_read_as_its_code() -> None:
    code = codes.tirer()
    assert codes.normaliser(f" https://exemple.fr/diagnostic/{code.lower()}/restitution/#plan ") == code
