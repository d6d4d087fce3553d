"""What robots are told: every published page, no draft, no secret address."""

import re

import pytest
from django.test import Client

from contenus.corpus.pages import planter
from contenus.models import ArticlePage, RubriquePage
from tests.diagnostic.factories import ReferentielFactory

pytestmark = pytest.mark.django_db


def test_plan_lists_published_pages_and_views_alone(client: Client) -> None:
    ReferentielFactory()
    rubrique = planter().add_child(instance=RubriquePage(title="Agir", slug="agir", source="Essais."))
    rubrique.add_child(instance=ArticlePage(title="En ligne", slug="en-ligne", source="Essais."))
    rubrique.add_child(
        instance=ArticlePage(title="Brouillon", slug="brouillon", live=False, source="Essais.")
    )
    adresses = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", client.get("/sitemap.xml").content.decode())
    assert {"/", "/agir/", "/agir/en-ligne/", "/diagnostic/", "/diagnostic/grille/1/"} <= set(adresses)
    assert [adresse for adresse in adresses if "brouillon" in adresse] == []
    assert len(adresses) == len(set(adresses))


def test_robots_name_the_plan_and_the_closed_doors(client: Client) -> None:
    texte = client.get("/robots.txt").content.decode()
    assert "Disallow: /redaction/\n" in texte
    assert re.search(r"Sitemap: http://[^/]+/sitemap\.xml\n", texte)
