"""A kit as a document: every block is there, every address numbered, every source said."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from contenus.documents import ADRESSES, SOURCES, document_de_kit, document_de_pages
from contenus.models import FichierDuPortail, ImageDuPortail, Nomenclature, Terme
from kits.document import Encadre, Figure, Liste, Paragraphe, Tableau, empreinte, textes
from tests.contenus.bureau import UNE_IMAGE
from tests.contenus.site_de_kits import PROVENANCE, ouvrir_le_site, page_dans_un_kit, retirer_du_portail

pytestmark = pytest.mark.django_db
ICI = "Rapport, 2024"


@pytest.fixture
def site(db):
    return ouvrir_le_site()


def ecrire(site, *blocs, cle="page-lue", **champs):
    """The blocks of the section of a page made of these."""
    page = site.article(cle, [{"type": genre, "value": valeur} for genre, valeur in blocs], **champs)
    return document_de_pages([page], "Mon kit").sections[0]


def blocs_propres(section):
    """What the body wrote: after the summary and the address of the page."""
    return section.blocs[2:]


def test_page_is_a_chapter_with_its_summary_and_its_address(site):
    section = ecrire(site, ("texte", "<p>Bonjour.</p>"), title="La notion", piliers=["humain"])
    assert (section.titre, section.pilier) == ("La notion", "humain")
    assert section.blocs == (
        Paragraphe("Résumé de page-lue.", "chapo"),
        Paragraphe(f"Cette page en ligne\u00a0: {settings.SITE_URL}/comprendre/page-lue/", "note"),
        Paragraphe("Bonjour."),
    )


def test_headings_open_parts(site):
    section = ecrire(site, ("texte", "<p>a</p>"), ("titre", "Un"), ("texte", "<p>b</p>"), ("titre", "Deux"))
    assert [(partie.titre, partie.blocs) for partie in section.sous_sections] == [
        ("Un", (Paragraphe("b"),)),
        ("Deux", ()),
    ]


ENCADRES = [
    ("retenir", {"titre": "L’idée", "texte": "<p>a</p>"}, Encadre("L’idée", ("a",), "proposition")),
    (
        "debattre",
        {"question": "Pourquoi\u00a0?", "texte": ""},
        Encadre("À mettre en débat\u00a0: Pourquoi\u00a0?", ()),
    ),
    (
        "exemple",
        {"titre": "Nous", "texte": "<ul><li>a</li></ul>", "statut": "source", "source": ICI},
        Encadre("Cas réel\u00a0: Nous", ("• a", f"Source\u00a0: {ICI}")),
    ),
]


@pytest.mark.parametrize(("genre", "valeur", "encadre"), ENCADRES, ids=[cas[0] for cas in ENCADRES])
def test_boxes(site, genre, valeur, encadre):
    assert blocs_propres(ecrire(site, (genre, valeur))) == (encadre,)


def test_quotation_names_its_author(site):
    section = ecrire(site, ("citation", {"texte": "Oser.", "auteur": "Elle", "source": ICI}))
    assert blocs_propres(section) == (
        Paragraphe("«\u00a0Oser.\u00a0»", "citation"),
        Paragraphe(f"Elle. {ICI}", "note"),
    )


def test_table_keeps_its_cells_and_its_provenance(site):
    table = {
        "columns": [{"type": "texte", "heading": "A"}, {"type": "texte", "heading": "B"}],
        "rows": [{"values": ["1", "2"]}, {"values": ["3", ""]}],
        "caption": "",
    }
    valeur = {"legende": "Parts", "table": table, "note": "En 2024.", "statut": "proposition", "source": ICI}
    assert blocs_propres(ecrire(site, ("tableau", valeur))) == (
        Tableau("Parts", ("A", "B"), (("1", "2"), ("3", ""))),
        Paragraphe("En 2024.", "note"),
        Paragraphe(f"Proposition\u00a0: {ICI}", "note"),
    )


def une_liste(*provenances):
    liste = Nomenclature.objects.create(
        cle="odd", titre="Les objectifs", statut="source", source=ICI, description="<p>Dix-sept.</p>"
    )
    for rang, (statut, source) in enumerate(provenances, start=1):
        Terme.objects.create(
            nomenclature=liste, code=f"t{rang}", rang=rang, intitule=f"T{rang}", statut=statut, source=source
        )
    return liste


def test_reference_list_says_one_provenance_once(site):
    blocs = blocs_propres(ecrire(site, ("liste", une_liste(("source", ICI), ("source", ICI)).pk)))
    assert blocs == (
        Paragraphe("Dix-sept."),
        Tableau("Les objectifs", ("Intitulé", "En quelques mots"), (("T1", "–"), ("T2", "–"))),
        Paragraphe(f"Provenance de la liste. Source\u00a0: {ICI}", "note"),
    )


def test_reference_list_says_the_provenance_of_each_row_when_they_differ(site):
    blocs = blocs_propres(ecrire(site, ("liste", une_liste(("source", ICI), ("proposition", "Nous")).pk)))
    tableau = next(bloc for bloc in blocs if isinstance(bloc, Tableau))
    assert [ligne[2] for ligne in tableau.lignes] == ["Celle de la liste", "Proposition\u00a0: Nous"]


@pytest.fixture
def image(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    fichier = SimpleUploadedFile("x.png", UNE_IMAGE, "image/png")
    return ImageDuPortail.objects.create(
        title="Une maison", description="Une maison à trois piliers", file=fichier
    )


def test_image_is_drawn_with_its_alternative(site, image):
    valeur = {"image": image.pk, "decorative": False, "alt_text": "La maison"}
    (figure,) = blocs_propres(ecrire(site, ("image", valeur)))
    assert isinstance(figure, Figure)
    assert (figure.alternative, figure.legende) == ("La maison", "Une maison")
    assert 'href="data:image/jpeg;base64,' in figure.svg


def test_decorative_image_stays_on_the_page(site, image):
    assert (
        blocs_propres(ecrire(site, ("image", {"image": image.pk, "decorative": True, "alt_text": ""}))) == ()
    )


def test_video_without_transcript_and_file_give_their_address(site, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    fichier = FichierDuPortail.objects.create(title="Fiche", file=SimpleUploadedFile("f.txt", b"x"))
    video = {"titre": "Le film", "adresse": "https://exemple.org/film", "transcription": ""}
    section = ecrire(site, ("video", video), ("fichier", {"titre": "La fiche", "fichier": fichier.pk}))
    assert blocs_propres(section) == (
        Paragraphe("Vidéo\u00a0: Le film\u00a0[1]"),
        Paragraphe("Fichier à télécharger\u00a0: La fiche\u00a0[2]"),
    )


def test_links_are_numbered_once_and_listed_last(site):
    texte = (
        '<p><a href="https://exemple.org/a">Un</a>, <a href="/diagnostic/">deux</a>, '
        '<a href="https://exemple.org/a">encore</a>, <a href="https://exemple.org/b">exemple.org/b</a>, '
        '<a href="mailto:a@exemple.org">écrire</a>, <a href="javascript:alert(1)">non</a>.</p>'
    )
    page = site.article("liens", [{"type": "texte", "value": texte}])
    document = document_de_pages([page], "Mon kit")
    assert document.sections[0].blocs[2] == Paragraphe(
        "Un\u00a0[1], deux\u00a0[2], encore\u00a0[1], exemple.org/b, écrire (a@exemple.org), non."
    )
    (adresses,) = document.sections[-1].sous_sections
    assert adresses.titre == ADRESSES
    assert adresses.blocs[-1] == Liste(
        ("https://exemple.org/a", f"{settings.SITE_URL}/diagnostic/"), ordonnee=True
    )


def test_link_to_a_page_of_the_document_needs_no_address(site):
    cible = site.article("cible")
    lien = f'<p><a linktype="page" id="{cible.pk}">La cible</a></p>'
    page = site.article("depart", [{"type": "texte", "value": lien}])
    assert document_de_pages([page, cible], "Kit").sections[0].blocs[2] == Paragraphe("La cible")
    assert document_de_pages([page], "Kit").sections[0].blocs[2] == Paragraphe("La cible\u00a0[1]")


def test_way_on_to_a_withdrawn_page_is_left_out(site):
    cible = site.article("cible")
    lien = {"titre": "Suite", "page": cible.pk, "adresse": "", "texte": "Lire."}
    assert blocs_propres(ecrire(site, ("lien", lien))) == (
        Paragraphe("Aller plus loin\u00a0: Suite\u00a0[1]\nLire."),
    )
    retirer_du_portail(cible)
    assert blocs_propres(ecrire(site, ("lien", lien), cle="autre")) == ()


def test_last_section_says_where_every_page_comes_from(site):
    pages = [site.article("une"), site.ressource("deux", statut="proposition", source="Nous")]
    derniere = document_de_pages(pages, "Kit").sections[-1]
    assert derniere.titre == SOURCES
    assert derniere.blocs[-1].lignes == (
        ("Une", f"Source\u00a0: {PROVENANCE['source']}"),
        ("Deux", "Proposition\u00a0: Nous"),
    )


def test_resource_shows_its_facts(site):
    page = site.ressource("guide", auteur="Le RAMEAU", adresse="https://exemple.org/g")
    faits = document_de_pages([page], "Kit").sections[0].blocs[2]
    assert faits == Liste(
        (
            "Famille\u00a0: Outil",
            "Format\u00a0: Guide",
            "De qui\u00a0: Le RAMEAU",
            "Accès\u00a0: Accès non précisé",
            "Adresse\u00a0: https://exemple.org/g",
        )
    )


def test_kit_opens_with_its_introduction_and_its_files(site, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    fichier = FichierDuPortail.objects.create(title="La fiche", file=SimpleUploadedFile("f.txt", b"x"))
    kit = site.kit(
        "kit-un",
        {"type": "fichier", "value": fichier.pk},
        page_dans_un_kit(site.article("une")),
        corps=[{"type": "texte", "value": "<p>Bienvenue.</p>"}],
    )
    document = document_de_kit(kit)
    assert [section.titre for section in document.sections] == [
        "Pour commencer",
        "Les fichiers du kit",
        "Une",
        SOURCES,
    ]
    assert "La fiche\u00a0[1]" in textes(document)


def test_withdrawn_page_leaves_the_kit_and_order_is_that_of_staff(site):
    une, deux, trois = (site.article(cle) for cle in ("une", "deux", "trois"))
    kit = site.kit("kit-un", *map(page_dans_un_kit, (trois, une, deux)))
    retirer_du_portail(une)
    titres = [section.titre for section in document_de_kit(kit).sections]
    assert titres == ["Pour commencer", "Trois", "Deux", SOURCES]


def test_same_pages_give_the_same_file(site):
    kit = site.kit("kit-un", page_dans_un_kit(site.article("une")))
    fiches = {empreinte(document_de_kit(kit), "pdf", "gabarit") for _ in range(2)}
    kit.pages_publiees()[0].save_revision().publish()
    assert {empreinte(document_de_kit(kit), "pdf", "gabarit")} == fiches
