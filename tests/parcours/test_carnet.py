"""The carnet: all my notes by step, on the page, in the PDF, in the Word document; and the sheets."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from kits.document import textes
from kits.models import Rendu, RenduFichier
from kits.tasks import composer
from parcours import documents_fiches
from parcours.carnet import rassembler
from parcours.documents_carnet import document_du_carnet
from parcours.models import Cahier, EtapePage
from tests.parcours.chemins import (
    adresse,
    cahier_neuf,
    cle_de,
    ecrire,
    fiche,
    note,
    ouvrir,
    poser,
    texte_du_pdf,
)

pytestmark = pytest.mark.django_db
N1, N2 = f"note-{cle_de('n1')}", f"note-{cle_de('n2')}"
MOTS = "Pour les voisins 🌻 & <b>les autres</b>.\n\nEt « pour nous »."


@pytest.fixture
def etape() -> EtapePage:
    """A step with two notes and a sheet."""
    return poser(ouvrir(), "revenir", note("n1"), note("n2", "Et demain ?"), fiche("f1"), title="Revenir")


@pytest.fixture
def ecrit(etape: EtapePage) -> tuple[Cahier, str]:
    """A cahier with two notes, written in the other order."""
    cahier, code = cahier_neuf()
    ecrire(cahier, "revenir", N2, "Encore là.")
    ecrire(cahier, "revenir", N1, MOTS)
    return cahier, code


def _fichier(reponse: object) -> bytes:
    """Make the rendering a view led to, as the worker does; return its file."""
    rendu = Rendu.objects.get(pk=str(reponse["Location"]).strip("/").split("/")[-1])  # type: ignore[index]
    composer(str(rendu.pk))
    rendu.refresh_from_db()
    assert rendu.est_pret, rendu.raison
    return bytes(RenduFichier.objects.get(pk=rendu.pk).contenu)


def test_carnet_shows_the_notes_in_the_order_of_the_page(client: Client, ecrit: tuple[Cahier, str]) -> None:
    [chemin] = rassembler(ecrit[0]).chemins
    assert [(n.question, n.texte) for n in chemin.pas[0].notes] == [
        ("Pourquoi sommes-nous là ?", MOTS),
        ("Et demain ?", "Encore là."),
    ]
    html = client.get(reverse("parcours:carnet", args=[ecrit[1]])).content.decode()
    assert "&lt;b&gt;les autres&lt;/b&gt;" in html
    assert "par Claire" in html


def test_empty_carnet_says_so(client: Client, etape: EtapePage) -> None:
    cahier, code = cahier_neuf()
    assert (
        "Aucune note pour l’instant" in client.get(reverse("parcours:carnet", args=[code])).content.decode()
    )
    assert "Aucune note n’est encore écrite." in [*textes(document_du_carnet(rassembler(cahier)))]


@pytest.mark.django_db(transaction=True)
def test_every_word_is_in_the_pdf(client: Client, ecrit: tuple[Cahier, str]) -> None:
    pdf = _fichier(client.post(reverse("parcours:carnet", args=[ecrit[1]]), {"format": "pdf"}))
    lu = " ".join(texte_du_pdf(pdf).split())
    for mots in ("Pour les voisins", "<b>les autres</b>", "Encore là.", "Et demain", "Revenir"):
        assert mots in lu


@pytest.mark.django_db(transaction=True)
def test_every_word_is_in_the_word_document(client: Client, ecrit: tuple[Cahier, str]) -> None:
    docx = _fichier(client.post(reverse("parcours:carnet", args=[ecrit[1]]), {"format": "docx"}))
    xml = zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml").decode()
    for mots in ("Pour les voisins 🌻 &amp; &lt;b&gt;les autres", "Encore là.", "Et demain ?", "Revenir"):
        assert mots in xml


def test_same_carnet_twice_is_one_rendering(client: Client, ecrit: tuple[Cahier, str]) -> None:
    page = reverse("parcours:carnet", args=[ecrit[1]])
    assert len({client.post(page, {"format": "pdf"})["Location"] for _ in range(2)}) == 1
    assert client.post(page, {"format": "exe"}).status_code == 400
    assert client.post(page).status_code == 400
    assert Rendu.objects.count() == 1


# --- Sheets -------------------------------------------------------------------------------------


def test_sheet_has_its_lines_and_room_to_write(etape: EtapePage) -> None:
    bloc = documents_fiches.fiche_de(etape, cle_de("f1"))
    lus = [*textes(documents_fiches.document_de_fiche(etape, bloc))]
    for attendu in ("La fiche du conseil", "À remplir à plusieurs.", "Ce que nous faisons", "Avec qui"):
        assert attendu in lus
    assert lus.count(documents_fiches.PLACE) == 2


@pytest.mark.django_db(transaction=True)
def test_sheet_is_asked_from_the_public_page(client: Client, etape: EtapePage) -> None:
    page = reverse("parcours:fiche", args=["revenir", cle_de("f1")])
    assert client.get(page).status_code == 405
    reponse = client.post(page, {"etape": "revenir", N1: "Jamais gardé"})
    assert _fichier(reponse).startswith(b"%PDF")
    assert (reponse.cookies, Cahier.objects.count()) == ({}, 0)


def test_sheet_asked_from_a_cahier_saves_first(client: Client, ecrit: tuple[Cahier, str]) -> None:
    cahier, code = ecrit
    reponse = client.post(adresse(code, "revenir"), {"fiche": cle_de("f1"), N2: "Plus tard"})
    assert reponse["Location"] == Rendu.objects.get().get_absolute_url()
    assert cahier.saisies.get(champ=N2).valeur == "Plus tard"
    assert client.post(adresse(code, "revenir"), {"fiche": "x\x00"}).status_code == 404


@pytest.mark.parametrize(
    ("cle", "bloc"), [("revenir", "nulle"), ("nulle", cle_de("f1")), ("revenir", cle_de("n1"))]
)
def test_unknown_sheet_is_not_found(cle: str, bloc: str, client: Client, etape: EtapePage) -> None:
    assert client.post(reverse("parcours:fiche", args=[cle, bloc])).status_code == 404


def test_sheet_of_an_unpublished_step_is_not_given(client: Client, etape: EtapePage) -> None:
    etape.unpublish()
    assert client.post(reverse("parcours:fiche", args=["revenir", cle_de("f1")])).status_code == 404


def test_sheets_are_braked(client: Client, etape: EtapePage) -> None:
    page = reverse("parcours:fiche", args=["revenir", "nulle"])
    assert [client.post(page).status_code for _ in range(31)] == [404] * 30 + [429]
