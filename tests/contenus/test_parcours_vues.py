"""/parcours/: three questions, a proposal, changes made by addresses alone, a document."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from contenus import index, selections
from contenus.models import ChoixDUsage, EtapeDUsage, Evenement
from contenus.parcours import ETAPES_MAX
from kits.models import Rendu
from tests.contenus.site_de_kits import ouvrir_le_site, retirer_du_portail

pytestmark = pytest.mark.django_db
PARCOURS = "/parcours/"
MOTS = (("profil", "equipe"), ("profil", "referent"), ("objectif", "agir"), ("maturite", "structurer"))
REPONSES = dict(MOTS[1:])


@pytest.fixture
def site(db):
    for axe, cle in MOTS:
        ChoixDUsage.objects.create(axe=axe, cle=cle, titre=f"Réponse {cle}")
    return ouvrir_le_site()


@pytest.fixture
def visiteur():
    return Client(enforce_csrf_checks=True)


def etape(cle, page=None, temps=1, **champs):
    defauts = {"titre": f"Étape {cle}", "pourquoi": f"Pour {cle}.", "duree": 20, "source": "Nous"}
    adresse = "" if page else "/diagnostic/"
    return EtapeDUsage.objects.create(
        cle=cle, page=page, adresse=adresse, temps=temps, **{**defauts, **champs}
    )


def lire(visiteur, **demande):
    return visiteur.get(PARCOURS, demande).content.decode()


def etapes_de(texte):
    """The titles of the steps, in order."""
    return re.findall(r"<h3><a href=\"[^\"]*\">([^<]*)</a></h3>", texte)


def lien(texte, geste, titre):
    """The address behind « Monter », « Retirer »… for a step."""
    motif = (
        f'<a (?:class="[^"]*" )?href="([^"]*)"[^>]*>{geste}<span class="hors-ecran">\u00a0: {titre}</span>'
    )
    return unescape(re.search(motif, texte)[1])


def test_page_opens_before_any_corpus(db, visiteur):
    assert "Les questions ne sont pas encore là" in lire(visiteur)


def test_three_questions_are_asked(site, visiteur):
    texte = lire(visiteur)
    assert texte.count('type="radio"') == len(MOTS)
    assert "noindex" not in texte
    assert not visiteur.cookies


def test_answers_lead_to_ordered_steps_with_why_duration_and_provenance(site, visiteur):
    etape("deux", temps=2, maturites=["structurer"])
    etape("un", site.article("page-une"))
    etape("ailleurs", profils=["equipe"])
    texte = lire(visiteur, **REPONSES)
    assert etapes_de(texte) == ["Étape un", "Étape deux"]
    assert 'href="/comprendre/page-une/"' in texte
    assert "maturite=structurer&amp;etapes=un,deux</a>" in texte
    assert [mot in texte for mot in ("Pour un.", "40\u00a0min environ", "Proposition", "Nous")] == [True] * 4


@pytest.mark.parametrize("nombre", [1, 3])
def test_proposal_costs_the_same_whatever_its_length(site, visiteur, nombre, django_assert_num_queries):
    for rang in range(nombre):
        etape(f"e{rang}", site.article(f"page-{rang}"))
    lire(visiteur)
    with django_assert_num_queries(4):
        texte = lire(visiteur, **REPONSES)
    assert len(etapes_de(texte)) == nombre


def test_steps_are_moved_and_removed_by_their_address(site, visiteur):
    for rang, cle in enumerate(("a", "b", "c")):
        etape(cle, rang=rang)
    texte = lire(visiteur, **REPONSES)
    monte = visiteur.get(lien(texte, "Monter", "Étape c")).content.decode()
    assert etapes_de(monte) == ["Étape a", "Étape c", "Étape b"]
    descendu = visiteur.get(lien(monte, "Descendre", "Étape a")).content.decode()
    assert etapes_de(descendu) == ["Étape c", "Étape a", "Étape b"]
    retire = visiteur.get(lien(descendu, "Retirer", "Étape a")).content.decode()
    assert etapes_de(retire) == ["Étape c", "Étape b"]
    assert "?profil=referent&amp;objectif=agir&amp;maturite=structurer&amp;etapes=c,b" in retire


def test_last_step_removed_leaves_a_way_back(site, visiteur):
    etape("a")
    texte = visiteur.get(lien(lire(visiteur, **REPONSES), "Retirer", "Étape a")).content.decode()
    assert "Votre parcours est vide" in texte
    assert "Revenir à la proposition de départ" in texte


def test_step_is_added_once_and_the_address_says_so(site, visiteur):
    etape("a")
    etape("b", profils=["equipe"])
    reponse = visiteur.get(PARCOURS, {**REPONSES, "etapes": "a", "ajouter": "b"})
    assert reponse.headers["Location"].endswith("&etapes=a,b")
    encore = visiteur.get(PARCOURS, {**REPONSES, "etapes": "a,b", "ajouter": "b"})
    assert encore.headers["Location"].endswith("&etapes=a,b")


def test_resource_is_found_by_a_word_and_added(site, visiteur):
    etape("a")
    site.ressource("guide-des-dons", title="Le guide", resume="Collecter des dons.")
    index.reindexer("pages")
    texte = lire(visiteur, **REPONSES, cherche="DONS")
    suite = visiteur.get(lien(texte, "Ajouter", "Le guide")).content.decode()
    assert etapes_de(suite) == ["Étape a", "Le guide"]
    assert "Rien pour «\u00a0&lt;b&gt;zz\u00a0»" in lire(visiteur, **REPONSES, cherche="<b>zz")


def trouvees_pour(visiteur, mots, **demande):
    """The titles offered for some words."""
    texte = lire(visiteur, **(demande or REPONSES), cherche=mots)
    return re.findall(r"\">Ajouter<span class=\"hors-ecran\"> : ([^<]*)</span>", texte)


@pytest.mark.parametrize(
    "mots", ["bénévole", "BENEVOLES", "benevoles", "bénévoel", "les bénévoles", "benevole guide"]
)
def test_accents_plurals_and_typos_are_forgiven(site, visiteur, mots):
    site.ressource("guide", title="Guide des bénévoles")
    site.ressource("autre", title="Trésorerie")
    index.reindexer("pages")
    assert trouvees_pour(visiteur, mots) == ["Guide des bénévoles"]


def test_word_of_the_text_is_enough_and_titles_come_first(site, visiteur):
    corps = [{"type": "texte", "value": "<p>On y parle de mécénat.</p>"}]
    site.article("autre-page", corps=corps)
    site.ressource("guide", title="Le mécénat")
    index.reindexer("pages")
    assert trouvees_pour(visiteur, "mecenat") == ["Le mécénat", "Autre page"]


def test_search_offers_neither_doors_nor_lists_nor_what_is_already_there_nor_withdrawn(site, visiteur):
    une, deux = site.article("agir-une"), site.article("agir-deux")
    retiree = site.article("agir-trois")
    index.reindexer("pages")
    type(retiree).objects.filter(pk=retiree.pk).update(live=False)  # withdrawn, the index not told yet
    etape("a", une)
    assert trouvees_pour(visiteur, "agir", etapes="a") == [deux.title]


@pytest.mark.parametrize("nombre", [1, 3])
def test_search_costs_the_same_whatever_it_finds(site, nombre, django_assert_num_queries):
    for rang in range(nombre):
        site.article(f"alliance-{rang}")
    index.reindexer("pages")
    selections.chercher("alliance", ())
    with django_assert_num_queries(7):
        assert len(selections.chercher("alliance", ())) == nombre


@pytest.mark.parametrize("mots", ["", "  ", "le la les", "'; DROP TABLE", "\x00", "x" * 10_000, "-dons", '"'])
def test_words_that_find_nothing_offer_nothing(site, visiteur, mots):
    site.ressource("guide-des-dons")
    index.reindexer("pages")
    assert trouvees_pour(visiteur, mots) == []


def test_resources_filed_under_the_answers_are_offered(site, visiteur):
    etape("a")
    classement = {"publics": ["referent"], "objectifs": ["agir"], "maturites": ["structurer"]}
    site.ressource("pour-nous", title="Pour nous", **classement)
    site.ressource("pour-eux", title="Pour eux", **{**classement, "publics": ["equipe"]})
    texte = lire(visiteur, **REPONSES)
    assert ["Pour nous" in texte, "Pour eux" in texte] == [True, False]


def une_rencontre(**champs):
    debut = timezone.now() + timedelta(days=3)
    defauts = {"debut": debut, "fin": debut + timedelta(hours=1), "etat": "publie", "en_ligne": True}
    textes = {"titre": "Le webinaire", "description": "D", "organisateur": "Nous", "contact": "a@exemple.org"}
    return Evenement.objects.create(**{**defauts, **textes, **champs})


def test_webinar_joins_the_path_and_leaves_it_once_over(site, visiteur):
    etape("a")
    rencontre = une_rencontre()
    texte = visiteur.get(lien(lire(visiteur, **REPONSES), "Ajouter", "Le webinaire")).content.decode()
    assert etapes_de(texte) == ["Étape a", "Le webinaire"]
    Evenement.objects.update(debut=timezone.now() - timedelta(days=2), fin=timezone.now() - timedelta(days=1))
    texte = lire(visiteur, etapes=f"a,{rencontre.pk}")
    assert etapes_de(texte) == ["Étape a"]
    assert "ne mène à rien, ou n’est plus proposé" in texte


def test_withdrawn_page_leaves_a_shared_path_with_a_sentence(site, visiteur):
    page = site.article("page-une")
    etape("a", page)
    etape("b")
    retirer_du_portail(page)
    texte = lire(visiteur, etapes="a,b")
    assert etapes_de(texte) == ["Étape b"]
    assert "«\u00a0a\u00a0» ne mène à rien" in texte


@pytest.mark.parametrize(
    ("demande", "dit"),
    [
        ({"profil": "roi"}, "«\u00a0roi\u00a0»"),
        ({"maturite": "<script>"}, "«\u00a0&lt;script&gt;\u00a0»"),
        ({"etapes": "inconnue"}, "«\u00a0inconnue\u00a0»"),
        ({"etapes": "a\x00b"}, "«\u00a0ab\u00a0»"),
        ({"etapes": "' OR 1=1"}, "«\u00a0&#x27; OR 1=1\u00a0»"),
        ({"etapes": "a", "ajouter": "rien-de-tel"}, "«\u00a0rien-de-tel\u00a0»"),
        ({"etapes": ",".join(f"e{rang}" for rang in range(ETAPES_MAX + 1))}, "au plus 30\u00a0étapes"),
        ({"etapes": "x" * 10_000}, "ne mène à rien"),
    ],
)
def test_unknown_words_are_set_aside_with_a_sentence(site, visiteur, demande, dit):
    reponse = visiteur.get(PARCOURS, demande)
    assert (reponse.status_code, dit in reponse.content.decode()) == (200, True)


def test_path_has_a_name_of_its_own_and_an_address_to_copy(site, visiteur):
    etape("a")
    texte = lire(visiteur, etapes="a", nom="Conseil <b>de</b>\njuin")
    assert "<h1>Conseil &lt;b&gt;de&lt;/b&gt; juin</h1>" in texte
    assert "?nom=Conseil+%3Cb%3Ede%3C%2Fb%3E+juin&amp;etapes=a</a>" in texte
    assert 'src="data:image/svg+xml' in texte


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_document_of_a_path_holds_its_steps_and_their_pages(site, visiteur, format):
    etape("a", site.article("page-une"))
    etape("b")
    envoi = {"etapes": "b,a", "nom": "Notre année", "format": format}
    premiere, seconde = (visiteur.post(PARCOURS, envoi) for _ in range(2))
    rendu = Rendu.objects.get()
    assert premiere.headers["Location"] == seconde.headers["Location"] == rendu.get_absolute_url()
    assert rendu.type_document == "Parcours d’usage"
    titres = [section["titre"] for section in rendu.document["sections"]]
    assert titres == ["Le parcours en un coup d’œil", "Page une", "D’où cela vient"]
    lignes = rendu.document["sections"][0]["blocs"][1]["lignes"]
    assert [ligne[0] for ligne in lignes] == ["1. Étape b", "2. Étape a"]
    assert lignes[1][3] == "Dans ce document"


@pytest.mark.parametrize(
    ("envoi", "dit"),
    [
        ({"etapes": "", "format": "pdf"}, "Votre parcours est vide"),
        ({"etapes": "a", "format": "exe"}, "Ce format n’existe pas"),
        ({}, "Ce format n’existe pas"),
    ],
)
def test_document_that_makes_no_sense_is_refused(site, visiteur, envoi, dit):
    etape("a")
    reponse = visiteur.post(PARCOURS, envoi)
    assert (reponse.status_code, dit in reponse.content.decode()) == (400, True)
    assert not Rendu.objects.exists()


def test_document_asked_from_another_site_is_refused(site, visiteur):
    reponse = visiteur.post(PARCOURS, {"etapes": "a"}, headers={"Origin": "https://ailleurs.example"})
    assert reponse.status_code == 403
