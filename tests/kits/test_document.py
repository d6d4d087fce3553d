"""A document goes to JSON and back unchanged, and its address depends on its content alone."""

import json

import pytest
from hypothesis import given

from kits.document import (
    HORS_XML,
    Document,
    Paragraphe,
    Section,
    Tableau,
    depuis_dict,
    empreinte,
    nettoyer,
    textes,
    vers_dict,
)
from kits.mesures import largeurs
from tests.kits.exemples import document_riche
from tests.kits.strategies import documents, tableaux


@given(documents)
def test_document_fait_l_aller_retour_en_json(document):
    assert depuis_dict(json.loads(json.dumps(vers_dict(document)))) == document


@given(documents)
def test_nettoyer_n_enleve_que_ce_que_xml_refuse(document):
    avant = "".join(textes(document)).replace("\r\n", "\n").replace("\r", "\n")
    apres = "".join(textes(nettoyer(document)))
    assert apres == HORS_XML.sub("", avant)
    assert nettoyer(nettoyer(document)) == nettoyer(document)


@given(documents, documents)
def test_empreinte_distingue_les_contenus(un, autre):
    assert (empreinte(un, "pdf", "1") == empreinte(autre, "pdf", "1")) == (un == autre)


def test_empreinte_distingue_formats_et_gabarits():
    document = document_riche()
    adresses = {empreinte(document, *suite) for suite in (("pdf", "1"), ("docx", "1"), ("pdf", "2"))}
    assert len(adresses) == 3
    assert all(len(adresse) == 64 for adresse in adresses)


def test_nettoyer_garde_emoji_espace_fine_et_ecriture_de_droite_a_gauche():
    texte = "🌱 vingt\u202f% — مرحبا, שלום <script>\nfin"
    sale = Document("a\x00b\x0b\ud800c\ufffe", "", (("l\x07", "v"),), (Section("s", (Paragraphe(texte),)),))
    assert list(textes(nettoyer(sale))) == ["abc", "", "l", "v", "s", texte]


def test_tableau_irregulier_est_refuse():
    with pytest.raises(ValueError, match="2 cases par ligne"):
        Tableau("Points", ("Pilier", "Points"), (("Humain", "4"), ("Financier",)))


@given(tableaux())
def test_largeurs_remplissent_la_page(tableau):
    parts = largeurs(tableau)
    assert len(parts) == len(tableau.entetes)
    assert sum(parts) == pytest.approx(100)
    assert min(parts) > 2
