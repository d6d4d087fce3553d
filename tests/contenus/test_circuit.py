"""Four eyes: who may do what, who may not, and what becomes of the text."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import GroupPagePermission, PageLogEntry, Workflow, get_page_models

from contenus.circuit import CIRCUIT, DIRECTION, REDACTION, RELECTURE, installer
from contenus.models import ArticlePage, PageEnCircuit, RelectureQuatreYeux
from tests.contenus.bureau import (
    article,
    bientot,
    creer,
    decider,
    embaucher,
    en_ligne,
    formulaire,
    modifier,
    poste,
    relire,
    soumettre,
)

pytestmark = pytest.mark.django_db


def test_every_page_of_ours_follows_the_workflow():
    hors = [m.__name__ for m in get_page_models() if m.__module__.startswith("contenus.")]
    assert [nom for nom in hors if not issubclass(_modele(nom), PageEnCircuit)] == []


def _modele(nom):
    return next(m for m in get_page_models() if m.__name__ == nom)


def test_installing_twice_changes_nothing(bureau, capsys):
    assert installer() == []
    call_command("installer_redaction")
    assert capsys.readouterr().out == ""
    assert Workflow.objects.filter(name=CIRCUIT).count() == RelectureQuatreYeux.objects.count() == 1


def test_installing_gives_back_what_was_lost_and_keeps_members(bureau):
    GroupPagePermission.objects.filter(group__name=REDACTION.nom).delete()
    Workflow.objects.get(name=CIRCUIT).deactivate()
    assert installer() == [
        "Droits de «\u00a0Rédaction\u00a0» mis à jour.",
        "Circuit «\u00a0Quatre yeux\u00a0» remis en service.",
        "Le circuit couvre tout le site.",
    ]
    assert list(bureau.claire.groups.values_list("name", flat=True)) == ["Rédaction"]
    assert bureau.rubrique.get_workflow().name == CIRCUIT


def test_installing_before_the_corpus_says_what_is_missing():
    assert installer()[-2].startswith("Pas encore de page d’accueil")


def test_installing_removes_wagtails_groups_unless_someone_is_in_them():
    personne = embaucher(None, "ancien")
    personne.groups.add(Group.objects.get(name="Moderators"))
    installer()
    noms = set(Group.objects.values_list("name", flat=True))
    assert noms == {"Moderators", REDACTION.nom, RELECTURE.nom, DIRECTION.nom}


VERBES = (
    "can_edit", "can_add_subpage", "can_publish", "can_publish_subpage", "can_unpublish", "can_delete",
    "can_lock", "can_unschedule", "can_set_view_restrictions", "can_reorder_children",
)  # fmt: skip
QUI_PEUT = {
    "claire": {"can_edit"},
    "denis": {"can_edit"},
    "maud": {"can_edit", "can_unpublish", "can_delete", "can_lock", "can_unschedule"}
    | {"can_set_view_restrictions", "can_reorder_children"},
    "admin": {"can_edit", "can_unpublish", "can_delete", "can_lock", "can_unschedule"}
    | {"can_set_view_restrictions", "can_reorder_children"},
    "passant": set(),
}


@pytest.mark.parametrize("prenom", QUI_PEUT)
def test_who_may_do_what_with_a_published_page(bureau, prenom):
    autres = {"admin": {"is_superuser": True}, "passant": {}}
    personne = getattr(bureau, prenom, None) or embaucher(None, prenom, **autres[prenom])
    droits = en_ligne(bureau).permissions_for_user(personne)
    assert {verbe for verbe in VERBES if getattr(droits, verbe)()} == QUI_PEUT[prenom]


@pytest.mark.parametrize("prenom", ["claire", "maud", "admin"])
def test_nobody_publishes_by_hand(bureau, prenom):
    personne = getattr(bureau, prenom, None) or embaucher(None, "admin", is_superuser=True)
    page = article(bureau, auteur=bureau.claire)
    client = poste(personne)
    modifier(client, page, **{"action-publish": "1"})
    client.post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}")
    creer(client, bureau, slug="autre", **{"action-publish": "1"})
    assert not ArticlePage.objects.live().exists()
    editeur = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 'name="action-publish"' not in editeur


def test_copying_a_published_page_gives_a_draft(bureau):
    page = en_ligne(bureau)
    envoi = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": bureau.rubrique.pk}
    envoi |= {"publish_copies": "on", "alias": "on"}
    poste(bureau.maud).post(reverse("wagtailadmin_pages:copy", args=[page.pk]), envoi)
    assert not ArticlePage.objects.live().exclude(pk=page.pk).exists()


def test_reviewer_approves_and_the_page_goes_live(bureau):
    page = soumettre(bureau, article(bureau, auteur=bureau.claire))
    decider(poste(bureau.denis), page)
    assert relire(page).live
    journal = PageLogEntry.objects.filter(page=page, action="wagtail.publish").get()
    assert journal.user == bureau.denis


@pytest.mark.parametrize("prenom", ["denis", "maud"])
def test_author_of_the_latest_revision_may_not_approve(bureau, prenom):
    auteur = getattr(bureau, prenom)
    page = soumettre(bureau, article(bureau, auteur=auteur), auteur)
    decider(poste(auteur), page)
    assert not relire(page).live
    autre = bureau.maud if prenom == "denis" else bureau.denis
    decider(poste(autre), page)
    assert relire(page).live


def test_administrator_may_not_approve_their_own_words(bureau):
    admin = embaucher(None, "admin", is_superuser=True)
    page = soumettre(bureau, article(bureau, auteur=admin), admin)
    decider(poste(admin), page)
    assert not relire(page).live


def test_writer_may_neither_approve_nor_touch_what_is_under_review(bureau):
    page = soumettre(bureau, article(bureau, auteur=bureau.claire))
    client = poste(bureau.claire)
    decider(client, page)
    modifier(client, page, title="Changé en douce")
    page = relire(page)
    assert (page.live, page.get_latest_revision_as_object().title) == (False, "Trois-piliers")


def test_reviewer_who_changes_the_text_while_approving_waits_for_somebody_else(bureau):
    page = soumettre(bureau, article(bureau, auteur=bureau.claire))
    envoi = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    reponse = poste(bureau.denis).post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        formulaire(page, title="Relu et changé", **envoi),
        follow=True,
    )
    assert "une autre personne doit maintenant l’approuver" in reponse.content.decode()
    assert not relire(page).live
    decider(poste(bureau.maud), relire(page))
    assert (relire(page).live, relire(page).title) == (True, "Relu et changé")


def test_reviewer_approves_from_the_editor_without_changing_anything(bureau):
    page = article(bureau, auteur=bureau.claire)
    modifier(poste(bureau.claire), page, **{"action-submit": "1"})
    envoi = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    modifier(poste(bureau.denis), page, **envoi)
    assert relire(page).live


def test_incomplete_text_goes_back_with_what_is_missing(bureau):
    page = soumettre(bureau, article(bureau, auteur=bureau.claire, source="", resume=" "))
    decider(poste(bureau.denis), page)
    etat = relire(page).current_workflow_state
    assert (relire(page).live, etat.status) == (False, "needs_changes")
    assert etat.current_task_state.comment == (
        "Ce texte ne peut pas encore paraître. résumé\u00a0: Ce champ est vide.\u00a0; "
        "d’où cela vient\u00a0: Ce champ est vide."
    )


def test_sent_back_then_submitted_again_by_its_writer(bureau):
    page = soumettre(bureau, article(bureau, auteur=bureau.claire))
    decider(poste(bureau.denis), page, "reject", comment="Dites d’où vient le chiffre.")
    modifier(poste(bureau.claire), page, source="Rapport, 2024", **{"action-submit": "1"})
    decider(poste(bureau.denis), relire(page))
    assert (relire(page).live, relire(page).source) == (True, "Rapport, 2024")


def test_approved_once_then_changed_needs_approval_again(bureau):
    page = soumettre(bureau, article(bureau, auteur=bureau.claire))
    decider(poste(bureau.denis), page)
    modifier(poste(bureau.claire), page, title="Seconde version")
    assert relire(page).title == "Trois-piliers"
    page = soumettre(bureau, page)
    decider(poste(bureau.denis), page)
    assert relire(page).title == "Seconde version"


def test_two_reviewers_at_once_publish_once(bureau):
    page = soumettre(bureau, article(bureau, auteur=bureau.claire))
    adresse = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[page.pk, "approve", page.current_workflow_state.current_task_state.pk],
    )
    assert [poste(qui).post(adresse, {"comment": ""}).status_code for qui in (bureau.denis, bureau.maud)] == [
        302,
        302,
    ]
    assert PageLogEntry.objects.filter(page=page, action="wagtail.publish").count() == 1


def test_reviewers_are_told_in_french(bureau):
    page = article(bureau, auteur=bureau.claire)
    modifier(poste(bureau.claire), page, **{"action-submit": "1"})
    assert {adresse for courriel in mail.outbox for adresse in courriel.to} >= {bureau.denis.email}
    assert not re.search(r"\b(page|awaiting) (is|has|approval)\b", mail.outbox[0].body)


def test_direction_withdraws_alone_and_at_once(bureau):
    page = en_ligne(bureau)
    poste(bureau.maud).post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert not relire(page).live
    assert PageLogEntry.objects.get(page=page, action="wagtail.unpublish").user == bureau.maud


def test_writer_may_set_the_hour_and_approval_keeps_it(bureau):
    page = article(bureau, auteur=bureau.claire)
    modifier(poste(bureau.claire), page, go_live_at=bientot(days=2), **{"action-submit": "1"})
    decider(poste(bureau.denis), relire(page))
    page = relire(page)
    assert (page.live, page.approved_schedule) == (False, True)
