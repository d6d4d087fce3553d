"""The document, page by page: as many as announced, and cut where a typographer would."""

from datetime import UTC, datetime

import pytest

from diagnostic import services
from diagnostic.documents import TYPE_DOCUMENT, document_de
from diagnostic.models import Diagnostic, Referentiel
from diagnostic.restitution import rassembler
from kits.document import Emission
from tests.diagnostic.factories import DiagnosticFactory
from tests.diagnostic.grilles import TOUS, grille_reelle
from tests.diagnostic.rempli import ecrire, remplir
from tests.kits.pages import Page, defauts, mettre_en_page

EMISSION = Emission(
    TYPE_DOCUMENT, "7KMQ-2XWD-9FHP", "https://exemple.fr/v", datetime(2026, 11, 22, tzinfo=UTC)
)
COURTS = [critere.code for critere in grille_reelle().criteres_de(courte=True)]
CAUSES = (
    "On en parle au bureau, jamais ailleurs. Les adhérents le découvrent à l’assemblée.",
    "Personne n’a repris le dossier depuis le départ de Sylvie en 2023 ; le classeur est chez elle, et la "
    "mairie nous réclame le bilan. Il faudrait s’y mettre à deux, un samedi.",
)


def pages_de(diagnostic: Diagnostic) -> list[Page]:
    return mettre_en_page(document_de(rassembler(diagnostic)), EMISSION)


def situer(codes: list[str], decalage: int, formule: str) -> Diagnostic:
    choix = {code: str((rang * 7 + decalage) % 4) for rang, code in enumerate(codes)}
    diagnostic: Diagnostic = DiagnosticFactory(formule=formule, nom="Les Jardins de l’Ourcq", choix=choix)
    return diagnostic


@pytest.mark.parametrize("decalage", [0, 1, 3])
def test_first_short_restitution_holds_in_twelve_well_cut_pages(
    referentiel: Referentiel, decalage: int
) -> None:
    pages = pages_de(situer(COURTS, decalage, "courte"))
    assert (len(pages) <= 12, defauts(pages)) == (True, [])


def test_short_restitution_with_causes_and_cap_holds_in_twelve_well_cut_pages(
    referentiel: Referentiel,
) -> None:
    diagnostic = situer(COURTS, 1, "courte")
    for rang, code in enumerate(COURTS[::2]):
        ecrire(diagnostic, code, "commentaire", CAUSES[rang % 2])
    services.placer_cap(diagnostic=diagnostic, poids=(4, 3, 5))
    diagnostic.refresh_from_db()
    pages = pages_de(diagnostic)
    assert (len(pages) <= 12, defauts(pages)) == (True, [])


def test_full_restitution_is_well_cut(referentiel: Referentiel) -> None:
    pages = pages_de(situer(TOUS, 0, "complete"))
    assert (len(pages) <= 17, defauts(pages)) == (True, [])


def test_restitution_full_of_everything_is_well_cut(referentiel: Referentiel) -> None:
    assert defauts(pages_de(remplir())) == []
