"""The Word file says the same things, with real headings, lists, headers and descriptions."""

import io
import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from kits import docx as composeur
from kits.document import Document, Figure, Section, nettoyer, textes
from kits.erreurs import RenduImpossible
from tests.kits.exemples import document_riche
from tests.kits.test_pdf import EMISSION, FEUILLE, difficile


def composer(document):
    return composeur.composer(document, EMISSION, lambda progression, etape: None)


def ouvrir(octets):
    return docx.Document(io.BytesIO(octets))


def lire(octets) -> str:
    """Every text of the body, line breaks included."""
    corps = ouvrir(octets).element.body
    morceaux = []
    for element in corps.iter(qn("w:t"), qn("w:br"), qn("w:p")):
        morceaux.append(element.text or "" if element.tag == qn("w:t") else "\n")
    return "".join(morceaux)


@pytest.fixture(scope="module")
def riche():
    return composer(document_riche())


@pytest.mark.parametrize(
    "document", [document_riche(), difficile(), FEUILLE], ids=["riche", "difficile", "feuille"]
)
def test_docx_contient_chaque_texte_du_document(document):
    lu = lire(composer(document))
    for texte in textes(nettoyer(document)):
        assert texte in lu


def test_docx_d_une_feuille_n_a_ni_couverture_ni_sommaire():
    fichier = ouvrir(composer(FEUILLE))
    assert fichier.paragraphs[0].text == FEUILLE.titre
    assert not [p for p in fichier.paragraphs if p.style.name == "Titre du sommaire"]
    assert not [p for p in fichier.paragraphs if p.paragraph_format.page_break_before]


def test_docx_a_de_vrais_titres_et_de_vraies_listes(riche):
    fichier = ouvrir(riche)
    titres = [p.text for p in fichier.paragraphs if p.style.name == "Heading 1"]
    assert titres == [section.titre for section in document_riche().sections]
    assert len([p for p in fichier.paragraphs if p.style.name == "Heading 2"]) == 7
    assert len([p for p in fichier.paragraphs if p.style.name == "List Bullet"]) == 3
    numeros = {p._p.pPr.numPr.numId.val for p in fichier.paragraphs if p.style.name == "List Number"}
    assert len(numeros) == 3


def test_docx_marque_les_entetes_de_tableau(riche):
    tableaux = ouvrir(riche).tables[1:]
    assert len(tableaux) == 7
    for tableau in tableaux:
        assert tableau.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_docx_decrit_ses_images(riche):
    descriptions = [forme._inline.docPr.get("descr") for forme in ouvrir(riche).inline_shapes]
    assert descriptions == [
        f"Code à photographier\u00a0: il ouvre {EMISSION.adresse}",
        "Trois barres : humain 70 %, financier 45 %, alliances 30 %.",
        "Un triangle ; le point d’aujourd’hui est au-dessus du centre, vers le sommet humain.",
    ]


def test_docx_dit_sa_langue_ses_proprietes_et_son_code(riche):
    fichier = ouvrir(riche)
    proprietes = fichier.core_properties
    assert (proprietes.title, proprietes.language) == ("L’équilibre de notre maison", "fr-FR")
    assert EMISSION.code in proprietes.keywords
    langues = set(re.findall(r'<w:lang [^>]*w:val="([^"]+)"', fichier.styles.element.xml))
    assert langues == {"fr-FR"}
    assert EMISSION.code in fichier.sections[0].footer.paragraphs[0].text
    assert EMISSION.adresse in lire(riche)


def test_docx_a_un_sommaire_et_un_pied_calcules(riche):
    with zipfile.ZipFile(io.BytesIO(riche)) as archive:
        corps = archive.read("word/document.xml").decode()
        pieds = "".join(archive.read(nom).decode() for nom in archive.namelist() if "footer" in nom)
        assert "updateFields" in archive.read("word/settings.xml").decode()
    assert "TOC \\o" in corps
    assert " PAGE " in pieds
    assert " NUMPAGES " in pieds


def test_docx_est_reproductible(riche):
    assert composer(document_riche()) == riche


def test_docx_refuse_un_dessin_illisible():
    casse = '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>'
    with pytest.raises(RenduImpossible, match="La figure «\u00a0Points\u00a0»"):
        composer(Document("t", "", (), (Section("s", (Figure(casse, "a", "Points"),)),)))
