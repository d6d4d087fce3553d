"""Document → Word (DOCX), drawn by python-docx with real headings, lists, tables and fields."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC
from functools import singledispatch

import docx
import resvg_py
import segno
from django.conf import settings
from docx.document import Document as Fichier
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from kits import docx_styles as habit
from kits import francais
from kits.atelier import polices_ttf
from kits.document import (
    Bloc,
    Document,
    Emission,
    Encadre,
    Figure,
    Liste,
    Paragraphe,
    SautDePage,
    Section,
    Tableau,
    nettoyer,
)
from kits.erreurs import RenduImpossible
from kits.figures import assainir, proportions
from kits.mesures import largeurs

EPOQUE_ZIP = (1980, 1, 1, 0, 0, 0)


def composer(document: Document, emission: Emission, avancer: Callable[[int, str], None]) -> bytes:
    """Return the DOCX file; the same arguments give the same bytes.

    `avancer(percent, sentence)` is told of each stage. Raises RenduImpossible on an unreadable
    figure.
    """
    avancer(15, "Nous rassemblons le texte")
    propre = nettoyer(document)
    fichier = docx.Document()
    habit.habiller(fichier, propre.langue)
    _proprietes(fichier, propre, emission)
    if propre.feuille:
        _tete(fichier, propre, emission)
    else:
        _couverture(fichier, propre, emission)
        _sommaire(fichier, propre)
    _pied(fichier, propre, emission)
    for rang, section in enumerate(propre.sections):
        avancer(
            20 + 60 * rang // max(1, len(propre.sections)),
            f"Nous écrivons «\u00a0{section.titre[:60]}\u00a0»",
        )
        _section(fichier, section, suivie=propre.feuille)
    avancer(85, "Nous rangeons les pages")
    return _figer(fichier)


def _proprietes(fichier: Fichier, document: Document, emission: Emission) -> None:
    """Fill in what the file says of itself, and ask Word to compute the contents on opening."""
    proprietes = fichier.core_properties
    proprietes.title = document.titre[:255]
    proprietes.subject = document.sous_titre[:255]
    proprietes.author = (document.auteur or settings.SITE_NOM)[:255]
    proprietes.last_modified_by = settings.SITE_NOM
    proprietes.comments = document.resume[:255]
    proprietes.keywords = f"{emission.type_document}, {emission.code}"[:255]
    proprietes.language = "fr-FR" if document.langue == "fr" else document.langue
    proprietes.created = proprietes.modified = emission.emis_le.astimezone(UTC).replace(tzinfo=None)
    proprietes.revision = 1
    habit.calculer_a_l_ouverture(fichier)


def _couverture(fichier: Fichier, document: Document, emission: Emission) -> None:
    fichier.add_paragraph().add_run(settings.SITE_NOM).bold = True
    nature = fichier.add_paragraph(emission.type_document, style="Subtitle")
    nature.paragraph_format.space_before, nature.paragraph_format.space_after = Pt(90), Pt(6)
    fichier.add_paragraph(document.titre, style="Title")
    fichier.add_paragraph(document.sous_titre, style="Subtitle")
    if document.reperes:
        tableau = _grille(fichier, len(document.reperes), (30.0, 70.0))
        for rang, (libelle, valeur) in enumerate(document.reperes):
            _ecrire(tableau.cell(rang, 0), libelle)
            _ecrire(tableau.cell(rang, 1), valeur, gras=True)
    carre = fichier.add_paragraph()
    carre.paragraph_format.space_before = Pt(60)
    image = io.BytesIO()
    segno.make(emission.adresse, error="m", micro=False).save(image, kind="png", scale=8, border=0)
    image.seek(0)
    _decrire(carre, f"Code à photographier\u00a0: il ouvre {emission.adresse}")(image, Mm(28), Mm(28))
    fichier.add_paragraph(f"Document émis le {francais.jour(emission.emis_le)}", style="Note")
    code = fichier.add_paragraph().add_run(emission.code)
    code.bold, code.font.size = True, Pt(15)
    fichier.add_paragraph(f"Pour vérifier qu’il vient bien d’ici, ouvrez {emission.adresse}", style="Note")


def _tete(fichier: Fichier, document: Document, emission: Emission) -> None:
    """Write what a sheet has instead of a cover: its title, and its facts on one line."""
    fichier.add_paragraph(document.titre, style="Title")
    fichier.add_paragraph(document.sous_titre, style="Subtitle")
    faits = [f"{libelle}\u00a0: {valeur}" for libelle, valeur in document.reperes]
    faits.append(f"document émis le {francais.jour(emission.emis_le)}")
    fichier.add_paragraph(" · ".join(faits), style="Note")


def _sommaire(fichier: Fichier, document: Document) -> None:
    """Write the contents as a field; its titles are there at once, Word adds the pages on opening."""
    titre = fichier.add_paragraph("Sommaire", style="Titre du sommaire")
    titre.paragraph_format.page_break_before = True
    lignes = [
        (niveau, texte)
        for section in document.sections
        for niveau, texte in ((1, section.titre), *((2, partie.titre) for partie in section.sous_sections))
    ]
    premiere = derniere = fichier.add_paragraph(style="Sommaire 1")
    habit.ouvrir_champ(premiere, 'TOC \\o "1-2" \\h \\z \\u')
    for rang, (niveau, texte) in enumerate(lignes):
        derniere = premiere if rang == 0 else fichier.add_paragraph(style=f"Sommaire {niveau}")
        derniere.add_run(texte)
    habit.fermer_champ(derniere)


def _pied(fichier: Fichier, document: Document, emission: Emission) -> None:
    pied = fichier.sections[0].footer.paragraphs[0]
    pied.add_run(f"{document.titre} · {emission.code} · page ")
    habit.ajouter_champ(pied, "PAGE")
    pied.add_run(" / ")
    habit.ajouter_champ(pied, "NUMPAGES")


def _section(fichier: Fichier, section: Section, *, suivie: bool) -> None:
    """Write a chapter on a new page, unless it follows on a sheet, then its parts."""
    couleur = habit.ACCENTS[section.pilier]
    titre = fichier.add_paragraph(section.titre, style="Heading 1")
    titre.paragraph_format.page_break_before = not suivie
    habit.border(titre, ("top",), couleur, 36)
    for bloc in section.blocs:
        ecrire(bloc, fichier, couleur)
    for partie in section.sous_sections:
        _partie(fichier, partie, couleur)


def _partie(fichier: Fichier, partie: Section, couleur: str) -> None:
    titre = fichier.add_paragraph(style="Heading 2")
    titre.add_run(partie.titre).font.color.rgb = RGBColor.from_string(couleur)
    for bloc in partie.blocs:
        ecrire(bloc, fichier, couleur)
    for niveau_3 in partie.sous_sections:
        _partie(fichier, niveau_3, couleur)


@singledispatch
def ecrire(bloc: Bloc, fichier: Fichier, couleur: str) -> None:
    """Write one block; `couleur` is the accent of its chapter (RRGGBB)."""
    raise TypeError(type(bloc).__name__)


@ecrire.register
def _(bloc: Paragraphe, fichier: Fichier, couleur: str) -> None:
    fichier.add_paragraph(bloc.texte, style=habit.PARAGRAPHES[bloc.style])


@ecrire.register
def _(bloc: Liste, fichier: Fichier, couleur: str) -> None:
    numero = habit.nouvelle_numerotation(fichier) if bloc.ordonnee else None
    for texte in bloc.elements:
        ligne = fichier.add_paragraph(texte, style="List Number" if bloc.ordonnee else "List Bullet")
        if numero is not None:
            proprietes = ligne._p.get_or_add_pPr().get_or_add_numPr()
            proprietes.get_or_add_ilvl().val = 0
            proprietes.get_or_add_numId().val = numero


@ecrire.register
def _(bloc: Tableau, fichier: Fichier, couleur: str) -> None:
    fichier.add_paragraph(bloc.legende, style="Caption")
    tableau = _grille(fichier, 1 + len(bloc.lignes), largeurs(bloc), entete_de_ligne=bloc.entete_de_ligne)
    entete = tableau.rows[0]
    entete._tr.get_or_add_trPr().append(habit.element("w:tblHeader", val="true"))
    for case, texte in zip(entete.cells, bloc.entetes, strict=True):
        _ecrire(case, texte, gras=True)
    for rangee, ligne in zip(list(tableau.rows)[1:], bloc.lignes, strict=True):
        rangee._tr.get_or_add_trPr().insert(0, habit.element("w:cantSplit", val="true"))
        for case, texte in zip(rangee.cells, ligne, strict=True):
            _ecrire(case, texte)
    fichier.add_paragraph().paragraph_format.space_after = Pt(4)


@ecrire.register
def _(bloc: Figure, fichier: Fichier, couleur: str) -> None:
    svg = assainir(bloc.svg, bloc.legende)
    try:
        image = resvg_py.svg_to_bytes(
            svg_string=svg, zoom=2.0, background="#ffffff", font_files=list(polices_ttf())
        )
    except ValueError as erreur:
        raise RenduImpossible(
            f"La figure «\u00a0{bloc.legende}\u00a0» est illisible\u00a0: nous devons la corriger."
        ) from erreur
    ligne = fichier.add_paragraph()
    ligne.paragraph_format.keep_with_next = True
    _decrire(ligne, bloc.alternative)(io.BytesIO(bytes(image)), *habit.taille_dans(*proportions(svg)))
    if bloc.legende:
        fichier.add_paragraph(bloc.legende, style="Légende de figure")


@ecrire.register
def _(bloc: Encadre, fichier: Fichier, couleur: str) -> None:
    style = habit.ENCADRES[bloc.style]
    titre = fichier.add_paragraph(style=style)
    nom = titre.add_run(bloc.titre)
    nom.bold, nom.italic = True, False
    lignes = [titre, *(fichier.add_paragraph(texte, style=style) for texte in bloc.paragraphes)]
    for ligne in lignes:
        ligne.paragraph_format.keep_with_next = ligne is not lignes[-1]
        if bloc.style == "info":
            habit.colorer_fond(ligne, habit.PAPIER_CHAUD)
        elif bloc.style == "proposition":
            habit.border(ligne, ("top", "left", "bottom", "right"), couleur, 6)
        else:
            habit.border(ligne, ("left",), couleur, 12)
    fichier.add_paragraph().paragraph_format.space_after = Pt(2)


@ecrire.register
def _(bloc: SautDePage, fichier: Fichier, couleur: str) -> None:
    fichier.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _grille(
    fichier: Fichier, rangees: int, parts: tuple[float, ...], *, entete_de_ligne: bool = True
) -> Table:
    """Return an empty table with thin rules, of these column widths in percent."""
    tableau: Table = fichier.add_table(rows=rangees, cols=len(parts))
    tableau.alignment, tableau.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    bordures = habit.element("w:tblBorders")
    for cote, taille, couleur in (
        ("top", "8", habit.ENCRE),
        ("bottom", "8", habit.ENCRE),
        ("insideH", "4", habit.FILET),
    ):
        bordures.append(habit.element(f"w:{cote}", val="single", sz=taille, space="0", color=couleur))
    proprietes = tableau._tbl.tblPr
    aspect = proprietes.find(qn("w:tblLook"))
    aspect.set(qn("w:firstRow"), "1")
    aspect.set(qn("w:firstColumn"), "1" if entete_de_ligne else "0")
    proprietes.find(qn("w:tblLayout")).addprevious(bordures)
    for colonne, part in zip(tableau.columns, parts, strict=True):
        colonne.width = round(habit.LARGEUR_TEXTE * part / 100)
    for rangee in tableau.rows:
        for case, part in zip(rangee.cells, parts, strict=True):
            case.width = round(habit.LARGEUR_TEXTE * part / 100)
    return tableau


def _ecrire(case: _Cell, texte: str, *, gras: bool = False) -> None:
    paragraphe = case.paragraphs[0]
    paragraphe.style = "Case de tableau"
    paragraphe.add_run(texte).bold = gras


def _decrire(paragraphe: Paragraph, alternative: str) -> Callable[[io.BytesIO, int, int], None]:
    """Return what places a picture (file, width, height in EMU) with the text read in its place."""

    def placer(image: io.BytesIO, largeur: int, hauteur: int) -> None:
        dessin = paragraphe.add_run().add_picture(image, width=largeur, height=hauteur)
        dessin._inline.docPr.set("descr", alternative)

    return placer


def _figer(fichier: Fichier) -> bytes:
    """Return the bytes of `fichier` with every inner date fixed, so that they can be compared."""
    brut, fige = io.BytesIO(), io.BytesIO()
    fichier.save(brut)
    with zipfile.ZipFile(brut) as source, zipfile.ZipFile(fige, "w", zipfile.ZIP_DEFLATED) as cible:
        for membre in source.infolist():
            cible.writestr(
                zipfile.ZipInfo(membre.filename, EPOQUE_ZIP), source.read(membre), zipfile.ZIP_DEFLATED
            )
    return fige.getvalue()
