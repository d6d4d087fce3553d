"""The archive as visitors read it: the list, a webinar, who spoke, for whom, what is missing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contenus import memoire
from contenus.models import DocumentPublic
from tests.webinaires import fabrique
from webinaires.fusion import fusionner_intervenants, fusionner_organisations
from webinaires.models import Intervenant, Organisation, Rendezvous, WebinairePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def florence() -> Intervenant:
    return fabrique.intervenant(variantes=["Florence LECLUZE"])


@pytest.fixture
def cent_sept() -> Organisation:
    return fabrique.organisation(presentation="Un catalyseur territorial.")


@pytest.fixture
def page(florence: Intervenant, cent_sept: Organisation) -> WebinairePage:
    fabrique.liste("odd", ("odd-7", "Énergie propre"))
    fabrique.liste("domaines-fragilites", ("habitat", "Habitat"))
    ligne = {
        "pilier": "humain",
        "echelle": "territoriale",
        "statut": "existant",
        "place": "",
        "texte": "3 ETP",
    }
    grille = {"titre": "Mon Épi", "source": "Le rapport", "lignes": [ligne]}
    voix = fabrique.voix(florence, cent_sept, angle="Co-construire", cardinal="nord", question="Comment ?",
                         apport="<p>Un apport.</p>")  # fmt: skip
    return fabrique.webinaire(
        "energie", voix, fabrique.voix(None, None, "Ministre"), leviers=("Former",), leviers_genre="leviers",
        cycle=fabrique.cycle(), numero=3, odd=["odd-7"], domaines=["habitat"], remarque="Un mercredi.",
        date_dite="deduite", manques="Le support.\nLe débat.",
        corps=[{"type": "texte", "value": "<p>Enjeu.</p>"}],
        grilles=[{"type": "grille", "value": grille}],
    )  # fmt: skip


def lire(client: Client, adresse: str) -> str:
    """The page at an address."""
    reponse = client.get(adresse)
    assert reponse.status_code == 200, adresse
    return str(reponse.content.decode())


def requetes(client: Client, adresse: str) -> int:
    """How many queries it takes to draw a page that is not remembered."""
    client.get(f"{adresse}?x=1")
    with CaptureQueriesContext(connection) as captees:
        assert client.get(f"{adresse}?x=1").status_code == 200
    return len(captees)


# --- The list --------------------------------------------------------------------------------


def test_empty_archive_says_so(client: Client) -> None:
    assert "Aucun webinaire n’est publié" in lire(client, reverse("webinaires:liste"))


@pytest.mark.parametrize("combien", [1, 3])
def test_list_takes_five_queries(client: Client, cent_sept: Organisation, combien: int) -> None:
    for rang in range(combien):
        qui = fabrique.intervenant(f"nom{rang}-prenom")
        fabrique.webinaire(f"w{rang}", fabrique.voix(qui, cent_sept), cycle=fabrique.cycle())
    assert requetes(client, reverse("webinaires:liste")) == 5


def test_what_is_to_come_comes_first(client: Client) -> None:
    maintenant = timezone.now()
    for cle, jours in (("hier", -1), ("demain", 1), ("apres-demain", 2), ("avant-hier", -2)):
        fabrique.webinaire(cle, debut=maintenant + timedelta(days=jours))
    Rendezvous.objects.filter(cle="demain").update(annule_le=maintenant, motif="Salle fermée.")
    reponse = client.get(reverse("webinaires:liste"))
    lignes = reponse.context["liste"].lignes
    assert [(ligne.page.cle, ligne.etat) for ligne in lignes] == [
        ("demain", "Annulé"),
        ("apres-demain", "À venir"),
        ("hier", ""),
        ("avant-hier", ""),
    ]


def test_list_is_cut_into_pages(client: Client) -> None:
    for rang in range(25):
        fabrique.webinaire(f"w{rang:02}", debut=fabrique.jeudi(2022, 1, 1 + rang))
    premiere = client.get(reverse("webinaires:liste"))
    assert (premiere.context["liste"].total, len(premiere.context["liste"].lignes)) == (25, 24)
    derniere = client.get(reverse("webinaires:liste"), {"page": "99", "annee": "2022"})
    assert [ligne.page.cle for ligne in derniere.context["liste"].lignes] == ["w00"]
    assert "?annee=2022&amp;page=1" in derniere.content.decode()


@pytest.mark.parametrize("methode", ["post", "put", "delete"])
def test_list_is_read_only(client: Client, methode: str) -> None:
    assert getattr(client, methode)(reverse("webinaires:liste")).status_code == 405


def test_list_is_remembered_but_near_a_meeting(client: Client, page: WebinairePage) -> None:
    adresse = reverse("webinaires:liste")
    client.get(adresse)
    with CaptureQueriesContext(connection) as captees:
        client.get(adresse)
    assert len(captees) == 0
    fabrique.webinaire("bientot", debut=timezone.now() + timedelta(minutes=5))
    memoire.oublier()  # a publication does, once committed
    client.get(adresse)
    with CaptureQueriesContext(connection) as captees:
        client.get(adresse)
    assert len(captees) > 0


# --- A webinar -------------------------------------------------------------------------------


def test_webinar_tells_everything(client: Client, page: WebinairePage) -> None:
    texte = lire(client, page.url or "")
    for attendu in (
        "jeudi 16\u00a0mars\u00a02023, de 13\u00a0h\u00a000 à 14\u00a0h\u00a030</time>. Heure de Paris.",
        "La date est déduite des sources", "Un mercredi.", "Cycle 2023</a>, rendez-vous n°\u00a03",
        "?odd=odd-7", "Énergie propre", "?domaine=habitat", "Enjeu.", "Florence Lecluse</a>",
        "Le Cent Sept</a>", "Nord</span> Co-construire", "<q>Comment ?</q>", "Un apport.",
        "<h3>Ministre</h3>",
        "Les leviers du débat", "Former", "<caption>Mon Épi</caption>", "3 ETP", "Territoriale",
        '<th scope="row" role="rowheader">Richesses humaines</th>', "Non précisé", "Le support.",
        reverse("webinaires:manques"), "Le RAMEAU, 2024", "application/ld+json",
    ):  # fmt: skip
        assert attendu in texte, attendu
    assert texte.index("Florence Lecluse</a>") < texte.index("<h3>Ministre</h3>")


def test_webinar_without_anything_says_what_is_not_known(client: Client) -> None:
    page = fabrique.webinaire("creneau", date_dite="calculee")
    texte = lire(client, page.url or "")
    assert "Les sources ne disent pas encore qui a pris la parole." in texte
    assert "La date est calculée" in texte


@pytest.mark.parametrize("combien", [1, 3])
def test_webinar_takes_as_many_queries_whatever_its_voices(client: Client, combien: int) -> None:
    lien = f'<p><a linktype="page" id="{fabrique.archive().pk}">là</a></p>'
    voix = [
        fabrique.voix(fabrique.intervenant(f"n{r}-p"), fabrique.organisation(f"o{r}"), apport=lien)
        for r in range(combien)
    ]
    page = fabrique.webinaire("w", *voix, cycle=fabrique.cycle())
    assert requetes(client, page.url or "") <= 28


def test_webinar_knows_its_neighbours_in_the_cycle(client: Client) -> None:
    cycle = fabrique.cycle()
    dates = (("avant", 2), ("pendant", 3), ("apres", 4))
    pages = {c: fabrique.webinaire(c, cycle=cycle, debut=fabrique.jeudi(2023, m)) for c, m in dates}
    fabrique.webinaire("ailleurs", cycle=fabrique.cycle("cycle-2022"), debut=fabrique.jeudi(2023, 3, 20))
    texte = lire(client, pages["pendant"].url or "")
    assert f'<a href="{pages["avant"].url}" rel="prev">' in texte
    assert f'<a href="{pages["apres"].url}" rel="next">' in texte
    assert 'rel="next"' not in lire(client, pages["apres"].url or "")


def test_related_webinars_say_why(client: Client, page: WebinairePage) -> None:
    proche = fabrique.webinaire("proche", domaines=["habitat"], odd=["odd-7"], debut=fabrique.jeudi(2021))
    fabrique.webinaire("lointain", domaines=["numerique"])
    texte = lire(client, page.url or "")
    phrase = "parce qu’il vise\u00a0: Énergie propre ; il parle de\u00a0: Habitat"
    assert f'<a href="{proche.url}">Proche</a>, <span class="discret">{phrase}</span>' in texte
    assert "Lointain" not in texte


def test_address_of_a_webinar_reaches_wagtail_and_a_wrong_one_nobody(
    client: Client, page: WebinairePage
) -> None:
    assert page.url == "/webinaires/energie/"
    assert client.get("/webinaires/rien/").status_code == 404
    page.unpublish()
    assert client.get("/webinaires/energie/").status_code == 404


# --- Who spoke, for whom ---------------------------------------------------------------------


def test_persons_and_structures_are_linked_both_ways(client: Client, page: WebinairePage) -> None:
    personne, structure = (
        "/webinaires/intervenants/lecluse-florence/",
        "/webinaires/organisations/le-cent-sept/",
    )
    texte = lire(client, page.url or "")
    assert personne in texte
    assert structure in texte
    texte = lire(client, personne)
    assert "Directrice, <a" in texte
    assert f'href="{page.url}"' in texte
    assert structure in texte
    assert "LECLUZE" not in texte
    texte = lire(client, structure)
    assert "Un catalyseur territorial." in texte
    assert f'href="{page.url}"' in texte
    assert personne in texte
    assert personne in lire(client, reverse("webinaires:intervenants"))
    assert structure in lire(client, reverse("webinaires:organisations"))


def test_function_is_that_of_each_day(client: Client, page: WebinairePage, florence: Intervenant) -> None:
    fabrique.webinaire(
        "apres", fabrique.voix(florence, None, "Présidente"), debut=fabrique.jeudi(2024, 1, 18)
    )
    texte = lire(client, florence.get_absolute_url())
    assert "2 webinaires" in texte
    assert texte.index("Présidente</p>") < texte.index("Directrice, <a")


def test_who_is_heard_in_no_public_webinar_has_no_page(client: Client, page: WebinairePage) -> None:
    fabrique.intervenant("muet-jean")
    assert client.get("/webinaires/intervenants/muet-jean/").status_code == 404
    page.unpublish()
    for adresse in ("intervenants/lecluse-florence", "organisations/le-cent-sept", "intervenants/personne"):
        assert client.get(f"/webinaires/{adresse}/").status_code == 404


def test_merged_address_leads_to_the_one_that_stays(client: Client, page: WebinairePage) -> None:
    doublon = fabrique.intervenant("lecluze-florence")
    fusionner_intervenants(absorbe=doublon.pk, garde=Intervenant.objects.get(cle="lecluse-florence").pk)
    reponse = client.get("/webinaires/intervenants/lecluze-florence/")
    assert (reponse.status_code, reponse["Location"]) == (301, "/webinaires/intervenants/lecluse-florence/")
    double = fabrique.organisation("cent-sept")
    fusionner_organisations(absorbe=double.pk, garde=Organisation.objects.get(cle="le-cent-sept").pk)
    assert client.get("/webinaires/organisations/cent-sept/")["Location"].endswith("/le-cent-sept/")


# --- What is missing -------------------------------------------------------------------------


def test_what_is_missing_is_told_webinar_by_webinar(client: Client, page: WebinairePage) -> None:
    fabrique.webinaire("a-venir", debut=timezone.now() + timedelta(days=3))
    fabrique.cycle("cycle-2022", attendus=4)
    texte = lire(client, reverse("webinaires:manques"))
    for attendu in (
        "1\u00a0voix sans nom, 1\u00a0voix sans structure, 1\u00a0voix dont on ne sait pas ce qu’elle a dit",
        "l’adresse de l’enregistrement, la transcription, le support projeté.", "Le support.", "Le débat.",
        "0 connu sur 4 annoncés, 4 à retrouver", reverse("rencontres:temoigner"),
    ):  # fmt: skip
        assert attendu in texte, attendu
    assert "A-venir" not in texte


# --- Search, plan ----------------------------------------------------------------------------


def genres() -> set[tuple[str, str]]:
    """Kind and title of what the search knows."""
    return set(DocumentPublic.objects.values_list("rayon__genre", "titre"))


def test_search_knows_webinars_persons_and_structures(client: Client, page: WebinairePage) -> None:
    attendus = {
        ("webinaire", "Energie"),
        ("intervenant", "Florence Lecluse"),
        ("organisation", "Le Cent Sept"),
    }
    assert attendus <= genres()
    reponse = client.get(reverse("recherche:chercher"), {"q": "Lecluse"})
    trouves = {(reponse.genre, reponse.titre) for reponse in reponse.context["resultats"].reponses}
    assert {genre for genre, _ in trouves} == {"Webinaires", "Intervenants", "Organisations"}
    page.unpublish()
    assert attendus & genres() == set()


def test_search_follows_a_new_voice(page: WebinairePage) -> None:
    autre = fabrique.intervenant("saincy-bernard")
    fabrique.recrire(page, fabrique.voix(autre, None, "Président"))
    assert ("intervenant", "Bernard Saincy") in genres()
    assert ("intervenant", "Florence Lecluse") not in genres()


def test_plan_names_the_archive(client: Client, page: WebinairePage) -> None:
    plan = client.get("/sitemap.xml").content.decode()
    for adresse in (
        "/webinaires/<",
        "/webinaires/energie/",
        "/intervenants/lecluse-florence/",
        "/a-completer/",
    ):
        assert adresse in plan, adresse
