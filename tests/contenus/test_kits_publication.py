"""After a publication, the kits that it touches are ready again; a burst is one rebuilding."""

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as RedisInjoignable

from contenus import kits
from kits.models import Rendu
from tests.contenus import file_d_attente
from tests.contenus.site_de_kits import ouvrir_le_site, page_dans_un_kit, retirer_du_portail

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db):
    return ouvrir_le_site()


@pytest.fixture
def en_file(a_l_ecart):
    """What waits for the rebuilding of kits: the primary keys, in order."""
    return lambda: [kit_id for (kit_id,) in file_d_attente.en_file(kits.TACHE)]


@pytest.fixture
def publier(django_capture_on_commit_callbacks):
    """Publish a page as staff do, to the end of the transaction."""

    def faire(page):
        with django_capture_on_commit_callbacks(execute=True):
            type(page).objects.get(pk=page.pk).save_revision().publish()

    return faire


def test_page_of_a_kit_announces_it_and_no_other(site, publier, en_file):
    une, deux = site.article("une"), site.article("deux")
    kit = site.kit("kit-un", page_dans_un_kit(une))
    site.kit("kit-deux", page_dans_un_kit(deux))
    publier(une)
    assert en_file() == [kit.pk]


def test_kit_announces_itself(site, publier, en_file):
    kit = site.kit("kit-un", page_dans_un_kit(site.article("une")))
    publier(kit)
    assert en_file() == [kit.pk]


def test_page_without_a_kit_or_in_a_withdrawn_one_announces_nothing(site, publier, en_file):
    seule, retenue = site.article("seule"), site.article("retenue")
    retirer_du_portail(site.kit("kit-un", page_dans_un_kit(retenue)))
    publier(seule)
    publier(retenue)
    assert en_file() == []


def test_burst_of_publications_is_one_rebuilding(site, publier, en_file):
    pages = [site.article(f"page-{rang}") for rang in range(5)]
    kit = site.kit("kit-un", *map(page_dans_un_kit, pages))
    for page in pages:
        publier(page)
    assert en_file() == [kit.pk]
    kits.preparer(kit.pk)
    publier(pages[0])
    assert en_file() == [kit.pk, kit.pk]


def test_rebuilding_asks_for_the_pdf_and_twice_for_the_same(site):
    kit = site.kit("kit-un", page_dans_un_kit(site.article("une")))
    premier, second = kits.preparer(kit.pk), kits.preparer(kit.pk)
    assert premier == second == Rendu.objects.get()
    assert premier.format == "pdf"


def test_changed_page_gives_another_document(site):
    une = site.article("une")
    kit = site.kit("kit-un", page_dans_un_kit(une))
    kits.preparer(kit.pk)
    une.title = "Une autre"
    une.save_revision().publish()
    kits.preparer(kit.pk)
    assert Rendu.objects.count() == 2


def test_draft_of_a_page_changes_nothing(site):
    une = site.article("une")
    kit = site.kit("kit-un", page_dans_un_kit(une))
    kits.preparer(kit.pk)
    une.title = "Un brouillon"
    une.save_revision()
    kits.preparer(kit.pk)
    assert Rendu.objects.count() == 1


def test_empty_withdrawn_or_unknown_kit_prepares_nothing(site):
    retire = site.kit("kit-un", page_dans_un_kit(site.article("une")))
    retirer_du_portail(retire)
    assert [kits.preparer(pk) for pk in (site.kit("kit-vide").pk, retire.pk, 10**9)] == [None] * 3
    assert not Rendu.objects.exists()


def test_publication_survives_a_cache_out_of_reach(site, publier, en_file, monkeypatch):
    def injoignable(*_):
        raise RedisInjoignable

    une = site.article("une")
    site.kit("kit-un", page_dans_un_kit(une))
    with monkeypatch.context() as panne:
        panne.setattr(cache, "add", injoignable)
        publier(une)
    assert en_file() == []
