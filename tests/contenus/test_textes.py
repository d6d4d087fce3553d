"""The plain text of a page: everything its author wrote, nothing else."""

import json

import pytest

from contenus import textes
from contenus.models import Nomenclature, Terme
from tests.contenus.fiches import agir, article

pytestmark = pytest.mark.django_db


def corps(*blocs: tuple[str, object]) -> str:
    return json.dumps([{"type": nom, "value": valeur} for nom, valeur in blocs])


def test_every_block_gives_its_words():
    table = {
        "columns": [{"type": "texte", "heading": "Part"}, {"type": "texte", "heading": "Durée"}],
        "rows": [{"values": ["60\u00a0%", "18 mois"]}],
        "caption": "",
    }
    page = article(
        "Titre",
        resume="Résumé.",
        corps=corps(
            ("titre", "Intertitre"),
            ("texte", "<p>Un <b>mot</b></p><ul><li>point</li></ul>"),
            ("citation", {"texte": "Cité", "auteur": "Elle", "source": "Livre"}),
            (
                "tableau",
                {"legende": "Légende", "table": table, "note": "", "statut": "source", "source": "D’où"},
            ),
            ("lien", {"titre": "Aller", "page": None, "adresse": "https://exemple.fr/x", "texte": "Voir"}),
            ("video", {"titre": "Film", "adresse": "https://exemple.fr/v", "transcription": "<p>Dit.</p>"}),
        ),
    )
    assert textes.texte_de(page).splitlines() == [
        "Titre", "Résumé.", "Intertitre", "Un mot point", "Cité", "Elle", "Livre",
        "Légende", "Part", "Durée", "60 %", "18 mois", "D’où", "Aller", "Voir", "Film", "Dit.",
    ]  # fmt: skip


def test_reference_list_gives_its_rows():
    liste = Nomenclature.objects.create(
        cle="mesures", titre="Mesures", description="<p>Vingt et une.</p>", statut="source", source="S"
    )
    Terme.objects.create(
        nomenclature=liste,
        code="m1",
        rang=1,
        intitule="Une",
        description="<p>Dite</p>",
        statut="source",
        source="S",
    )
    page = article("Titre", corps=corps(("liste", liste.pk)))
    assert textes.texte_du_corps(page).splitlines() == ["Mesures", "Vingt et une.", "Une : Dite"]


def test_page_without_body_gives_its_title():
    assert textes.texte_de(agir()) == "Agir"
    assert textes.texte_de(agir().get_parent().specific) == "Accueil"
