"""The look of the Word file, and the few OOXML elements python-docx has no word for.

Element names and their order: ECMA-376, part 1 (WordprocessingML).
"""

from collections.abc import Iterable

from docx.document import Document as Fichier
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from kits.document import Pilier

ENCRE = "1D1B2E"
ENCRE_DOUCE = "57546B"
FILET = "D9D3C5"
PAPIER_CHAUD = "FAF7F0"
ACCENTS: dict[Pilier, str] = {
    "": "6B5B3E",
    "humain": "B4432F",
    "financier": "1F6F5C",
    "alliances": "3B5B9D",
    "socle": "6B5B3E",
}
POLICE = "Calibri"
LARGEUR_TEXTE = Mm(152)
HAUTEUR_FIGURE = Mm(100)
STYLES: dict[str, tuple[float, bool, bool, str, float, float]] = {
    # name: (size in pt, bold, italic, colour, space before in pt, space after in pt)
    "Normal": (11, False, False, ENCRE, 0, 8),
    "Title": (32, True, False, ENCRE, 0, 10),
    "Subtitle": (14, False, False, ENCRE_DOUCE, 0, 28),
    "Heading 1": (22, True, False, ENCRE, 0, 16),
    "Heading 2": (15, True, False, ENCRE, 20, 6),
    "Caption": (10.5, True, False, ENCRE, 10, 4),
    "List Bullet": (11, False, False, ENCRE, 0, 4),
    "List Number": (11, False, False, ENCRE, 0, 4),
    "Footer": (8.5, False, False, ENCRE_DOUCE, 0, 0),
    "Chapô": (13.5, False, False, ENCRE, 0, 14),
    "Note": (9.5, False, False, ENCRE_DOUCE, 0, 8),
    "Citation": (13, False, True, ENCRE, 10, 12),
    "Légende de figure": (9.5, False, False, ENCRE_DOUCE, 2, 14),
    "Titre du sommaire": (22, True, False, ENCRE, 0, 16),
    "Sommaire 1": (11.5, True, False, ENCRE, 8, 2),
    "Sommaire 2": (11, False, False, ENCRE_DOUCE, 0, 2),
    "Case de tableau": (10, False, False, ENCRE, 3, 3),
    "Encadré info": (11, False, False, ENCRE, 0, 4),
    "Encadré proposition": (11, False, False, ENCRE, 0, 4),
    "Encadré réponse": (11, False, True, ENCRE, 0, 4),
}
ENCADRES = {"info": "Encadré info", "proposition": "Encadré proposition", "reponse": "Encadré réponse"}
PARAGRAPHES = {"courant": "Normal", "chapo": "Chapô", "note": "Note", "citation": "Citation"}


def habiller(fichier: Fichier, langue: str) -> None:
    """Give `fichier` its page (A4), its styles and its language (`fr` → fr-FR)."""
    page = fichier.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin = Mm(30), Mm(28)
    page.top_margin, page.bottom_margin = Mm(26), Mm(26)
    page.different_first_page_header_footer = True
    for nom, (corps, gras, italique, couleur, avant, apres) in STYLES.items():
        _regler(_style(fichier, nom), (corps, gras, italique, couleur), (avant, apres))
    for nom in ("Heading 1", "Heading 2", "Caption", "Titre du sommaire"):
        _style(fichier, nom).paragraph_format.keep_with_next = True
    for nom in ("Citation", "Sommaire 2"):
        _style(fichier, nom).paragraph_format.left_indent = Mm(8)
    for nom in ENCADRES.values():
        _style(fichier, nom).paragraph_format.left_indent = Mm(5)
        _style(fichier, nom).paragraph_format.right_indent = Mm(5)
        _style(fichier, nom).paragraph_format.keep_together = True
    for nom in STYLES:
        _dire_langue(_style(fichier, nom).element.get_or_add_rPr(), langue)
    defauts = fichier.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defauts is not None:
        _dire_langue(defauts, langue)


def _style(fichier: Fichier, nom: str) -> ParagraphStyle:
    if nom not in fichier.styles:
        nouveau = fichier.styles.add_style(nom, WD_STYLE_TYPE.PARAGRAPH)
        nouveau.base_style = fichier.styles["Normal"]
    style = fichier.styles[nom]
    assert isinstance(style, ParagraphStyle)
    return style


def _regler(
    style: ParagraphStyle, lettre: tuple[float, bool, bool, str], espaces: tuple[float, float]
) -> None:
    corps, gras, italique, couleur = lettre
    style.font.name, style.font.size = POLICE, Pt(corps)
    style.font.bold, style.font.italic = gras, italique
    style.font.color.rgb = RGBColor.from_string(couleur)
    polices = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribut in list(polices.attrib):
        if attribut.endswith("Theme"):
            del polices.attrib[attribut]
    for portee in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        polices.set(qn(portee), POLICE)
    forme = style.paragraph_format
    forme.space_before, forme.space_after = Pt(espaces[0]), Pt(espaces[1])
    forme.line_spacing_rule, forme.line_spacing = WD_LINE_SPACING.MULTIPLE, 1.15
    bordures = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if bordures is not None:  # the default Title comes underlined in blue
        style.element.get_or_add_pPr().remove(bordures)


def _dire_langue(proprietes: BaseOxmlElement, langue: str) -> None:
    region = langue if "-" in langue else f"{langue}-{langue.upper()}"
    existant = proprietes.find(qn("w:lang"))
    element_langue = existant if existant is not None else element("w:lang")
    element_langue.set(qn("w:val"), region)
    if existant is None:
        proprietes.append(element_langue)


def element(nom: str, **attributs: str) -> BaseOxmlElement:
    """Return the OOXML element `w:…` with its `w:` attributes."""
    nouveau = OxmlElement(nom)
    for cle, valeur in attributs.items():
        nouveau.set(qn(f"w:{cle}"), valeur)
    return nouveau


def border(
    paragraphe: Paragraph, cotes: Iterable[str], couleur: str, huitiemes: int, ecart_pt: int = 8
) -> None:
    """Draw rules of `huitiemes`/8 pt along the given sides (top, left, bottom, right, in that order)."""
    bordures = element("w:pBdr")
    for cote in cotes:
        trait = element(f"w:{cote}", val="single", sz=str(huitiemes), space=str(ecart_pt), color=couleur)
        bordures.append(trait)
    inserer_bordures(paragraphe._p.get_or_add_pPr(), bordures)


def inserer_bordures(proprietes: BaseOxmlElement, bordures: BaseOxmlElement) -> None:
    """Put `w:pBdr` where the schema wants it: before shading, tabs, spacing and indentation."""
    suivants = {
        qn(f"w:{nom}")
        for nom in ("shd", "tabs", "suppressAutoHyphens", "spacing", "ind", "jc", "outlineLvl", "rPr")
    }
    for rang, enfant in enumerate(proprietes):
        if enfant.tag in suivants:
            proprietes.insert(rang, bordures)
            return
    proprietes.append(bordures)


def colorer_fond(paragraphe: Paragraph, couleur: str) -> None:
    """Tint the background of a paragraph."""
    proprietes = paragraphe._p.get_or_add_pPr()
    inserer_bordures(proprietes, element("w:shd", val="clear", color="auto", fill=couleur))


def calculer_a_l_ouverture(fichier: Fichier) -> None:
    """Ask Word to compute the fields (contents, page numbers) when it opens the file."""
    suivants = {qn(f"w:{nom}") for nom in ("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "rsids")}
    reglages = fichier.settings.element
    voisin = next((reglage for reglage in reglages if reglage.tag in suivants), None)
    demande = element("w:updateFields", val="true")
    reglages.append(demande) if voisin is None else voisin.addprevious(demande)


def ajouter_champ(paragraphe: Paragraph, instruction: str, resultat: str = "1") -> None:
    """Append a field (PAGE, NUMPAGES…) with the value shown until Word computes it."""
    ouvrir_champ(paragraphe, instruction)
    paragraphe.add_run(resultat)
    fermer_champ(paragraphe)


def ouvrir_champ(paragraphe: Paragraph, instruction: str) -> None:
    """Begin a field: what follows, until `fermer_champ`, is its present value."""
    paragraphe.add_run()._r.append(element("w:fldChar", fldCharType="begin"))
    texte = element("w:instrText")
    texte.set(qn("xml:space"), "preserve")
    texte.text = f" {instruction} "
    paragraphe.add_run()._r.append(texte)
    paragraphe.add_run()._r.append(element("w:fldChar", fldCharType="separate"))


def fermer_champ(paragraphe: Paragraph) -> None:
    """End the field begun by `ouvrir_champ`."""
    paragraphe.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def nouvelle_numerotation(fichier: Fichier) -> int:
    """Return a new numbering id that starts again at 1, drawn like the style « List Number »."""
    style = fichier.styles["List Number"].element
    modele = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    numerotation = fichier.part.numbering_part.element
    abstrait = next(
        num.abstractNumId.val for num in numerotation.num_lst if str(num.numId) == modele.get(qn("w:val"))
    )
    num = numerotation.add_num(abstrait)
    num.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(num.numId)


def taille_dans(largeur: float, hauteur: float) -> tuple[Length, Length]:
    """Return the size of a figure of these proportions, within the text's width and 100 mm high."""
    echelle = min(LARGEUR_TEXTE / largeur, HAUTEUR_FIGURE / hauteur)
    return Length(round(largeur * echelle)), Length(round(hauteur * echelle))
