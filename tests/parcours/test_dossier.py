"""The dossier de trajectoire and the calendar: every typed word is in the files that people take away."""

import io
from datetime import UTC, date, datetime
from typing import Any

import docx
import icalendar
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from diagnostic.models import Referentiel
from diagnostic.restitution import rassembler
from kits import docx as kits_docx
from kits import pdf as kits_pdf
from kits.document import Emission, Figure, Section, nettoyer, textes
from kits.models import Rendu
from parcours.dossier import TYPE_DOCUMENT, document_de, sections_possibles
from parcours.feuilles import lire_ecrits, trousse
from parcours.models import Cahier
from tests.diagnostic.aides import lisible
from tests.diagnostic.factories import DiagnosticFactory
from tests.diagnostic.test_documents import serre
from tests.kits.pages import defauts, mettre_en_page
from tests.parcours.chemins import cahier_neuf
from tests.parcours.outillage import ecrire

pytestmark = pytest.mark.django_db
EMISSION = Emission(
    TYPE_DOCUMENT, "7KMQ-2XWD-9FHP", "https://exemple.fr/v", datetime(2026, 11, 22, tzinfo=UTC)
)
LIGNES = 4
PROPRES = {"date": "12/03/2030", "nombre": "12,5", "montant": "12 500,50 €", "pourcentage": "25 %"}


@pytest.fixture
def cahier() -> Cahier:
    cahier, _ = cahier_neuf()
    return cahier


def tout_remplir(cahier: Cahier) -> set[str]:
    """Write in every field of every tool, four rows a table; return each word as the dossier must say it."""
    dits = set()
    for objet, lieu in trousse().lieux.items():
        for champ in lieu.rubrique.a_remplir if lieu.rang <= LIGNES else ():
            mot = f"Mot {objet} {champ.cle} <é> & « œ »".replace("-", " ")
            if champ.choix:
                mot = champ.choix[lieu.rang % len(champ.choix)].cle
            elif champ.genre == "long":
                mot = f"{mot}\nSuite {mot} {'très longue ' * 25}"
            ecrire(cahier, objet, champ.cle, PROPRES.get(champ.genre, mot))
            dits.add(champ.lire(PROPRES.get(champ.genre, mot)).dite)
    return dits


def dossier(cahier: Cahier, *sections: str, restitution: Any = None) -> Any:
    ecrits = lire_ecrits(cahier, *trousse().outils)
    return document_de(
        cahier, ecrits, sections=sections or {o.cle for o in trousse().outils}, restitution=restitution
    )


def test_every_typed_word_is_in_the_pdf_and_in_the_word_document(cahier: Cahier) -> None:
    dits = tout_remplir(cahier)
    document = nettoyer(dossier(cahier))
    lecteur = pypdfium2.PdfDocument(kits_pdf.composer(document, EMISSION, lambda *_: None))
    en_pdf = serre("".join(page.get_textpage().get_text_bounded() for page in lecteur))
    lu = docx.Document(io.BytesIO(kits_docx.composer(document, EMISSION, lambda *_: None)))
    en_word = serre("".join(str(noeud.text) for noeud in lu.element.body.iter() if noeud.text))
    manques = [
        (mot, fichier)
        for mot in dits
        for ligne in mot.split("\n")
        for fichier, texte in (("pdf", en_pdf), ("docx", en_word))
        if serre(ligne) not in texte
    ]
    assert (len(dits) > 100, manques) == (True, [])


def test_document_is_well_cut(cahier: Cahier) -> None:
    tout_remplir(cahier)
    pages = mettre_en_page(dossier(cahier), EMISSION)
    assert (len(pages) > 10, defauts(pages)) == (True, [])


def test_sections_come_in_the_order_of_the_steps_and_can_be_left_out(cahier: Cahier) -> None:
    ecrire(cahier, "plan-cadre", "ambition", "Durer")
    ecrire(cahier, "cadrage-pourquoi", "question", "Que garder ?")
    ecrits = lire_ecrits(cahier, *trousse().outils)
    assert [cle for cle, _ in sections_possibles(ecrits, avec_diagnostic=True)] == [
        "cadrage", "diagnostic", "plan",
    ]  # fmt: skip
    assert [s.titre for s in dossier(cahier, "plan").sections] == [
        "Le plan d’action daté",
        "D’où viennent ces outils",
    ]
    assert "Que garder ?" not in list(textes(dossier(cahier, "plan")))


def test_attached_diagnostic_gives_its_triangle_and_profile(cahier: Cahier, referentiel: Referentiel) -> None:
    ecrire(cahier, "cadrage-pourquoi", "question", "Que garder ?")
    restitution = rassembler(DiagnosticFactory(choix={"B1": "2", "C1": "1", "D1": "3"}))
    titres = [s.titre for s in dossier(cahier, "cadrage", "diagnostic", restitution=restitution).sections]
    assert titres[1:3] == ["La maison et son équilibre", "Le profil, thème par thème"]


def test_lines_are_counted_by_pillar_with_their_table_beside(cahier: Cahier) -> None:
    for rang, pilier in enumerate(("humain", "humain", "alliances"), start=1):
        ecrire(cahier, f"plan-actions-{rang}", "pilier", pilier)
    [partie] = [
        p for p in dossier(cahier, "plan").sections[0].sous_sections if "combien par pilier" in p.titre
    ]
    figure, tableau = partie.blocs
    assert isinstance(figure, Figure)
    assert [nombre for _, nombre in tableau.lignes] == ["2", "0", "1", "0"]


def test_same_cahier_gives_the_same_document(cahier: Cahier) -> None:
    ecrire(cahier, "cadrage-pourquoi", "question", "Que garder ?")
    assert dossier(cahier) == dossier(cahier)


def test_matrix_reads_sixty_twenty_five_fifteen_as_sourced(cahier: Cahier) -> None:
    ecrire(cahier, "trajectoires-depart", "tient", "L’équipe")
    partie: Section = dossier(cahier, "trajectoires").sections[0].sous_sections[-1]
    [_, tableau, _] = partie.blocs
    assert [[lisible(case) for case in ligne[1:]] for ligne in tableau.lignes] == [
        ["Au cœur, 60 %", "En aval, 25 %", "En amont, 15 %"],
        ["En amont, 15 %", "Au cœur, 60 %", "En aval, 25 %"],
        ["En aval, 25 %", "En amont, 15 %", "Au cœur, 60 %"],
    ]


def test_dossier_is_asked_for_as_a_kit_and_prepared_once(client: Client) -> None:
    cahier, code = cahier_neuf()
    ecrire(cahier, "cadrage-pourquoi", "question", "Que garder ?")
    adresse = reverse("outils:dossier", args=[code])
    reponses = [client.post(adresse, {"format": "pdf", "garder": ["cadrage", "plan"]}) for _ in range(2)]
    rendu = Rendu.objects.get()
    assert [reponse.url for reponse in reponses] == [rendu.get_absolute_url()] * 2
    assert (rendu.type_document, rendu.version_contenu) == (TYPE_DOCUMENT, "1 partie")


@pytest.mark.parametrize(
    ("envoi", "statut"),
    [
        ({"format": "odt", "garder": "cadrage"}, 400),
        ({"format": "pdf"}, 422),
        ({"format": "pdf", "garder": "x"}, 422),
    ],
)
def test_dossier_without_a_part_or_a_format_is_refused(
    client: Client, envoi: dict[str, str], statut: int
) -> None:
    _, code = cahier_neuf()
    assert client.post(reverse("outils:dossier", args=[code]), envoi).status_code == statut
    assert not Rendu.objects.exists()


def test_dated_actions_go_to_a_calendar(client: Client) -> None:
    cahier, code = cahier_neuf()
    for rang, (action, echeance) in enumerate(
        (("Réunir le bureau", "2030-03-12"), ("Un jour", "au printemps"), ("", "2020-01-01")), start=1
    ):
        ecrire(cahier, f"plan-actions-{rang}", "action", action)
        ecrire(cahier, f"plan-actions-{rang}", "echeance", echeance)
    ecrire(cahier, "plan-actions-1", "porteur", "Awa")
    reponse = client.get(reverse("outils:calendrier", args=[code]))
    fiches = icalendar.Calendar.from_ical(reponse.content).walk("VEVENT")
    assert [(str(f["summary"]), f.decoded("dtstart")) for f in fiches] == [
        ("Réunir le bureau", date(2030, 3, 12)),
        ("Action 3 du plan", date(2020, 1, 1)),
    ]
    assert lisible(str(fiches[0]["description"])) == "Qui la porte : Awa"
    assert str(fiches[0]["uid"]) == f"{cahier.pk}-plan-actions-1"
    assert len(fiches[0].walk("VALARM")) == 1
    assert reponse["Content-Type"] == "text/calendar; charset=utf-8"
    assert client.get(reverse("outils:calendrier", args=[code])).content == reponse.content


def test_follow_up_board_is_fed_by_the_rows_of_the_plan(client: Client) -> None:
    cahier, code = cahier_neuf()
    ecrire(cahier, "plan-actions-1", "action", "Réunir le bureau")
    ecrire(cahier, "plan-actions-1", "echeance", "2030-03-12")
    adresse = reverse("outils:outil", args=[code, "suivi"])
    assert "Réunir le bureau · 12 mars 2030" in lisible(client.get(adresse).content.decode())
    client.post(adresse, {"reprendre": "suivi-actions"})
    suivi = lire_ecrits(cahier, *trousse().outils)
    assert suivi["suivi-actions-1", "action"].valeur == "Réunir le bureau"
    assert suivi["suivi-actions-1", "echeance"].valeur == "2030-03-12"


def test_diagnostic_is_attached_by_its_code_and_detached(client: Client, referentiel: Referentiel) -> None:
    cahier, code = cahier_neuf()
    diagnostic = DiagnosticFactory()
    adresse = reverse("outils:rattacher", args=[code])
    assert client.post(adresse, {"diagnostic": diagnostic.code.lower()}).status_code == 302
    cahier.refresh_from_db()
    assert cahier.diagnostic == diagnostic
    assert "Un diagnostic est rattaché" in lisible(
        client.get(reverse("outils:liste", args=[code])).content.decode()
    )
    client.post(adresse, {"detacher": "1"})
    cahier.refresh_from_db()
    assert cahier.diagnostic is None


def test_wrong_code_attaches_nothing_and_is_slowed_down(client: Client) -> None:
    cahier, code = cahier_neuf()
    adresse = reverse("outils:rattacher", args=[code])
    statuts = [client.post(adresse, {"diagnostic": "AAAA"}).status_code for _ in range(11)]
    assert statuts == [422] * 10 + [429]
    cahier.refresh_from_db()
    assert cahier.diagnostic is None
