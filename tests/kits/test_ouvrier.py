"""A real worker, real engines; some tests kill it on purpose."""

import io

import docx
import pikepdf
import pytest
from django.db import connection

from kits import services
from kits.document import Document, Figure, Section
from kits.models import Rendu
from tests.kits.appui import attendre, attendre_fin, demande
from tests.kits.exemples import document_riche

pytestmark = pytest.mark.django_db(transaction=True)


def contenu(rendu) -> io.BytesIO:
    return io.BytesIO(bytes(rendu.fichier.contenu))


def observer_les_livraisons() -> None:
    """Let the database itself count every write of a file (the clone is thrown away after the test)."""
    with connection.cursor() as curseur:
        curseur.execute("CREATE TABLE livraison (rendu uuid, condense text)")
        curseur.execute(
            "CREATE FUNCTION noter() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN INSERT INTO livraison VALUES (NEW.rendu_id, encode(sha256(NEW.contenu), ''hex'')); "
            "RETURN NEW; END'"
        )
        curseur.execute(
            "CREATE TRIGGER noter AFTER INSERT OR UPDATE ON kits_rendufichier "
            "FOR EACH ROW EXECUTE FUNCTION noter()"
        )


def livraisons() -> list[tuple[str, str]]:
    with connection.cursor() as curseur:
        curseur.execute("SELECT rendu::text, condense FROM livraison")
        return curseur.fetchall()


def test_ouvrier_compose_les_deux_formats(ouvrier):
    un, autre = demande(format="pdf"), demande(format="docx")
    un, autre = attendre_fin(un), attendre_fin(autre)
    assert (un.etat, autre.etat) == (Rendu.Etat.PRET, Rendu.Etat.PRET)
    with pikepdf.open(contenu(un)) as pdf:
        assert len(pdf.pages) >= 8
    assert docx.Document(contenu(autre)).core_properties.title == "L’équilibre de notre maison"


def test_ouvrier_ne_compose_qu_une_fois_le_meme_contenu(ouvrier):
    observer_les_livraisons()
    un, autre = demande(), demande()
    rendu = attendre_fin(un)
    services._confier(rendu.pk)
    services._confier(rendu.pk)
    attendre_fin(demande("Un témoin, passé après les doublons"))
    assert un == autre
    assert livraisons().count((str(rendu.pk), rendu.condense)) == 1


def test_ouvrier_explique_un_dessin_illisible_et_recommence(ouvrier):
    casse = Document("t", "", (), (Section("s", (Figure("<svg", "rien", "Points"),)),))
    rendu = attendre_fin(demande(document=casse))
    assert rendu.etat == Rendu.Etat.ECHEC
    assert rendu.raison == "La figure «\u00a0Points\u00a0» est illisible\u00a0: nous devons la corriger."
    bon = services.vers_dict(document_riche())
    Rendu.objects.filter(pk=rendu.pk).update(document=bon)
    services.relancer(rendu=rendu)
    assert attendre_fin(rendu).etat == Rendu.Etat.PRET


def test_ouvrier_cache_la_panne_imprevue(ouvrier):
    rendu = demande("Contenu abîmé")
    Rendu.objects.filter(pk=rendu.pk).update(document={"abime": 1}, etat="en_attente")
    services._confier(rendu.pk)
    fin = attendre_fin(rendu)
    if fin.etat == Rendu.Etat.ECHEC:
        assert fin.raison.startswith("Une difficulté imprévue")
        assert "Traceback" not in fin.raison


@pytest.mark.pannes
def test_ouvrier_tue_en_plein_travail_est_remplace_et_livre_une_fois(ouvrier):
    """The lease (20 s) runs out for real; the test plays the beat."""
    observer_les_livraisons()
    rendu = demande(document=document_riche("Long", chapitres=3))
    attendre(lambda: Rendu.objects.en_cours().filter(pk=rendu.pk, progression__gte=30).exists())
    ouvrier.tuer()
    assert Rendu.objects.en_cours().filter(pk=rendu.pk).exists()
    ouvrier.assurer()
    attendre(lambda: services.reprendre_abandonnes() == [rendu.pk], 30)
    fin = attendre_fin(rendu)
    assert (fin.etat, fin.tentatives, fin.code) == (Rendu.Etat.PRET, 2, rendu.code)
    assert livraisons() == [(str(rendu.pk), fin.condense)]


def test_ouvrier_refait_le_meme_fichier_apres_expiration(ouvrier):
    """Same content, same code, same date: the same bytes, so the printed proof stays true."""
    premier = attendre_fin(demande())
    Rendu.objects.filter(pk=premier.pk).update(expire_le=premier.cree_le)
    assert services.expirer() == 1
    second = attendre_fin(demande())
    assert (second.code, second.emis_le, second.condense) == (premier.code, premier.emis_le, premier.condense)
