"""A person who asks not to be named; two rows that are one; who may do it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, Revision

from contenus.models import DocumentPublic, MotConnu
from tests.contenus.bureau import Bureau, poste
from tests.webinaires import fabrique
from webinaires.fusion import FusionRefusee, fusionner_intervenants, fusionner_organisations
from webinaires.models import Fusion, Intervenant, Intervention, Organisation, Trait, WebinairePage
from webinaires.opposition import declarer, opposer, ou_le_nom_reste

pytestmark = pytest.mark.django_db


@pytest.fixture
def florence() -> Intervenant:
    return fabrique.intervenant(variantes=["Florence LECLUZE"], source="Le rapport cite Florence Lecluse.")


@pytest.fixture
def page(florence: Intervenant) -> WebinairePage:
    return fabrique.webinaire("energie", fabrique.voix(florence, fabrique.organisation()))


def partout() -> str:
    """Every text of every table of ours, as the database holds it."""
    tables = (
        *("webinaires_intervenant", "webinaires_intervention", "contenus_documentpublic"),
        *("contenus_origine", "contenus_motconnu", "wagtailcore_revision", "wagtailcore_modellogentry"),
    )
    lus = []
    with connection.cursor() as curseur:
        for table in tables:
            curseur.execute(f"SELECT t::text FROM {table} t")
            lus += [ligne for (ligne,) in curseur.fetchall()]
    return "\n".join(lus).casefold()


# --- Objecting -------------------------------------------------------------------------------


def test_name_leaves_everything_at_once(client: Client, page: WebinairePage, florence: Intervenant) -> None:
    adresse = florence.get_absolute_url()
    assert "lecluse" in partout()
    assert opposer(intervenant=florence)
    assert "lecluse" not in partout()
    assert "lecluze" not in partout()
    assert client.get(adresse).status_code == 404
    for ou in (
        page.url,
        reverse("webinaires:liste"),
        "/webinaires/organisations/le-cent-sept/",
        "/sitemap.xml",
    ):
        texte = client.get(ou).content.decode()
        assert "lecluse" not in texte.casefold(), ou
    assert "<h3>Directrice</h3>" in client.get(page.url or "").content.decode()
    assert not MotConnu.objects.filter(mot="lecluse").exists()


def test_objecting_twice_changes_nothing(page: WebinairePage, florence: Intervenant) -> None:
    assert opposer(intervenant=florence)
    avant = Intervenant.objects.values().get(pk=florence.pk)
    assert not opposer(intervenant=florence)
    assert Intervenant.objects.values().get(pk=florence.pk) == avant
    assert ModelLogEntry.objects.filter(action="webinaires.opposition").count() == 1


def test_journal_says_it_without_the_name(bureau: Bureau, florence: Intervenant) -> None:
    maud = poste(bureau.maud)
    modifier = reverse("wagtailsnippets_webinaires_intervenant:edit", args=[florence.pk])
    champs = {
        "prenom": "Florence",
        "nom": "Lecluse",
        "cle": florence.cle,
        "variantes": "",
        "statut": "source",
    }
    assert maud.post(modifier, {**champs, "source": "Le rapport"}).status_code == 302
    assert "Lecluse" in ModelLogEntry.objects.get(action="wagtail.edit").label
    opposer(intervenant=florence, par=bureau.maud)
    lignes = ModelLogEntry.objects.filter(object_id=str(florence.pk)).values_list("action", "label", "user")
    anonyme = "Une personne qui n’est pas nommée"
    assert set(lignes) == {
        ("wagtail.edit", anonyme, bureau.maud.pk),
        ("webinaires.opposition", anonyme, bureau.maud.pk),
    }
    assert "lecluse" not in partout()


def test_copies_are_rewritten_while_the_name_is_known(florence: Intervenant, monkeypatch: Any) -> None:
    monkeypatch.setattr("webinaires.opposition._reecritures", [])
    vus = []

    def reecrire(*, intervenant: Intervenant) -> None:
        vus.append(intervenant.nom_complet)

    declarer(reecrire)
    declarer(reecrire)
    opposer(intervenant=florence)
    assert vus == ["Florence Lecluse"]


def test_name_typed_by_hand_is_pointed_at(page: WebinairePage, florence: Intervenant) -> None:
    fabrique.recrire(page, resume="Avec Florence Lecluse.")
    opposer(intervenant=florence)
    assert [d.titre for d in ou_le_nom_reste(["Florence Lecluse"])] == ["Energie"]


def test_nobody_gives_the_name_back(bureau: Bureau, florence: Intervenant) -> None:
    opposer(intervenant=florence)
    florence.refresh_from_db()
    maud = poste(bureau.maud)
    champs = {
        "prenom": "Florence",
        "nom": "Lecluse",
        "cle": florence.cle,
        "variantes": "",
        "statut": "source",
    }
    modifier = reverse("wagtailsnippets_webinaires_intervenant:edit", args=[florence.pk])
    reponse = maud.post(modifier, {**champs, "source": "Le rapport"})
    assert "a demandé à ne pas être nommée" in reponse.content.decode()
    assert Intervenant.objects.get(pk=florence.pk).nom == ""


# --- In the office ---------------------------------------------------------------------------


@pytest.mark.parametrize(("qui", "statut"), [("claire", 302), ("denis", 302), ("maud", 200)])
def test_direction_alone_may(bureau: Bureau, florence: Intervenant, qui: str, statut: int) -> None:
    client = poste(getattr(bureau, qui))
    autre = fabrique.intervenant("saincy-bernard")
    for adresse in (
        reverse("opposer_intervenant", args=[florence.pk]),
        reverse("fusionner_voix", args=["intervenant", florence.pk]),
    ):
        assert client.get(adresse).status_code == statut, adresse
    if qui != "maud":
        client.post(reverse("opposer_intervenant", args=[florence.pk]))
        client.post(reverse("fusionner_voix", args=["intervenant", florence.pk]), {"garde": autre.pk})
        assert Intervenant.objects.filter(oppose_le=None).count() == 2


def test_objection_is_asked_then_done_once(
    bureau: Bureau, page: WebinairePage, florence: Intervenant
) -> None:
    maud, adresse = poste(bureau.maud), reverse("opposer_intervenant", args=[florence.pk])
    assert "Ce geste est définitif" in maud.get(adresse).content.decode()
    assert Intervenant.objects.get(pk=florence.pk).oppose_le is None
    reponse = maud.post(adresse, follow=True)
    assert "n’est plus nommée nulle part" in reponse.content.decode()
    assert "C’était déjà fait" in maud.post(adresse, follow=True).content.decode()


def test_lists_of_the_office_open(bureau: Bureau, page: WebinairePage) -> None:
    maud = poste(bureau.maud)
    for nom in ("intervenant", "organisation", "cycle"):
        assert maud.get(reverse(f"wagtailsnippets_webinaires_{nom}:list")).status_code == 200
        assert maud.get(reverse(f"wagtailsnippets_webinaires_{nom}:add")).status_code == 200
    texte = maud.get(reverse("wagtailsnippets_webinaires_intervenant:list")).content.decode()
    assert "Florence LECLUZE" in texte
    assert "Ne plus nommer" in texte
    assert "Fusionner" in texte


def test_editor_of_a_webinar_and_of_the_archive_open(bureau: Bureau, page: WebinairePage) -> None:
    for ligne in (page, fabrique.archive()):
        reponse = poste(bureau.claire).get(reverse("wagtailadmin_pages:edit", args=[ligne.pk]))
        assert reponse.status_code == 200
    nouvelle = reverse("wagtailadmin_pages:add", args=["webinaires", "webinairepage", fabrique.archive().pk])
    assert poste(bureau.claire).get(nouvelle).status_code == 200


def test_room_of_the_archive_keeps_its_address(bureau: Bureau, page: WebinairePage) -> None:
    assert "adresse" not in fabrique.archive().empechements()
    assert page.empechements() == {}


def test_preview_of_a_webinar_never_saved(bureau: Bureau, page: WebinairePage, florence: Intervenant) -> None:
    neuve = WebinairePage(title="Neuve", slug="neuve", debut=page.debut, fin=page.fin, resume="x", source="y")
    neuve.interventions = [Intervention(intervenant=florence, fonction="Directrice", apport="<p>a</p>")]
    reponse = neuve.make_preview_request()
    assert reponse.status_code == 200
    assert "Florence Lecluse" in reponse.content.decode()


# --- Merging ---------------------------------------------------------------------------------


def test_merged_person_brings_everything_along(page: WebinairePage, florence: Intervenant) -> None:
    doublon = fabrique.intervenant("lecluze-flo", variantes=["F. Lecluze"])
    autre = fabrique.webinaire("autre", fabrique.voix(doublon, None, "Présidente"))
    reste = fusionner_intervenants(absorbe=doublon.pk, garde=florence.pk)
    assert reste.variantes == ["Florence LECLUZE", "Flo Lecluze", "F. Lecluze"]
    assert [v.voix for v in fabrique.relire(autre).interventions.all()] == ["Florence Lecluse"]
    assert {v.intervenant_id for v in autre.get_latest_revision_as_object().interventions.all()} == {
        florence.pk
    }
    assert Fusion.objects.get().intervenant == florence
    titres = DocumentPublic.objects.filter(rayon__genre="intervenant").values_list("titre", flat=True)
    assert list(titres) == ["Florence Lecluse"]


def test_draft_that_names_the_merged_person_keeps_its_voice(
    page: WebinairePage, florence: Intervenant
) -> None:
    doublon = fabrique.intervenant("lecluze-flo")
    brouillon = fabrique.relire(page)
    brouillon.interventions = [Intervention(intervenant=doublon, fonction="Autre", sort_order=0)]
    brouillon.save_revision()
    fusionner_intervenants(absorbe=doublon.pk, garde=florence.pk)
    fabrique.relire(page).get_latest_revision().publish()
    assert [(v.voix, v.fonction) for v in fabrique.relire(page).interventions.all()] == [
        ("Florence Lecluse", "Autre")
    ]
    assert (
        Revision.objects.filter(content__interventions__contains=[{"intervenant": doublon.pk}]).count() == 0
    )


def test_merged_structure_keeps_its_own_words(page: WebinairePage) -> None:
    garde = Organisation.objects.get()
    double = fabrique.organisation("cent-sept", profil="associations", presentation="Un catalyseur.")
    autre = fabrique.webinaire("autre", fabrique.voix(None, double))
    reste = fusionner_organisations(absorbe=double.pk, garde=garde.pk)
    assert (reste.variantes, reste.profil, reste.presentation) == (
        ["Cent Sept"],
        "associations",
        "Un catalyseur.",
    )
    assert Trait.objects.filter(facette="acteur", valeur="associations").count() == 2
    assert fabrique.relire(autre).interventions.get().organisation == garde


def test_person_merged_twice_is_answered_clearly(bureau: Bureau, florence: Intervenant) -> None:
    doublon, tiers = fabrique.intervenant("lecluze-flo"), fabrique.intervenant("saincy-bernard")
    maud, adresse = poste(bureau.maud), reverse("fusionner_voix", args=["intervenant", doublon.pk])
    assert maud.post(adresse, {"garde": florence.pk}).status_code == 302
    dit = "Cette fiche a déjà été fusionnée avec «\u00a0Florence Lecluse\u00a0»"
    assert dit in maud.post(adresse, {"garde": tiers.pk}, follow=True).content.decode()
    with pytest.raises(FusionRefusee, match="déjà été fusionnée avec"):
        fusionner_intervenants(absorbe=doublon.pk, garde=tiers.pk)
    fusionner_intervenants(absorbe=florence.pk, garde=tiers.pk)
    with pytest.raises(FusionRefusee, match="Bernard Saincy"):
        fusionner_intervenants(absorbe=doublon.pk, garde=tiers.pk)
    assert Intervenant.objects.count() == 1


def test_impossible_merges_are_refused(florence: Intervenant) -> None:
    autre = fabrique.intervenant("saincy-bernard")
    with pytest.raises(FusionRefusee, match="C’est la même fiche"):
        fusionner_intervenants(absorbe=autre.pk, garde=autre.pk)
    with pytest.raises(FusionRefusee, match="n’existe plus"):
        fusionner_intervenants(absorbe=autre.pk, garde=999_999)
    opposer(intervenant=florence)
    for absorbe, garde in ((autre, florence), (florence, autre)):
        with pytest.raises(FusionRefusee, match="a demandé à ne pas être nommée"):
            fusionner_intervenants(absorbe=absorbe.pk, garde=garde.pk)
