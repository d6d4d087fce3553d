"""The report of a cycle: compared with the database, read back from the PDF, asked for in the office."""

import time
from datetime import timedelta
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from kits import pdf
from kits.document import Document, Tableau, nettoyer, textes
from kits.models import Rendu, RenduFichier
from tests.contenus.bureau import poste
from tests.contenus.file_d_attente import en_file
from tests.kits.appui import attendre_fin
from tests.kits.pages import defauts, mettre_en_page
from tests.kits.test_pdf import EMISSION, lire, serre
from tests.webinaires.fabrique import cycle, jeudi, recrire, relire, voix, webinaire
from tests.webinaires.fabrique import intervenant as personne
from tests.webinaires.fabrique import organisation as structure
from webinaires import opposition, rapport
from webinaires.documents_rapport import ADRESSES, EN_UN_COUP, INDEX, LEVIERS, MERCI, SOURCES
from webinaires.models import Cycle, Intervenant, Intervention, Levier, Organisation, WebinairePage

pytestmark = pytest.mark.django_db
ADRESSE = "/redaction/rapports/cycle/"
PAR_CYCLE = 18


@pytest.fixture
def petit(db) -> Cycle:
    """A cycle of two webinars; one speaker came twice, one voice has no name."""
    deux_fois, cent_sept = personne("lecluse-florence"), structure("le-cent-sept", nom="Le Cent Sept")
    montre = "<p>Elle montre une école.</p>"
    ecole = structure("ecole", nom="École des communs")
    dit = cycle(presentation='<p>Un cycle, voir <a href="https://exemple.fr/rapport">le rapport</a>.</p>')
    enjeux = [{"type": "texte", "value": "<p>Un enjeu <b>systémique</b>.</p>"}]
    webinaire(
        "a",
        voix(deux_fois, cent_sept, "Directrice", apport=montre, question="Comment ?"),
        voix(None, ecole, "Fondatrice"),
        leviers=("Former", "Oser"),
        cycle=dit,
        title="Le numérique & nous",
        corps=enjeux,
        piliers=["humain"],
    )
    webinaire(
        "b",
        voix(deux_fois, cent_sept, "Présidente"),
        leviers=("former", "Relier"),
        cycle=dit,
        debut=jeudi(2023, 4, 20),
        title="Se loger",
    )
    return dit


def grand() -> Cycle:
    """A cycle of eighteen webinars of four voices each."""
    dit = cycle(attendus=20, presentation="<p>Dix-huit rencontres.</p>")
    apport = f"<p>{'Elle raconte ce que le terrain a appris, chiffres à l’appui. ' * 5}</p>"
    corps = [{"type": "texte", "value": f"<p>{'Un enjeu systémique et sa mesure. ' * 25}</p>"}] * 2
    for rang in range(PAR_CYCLE):
        dites = [
            voix(
                personne(f"nom{rang:02}{place}-prenom"),
                structure(f"structure-{rang:02}-{place}"),
                "Directrice de la recherche",
                angle="Co-construction territoriale",
                question="Comment inventer des solutions au plus près des besoins ?",
                apport=apport,
            )
            for place in range(4)
        ]
        webinaire(
            f"w-{rang:02}",
            *dites,
            title=f"Rencontre {rang + 1} : {'un thème long et précis ' * 3}",
            leviers=tuple(f"Levier {rang}.{place}" for place in range(4)),
            debut=jeudi(2023, 1, 5) + timedelta(days=7 * rang),
            cycle=dit,
            corps=corps,
            piliers=["humain", "financier", "alliances"][: rang % 3 + 1],
            manques="La transcription.\nLe support.",
        )
    return dit


def document(dit: Cycle) -> Document:
    return rapport.document_du_cycle(dit)[0]


def tableau(lu: Document, titre: str) -> Tableau:
    section = next(s for s in lu.sections if s.titre == titre)
    return next(bloc for bloc in section.blocs if isinstance(bloc, Tableau))


def test_contents_follow_the_cycle_and_annexes_the_database(petit) -> None:
    lu = document(petit)
    sections = [EN_UN_COUP, "Le numérique & nous", "Se loger", LEVIERS, MERCI, INDEX, SOURCES]
    assert [section.titre for section in lu.sections] == sections
    assert [section.pilier for section in lu.sections[1:3]] == ["humain", ""]
    assert tableau(lu, MERCI).lignes == (
        ("Fondatrice", "École des communs", "16/03/2023"),
        (
            "Lecluse Florence",
            "Directrice, Le Cent Sept\nPrésidente, Le Cent Sept",
            "16/03/2023, 20/04/2023",
        ),
    )
    assert tableau(lu, INDEX).lignes == (
        ("École des communs", "16/03/2023"),
        ("Le Cent Sept", "16/03/2023, 20/04/2023"),
    )
    assert tableau(lu, LEVIERS).lignes == (
        ("Former", "16/03/2023, 20/04/2023"),
        ("Oser", "16/03/2023"),
        ("Relier", "20/04/2023"),
    )
    assert [partie.titre for partie in lu.sections[-1].sous_sections] == [ADRESSES]
    assert ("Webinaires", "2 racontés") in lu.reperes


def test_sheet_says_stakes_voices_in_order_and_levers(petit) -> None:
    dits = list(textes(document(petit)))
    attendus = [
        "Un enjeu systémique.",
        "1. Florence Lecluse",
        "Directrice, Le Cent Sept",
        "«\u00a0Comment ?\u00a0»",
        "Elle montre une école.",
        "2. Fondatrice",
        "École des communs",
        "Former",
        "Oser",
    ]
    places = [dits.index(attendu) for attendu in attendus]
    assert places == sorted(places)


def test_grids_shown_are_in_the_sheet(petit) -> None:
    ligne = {"pilier": "alliances", "echelle": "nationale", "statut": "en-cours", "texte": "Trois écoles"}
    valeur = {"titre": "Mon Épi", "source": "Rapport, p. 12", "lignes": [ligne]}
    page = WebinairePage.objects.get(slug="a")
    recrire(page, grilles=[{"type": "grille", "value": valeur}])
    document, _ = rapport.document_du_cycle(petit)
    (feuille,) = [s for s in document.sections if s.titre.endswith("Le numérique & nous")]
    (grille,) = [bloc for bloc in feuille.blocs if isinstance(bloc, Tableau)]
    assert grille.legende == "Grille des trois piliers\u00a0: Mon Épi"
    assert grille.lignes == (("Alliances stratégiques", "Trois écoles", "Nationale", "En cours", "–"),)
    assert "Rapport, p. 12" in " ".join(textes(document))


def test_who_objected_is_thanked_by_function(petit) -> None:
    Intervenant.objects.update(prenom="", nom="", variantes=[], oppose_le=timezone.now())
    lu = document(petit)
    assert "lecluse" not in str(list(textes(lu))).lower()
    noms = [(nom, qualite) for nom, qualite, _ in tableau(lu, MERCI).lignes]
    attendus = [("Directrice", "Le Cent Sept"), ("Fondatrice", "École des communs")]
    assert noms == [*attendus, ("Présidente", "Le Cent Sept")]


def test_reports_that_named_who_objects_are_erased_at_once(petit) -> None:
    autre = cycle("cycle-2022")
    webinaire("c", voix(personne("autre-luc"), None), cycle=autre, debut=jeudi(2022))
    nomme, ailleurs = (rapport.demander_le_rapport(cycle=c, format="pdf") for c in (petit, autre))
    opposition.opposer(intervenant=Intervenant.objects.get(nom="Lecluse"))
    etats = dict(Rendu.objects.values_list("pk", "etat"))
    assert etats == {nomme.pk: "expire", ailleurs.pk: "en_attente"}
    assert "Lecluse" not in str(Rendu.objects.get(pk=nomme.pk).document)
    assert rapport.demander_le_rapport(cycle=petit, format="pdf").pk != nomme.pk


def test_reading_a_cycle_costs_the_same_whatever_it_holds(petit, django_assert_num_queries) -> None:
    document(petit)
    for nombre in (1, 3):
        with django_assert_num_queries(6):
            document(petit)
        for rang in range(nombre):
            webinaire(f"de-plus-{nombre}-{rang}", voix(None, structure(f"s{nombre}{rang}")), cycle=petit)


def test_same_content_is_drawn_once_and_a_change_draws_again(petit) -> None:
    premier, second = (rapport.demander_le_rapport(cycle=petit, format="pdf") for _ in range(2))
    assert premier.pk == second.pk
    assert (premier.type_document, premier.nom_fichier) == ("Rapport de cycle", "rapport-cycle-2023.pdf")
    recrire(WebinairePage.objects.get(cle="a"))
    assert rapport.demander_le_rapport(cycle=petit, format="pdf").pk == premier.pk
    recrire(WebinairePage.objects.get(cle="a"), title="Autre titre")
    assert rapport.demander_le_rapport(cycle=petit, format="pdf").pk != premier.pk


def test_a_report_in_use_is_drawn_again_after_a_publication(petit) -> None:
    assert rapport.preparer(petit.pk) is None
    rapport.demander_le_rapport(cycle=petit, format="pdf")
    recrire(WebinairePage.objects.get(cle="a"), title="Autre titre")
    assert (rapport.preparer(petit.pk), Rendu.objects.count()) == (Rendu.objects.latest("cree_le"), 2)
    relire(WebinairePage.objects.get(cle="a")).unpublish()
    relire(WebinairePage.objects.get(cle="b")).unpublish()
    assert rapport.preparer(petit.pk) is None
    assert rapport.preparer(0) is None


def test_publishing_announces_the_report_once(petit, a_l_ecart, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for titre in ("Un", "Deux"):
            recrire(WebinairePage.objects.get(cle="a"), title=titre)
    assert en_file(rapport.TACHE) == [[petit.pk]]


def sommaire(contenu: bytes) -> list[str]:
    """The titles of the bookmarks of a PDF, first level."""
    with pypdfium2.PdfDocument(contenu) as fichier:
        return [signet.get_title() for signet in fichier.get_toc() if signet.level == 0]


@pytest.mark.django_db(transaction=True)
def test_eighteen_webinars_read_back_from_the_pdf_match_the_database(ouvrier) -> None:
    dit = grand()
    debut = time.monotonic()
    rendu = attendre_fin(rapport.demander_le_rapport(cycle=dit, format="pdf"), 60)
    duree = time.monotonic() - debut
    assert (rendu.etat, duree < 45) == ("pret", True), (rendu.raison, duree)
    contenu = bytes(RenduFichier.objects.get(pk=rendu.pk).contenu)
    titres = list(WebinairePage.objects.order_by("debut").values_list("title", flat=True))
    signets = [serre(titre) for titre in sommaire(contenu)]
    attendus = [EN_UN_COUP, *titres, LEVIERS, MERCI, INDEX, SOURCES]
    assert [signet for signet in signets if signet in {serre(t) for t in attendus}] == list(
        map(serre, attendus)
    )
    texte = serre(lire(contenu))
    annexe = texte.rpartition(serre("Les voix du cycle"))[2]
    noms = [f"{nom}{prenom}" for nom, prenom in Intervenant.objects.values_list("nom", "prenom")]
    assert [nom for nom in noms if serre(nom) not in annexe] == []
    structures = Organisation.objects.values_list("nom", flat=True)
    leviers = Levier.objects.values_list("titre", flat=True)
    assert [mot for mot in (*structures, *leviers) if serre(mot) not in texte] == []
    assert (len(noms), Intervention.objects.count()) == (72, 72)
    with pikepdf.open(BytesIO(contenu)) as fichier:
        assert fichier.Root.MarkInfo.Marked
        assert str(fichier.Root.Lang) == "fr"


def test_eighteen_webinars_are_laid_out_without_a_bad_cut() -> None:
    assert defauts(mettre_en_page(document(grand()), EMISSION)) == []


def test_contents_of_the_pdf_list_every_sheet_once(petit) -> None:
    page = render_to_string("kits/document.html", pdf.contexte(nettoyer(document(petit)), EMISSION))
    nav = page.partition('<nav class="sommaire">')[2].partition("</nav>")[0]
    assert nav.count("Le numérique &amp; nous") == nav.count("Se loger") == nav.count(MERCI) == 1


def test_office_says_where_each_report_stands(bureau, petit) -> None:
    client = poste(bureau.claire)
    assert "Cycle 2023" in client.get(ADRESSE).content.decode()
    vide = client.get(ADRESSE, {"cycle": petit.cle}).content.decode()
    assert (vide.count("Pas encore demandé"), vide.count("Préparer ce rapport")) == (2, 2)
    reponse = client.post(ADRESSE, {"cycle": petit.cle, "format": "pdf"})
    rendu = Rendu.objects.get()
    assert reponse.headers["Location"] == rendu.get_absolute_url()
    assert "En attente : 0 %" in client.get(ADRESSE, {"cycle": petit.cle}).content.decode().replace(
        "\u00a0", " "
    )
    Rendu.objects.update(etat="pret", emis_le=timezone.now(), taille=1, condense="0" * 64, progression=100)
    assert "Prêt, et à jour." in client.get(ADRESSE, {"cycle": petit.cle}).content.decode()
    recrire(WebinairePage.objects.get(cle="a"), title="Autre titre")
    assert "Le contenu a changé depuis" in client.get(ADRESSE, {"cycle": petit.cle}).content.decode()


def test_office_refuses_what_makes_no_sense(bureau, petit, client) -> None:
    cycle("cycle-2030")
    maud = poste(bureau.maud)
    assert maud.get(ADRESSE, {"cycle": "inconnu"}).status_code == 404
    assert maud.get(ADRESSE, {"cycle": "x\x00"}).status_code == 200
    vide = maud.post(ADRESSE, {"cycle": "cycle-2030", "format": "pdf"})
    assert (vide.status_code, "rien à raconter" in vide.content.decode()) == (400, True)
    assert maud.post(ADRESSE, {"cycle": petit.cle, "format": "exe"}).status_code == 400
    assert client.get(ADRESSE).status_code == 302
    assert Rendu.objects.count() == 0


def test_office_menu_leads_to_the_report(bureau, petit) -> None:
    accueil = poste(bureau.denis).get("/redaction/").content.decode()
    assert reverse("rapport_de_cycle") == ADRESSE
    assert ADRESSE in accueil


@pytest.mark.django_db(transaction=True)
def test_report_exists_as_a_word_file(petit, ouvrier) -> None:
    rendu = attendre_fin(rapport.demander_le_rapport(cycle=petit, format="docx"), 60)
    assert (rendu.etat, rendu.nom_fichier) == ("pret", "rapport-cycle-2023.docx"), rendu.raison
