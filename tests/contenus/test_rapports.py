"""The reports that staff need, in the menu, for those who may open them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contenus.models import LienVerifie, Nomenclature, RechercheVaine
from contenus.rapports import RAPPORTS
from tests.contenus.bureau import article, embaucher, en_ligne, poste

pytestmark = pytest.mark.django_db
NOMS = [rapport.nom for rapport in RAPPORTS]


def _ouvrir(qui, nom, suite=""):
    return poste(qui).get(reverse(f"rapport_{nom}") + suite)


@pytest.mark.parametrize("nom", NOMS)
@pytest.mark.parametrize(
    ("prenom", "statut"), [("claire", 200), ("denis", 200), ("maud", 200), ("passant", 302)]
)
def test_who_may_open_a_report(bureau, nom, prenom, statut):
    personne = getattr(bureau, prenom, None) or embaucher(None, "passant")
    assert _ouvrir(personne, nom).status_code == statut


def test_reports_are_in_the_menu_and_say_when_there_is_nothing_to_do(bureau):
    menu = poste(bureau.claire).get(reverse("wagtailadmin_home")).content.decode()
    for rapport in RAPPORTS:
        assert reverse(f"rapport_{rapport.nom}") in menu
        assert rapport.rien in _ouvrir(bureau.claire, rapport.nom).content.decode()


@pytest.mark.parametrize("combien", [1, 3])
def test_pages_past_their_review_date(bureau, combien):
    hier = timezone.localdate() - timedelta(days=1)
    for rang in range(combien):
        en_ligne(bureau, f"vieille-{rang}", relire_le=hier - timedelta(days=rang))
    en_ligne(bureau, "fraiche", relire_le=timezone.localdate())
    article(bureau, "brouillon", relire_le=hier)
    bureau.rubrique.relire_le = date(2020, 1, 1)
    bureau.rubrique.resume = "Résumé"
    bureau.rubrique.save()
    pages = _ouvrir(bureau.claire, "pages_a_relire").context["object_list"]
    vieilles = [f"vieille-{rang}" for rang in reversed(range(combien))]
    assert [page.slug for page in pages] == ["comprendre", *vieilles]


@pytest.mark.parametrize("combien", [1, 3])
def test_dead_links_with_the_pages_and_lists_where_they_are_written(
    bureau, combien, django_assert_num_queries
):
    page = en_ligne(bureau)
    liste = Nomenclature.objects.create(cle="odd", titre="Les <ODD>", statut="source", source="ONU")
    for rang in range(combien):
        for etat in LienVerifie.Etat.values:
            lien = LienVerifie.objects.create(
                adresse=f"https://{etat}{rang}.fr/", hote=f"{etat}{rang}.fr", etat=etat
            )
            lien.pages.add(page)
            lien.listes.add(liste)
    with django_assert_num_queries(3):
        liens = list(LienVerifie.objects.a_reprendre().pour_liste())
    lus = [(lien.etat, len(lien.pages.all()), len(lien.listes.all())) for lien in liens]
    assert lus == [("mort", 1, 1)] * combien + [("muet", 1, 1)] * combien
    texte = _ouvrir(bureau.claire, "liens_morts").content.decode()
    assert "https://mort0.fr/" in texte
    assert "https://bon0.fr/" not in texte
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in texte
    inspection = reverse("wagtailsnippets_contenus_nomenclature:inspect", args=[liste.pk])
    assert f'<a href="{inspection}">Les &lt;ODD&gt;</a>' in texte
    assert "Les <ODD>" in _ouvrir(bureau.claire, "liens_morts", "?export=csv").getvalue().decode()


def _video(transcription):
    return {
        "type": "video",
        "value": {"titre": "Entretien", "adresse": "https://v.fr/", "transcription": transcription},
    }


def test_videos_without_words(bureau):
    en_ligne(bureau, "dite", corps=[_video("<p>Bonjour</p>")])
    en_ligne(bureau, "muette", corps=[_video(""), _video("<p>Bonjour</p>")])
    en_ligne(bureau, "vide", corps=[_video("<p> </p>")])
    article(bureau, "brouillon", corps=[_video("")])
    reponse = _ouvrir(bureau.claire, "medias_sans_transcription")
    trouvees = [(page.slug, page.videos) for page in reponse.context["object_list"]]
    assert trouvees == [
        ("muette", [("Entretien", "https://v.fr/")]),
        ("vide", [("Entretien", "https://v.fr/")]),
    ]


def test_searches_that_found_nothing_most_wanted_first(bureau):
    for terme, jour, nombre in (("fonds", 1, 2), ("fonds", 3, 2), ("mécénat", 2, 3)):
        RechercheVaine.objects.create(terme=terme, jour=date(2026, 6, jour), nombre=nombre)
    lignes = _ouvrir(bureau.claire, "recherches_vaines").context["object_list"]
    assert [(ligne["terme"], ligne["fois"], ligne["dernier_jour"].day) for ligne in lignes] == [
        ("fonds", 4, 3),
        ("mécénat", 3, 2),
    ]


REQUETES = {"pages_a_relire": 10, "liens_morts": 12, "medias_sans_transcription": 19, "recherches_vaines": 10}


@pytest.mark.parametrize("combien", [1, 3])
@pytest.mark.parametrize("nom", NOMS)
def test_report_asks_as_much_for_one_row_as_for_three(bureau, nom, combien, django_assert_num_queries):
    for rang in range(combien):
        page = en_ligne(bureau, f"page-{rang}", relire_le=date(2020, 1, 1), corps=[_video("")])
        LienVerifie.objects.create(adresse=f"https://x{rang}.fr/", hote="x", etat="mort").pages.add(page)
        RechercheVaine.objects.create(terme=f"mot {rang}", jour=date(2026, 6, 1), nombre=1)
    client, adresse = poste(bureau.claire), reverse(f"rapport_{nom}_lignes")
    client.get(adresse)
    with django_assert_num_queries(REQUETES[nom]):
        assert len(client.get(adresse).context["object_list"]) == combien


@pytest.mark.parametrize("nom", NOMS)
@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_reports_can_be_exported(bureau, nom, format_):
    page = en_ligne(bureau, relire_le=date(2020, 1, 1), corps=[_video("")])
    LienVerifie.objects.create(adresse="https://x.fr/", hote="x.fr", etat="mort").pages.add(page)
    RechercheVaine.objects.create(terme="=1+1", jour=date(2026, 6, 1), nombre=1)
    reponse = _ouvrir(bureau.claire, nom, f"?export={format_}")
    assert reponse.status_code == 200
    assert f"{nom}-{timezone.localdate():%Y-%m-%d}.{format_}" in reponse.headers["Content-Disposition"]
    assert b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
