"""The life of a rendering, decided by the database."""

import hashlib
import threading
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from celery import current_app
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from kits import services
from kits.bail import bail_tenu
from kits.document import Document
from kits.models import Rendu, RenduFichier
from tests.kits.appui import demande, demande_echouee, demande_livree, vieillir

pytestmark = pytest.mark.django_db


@pytest.fixture
def file_d_attente(monkeypatch):
    """What was handed to the queue, in order; no worker."""
    confies = []
    monkeypatch.setattr(current_app, "send_task", lambda nom, args, **suite: confies.append((nom, *args)))
    return confies


def test_demander_deux_fois_donne_un_rendu_et_une_tache(file_d_attente, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        un, autre = demande(), demande()
    assert un == autre
    assert file_d_attente == [("kits.tasks.composer", str(un.pk))]
    assert un.nom_fichier == "les-jardins-de-l-ourcq.pdf"


def test_demander_distingue_les_formats():
    assert demande(format="pdf") != demande(format="docx")


def test_demander_range_un_texte_que_postgres_refuserait():
    rendu = demande(document=Document("a\x00\ud800b", "", (), ()))
    rendu.refresh_from_db()
    assert rendu.document["titre"] == "ab"


@pytest.mark.django_db(transaction=True)
def test_demander_a_deux_fils_au_meme_instant_donne_un_rendu(file_d_attente):
    depart = threading.Barrier(6)
    obtenus = []

    def demander_en_meme_temps():
        depart.wait()
        obtenus.append(demande("Au même instant").pk)
        connection.close()

    fils = [threading.Thread(target=demander_en_meme_temps) for _ in range(6)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert len(obtenus) == 6
    assert len(set(obtenus)) == 1
    assert Rendu.objects.count() == 1
    assert len(file_d_attente) == 1


@pytest.mark.django_db(transaction=True)
def test_demander_sans_file_reussit_et_la_reprise_s_en_charge(settings, monkeypatch):
    with current_app.connection_for_write("redis://127.0.0.1:1/0") as morte, monkeypatch.context() as patch:
        patch.setattr(
            current_app, "send_task", lambda *a, **k: morte.ensure_connection(max_retries=1, timeout=1)
        )
        rendu = demande()
    rendu.refresh_from_db()
    assert (rendu.etat, rendu.en_file_le) == (Rendu.Etat.EN_ATTENTE, None)
    assert services.reprendre_abandonnes() == [rendu.pk]
    rendu.refresh_from_db()
    assert rendu.en_file_le is not None


def test_prendre_ne_donne_le_bail_qu_une_fois():
    rendu = demande()
    jeton = services.prendre(rendu_id=rendu.pk)
    assert jeton is not None
    assert services.prendre(rendu_id=rendu.pk) is None
    rendu.refresh_from_db()
    assert (rendu.etat, rendu.jeton, rendu.tentatives) == (Rendu.Etat.EN_COURS, jeton, 1)
    assert timedelta(seconds=15) < rendu.bail_jusqua - timezone.now() < timedelta(seconds=25)


def test_livrer_un_travailleur_en_retard_n_ecrase_rien():
    rendu = demande()
    lent = services.prendre(rendu_id=rendu.pk)
    vieillir(rendu, bail_jusqua=timezone.now() - timedelta(seconds=1))
    rapide = services.prendre(rendu_id=rendu.pk)
    assert not services.avancer(rendu_id=rendu.pk, jeton=lent, progression=50, etape="trop tard")
    assert not services.prolonger(rendu_id=rendu.pk, jeton=lent)
    assert services.livrer(rendu_id=rendu.pk, jeton=rapide, contenu=b"bon", emis_le=timezone.now())
    assert not services.livrer(rendu_id=rendu.pk, jeton=lent, contenu=b"vieux", emis_le=timezone.now())
    assert not services.livrer(rendu_id=rendu.pk, jeton=rapide, contenu=b"encore", emis_le=timezone.now())
    assert not services.echouer(rendu_id=rendu.pk, jeton=lent, raison="trop tard")
    rendu.refresh_from_db()
    assert (rendu.etat, rendu.condense) == (Rendu.Etat.PRET, hashlib.sha256(b"bon").hexdigest())
    assert bytes(rendu.fichier.contenu) == b"bon"


def test_relancer_ne_touche_que_l_interrompu(file_d_attente, django_capture_on_commit_callbacks):
    rendu, pret = demande_echouee(), demande_livree("Un autre")
    with django_capture_on_commit_callbacks(execute=True):
        assert services.relancer(rendu=rendu)
        assert not services.relancer(rendu=rendu)
        assert not services.relancer(rendu=pret)
    rendu.refresh_from_db()
    assert (rendu.etat, rendu.raison, rendu.tentatives) == (Rendu.Etat.EN_ATTENTE, "", 0)
    assert file_d_attente == [("kits.tasks.composer", str(rendu.pk))]


def test_reprendre_remet_en_file_puis_renonce_apres_trois_abandons(file_d_attente):
    rendu = demande()
    for tentative in (1, 2, 3):
        assert services.prendre(rendu_id=rendu.pk) is not None
        assert services.reprendre_abandonnes() == []
        vieillir(rendu, bail_jusqua=timezone.now() - timedelta(seconds=1), en_file_le=None)
        attendu = [rendu.pk] if tentative < 3 else []
        assert services.reprendre_abandonnes() == attendu
    rendu.refresh_from_db()
    assert (rendu.etat, rendu.raison) == (Rendu.Etat.ECHEC, services.RAISON_ABANDON)


def test_reprendre_laisse_sa_chance_a_la_file(file_d_attente):
    rendu = demande()
    assert services.reprendre_abandonnes() == []
    vieillir(rendu, en_file_le=timezone.now() - timedelta(seconds=31))
    assert services.reprendre_abandonnes() == [rendu.pk]
    assert services.reprendre_abandonnes() == []


@pytest.mark.django_db(transaction=True)
def test_bail_tenu_repousse_l_echeance():
    rendu = demande("Longue haleine")
    jeton = services.prendre(rendu_id=rendu.pk)
    vieillir(rendu, bail_jusqua=timezone.now() + timedelta(seconds=1))
    with bail_tenu(rendu_id=rendu.pk, jeton=jeton, battement_s=0.1):
        threading.Event().wait(0.5)
    rendu.refresh_from_db()
    assert rendu.bail_jusqua > timezone.now() + timedelta(seconds=15)


def test_expirer_efface_le_contenu_et_garde_la_preuve():
    rendu, recent = demande_livree(), demande_livree("Récent")
    vieillir(rendu, expire_le=timezone.now())
    assert services.expirer() == 1
    assert services.expirer() == 0
    avant = rendu.condense, rendu.code, rendu.emis_le
    rendu.refresh_from_db()
    assert (rendu.etat, rendu.document, rendu.nom_fichier) == (Rendu.Etat.EXPIRE, {}, "")
    assert (rendu.condense, rendu.code, rendu.emis_le) == avant
    assert list(RenduFichier.objects.values_list("pk", flat=True)) == [recent.pk]


def test_demander_un_expire_le_reveille_sous_le_meme_code(file_d_attente, django_capture_on_commit_callbacks):
    rendu = demande_livree()
    vieillir(rendu, expire_le=timezone.now())
    services.expirer()
    with django_capture_on_commit_callbacks(execute=True):
        revenu = demande()
    assert (revenu.pk, revenu.code, revenu.emis_le) == (rendu.pk, rendu.code, rendu.emis_le)
    assert (revenu.etat, revenu.document["titre"]) == (Rendu.Etat.EN_ATTENTE, "L’équilibre de notre maison")
    assert file_d_attente == [("kits.tasks.composer", str(rendu.pk))]


@pytest.mark.django_db(transaction=True)
def test_changements_sont_annonces_a_la_validation(file_d_attente):
    parametres = connection.get_connection_params()
    adresse = {
        cle: parametres[cle] for cle in ("host", "port", "user", "password", "dbname") if cle in parametres
    }
    with psycopg.connect(**adresse, autocommit=True) as oreille:
        oreille.execute("LISTEN rendu")
        rendu = demande("Annoncé")
        jeton = services.prendre(rendu_id=rendu.pk)
        services.livrer(rendu_id=rendu.pk, jeton=jeton, contenu=b"%PDF", emis_le=timezone.now())
        recus = [annonce.payload for annonce in oreille.notifies(timeout=2, stop_after=2)]
    assert recus == [str(rendu.pk)] * 2


@pytest.mark.parametrize(
    "champs",
    [
        {"etat": "pret"},
        {"etat": "en_cours"},
        {"jeton": uuid4()},
        {"etat": "echec"},
        {"etat": "expire"},
        {"document": {}},
        {"progression": 101},
        {"code": "ILOU00000000"},
        {"format": "exe"},
        {"etat": "perdu"},
        {"tentatives": 4},
    ],
)
def test_base_refuse_un_etat_impossible(champs):
    rendu = demande()
    with pytest.raises(IntegrityError), transaction.atomic():
        vieillir(rendu, **champs)


def test_etat_ne_charge_ni_contenu_ni_fichier(django_assert_num_queries):
    demande_livree()
    with django_assert_num_queries(1) as requetes:
        Rendu.objects.pour_etat().get().etat_public()
    assert '"document"' not in requetes[0]["sql"]
