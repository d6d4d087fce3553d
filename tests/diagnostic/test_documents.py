"""The document taken to the board: all that was typed is in it, and nothing moves without a reason."""

import io
import re
import unicodedata
from datetime import UTC, datetime

import docx
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from diagnostic import phrases, services
from diagnostic.documents import TYPE_DOCUMENT, document_de
from diagnostic.models import Diagnostic, Referentiel
from diagnostic.nombres import en_niveau
from diagnostic.restitution import Restitution, rassembler
from diagnostic.scoring import Mesure, Terme, barycentre
from kits import docx as kits_docx
from kits import pdf as kits_pdf
from kits.document import Document, Emission, Figure, Section, Tableau, textes
from kits.models import Rendu
from tests.diagnostic.factories import DiagnosticFactory
from tests.diagnostic.rempli import COMMENTAIRES, LONG, NOM, PLAN, SANS_CAP, ecrire, remplir

EMISSION = Emission(
    TYPE_DOCUMENT, "7KMQ-2XWD-9FHP", "https://exemple.fr/v", datetime(2026, 11, 22, tzinfo=UTC)
)


@pytest.fixture
def plein(referentiel: Referentiel) -> Diagnostic:
    return remplir()


def serre(texte: str) -> str:
    """A text without what a page layout adds or removes: spaces, hyphens at line ends, ligatures."""
    return re.sub(r"[\s\u00ad\ufffe\u200b\-]+", "", unicodedata.normalize("NFKC", texte))


def tout(document: Document) -> str:
    return "\n".join(textes(document))


def saisis(restitution: Restitution) -> list[str]:
    """Everything that was typed, as the document must say it."""
    lignes = [ligne.dite for ligne in restitution.lignes]
    mots = [
        NOM,
        *COMMENTAIRES.values(),
        "Maïwenn",
        "Jean-Paul",
        SANS_CAP,
        "Printemps <1>",
        "Assemblée d’été ☀",
    ]
    plan = [valeur.strip() for (_, champ), valeur in PLAN.items() if champ != "echeance"]
    caps = ["humain 5, financier 3, alliances 1", "richesses humaines\u00a04, ressources financières\u00a07"]
    return [*lignes, *mots, *plan, *caps, "27\u00a0mars\u00a02027"]


def tableaux(section: Section) -> list[Tableau]:
    blocs = [bloc for bloc in section.blocs if isinstance(bloc, Tableau)]
    return blocs + [tableau for partie in section.sous_sections for tableau in tableaux(partie)]


def test_document_holds_everything_typed(plein: Diagnostic) -> None:
    restitution = rassembler(plein)
    texte = tout(document_de(restitution))
    assert [mot for mot in saisis(restitution) if mot not in texte] == []


def test_document_shows_every_question_and_level(plein: Diagnostic) -> None:
    restitution = rassembler(plein)
    texte = tout(document_de(restitution))
    attendus = [ligne.critere.question for ligne in restitution.lignes]
    attendus += [ligne.niveau.description for ligne in restitution.lignes if ligne.niveau]
    attendus += [f"Proposition\u00a0: {ligne.niveau.suite}" for ligne in restitution.lignes if ligne.niveau]
    attendus += [ligne.critere.source for ligne in restitution.lignes]
    assert [attendu for attendu in attendus if attendu not in texte] == []


def test_document_is_the_same_twice(plein: Diagnostic) -> None:
    premier = document_de(rassembler(plein))
    assert document_de(rassembler(Diagnostic.objects.get(pk=plein.pk))) == premier


def test_document_changes_with_the_plan(plein: Diagnostic) -> None:
    avant = document_de(rassembler(plein))
    ecrire(plein, "court-1", "porteur", "Quelqu’un d’autre")
    assert document_de(rassembler(plein)) != avant


def test_document_figures_are_those_of_the_scoring(plein: Diagnostic) -> None:
    restitution = rassembler(plein)
    profil = next(s for s in document_de(restitution).sections if s.titre.startswith("Le profil"))
    calculs = {ligne[0]: ligne[1] for tableau in tableaux(profil) for ligne in tableau.lignes}
    assert {nom: calculs[nom] for nom in (m.nom for m in restitution.profil.themes)} == {
        m.nom: f"{' + '.join(str(t.niveau) for t in m.termes)} = {m.somme}, sur {len(m.termes)}\u00a0critères"
        f"\u00a0: {en_niveau(m.valeur)}"
        for m in restitution.profil.themes
        if len(m.termes) > 1
    } | {m.nom: phrases.calcul(m) for m in restitution.profil.themes if len(m.termes) == 1}


def test_document_shows_the_exact_division_of_each_part(plein: Diagnostic) -> None:
    restitution = rassembler(plein)
    parts = restitution.profil.barycentre
    assert parts is not None
    texte = tout(document_de(restitution))
    assert [part for part in parts.parts if f" = {part}" not in texte] == []


@pytest.mark.parametrize("formule", ["courte", "complete"])
def test_empty_diagnostic_makes_a_document(referentiel: Referentiel, formule: str) -> None:
    document = document_de(rassembler(DiagnosticFactory(formule=formule)))
    assert document.sous_titre == "Notre association"
    assert ("Dernière réponse", "Aucune pour le moment") in document.reperes
    assert pypdfium2.PdfDocument(kits_pdf.composer(document, EMISSION, lambda *_: None))


def test_answers_outside_the_short_version_are_kept(plein: Diagnostic) -> None:
    plein.formule = Diagnostic.Formule.COURTE
    plein.save()
    texte = tout(document_de(rassembler(plein)))
    assert "Hors de cette version de la grille" in texte
    assert [c for c in COMMENTAIRES.values() if c not in texte] == []


def test_answers_to_a_removed_criterion_keep_its_words(plein: Diagnostic, referentiel_2: Referentiel) -> None:
    services.basculer(diagnostic=plein, vers=referentiel_2)
    restitution = rassembler(plein)
    d8 = restitution.etapes[-1].instantane.referentiel.grille.par_code["D8"]
    texte = tout(document_de(restitution))
    assert f"D8. {d8.titre}" in texte
    assert "comparez leurs niveaux avec prudence" in texte


def test_figures_are_readable_drawings_in_the_typeface_of_the_document(plein: Diagnostic) -> None:
    document = document_de(rassembler(plein))
    figures = [
        bloc
        for section in document.sections
        for partie in (section, *section.sous_sections)
        for bloc in partie.blocs
        if isinstance(bloc, Figure)
    ]
    assert len(figures) == 7
    assert all("Atkinson Hyperlegible" in figure.svg and figure.alternative for figure in figures)
    assert not [f for f in figures if re.search(r'\s(?:x|y|cx|cy|r|width|height)="[^"]*,', f.svg)]


def test_pdf_says_everything_typed(plein: Diagnostic) -> None:
    restitution = rassembler(plein)
    fichier = pypdfium2.PdfDocument(kits_pdf.composer(document_de(restitution), EMISSION, lambda *_: None))
    pages = [page.get_textpage().get_text_range() for page in fichier]
    corps = [re.sub(r"L’équilibre de notre maison · 7KMQ-2XWD-9FHP\s*page \d+ / \d+", "", p) for p in pages]
    lu = serre("".join(corps))
    ecrits_a_part = {COMMENTAIRES["A2"], COMMENTAIRES["B2"], LONG}
    assert [m for m in saisis(restitution) if m not in ecrits_a_part and serre(m) not in lu] == []
    assert [mot for mot in LONG.split() if serre(mot) not in lu] == []
    assert sorted(set(serre(COMMENTAIRES["B2"]))) == sorted(set(serre(COMMENTAIRES["B2"])) & set(lu))


def test_docx_says_everything_typed(plein: Diagnostic) -> None:
    restitution = rassembler(plein)
    fichier = docx.Document(
        io.BytesIO(kits_docx.composer(document_de(restitution), EMISSION, lambda *_: None))
    )
    lu = serre("".join(noeud.text or "" for noeud in fichier.element.body.iter() if noeud.tag.endswith("}t")))
    assert [m for m in saisis(restitution) if serre(m) not in lu] == []


def test_asking_for_a_document_leads_to_its_page(client: Client, plein: Diagnostic) -> None:
    adresse = reverse("diagnostic:documents", args=[plein.code])  # type: ignore[attr-defined]
    reponse = client.post(adresse, {"format": "pdf"})
    rendu = Rendu.objects.get()
    assert (reponse.status_code, reponse["Location"]) == (302, rendu.get_absolute_url())
    assert rendu.nom_fichier == "equilibre-de-la-maison-l-echappee-bcompagnieb.pdf"
    assert (rendu.type_document, rendu.version_contenu) == (TYPE_DOCUMENT, "Grille 1")
    client.post(adresse, {"format": "pdf"})
    assert Rendu.objects.count() == 1


@pytest.mark.parametrize("format", ["", "odt", "PDF"])
def test_unknown_format_is_refused_with_a_sentence(client: Client, plein: Diagnostic, format: str) -> None:
    adresse = reverse("diagnostic:documents", args=[plein.code])  # type: ignore[attr-defined]
    reponse = client.post(adresse, {"format": format})
    assert reponse.status_code == 400
    assert "choisissez PDF ou Word" in reponse.content.decode()
    assert not Rendu.objects.exists()


def test_documents_only_answers_post(client: Client, plein: Diagnostic) -> None:
    reponse = client.get(reverse("diagnostic:documents", args=[plein.code]))  # type: ignore[attr-defined]
    assert reponse.status_code == 405


@pytest.mark.parametrize(
    ("niveaux", "attendu"),
    [
        ((2, 1, 3), "2 + 1 + 3 = 6, sur 3\u00a0critères\u00a0: 2,0"),
        ((2,), "2, sur 1\u00a0critère\u00a0: 2,0"),
        ((), "Aucun critère situé\u00a0: pas de moyenne"),
    ],
)
def test_calcul_opens_a_mean_to_its_addends(niveaux: tuple[int, ...], attendu: str) -> None:
    termes = tuple(Terme(f"A{i}", "", niveau) for i, niveau in enumerate(niveaux))
    assert phrases.calcul(Mesure("x", "X", termes, (), (), ())) == attendu


@pytest.mark.parametrize(
    ("present", "cap", "attendu"),
    [
        (
            (5, 3, 2),
            (4, 3, 3),
            "Pour aller vers le cap, la part des richesses humaines se réduirait de 10\u00a0points et la "
            "part des alliances stratégiques grandirait de 10\u00a0points.",
        ),
        ((1, 1, 1), (2, 2, 2), "L’équilibre d’aujourd’hui est déjà celui du cap, au point près."),
    ],
)
def test_vers_le_cap_says_what_would_move(
    present: tuple[int, ...], cap: tuple[int, ...], attendu: str
) -> None:
    depart, arrivee = barycentre(present), barycentre(cap)
    assert depart
    assert arrivee
    assert phrases.vers_le_cap(depart, arrivee) == attendu


def test_abreger_cuts_at_a_word_and_says_so() -> None:
    assert phrases.abreger("un deux trois", 8) == "un deux […]"
    assert phrases.abreger("un deux", 8) == "un deux"
