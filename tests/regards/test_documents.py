"""What is printed: the sheet of personal codes, and the agenda."""

from datetime import date

from kits.document import Figure
from regards import codes
from regards.documents_codes import feuille_de_codes
from regards.models import Campagne

NOM = "Les Jardins partagés de la Croix-Rousse"


def test_sheet_of_codes_is_strips_and_four_lines() -> None:
    tires = codes.personnels("a", 5, cle="essai")
    campagne = Campagne(nom=NOM, jusqu_au=date(2026, 9, 1))
    document = feuille_de_codes(campagne, tires, site="https://exemple.fr")
    [section] = document.sections
    consignes, *bandes = section.blocs
    assert document.feuille
    assert len(consignes.elements) == 4
    assert [len([c for c in tires if c in bande.alternative]) for bande in bandes] == [2, 2, 1]
    for bande in bandes:
        assert isinstance(bande, Figure)
        assert not bande.legende
        assert NOM in bande.svg
        assert "jusqu’au 1er\u00a0septembre\u00a02026" in bande.svg
