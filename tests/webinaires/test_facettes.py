"""The facets: what each webinar has, what each choice would leave, and what makes them follow."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from contenus.models import Terme
from tests.webinaires import fabrique
from webinaires import facettes
from webinaires.models import Cycle, Trait, Transcription, WebinairePage
from webinaires.tasks_archive import suivre_les_lignes

pytestmark = pytest.mark.django_db


def traits(page: WebinairePage) -> set[tuple[str, str]]:
    """The rows of a webinar."""
    return set(Trait.objects.filter(page=page).values_list("facette", "valeur"))


@pytest.fixture
def listes() -> None:
    fabrique.liste("odd", ("odd-7", "Énergie"), ("odd-4", "Éducation"))
    fabrique.liste("domaines-fragilites", ("habitat", "Habitat"), ("numerique", "Numérique"))
    fabrique.liste("regions", ("bretagne", "Bretagne"), ("corse", "Corse"))
    fabrique.liste("profils-acteurs", ("associations", "Associations"), ("pme", "PME"))


@pytest.fixture
def trois(listes: None) -> list[WebinairePage]:
    """Three webinars of two cycles that share some values."""
    asso = fabrique.organisation("une-asso", profil="associations", region="corse")
    pme = fabrique.organisation("une-pme", profil="pme")
    deux = fabrique.cycle("cycle-2022")
    return [
        fabrique.webinaire("un", fabrique.voix(None, asso), cycle=fabrique.cycle(), odd=["odd-7"],
                           domaines=["habitat"], piliers=["humain"], regions=["bretagne"]),
        fabrique.webinaire("deux", fabrique.voix(None, pme), cycle=deux, odd=["odd-7"],
                           domaines=["numerique"], debut=fabrique.jeudi(2022, 2, 17)),
        fabrique.webinaire("trois", cycle=deux, odd=["odd-4"], replay="https://exemple.fr/film",
                           debut=fabrique.jeudi(2022, 3, 17)),
    ]  # fmt: skip


def comptes(**choix: str) -> dict[str, dict[str, int]]:
    """What each value would leave."""
    return {facette: dict(compte) for facette, compte in facettes.lire().masques.compter(choix).items()}


def combien(**choix: str) -> int:
    """How many webinars hold every choice."""
    return len(facettes.lire().masques.ranger(choix, timezone.now()))


def test_published_webinar_has_its_facets(trois: list[WebinairePage]) -> None:
    assert traits(trois[0]) == {
        ("annee", "2023"), ("cycle", "cycle-2023"), ("odd", "odd-7"), ("domaine", "habitat"),
        ("pilier", "humain"), ("region", "bretagne"), ("region", "corse"), ("acteur", "associations"),
    }  # fmt: skip
    assert ("replay", "oui") in traits(trois[2])


def test_year_is_that_of_paris(listes: None) -> None:
    page = fabrique.webinaire("minuit", debut=fabrique.jeudi(2023, 1, 1, heure=0, minute=30))
    assert ("annee", "2023") in traits(page)


def test_draft_and_withdrawn_webinar_have_none(trois: list[WebinairePage]) -> None:
    assert traits(fabrique.webinaire("brouillon", publie=False)) == set()
    trois[0].unpublish()
    assert traits(trois[0]) == set()


def test_private_webinar_has_none_until_it_opens(trois: list[WebinairePage]) -> None:
    fermeture = PageViewRestriction.objects.create(page=fabrique.archive(), restriction_type="login")
    assert Trait.objects.count() == 0
    fermeture.delete()
    assert ("annee", "2023") in traits(trois[0])


def test_facets_follow_publication(trois: list[WebinairePage]) -> None:
    page = fabrique.recrire(trois[0], odd=["odd-4"], domaines=[])
    assert {t for t in traits(page) if t[0] in ("odd", "domaine")} == {("odd", "odd-4")}


def test_facets_follow_a_structure(trois: list[WebinairePage]) -> None:
    asso = trois[0].interventions.get().organisation
    assert asso is not None
    asso.profil, asso.region = "pme", ""
    asso.save()
    suivre_les_lignes({"organisation": [asso.pk]})
    assert {t for t in traits(trois[0]) if t[0] in ("acteur", "region")} == {
        ("acteur", "pme"),
        ("region", "bretagne"),
    }


def test_facets_follow_a_transcript(trois: list[WebinairePage]) -> None:
    transcription = Transcription.objects.create(webinaire=trois[0], vtt="WEBVTT\n")
    assert ("transcription", "oui") in traits(trois[0])
    transcription.delete()
    assert ("transcription", "oui") not in traits(trois[0])


@pytest.mark.parametrize(("facette", "valeur"), [("odd", "odd-7"), ("cycle", "cycle-2022")])
def test_words_follow_their_list(trois: list[WebinairePage], facette: str, valeur: str) -> None:
    avant = facettes.lire()
    assert facettes.lire() is avant
    Terme.objects.filter(code=valeur).update(intitule="Autrement dit")
    Cycle.objects.filter(cle=valeur).update(titre="Autrement dit")
    assert facettes.lire().vocabulaire.de(facette, valeur) == "Autrement dit"
    assert facettes.lire() is not avant


def test_nothing_chosen_counts_everything(trois: list[WebinairePage]) -> None:
    lus = comptes()
    assert lus["odd"] == {"odd-7": 2, "odd-4": 1}
    assert lus["cycle"] == {"cycle-2023": 1, "cycle-2022": 2}
    assert combien() == 3


def test_one_choice_leaves_its_own_facet_open(trois: list[WebinairePage]) -> None:
    lus = comptes(cycle="cycle-2022")
    assert lus["cycle"] == {"cycle-2023": 1, "cycle-2022": 2}
    assert lus["odd"] == {"odd-7": 1, "odd-4": 1}
    assert lus["annee"] == {"2022": 2}
    assert "acteur" in lus
    assert lus["acteur"] == {"pme": 1}


def test_two_choices_combine(trois: list[WebinairePage]) -> None:
    lus = comptes(cycle="cycle-2022", odd="odd-7")
    assert lus["odd"] == {"odd-7": 1, "odd-4": 1}
    assert lus["cycle"] == {"cycle-2023": 1, "cycle-2022": 1}
    assert lus["domaine"] == {"numerique": 1}
    assert combien(cycle="cycle-2022", odd="odd-7") == 1


def test_two_choices_that_nothing_holds_count_none(trois: list[WebinairePage]) -> None:
    choix = {"cycle": "cycle-2023", "odd": "odd-4"}
    assert combien(**choix) == 0
    assert comptes(**choix) == {"odd": {"odd-7": 1}, "cycle": {"cycle-2022": 1}}


def titres(client: Client, **parametres: Any) -> list[str]:
    """The webinars that an address lists."""
    reponse = client.get(reverse("webinaires:liste"), parametres)
    assert reponse.status_code == 200
    return [ligne.page.title for ligne in reponse.context["liste"].lignes]


@pytest.mark.parametrize(
    ("parametres", "attendus"),
    [
        ({}, ["Un", "Trois", "Deux"]),
        ({"cycle": "cycle-2022"}, ["Trois", "Deux"]),
        ({"annee": "2023"}, ["Un"]),
        ({"odd": "odd-7"}, ["Un", "Deux"]),
        ({"odd": "odd-7", "annee": "2022"}, ["Deux"]),
        ({"domaine": "habitat"}, ["Un"]),
        ({"pilier": "humain"}, ["Un"]),
        ({"acteur": "pme"}, ["Deux"]),
        ({"region": "corse"}, ["Un"]),
        ({"replay": "oui"}, ["Trois"]),
        ({"transcription": "oui"}, []),
        ({"annee": "1999"}, []),
        ({"annee": "abcd", "odd": "odd-99", "cycle": "'; DROP TABLE", "region": ""}, ["Un", "Trois", "Deux"]),
        ({"annee": "²⁰²³", "replay": "non"}, ["Un", "Trois", "Deux"]),
        ({"page": "99"}, ["Un", "Trois", "Deux"]),
        ({"page": "-1"}, ["Un", "Trois", "Deux"]),
        ({"page": "x"}, ["Un", "Trois", "Deux"]),
    ],
)
def test_address_chooses(
    client: Client, trois: list[WebinairePage], parametres: dict[str, str], attendus: list[str]
) -> None:
    assert titres(client, **parametres) == attendus


def test_filters_are_a_form_with_counts_and_a_way_out(client: Client, trois: list[WebinairePage]) -> None:
    page = client.get(reverse("webinaires:liste"), {"odd": "odd-7", "annee": "2022"}).content.decode()
    assert '<option value="odd-7" selected>Énergie (1)</option>' in page
    assert '<option value="2023">2023 (1)</option>' in page
    assert '<a href="?annee=2022" rel="nofollow">' in page
    assert f'<a href="{reverse("webinaires:liste")}">Tout revoir</a>' in page


def test_filtered_list_is_not_for_robots(client: Client, trois: list[WebinairePage]) -> None:
    assert client.get(reverse("webinaires:liste"), {"odd": "odd-7"})["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get(reverse("webinaires:liste")).headers
