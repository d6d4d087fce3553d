"""The PDF says everything, to every reader, and fetches nothing."""

import http.server
import re
import threading
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pikepdf
import pypdfium2
import pytest

from kits import pdf
from kits.document import (
    Document,
    Emission,
    Encadre,
    Figure,
    Liste,
    Paragraphe,
    Section,
    Tableau,
    nettoyer,
    textes,
)
from tests.kits.exemples import HISTOGRAMME, document_riche
from tests.kits.pages import defauts, mettre_en_page

EMISSION = Emission(
    "Restitution du diagnostic",
    "7K3M-0QXV-92TD",
    "https://trajectoires.example/verifier/7K3M-0QXV-92TD/",
    datetime(2026, 11, 1, 8, 5, tzinfo=UTC),
)
PIED = re.compile(r"\S.{0,200} · 7K3M-0QXV-92TD\s+page \d+ / \d+")


def composer(document):
    return pdf.composer(document, EMISSION, lambda progression, etape: None)


def lire(octets) -> str:
    """The text a reader copies, without page feet."""
    with pypdfium2.PdfDocument(octets) as fichier:
        return "\n".join(PIED.sub("", page.get_textpage().get_text_bounded()) for page in fichier)


def serre(texte: str) -> str:
    return re.sub(r"\s|\ufffe|\u00ad", "", texte)


def difficile() -> Document:
    """Everything that breaks renderers, in every block."""
    mechant = "<script>alert(1)</script> & « vingt\u202f% » <img src=http://192.0.2.1/x>"
    long = "anticonstitutionnellement" * 8
    return Document(
        "Titre <b>&amp;</b> 🙂",
        "{{ settings.SECRET_KEY }} {% now 'Y' %}",
        (("Clé", "ligne une\nligne deux"), ("\x07Nom\x00", mechant)),
        (
            Section(
                "Écritures",
                (
                    Paragraphe(mechant),
                    Paragraphe("Première ligne\nSeconde ligne", "note"),
                    Paragraphe(long, "chapo"),
                    Liste((mechant, long, "😀 ☐ ✓ ≤ ≥ → ½ œ")),
                    Tableau(long, ("Mot", long), ((long, mechant), ("", "b\x0bc"))),
                    Encadre(mechant, (long, mechant), "proposition"),
                    Figure(HISTOGRAMME, mechant, mechant),
                ),
            ),
        ),
    )


@pytest.fixture(scope="module")
def riche():
    return composer(document_riche())


FEUILLE = replace(document_riche(), feuille=True)


@pytest.mark.parametrize(
    "document", [document_riche(), difficile(), FEUILLE], ids=["riche", "difficile", "feuille"]
)
def test_pdf_contient_chaque_texte_du_document(document):
    lu = serre(lire(composer(document)))
    for texte in textes(nettoyer(document)):
        assert serre(texte) in lu


def test_pdf_garde_l_ecriture_de_droite_a_gauche():
    texte = "قال: مرحبا بكم — שלום"
    lu = unicodedata.normalize("NFKC", lire(composer(Document("t", "", (), (Section(texte),)))))
    assert sorted(set(texte)) == sorted(set(texte) & set(lu))


def test_pdf_porte_code_date_et_adresse_sur_la_couverture(riche):
    with pypdfium2.PdfDocument(riche) as fichier:
        lu = serre(fichier[0].get_textpage().get_text_bounded())
    for attendu in (EMISSION.code, EMISSION.adresse, "1er novembre 2026", "Restitution du diagnostic"):
        assert serre(attendu) in lu


def test_pdf_d_une_feuille_commence_par_ce_qu_elle_dit():
    with pypdfium2.PdfDocument(composer(FEUILLE)) as fichier:
        lu = serre(fichier[0].get_textpage().get_text_bounded())
    assert serre(FEUILLE.titre) in lu
    assert serre(FEUILLE.sections[0].titre) in lu
    assert EMISSION.code in lu
    assert "Sommaire" not in lu


def test_pdf_est_reproductible(riche):
    assert composer(document_riche()) == riche


def test_pdf_est_conforme_a_pdf_ua(riche, tmp_path):
    (tmp_path / "f.pdf").write_bytes(riche)
    with pikepdf.open(tmp_path / "f.pdf") as fichier:
        racine = fichier.Root
        assert str(racine.Lang) == "fr"
        assert bool(racine.MarkInfo.Marked)
        assert bool(racine.ViewerPreferences.DisplayDocTitle)
        with fichier.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert meta["dc:title"] == "L’équilibre de notre maison"
        elements = list(structure(racine.StructTreeRoot))
        entetes = [element for element in elements if element.S == "/TH"]
        portees = [str(element.A.get("/Scope")) for element in entetes]
        assert set(portees) == {"/Column", "/Row"}
        figures = [element for element in elements if element.S == "/Figure"]
        assert len(figures) == 3
        assert all(str(element.Alt) for element in figures)
        assert {"/H1", "/H2", "/H3", "/Table", "/L", "/LI", "/Caption"} <= {str(e.S) for e in elements}
        with fichier.open_outline() as plan:
            assert [entree.title for entree in plan.root][:2] == ["Sommaire", "Votre maison, vue d’ensemble"]
            assert [entree.title for entree in plan.root[2].children] == [
                "Ce que vous avez répondu",
                "Trois chemins possibles",
            ]


LIGNE = "Ce que nous faisons, pourquoi, et avec qui. " * 5
SUITE = Paragraphe("Une phrase qui conclut le tableau.")


@pytest.mark.parametrize("avant", [2, 13, 18, 20, 22, 24, 26])
@pytest.mark.parametrize("rangs", [2, 3, 5, 9])
def test_pdf_coupe_comme_un_typographe(avant, rangs):
    remplissage = (*(Paragraphe("Une ligne au-dessus."),) * avant, Paragraphe(LIGNE * 2))
    tableau = Tableau("Ce qui suit", ("Quoi", "Comment"), (("Un pas", LIGNE),) * rangs)
    liste = Liste((LIGNE, LIGNE, LIGNE))
    partie = Section("Une partie", (Paragraphe("Une note.", "note"), tableau, SUITE, liste))
    document = Document("t", "", (), (Section("Un chapitre", remplissage, (partie,)),))
    assert defauts(mettre_en_page(document, EMISSION)) == []


def test_pdf_riche_est_bien_coupe():
    assert defauts(mettre_en_page(document_riche(), EMISSION)) == []


def structure(element):
    """Walk the structure tree, depth first."""
    enfants = element.get("/K", [])
    for enfant in enfants if isinstance(enfants, pikepdf.Array) else [enfants]:
        if isinstance(enfant, pikepdf.Dictionary) and "/S" in enfant:
            yield enfant
            yield from structure(enfant)


@pytest.fixture
def guetteur():
    """A local server that must never hear anything."""
    entendus = []

    class Oreille(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            entendus.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *args):
            pass

    serveur = http.server.HTTPServer(("127.0.0.1", 0), Oreille)
    threading.Thread(target=serveur.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serveur.server_port}", entendus
    serveur.shutdown()


def test_pdf_ne_va_rien_chercher_dehors(guetteur):
    adresse, entendus = guetteur
    svg = HISTOGRAMME.replace(
        "<title>",
        f'<style>@import url({adresse}/a.css);</style><image href="{adresse}/b.png" width="9" height="9"/>'
        f'<image href="file:///etc/passwd" width="9" height="9"/><title>',
    )
    texte = f'<img src="{adresse}/c.png"><link rel=stylesheet href="{adresse}/d.css"> file:///etc/passwd'
    octets = composer(
        Document(texte, texte, (), (Section(texte, (Paragraphe(texte), Figure(svg, texte, "l"))),))
    )
    assert entendus == []
    assert b"root:" not in octets


@pytest.mark.parametrize(
    "adresse",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "ftp://127.0.0.1/",
        f"{pdf.BASE}../trajectoires/settings/base.py",
        f"{pdf.BASE}%2e%2e/pyproject.toml",
        f"{pdf.BASE}/etc/passwd",
        "http://statique.invalid.example/css/document.css",
        "/etc/passwd",
    ],
)
def test_acces_restreint_refuse(adresse):
    with pytest.raises(ValueError, match=r"refusée|introuvable"):
        pdf.AccesRestreint().fetch(adresse)


def test_acces_restreint_sert_nos_fichiers_et_les_donnees():
    assert (
        pdf.AccesRestreint().fetch(pdf.BASE + "css/document.css").read().startswith(b"/* The house on paper")
    )
    assert pdf.AccesRestreint().fetch("data:text/plain,bonjour").read() == b"bonjour"
