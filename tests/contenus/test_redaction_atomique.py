"""A gesture in the office is one transaction: when it fails midway, nothing of it stays."""

import pytest
from django.urls import reverse
from wagtail import hooks
from wagtail.models import PageLogEntry, Revision, TaskState

from contenus import index
from contenus.models import ArticlePage, Nomenclature
from tests.contenus.bureau import article, creer, decider, en_ligne, modifier, poste, relire, soumettre


class Panne(Exception):
    """Whatever may fail after the first writing."""


def _tomber(*_, **__):
    raise Panne


def _navigateur(personne):
    client = poste(personne)
    client.raise_request_exception = False
    return client


def test_edition_that_fails_after_its_revision_leaves_none(bureau):
    page = article(bureau, auteur=bureau.claire)
    avant = Revision.objects.count(), PageLogEntry.objects.count()
    with hooks.register_temporarily("after_edit_page", _tomber):
        assert modifier(_navigateur(bureau.claire), page, title="Perdu").status_code == 500
    assert (Revision.objects.count(), PageLogEntry.objects.count()) == avant
    assert relire(page).latest_revision_id == page.latest_revision_id


def test_creation_that_fails_at_its_submission_leaves_no_page(bureau):
    with hooks.register_temporarily("after_create_page", _tomber):
        assert creer(_navigateur(bureau.claire), bureau, **{"action-submit": "1"}).status_code == 500
    assert (ArticlePage.objects.count(), TaskState.objects.count()) == (0, 0)


def test_approval_whose_publication_fails_still_waits(bureau, monkeypatch):
    page = soumettre(bureau, en_ligne(bureau))
    monkeypatch.setattr(index, "actualiser", _tomber)
    assert decider(_navigateur(bureau.denis), page).status_code == 500
    etat = relire(page).current_workflow_state
    assert (etat.status, etat.current_task_state.status) == ("in_progress", "in_progress")
    monkeypatch.undo()
    decider(poste(bureau.denis), relire(page))
    assert relire(page).current_workflow_state is None


def test_list_whose_saving_fails_keeps_its_words(bureau):
    liste = Nomenclature.objects.create(cle="piliers", titre="Piliers", statut="source", source="Le RAMEAU")
    envoi = {"cle": "piliers", "titre": "Perdu", "statut": "source", "source": "S", "incomplete": ""}
    vides = {f"termes-{nom}_FORMS": "0" for nom in ("TOTAL", "INITIAL", "MIN_NUM")}
    adresse = reverse("wagtailsnippets_contenus_nomenclature:edit", args=[liste.pk])
    with hooks.register_temporarily("after_edit_snippet", _tomber):
        reponse = _navigateur(bureau.maud).post(
            adresse, {**envoi, **vides, "termes-MAX_NUM_FORMS": "", "description": "null"}
        )
    liste.refresh_from_db()
    assert (reponse.status_code, liste.titre) == (500, "Piliers")


@pytest.mark.parametrize("nom", ["wagtailadmin_home", "wagtailadmin_login", "rapport_liens_morts"])
def test_rooms_of_the_office_open_as_before(bureau, nom):
    assert poste(bureau.maud).get(reverse(nom)).status_code in (200, 302)


def test_what_follows_a_commit_follows_it_once(bureau, django_capture_on_commit_callbacks):
    page = soumettre(bureau, article(bureau, auteur=bureau.claire))
    with django_capture_on_commit_callbacks() as suites:
        decider(poste(bureau.denis), page)
    assert relire(page).live
    assert len(suites) == 1
