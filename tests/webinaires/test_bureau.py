"""Writing a webinar in the office: the form, its voices in order, four eyes before it is read."""

from typing import Any

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from tests.contenus.bureau import Bureau, decider, poste
from tests.webinaires import fabrique
from webinaires.models import Trait, WebinairePage

pytestmark = pytest.mark.django_db


def formulaire(**champs: Any) -> dict[str, str]:
    """What the editor's form sends for a new webinar."""
    valeurs: dict[str, Any] = {
        "title": "Cap 2030",
        "slug": "cap-2030",
        "debut": "2026-11-19 13:00",
        "fin": "2026-11-19 14:30",
        "date_dite": "source",
        "resume": "Un résumé.",
        "source": "Le RAMEAU",
        "statut": "source",
        "corps": streamfield([]),
        "grilles": streamfield([]),
        "leviers": inline_formset([{"titre": "Former", "texte": ""}]),
        "interventions": inline_formset([]),
        "comments": inline_formset([]),
        **champs,
    }
    return nested_form_data(valeurs)


def ecrire(bureau: Bureau, **champs: Any) -> Any:
    """Send it, as who writes."""
    salle = fabrique.archive()
    adresse = reverse("wagtailadmin_pages:add", args=["webinaires", "webinairepage", salle.pk])
    return poste(bureau.claire).post(adresse, formulaire(**champs))


def test_webinar_is_written_and_goes_live_by_four_eyes(bureau: Bureau) -> None:
    qui, ou = fabrique.intervenant(), fabrique.organisation()
    apport = '{"blocks": [{"key": "a", "text": "Un apport.", "type": "unstyled"}], "entityMap": {}}'
    dites = [{"intervenant": qui.pk, "organisation": ou.pk, "fonction": "Directrice", "apport": apport}]
    reponse = ecrire(bureau, interventions=inline_formset(dites), **{"action-submit": "1"})
    page = WebinairePage.objects.get(slug="cap-2030")
    assert (reponse.status_code, page.live) == (302, False)
    decider(poste(bureau.denis), page)
    page = fabrique.relire(page)
    assert (page.live, page.debut) == (True, fabrique.jeudi(2026, 11, 19))
    assert [voix.voix for voix in page.interventions.all()] == ["Florence Lecluse"]
    assert "Un apport." in page.interventions.get().apport
    assert Trait.objects.filter(page=page, facette="annee", valeur="2026").exists()


@pytest.mark.parametrize("slug", ["intervenants", "organisations", "a-completer"])
def test_webinar_never_takes_the_address_of_a_list(bureau: Bureau, slug: str) -> None:
    assert "est celle d’un service du portail" in ecrire(bureau, slug=slug).content.decode()
    assert not WebinairePage.objects.filter(slug=slug).exists()


def test_room_of_the_archive_is_edited_at_the_address_of_its_list(bureau: Bureau) -> None:
    salle = fabrique.archive()
    champs = {
        "title": "Webinaires",
        "slug": "webinaires",
        "resume": "Autre.",
        "source": "x",
        "statut": "source",
    }
    envoi = nested_form_data({**champs, "corps": streamfield([]), "comments": inline_formset([])})
    reponse = poste(bureau.claire).post(reverse("wagtailadmin_pages:edit", args=[salle.pk]), envoi)
    assert reponse.status_code == 302
    assert fabrique.archive().get_latest_revision_as_object().resume == "Autre."
