"""What the search knows: publications followed, rebuilds, vain searches, known words."""

import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from contenus import file, index, mots, recherche, tasks_recherche
from contenus.models import DocumentPublic, MotConnu, RechercheVaine
from tests.contenus.fiches import agir, article, fiche, noter

pytestmark = pytest.mark.django_db


def cles() -> set[str]:
    return set(DocumentPublic.objects.values_list("cle", flat=True))


def adresses(texte: str) -> list[str]:
    return [r.adresse for r in recherche.chercher(recherche.lire_demande({"q": texte})).reponses]


@pytest.fixture
def essais():
    """A source of its own, empty at first: fill the list."""
    fiches: list[index.Fiche] = []
    index.declarer("essais", genres={"essai": "Essais"}, fournir=lambda: iter(fiches))
    yield fiches
    index.oublier("essais")


def test_draft_is_not_found_and_its_publication_is():
    page = article("Alliance rare", publier=False)
    assert adresses("alliance") == []
    page.get_latest_revision().publish()
    assert adresses("alliance") == ["/agir/essai/"]


def test_unpublished_page_leaves_at_once():
    page = article("Alliance rare")
    page.unpublish()
    assert adresses("alliance") == []


def test_deleted_page_leaves_at_once_with_those_below():
    page = article("Alliance rare")
    Page.objects.get(pk=page.get_parent().pk).delete()
    assert cles() == set()


def test_draft_of_a_published_page_changes_nothing_until_published():
    page = article("Alliance rare")
    page.title = "Trésorerie"
    revision = page.save_revision()
    assert (adresses("alliance"), adresses("tresorerie")) == (["/agir/essai/"], [])
    revision.publish()
    assert (adresses("alliance"), adresses("tresorerie")) == ([], ["/agir/essai/"])


def test_new_slug_moves_the_page_and_those_below(django_capture_on_commit_callbacks):
    article("Alliance rare")
    rubrique = agir()
    rubrique.slug = "faire"
    with django_capture_on_commit_callbacks(execute=True):
        rubrique.save_revision().publish()
    assert adresses("alliance") == ["/faire/essai/"]
    assert adresses("agir") == ["/faire/"]


def test_page_made_private_leaves_until_it_is_public_again():
    article("Alliance rare")
    acces = PageViewRestriction.objects.create(page=agir(), restriction_type="login")
    assert adresses("alliance") == []
    acces.delete()
    assert adresses("alliance") == ["/agir/essai/"]


def test_reindexing_repairs_and_twice_changes_nothing(essais):
    article("Alliance rare")
    essais += [fiche(1, "Critère"), fiche(2, "Autre")]
    DocumentPublic.objects.all().delete()
    noter(fiche(9, "Périmé"))
    comptes = index.reindexer()
    assert {nom: compte for nom, compte in comptes.items() if compte} == {"pages": 2, "essais": 2}
    avant = list(DocumentPublic.objects.order_by("cle").values("pk", "cle", "titre", "rayon"))
    index.reindexer()
    assert list(DocumentPublic.objects.order_by("cle").values("pk", "cle", "titre", "rayon")) == avant


def test_one_source_is_reindexed_alone(essais):
    essais.append(fiche(1, "Critère"))
    noter(fiche(2, "Périmé"), index.Fiche("ailleurs:1", "essai", "Gardé", "/"))
    tasks_recherche.reindexer_source("essais")
    assert cles() == {"essais:1", "ailleurs:1"}
    assert index.genres()["essai"] == "Essais"


def test_source_may_not_write_over_another(essais):
    essais.append(index.Fiche("pages:1", "essai", "Intrus", "/"))
    with pytest.raises(ValueError, match="n’est pas la sienne"):
        index.reindexer("essais")


def test_document_noted_twice_is_one_and_taken_away_twice_is_none():
    noter(fiche(1, "Un"), fiche(1, "Deux"))
    noter(fiche(1, "Trois\0", "long " * 50_000))
    assert list(DocumentPublic.objects.values_list("titre", flat=True)) == ["Trois"]
    index.retirer("essais:1", "essais:1")
    index.retirer("essais:1")
    assert cles() == set()


def test_command_says_how_many_and_refuses_an_unknown_source(essais):
    essais.append(fiche(1, "Alliance"))
    sortie = StringIO()
    call_command("reindexer", "essais", stdout=sortie)
    assert sortie.getvalue() == "essais\u00a0: 1 document\nmots connus\u00a0: 1\n"
    with pytest.raises(CommandError, match="nulle-part"):
        call_command("reindexer", "nulle-part")


@pytest.mark.django_db(transaction=True)
def test_publication_waits_for_a_rebuild_and_is_not_overwritten(essais):
    page = article("Avant")
    essais.append(fiche(1, "Témoin"))
    publication = threading.Thread(target=_publier, args=[page.pk, "Après"])

    def pendant():
        publication.start()
        publication.join(0.5)
        return iter(())

    index.declarer("essais", genres={}, fournir=pendant)
    index.reindexer()
    publication.join()
    assert adresses("apres") == ["/agir/essai/"]
    assert adresses("avant") == []


def _publier(page_id: int, titre: str) -> None:
    page = Page.objects.get(pk=page_id).specific
    page.title = titre
    page.save_revision().publish()
    connection.close()


def test_words_are_counted_forgotten_and_shown_with_their_accents():
    noter(fiche(1, "Bénévolat", "bénévolat et 12345 abc"), fiche(2, "Benevolat"), fiche(3, "Bénévolat"))
    mots.rafraichir()
    assert list(MotConnu.objects.values_list("mot", "forme", "documents")) == [("benevolat", "bénévolat", 2)]
    index.retirer("essais:1", "essais:2", "essais:3")
    assert mots.rafraichir() == 0


def test_words_of_a_new_document_correct_typos_at_once():
    noter(fiche(1, "Trésorerie"))
    assert mots.corriger(["tresoreie", "rien", "or"]) == {"tresoreie": "trésorerie"}
    assert mots.corriger([]) == {}


def test_vain_search_is_counted_under_plain_words():
    for texte in ("Licorne", "licorne ", "LICORNE", "marie@exemple.fr"):
        tasks_recherche.noter_recherche_vaine(texte)
    assert list(RechercheVaine.objects.values_list("terme", "jour", "nombre")) == [
        ("licorne", timezone.localdate(), 3)
    ]


def test_vain_searches_of_a_day_are_bounded(monkeypatch):
    monkeypatch.setattr(tasks_recherche, "PAR_JOUR_MAX", 2)
    for texte in ("un mot", "deux mots", "trois mots", "deux mots"):
        tasks_recherche.noter_recherche_vaine(texte)
    assert list(RechercheVaine.objects.order_by("terme").values_list("terme", "nombre")) == [
        ("deux mots", 2),
        ("un mot", 1),
    ]


def test_only_searches_without_any_answer_are_handed_over(client, monkeypatch):
    confies = []
    monkeypatch.setattr(file, "confier", lambda tache, *arguments: confies.append((tache, *arguments)))
    noter(fiche(1, "Alliance", piliers=("humain",)))
    for adresse in ("?q=licorne", "?q=alliance&pilier=financier", "?q=aliance", "?q=le", "", "?q=a%40b.fr"):
        client.get(f"/recherche/{adresse}")
    client.head("/recherche/?q=dragon")
    assert confies == [("contenus.tasks_recherche.noter_recherche_vaine", "licorne")]


def test_night_work_repairs_and_forgets(essais):
    essais.append(fiche(1, "Alliance"))
    vieux = timezone.localdate() - timedelta(days=366)
    RechercheVaine.objects.create(terme="vieux", jour=vieux, nombre=1)
    RechercheVaine.objects.create(terme="neuf", jour=timezone.localdate(), nombre=1)
    tasks_recherche.entretenir_la_recherche()
    assert adresses("alliance") == ["/essais/1/"]
    assert list(RechercheVaine.objects.values_list("terme", flat=True)) == ["neuf"]


def test_live_worker_remembers_a_vain_search(client, ouvrier):
    client.get("/recherche/?q=licorne")
    fin = timezone.now() + timedelta(seconds=20)
    while not RechercheVaine.objects.filter(terme="licorne", nombre=1).exists():
        assert timezone.now() < fin
