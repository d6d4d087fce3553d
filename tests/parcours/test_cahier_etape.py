"""A step with my words: the page, its plain POST, the public page that opens a cahier."""

from typing import Any

import lxml.html
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from parcours import services
from parcours.demandes import NOTE_MAX
from parcours.models import Cahier, EtapePage, ParcoursPage
from tests.diagnostic.aides import remplir
from tests.parcours.chemins import (
    adresse,
    cahier_neuf,
    cle_de,
    demarrer,
    du_code,
    ecrire,
    fiche,
    note,
    ouvrir,
    poser,
    quiz,
    recorper,
    titre,
    valeurs,
)

pytestmark = pytest.mark.django_db
N1, N2, Q1, Q2 = (
    f"note-{cle_de('n1')}",
    f"note-{cle_de('n2')}",
    f"quiz-{cle_de('q1')}",
    f"quiz-{cle_de('q2')}",
)
JETON = "fedcba9876543210" * 2


@pytest.fixture
def parcours() -> ParcoursPage:
    """A path."""
    return ouvrir()


@pytest.fixture
def etape(parcours: ParcoursPage) -> EtapePage:
    """A step where one writes; another follows."""
    corps = (
        titre("Commencer"),
        note("n1", aide="En une phrase."),
        quiz("q1", 0, 2),
        quiz("q2", 1),
        note("n2"),
    )
    page = poser(parcours, "revenir", *corps, fiche("f1"))
    poser(parcours, "comprendre", note("n3"))
    return page


def _page(client: Client, code: str, cle: str = "revenir") -> Any:
    return lxml.html.fromstring(client.get(adresse(code, cle)).content.decode())


def _poster(client: Client, code: str, **champs: Any) -> Any:
    """Send the page back with some fields changed, as a browser without script does."""
    envoi: dict[str, Any] = remplir(client.get(adresse(code, "revenir")).content, "etape")
    return client.post(adresse(code, "revenir"), envoi | champs)


def test_whole_page_saves_what_changed_and_nothing_else(client: Client, etape: EtapePage) -> None:
    cahier, code = cahier_neuf()
    ecrire(cahier, "revenir", N2, "Déjà là")
    reponse = _poster(client, code, **{N1: "Ligne un\r\nLigne deux", Q1: ["", "2", "0"], "ensuite": N1})
    assert (reponse.status_code, reponse["Location"]) == (302, f"{adresse(code, 'revenir')}#{N1}")
    assert valeurs(cahier) == {
        ("revenir", N1): "Ligne un\nLigne deux",
        ("revenir", N2): "Déjà là",
        ("revenir", Q1): "0,2",
    }
    assert cahier.traces.count() == 3
    assert "Enregistré à" in client.get(adresse(code, "revenir")).content.decode()


def test_page_left_open_does_not_undo_what_somebody_wrote(client: Client, etape: EtapePage) -> None:
    cahier, code = cahier_neuf()
    envoi = remplir(client.get(adresse(code, "revenir")).content, "etape")
    ecrire(cahier, "revenir", N1, "De Noé", auteur="noe")
    client.post(adresse(code, "revenir"), envoi | {N2: "De Claire"})
    assert valeurs(cahier) == {("revenir", N1): "De Noé", ("revenir", N2): "De Claire"}


def test_quiz_unticked_is_emptied(client: Client, etape: EtapePage) -> None:
    cahier, code = cahier_neuf()
    ecrire(cahier, "revenir", Q1, "0")
    _poster(client, code, **{Q1: [""]})
    assert valeurs(cahier) == {("revenir", Q1): ""}


def test_quiz_explains_every_choice_once_answered_and_never_counts(client: Client, etape: EtapePage) -> None:
    cahier, code = cahier_neuf()
    html = client.get(adresse(code, "revenir")).content.decode()
    assert "Parce que" not in html
    ecrire(cahier, "revenir", Q1, "1")
    page = _page(client, code)
    [bloc] = page.xpath(f'//section[@id="{Q1}"]')
    assert [p.text_content().split()[-1] for p in bloc.find_class("quiz__explication")] == ["0.", "1.", "2."]
    assert [i.get("type") for i in bloc.xpath(".//input[@data-champ]")] == ["checkbox"] * 3
    assert {i.get("type") for i in page.xpath(f'//section[@id="{Q2}"]//input[@data-champ]')} == {"radio"}
    assert not {"score", "points", "bravo"} & {*page.text_content().lower().split()}


def test_step_is_done_when_the_person_says_so(client: Client, etape: EtapePage) -> None:
    cahier, code = cahier_neuf()
    _poster(client, code, faite="1", **{N1: "Un"})
    assert valeurs(cahier) == {("revenir", N1): "Un", ("revenir", "faite"): "1"}
    assert "Vous l’avez déclarée faite le" in client.get(adresse(code, "revenir")).content.decode()
    assert "1 étape déclarée faite sur 2" in client.get(adresse(code)).content.decode()
    _poster(client, code, faite="")
    assert valeurs(cahier)["revenir", "faite"] == ""
    assert "déclarée faite" not in client.get(adresse(code)).content.decode()


def test_next_step_saves_first(client: Client, etape: EtapePage) -> None:
    cahier, code = cahier_neuf()
    reponse = _poster(client, code, ensuite="etape:comprendre", **{N1: "Un"})
    assert reponse["Location"] == adresse(code, "comprendre")
    assert valeurs(cahier) == {("revenir", N1): "Un"}


@pytest.mark.parametrize("ensuite", ["etape:nulle-part", "//evil.example", "a" * 200, "é<b>", "\x00"])
def test_forged_way_on_stays_on_the_page(ensuite: str, client: Client, etape: EtapePage) -> None:
    _, code = cahier_neuf()
    assert _poster(client, code, ensuite=ensuite)["Location"] == f"{adresse(code, 'revenir')}#etat"


def test_long_note_comes_back_whole_and_the_rest_is_saved(client: Client, etape: EtapePage) -> None:
    cahier, code = cahier_neuf()
    texte = "é" * (NOTE_MAX + 1)
    reponse = _poster(client, code, **{N1: texte, N2: "Court"})
    html = reponse.content.decode()
    assert (reponse.status_code, valeurs(cahier)) == (422, {("revenir", N2): "Court"})
    assert texte in html
    assert "40000 au plus peuvent être gardés" in html
    corrige = remplir(reponse.content, "etape") | {N1: "Plus court"}
    assert client.post(adresse(code, "revenir"), corrige).status_code == 302
    assert valeurs(cahier)["revenir", N1] == "Plus court"


def test_nul_is_refused_and_nothing_is_lost(client: Client, etape: EtapePage) -> None:
    cahier, code = cahier_neuf()
    reponse = _poster(client, code, **{N1: "a\x00b", Q2: ["", "7"]})
    assert (reponse.status_code, valeurs(cahier)) == (422, {})
    assert "Cette question a changé" in reponse.content.decode()


def test_note_of_a_block_removed_meanwhile_is_kept_under_its_question(
    client: Client, etape: EtapePage
) -> None:
    cahier, code = cahier_neuf()
    envoi = remplir(client.get(adresse(code, "revenir")).content, "etape") | {N1: "Écrit à temps"}
    recorper(etape, note("n2"))
    assert client.post(adresse(code, "revenir"), envoi).status_code == 302
    assert cahier.saisies.get(champ=N1).libelle == "Pourquoi sommes-nous là ?"
    html = client.get(adresse(code, "revenir")).content.decode()
    assert "Écrit à temps" in html
    assert "réécrite ou retirée du parcours depuis" in html


def test_note_to_a_block_that_never_was_is_given_back(client: Client, etape: EtapePage) -> None:
    cahier, code = cahier_neuf()
    reponse = _poster(client, code, **{"note-inconnue": "Mes mots", N1: "Gardé"})
    assert (reponse.status_code, valeurs(cahier)) == (422, {("revenir", N1): "Gardé"})
    assert "Mes mots" in reponse.content.decode()


def test_unknown_step_is_not_found(client: Client, etape: EtapePage) -> None:
    _, code = cahier_neuf()
    assert client.get(adresse(code, "ailleurs")).status_code == 404
    assert client.post(adresse(code, "ailleurs"), {"note-x": "Mes mots"}).status_code == 422


def test_summary_leads_back_to_the_exact_spot(client: Client, etape: EtapePage) -> None:
    cahier, code = cahier_neuf()
    assert "Reprendre là" not in client.get(adresse(code)).content.decode()
    ecrire(cahier, "revenir", N1, "Un")
    assert f'href="{adresse(code, "revenir")}#{N1}"' in client.get(adresse(code)).content.decode()
    ecrire(cahier, "revenir", "vue", "commencer")
    assert f'href="{adresse(code, "revenir")}#commencer"' in client.get(adresse(code)).content.decode()


# --- The public page ----------------------------------------------------------------------------


def test_public_page_is_the_same_for_everybody_and_keeps_no_state(client: Client, etape: EtapePage) -> None:
    premiere, seconde = (client.get("/apprendre/revenir/") for _ in range(2))
    assert premiere.status_code == 200
    assert (premiere.content, premiere.cookies) == (seconde.content, {})
    html = premiere.content.decode()
    assert html.count('form="garder"') == 2 + 2 + 1  # two texts, a gesture a note, the sheet
    assert "Parce que 0." in html


def test_public_page_opens_a_cahier_with_what_was_typed(client: Client, etape: EtapePage) -> None:
    client.get("/apprendre/revenir/")
    code = demarrer(client, etape="revenir", depart=JETON, **{N1: "Tapé avant", N2: ""})
    assert valeurs(du_code(code)) == {("revenir", N1): "Tapé avant"}
    assert "Tapé avant" in client.get(adresse(code, "revenir")).content.decode()


def test_public_page_sent_twice_opens_one_cahier(client: Client, etape: EtapePage) -> None:
    champs = {"etape": "revenir", "depart": JETON, N1: "Tapé avant"}
    assert demarrer(client, **champs) == demarrer(client, **champs)
    assert (Cahier.objects.count(), valeurs(Cahier.objects.get())) == (1, {("revenir", N1): "Tapé avant"})


def test_public_page_without_script_gets_a_token_before_anything_is_written(
    client: Client, etape: EtapePage
) -> None:
    texte = 'Tapé "avant"\n<ici>'
    reponse = client.post(reverse("parcours:commencer"), {"etape": "revenir", N1: texte, N2: ""})
    assert (reponse.status_code, Cahier.objects.count()) == (200, 0)
    assert set(reponse["Cache-Control"].split(", ")) == {"private", "no-cache"}
    (form,) = (
        f for f in lxml.html.fromstring(reponse.content.decode()).forms if f.action.endswith("commencer/")
    )
    codes = {demarrer(client, **dict(form.form_values())) for _ in range(2)}
    assert (len(codes), Cahier.objects.count()) == (1, 1)
    assert valeurs(Cahier.objects.get()) == {("revenir", N1): texte}


def test_public_page_with_too_long_a_note_loses_nothing(client: Client, etape: EtapePage) -> None:
    texte = "é" * (NOTE_MAX + 1)
    champs = {"etape": "revenir", "depart": JETON, N1: texte, N2: "Court"}
    reponse = client.post(reverse("parcours:commencer"), champs)
    assert (reponse.status_code, texte in reponse.content.decode()) == (422, True)
    assert valeurs(Cahier.objects.get()) == {("revenir", N2): "Court"}
    page = lxml.html.fromstring(reponse.content.decode())
    assert page.forms[0].action.endswith("/revenir/")


@pytest.mark.parametrize("etape_forgee", ["nulle-part", "../..", "é", "a" * 200, "\x00"])
def test_start_from_a_forged_step_opens_an_empty_cahier(etape_forgee: str, client: Client) -> None:
    assert valeurs(du_code(demarrer(client, etape=etape_forgee))) == {}


# --- Queries ------------------------------------------------------------------------------------


@pytest.mark.parametrize("nombre", [1, 3])
def test_step_page_asks_the_same_whatever_is_written(
    nombre: int, client: Client, parcours: ParcoursPage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    blocs = [bloc for rang in range(nombre) for bloc in (note(f"n{rang}"), quiz(f"q{rang}", 0))]
    for rang in range(nombre):
        poser(parcours, f"etape-{rang}", *blocs)
    cahier, code = cahier_neuf()
    for rang in range(nombre):
        ecrire(cahier, "etape-0", f"note-{cle_de(f'n{rang}')}", "Un texte")
    cache.clear()
    with django_assert_num_queries(6):
        client.get(adresse(code, "etape-0"))


@pytest.mark.parametrize("nombre", [1, 3])
def test_summary_and_carnet_ask_the_same_whatever_is_written(
    nombre: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cahier, code = cahier_neuf()
    for rang in range(nombre):
        chemin = ouvrir(f"chemin-{rang}")
        for pas in range(nombre):
            poser(chemin, f"e{rang}-{pas}", note(f"n{rang}-{pas}"))
            ecrire(cahier, f"e{rang}-{pas}", f"note-{cle_de(f'n{rang}-{pas}')}", "Un texte")
    for page in (adresse(code), reverse("parcours:carnet", args=[code])):
        with django_assert_num_queries(5):
            client.get(page)


@pytest.mark.parametrize("nombre", [1, 3])
def test_history_shows_every_note_ever_written(
    nombre: int, client: Client, etape: EtapePage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cahier, code = cahier_neuf()
    page = reverse("parcours:historique", args=[code, "revenir"])
    assert client.get(page).status_code == 404
    for rang in range(nombre):
        ecrire(cahier, "revenir", N1, f"Texte {rang}", sequence=rang + 2)
    ecrire(cahier, "revenir", N1, "En retard", sequence=1)
    with django_assert_num_queries(3):
        html = client.get(page).content.decode()
    textes = [p.text_content() for p in lxml.html.fromstring(html).xpath('//*[@class="libre"]')]
    assert [t.strip() for t in textes] == [
        "En retard",
        *(f"Texte {rang}" for rang in reversed(range(nombre))),
    ]
    assert html.count("C’est le texte d’aujourd’hui.") == 1
    assert f'href="{page}"' in client.get(adresse(code, "revenir")).content.decode()


@pytest.mark.parametrize("nombre", [1, 3])
def test_public_step_asks_the_same_whatever_its_length(
    nombre: int, client: Client, parcours: ParcoursPage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    blocs = [b for rang in range(nombre) for b in (note(f"n{rang}"), quiz(f"q{rang}", 0), fiche(f"f{rang}"))]
    for rang in range(nombre):
        poser(parcours, f"etape-{rang}", *blocs)
    client.get("/apprendre/etape-0/?1")  # where the site starts is known, and what kind of page is there
    with django_assert_num_queries(2):
        client.get("/apprendre/etape-0/")


@pytest.mark.parametrize("page", ["revenir", "outils/plan"])
def test_page_sent_to_an_erased_cahier_gives_the_words_back(
    page: str, client: Client, etape: EtapePage
) -> None:
    cahier, code = cahier_neuf()
    services.effacer(cahier=cahier)
    texte = "Tapé <longuement>"
    reponse = client.post(
        f"{adresse(code)}{page}/", {N1: texte, "plan-actions-1.action": texte, "avant-x.y": "z"}
    )
    assert reponse.status_code == 404
    page_lue = lxml.html.fromstring(reponse.content.decode())
    assert [zone.text.strip() for zone in page_lue.iter("textarea")] == [texte, texte]
    assert "copiez-le avant de quitter" in reponse.content.decode()
