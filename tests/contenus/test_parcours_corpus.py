"""The usage paths from the corpus to the database: complete, twice the same, never over staff's words."""

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from contenus.corpus.fichiers import lire
from contenus.corpus.origines import Journal
from contenus.corpus.parcours import ecrire_parcours
from contenus.corpus.schema import ParcoursDUsage
from contenus.models import ChoixDUsage, EtapeDUsage
from tests.contenus.corpus_minimal import parcours
from tests.contenus.site_de_kits import ouvrir_le_site, retirer_du_portail

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(db):
    return ouvrir_le_site().article("notion")


def modele(**etape):
    donnees = parcours()
    donnees["etapes"][0] |= etape
    return ParcoursDUsage.model_validate(donnees)


def ecrire(contenu, *pages):
    journal = Journal.ouvrir()
    connues = {page.slug: page for page in pages}
    ecrire_parcours(contenu, journal=journal, page_de=connues.get)
    return journal.bilan


def test_step_is_written_with_its_page_and_its_provenance(page):
    assert len(ecrire(modele(), page).crees) == 4
    etape = EtapeDUsage.objects.get()
    assert (etape.cle, etape.page_id, etape.adresse, etape.duree) == ("lire", page.pk, "", 5)
    assert (etape.profils, etape.statut, etape.source) == (
        ["gouvernance"],
        "proposition",
        "Écrit pour les essais.",
    )
    assert list(ChoixDUsage.objects.values_list("axe", "cle")) == [
        ("maturite", "decouvrir"),
        ("objectif", "comprendre"),
        ("profil", "gouvernance"),
    ]


def test_address_of_the_portal_stays_an_address(page):
    ecrire(modele(adresse="/diagnostic/"), page)
    assert EtapeDUsage.objects.values_list("page", "adresse").get() == (None, "/diagnostic/")


def test_loading_twice_changes_nothing(page):
    ecrire(modele(), page)
    avant = list(EtapeDUsage.objects.values())
    assert ecrire(modele(), page).inchanges == [
        "reponse-d-usage:profil:gouvernance",
        "reponse-d-usage:objectif:comprendre",
        "reponse-d-usage:maturite:decouvrir",
        "etape-d-usage:lire",
    ]
    assert list(EtapeDUsage.objects.values()) == avant


def test_changed_file_reaches_an_untouched_row(page):
    ecrire(modele(), page)
    assert ecrire(modele(duree=9), page).changes == ["etape-d-usage:lire"]
    assert EtapeDUsage.objects.get().duree == 9


def test_words_of_staff_are_kept(page):
    ecrire(modele(), page)
    EtapeDUsage.objects.update(pourquoi="Parce que.")
    assert ecrire(modele(duree=9), page).gardes == ["etape-d-usage:lire"]
    assert EtapeDUsage.objects.values_list("pourquoi", "duree").get() == ("Parce que.", 5)


def test_step_removed_by_staff_does_not_come_back(page):
    ecrire(modele(), page)
    EtapeDUsage.objects.all().delete()
    assert ecrire(modele(duree=9), page).retires == ["etape-d-usage:lire"]
    assert not EtapeDUsage.objects.exists()


def test_step_without_its_page_waits_out_of_sight(page):
    ecrire(modele())
    assert EtapeDUsage.objects.count() == 1
    assert not EtapeDUsage.objects.ouvertes().exists()


def test_step_disappears_with_its_page_and_comes_back(page):
    ecrire(modele(), page)
    assert EtapeDUsage.objects.ouvertes().count() == 1
    retirer_du_portail(page)
    assert EtapeDUsage.objects.ouvertes().count() == 0


def test_real_corpus_is_written_whole(db):
    contenu = lire(ParcoursDUsage, settings.CORPUS / "parcours-usage.yaml")
    bilan = ecrire(contenu)
    mots = len(contenu.profils) + len(contenu.objectifs) + len(contenu.maturites)
    assert (EtapeDUsage.objects.count(), ChoixDUsage.objects.count()) == (len(contenu.etapes), mots)
    assert len(bilan.crees) == len(contenu.etapes) + mots


@pytest.mark.parametrize(
    "faute",
    [
        {"temps": 6},
        {"duree": 0},
        {"source": ""},
        {"statut": "vrai"},
        {"adresse": "https://exemple.org/"},
        {"adresse": "//exemple.org/"},
        {"adresse": "/\\exemple.org/"},
    ],
)
def test_database_refuses_what_makes_no_sense(db, faute):
    champs = {
        "cle": "x",
        "titre": "X",
        "pourquoi": "P",
        "duree": 1,
        "source": "Nous",
        "adresse": "/",
        **faute,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        EtapeDUsage.objects.create(**champs)


def test_database_refuses_an_answer_to_another_question(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        ChoixDUsage.objects.create(axe="profil", cle="agir", titre="Agir")
