"""Drawings made safe before any engine reads them: nothing outside the SVG is ever fetched."""

import re
import xml.etree.ElementTree as ET

from kits.erreurs import RenduImpossible

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
HREFS = ("href", f"{{{XLINK}}}href")
INTERDITS = frozenset(f"{{{SVG}}}{nom}" for nom in ("script", "foreignObject", "feImage", "animate", "set"))
_IMAGE_INCLUSE = re.compile(r"^data:image/(png|jpeg);base64,")
_ADRESSE_CSS = re.compile(r"@import[^;]*;?|url\(\s*(?!['\"]?#)[^)]*\)", re.IGNORECASE)

ET.register_namespace("", SVG)
ET.register_namespace("xlink", XLINK)


def assainir(svg: str, legende: str) -> str:
    """Return `svg` without scripts nor anything that points outside itself.

    Kept: references to `#ids` and included PNG or JPEG images. `legende` names the figure in
    the error. Raises RenduImpossible when `svg` is not an SVG drawing.
    """
    try:
        racine = ET.fromstring(svg)
    except ET.ParseError as erreur:
        raise RenduImpossible(
            f"La figure «\u00a0{legende}\u00a0» est illisible\u00a0: nous devons la corriger."
        ) from erreur
    if racine.tag != f"{{{SVG}}}svg":
        raise RenduImpossible(
            f"La figure «\u00a0{legende}\u00a0» n’est pas un dessin SVG\u00a0: nous devons la corriger."
        )
    _assainir_element(racine)
    return ET.tostring(racine, encoding="unicode")


def _assainir_element(element: ET.Element) -> None:
    for enfant in list(element):
        if enfant.tag in INTERDITS or not _sans_dehors(enfant):
            element.remove(enfant)
        else:
            _assainir_element(enfant)
    if element.tag == f"{{{SVG}}}style":
        element.text = _ADRESSE_CSS.sub("", element.text or "")
    for nom, valeur in element.attrib.items():
        if nom not in HREFS:
            element.set(nom, _ADRESSE_CSS.sub("none", valeur))


def _sans_dehors(element: ET.Element) -> bool:
    """True when every address the element carries is inside the drawing."""
    adresses = [element.attrib[nom].strip() for nom in HREFS if nom in element.attrib]
    return all(adresse.startswith("#") or _IMAGE_INCLUSE.match(adresse) for adresse in adresses)


def proportions(svg: str) -> tuple[float, float]:
    """Return (width, height) in CSS pixels, from the attributes or else the viewBox.

    Falls back to 640 × 400 when the drawing says neither.
    """
    racine = ET.fromstring(svg)
    boite = [float(nombre) for nombre in re.findall(r"-?\d+(?:\.\d+)?", racine.get("viewBox", ""))]
    largeur = re.match(r"^\d+(\.\d+)?(?=px$|$)", racine.get("width", ""))
    hauteur = re.match(r"^\d+(\.\d+)?(?=px$|$)", racine.get("height", ""))
    if largeur and hauteur:
        return float(largeur.group()), float(hauteur.group())
    return (boite[2], boite[3]) if len(boite) == 4 and boite[2] > 0 and boite[3] > 0 else (640.0, 400.0)  # noqa: PLR2004
