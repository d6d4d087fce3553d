"""What the task does when the drawing stops short."""

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from kits import services, tasks
from kits.erreurs import BailPerdu
from kits.models import Rendu
from tests.kits.appui import demande, demande_livree

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("arret", "etat", "raison"),
    [
        (SoftTimeLimitExceeded(), "echec", tasks.RAISON_DUREE),
        (MemoryError(), "echec", tasks.RAISON_IMPREVUE),
        (BailPerdu(), "en_cours", ""),
    ],
)
def test_composer_arrete_dit_pourquoi(monkeypatch, arret, etat, raison):
    """Time is what runs out here: the renderer raises as Celery's clock would."""

    def s_arreter(document, emission, avancer):
        avancer(30, "Nous mettons en page")
        raise arret

    monkeypatch.setitem(tasks.COMPOSITEURS, "pdf", s_arreter)
    rendu = demande()
    tasks.composer(str(rendu.pk))
    rendu.refresh_from_db()
    assert (rendu.etat, rendu.raison) == (etat, raison)


def test_composer_ne_refait_pas_ce_qui_est_pret(monkeypatch):
    rendu = demande_livree()
    monkeypatch.setitem(tasks.COMPOSITEURS, "pdf", None)
    tasks.composer(str(rendu.pk))
    assert Rendu.objects.get(pk=rendu.pk).condense == rendu.condense


def test_composer_signale_un_bail_perdu_en_route(monkeypatch):
    """Another worker took over while this one was drawing: it stops at the next stage."""

    def se_faire_doubler(document, emission, avancer):
        Rendu.objects.update(jeton="00000000-0000-0000-0000-000000000001")
        avancer(50, "trop tard")
        raise AssertionError("ce pas ne devait pas être franchi")

    monkeypatch.setitem(tasks.COMPOSITEURS, "pdf", se_faire_doubler)
    rendu = demande()
    tasks.composer(str(rendu.pk))
    rendu.refresh_from_db()
    assert (rendu.etat, rendu.progression) == (Rendu.Etat.EN_COURS, 5)


def test_taches_de_fond_tournent_a_vide():
    tasks.reprendre()
    tasks.expirer()
    assert services.expirer() == 0
