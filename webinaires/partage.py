"""The image of a webinar when its address is shared: title, date and pillars, 1200 × 630; no one is named."""

import hashlib
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.metadata import version

import resvg_py
from django.conf import settings
from django.core.cache import cache as memoire
from django.urls import reverse
from fontTools.ttLib import TTFont  # type: ignore[import-untyped, unused-ignore]
from redis.exceptions import RedisError

from contenus.champs import Pilier
from contenus.courriels import adresse_entiere
from kits.atelier import polices_ttf
from kits.docx_styles import ACCENTS
from kits.francais import creneau
from webinaires.models import WebinairePage
from webinaires.publics import Fiche

LARGEUR, HAUTEUR = 1200, 630
TAILLES = ((1200, 630), (600, 315), (400, 210))
"""Widths and heights that the image is drawn at; the first is that of the page."""
MEMOIRE_S = 30 * 24 * 3600
MARGE, DROITE = 72, 1128
ENCRE, DOUCE, PAPIER, SOLEIL = "#1d1b2e", "#55516b", "#faf6ef", "#f2b632"
PASTILLE = 25
CORPS = ((68, 3), (58, 3), (48, 4), (40, 5))
"""Sizes of the title tried in turn, and the lines that each leaves room for."""
TITRE, TEXTE = 0, 1
"""Ranks of the typefaces in `kits.atelier.POLICES`."""


def adresse_de_l_image(page: WebinairePage, largeur: int = LARGEUR) -> str:
    """Return the whole address of the image at one of its widths."""
    suite = "" if largeur == LARGEUR else f"?largeur={largeur}"
    return f"{adresse_entiere(reverse('flux_webinaires:partage', args=[page.cle]))}{suite}"


def image(fiche: Fiche, largeur: int = LARGEUR) -> bytes:
    """Return the PNG, drawn once for the same words; without Redis, each time."""
    svg = dessiner(fiche)
    empreinte = hashlib.sha256(f"{version('resvg-py')} {largeur} {svg}".encode()).hexdigest()
    cle = f"webinaires:partage:{empreinte}"
    try:
        gardee = memoire.get(cle)
    except RedisError:
        gardee = None
    if gardee is not None:
        return bytes(gardee)
    png = bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, width=largeur, skip_system_fonts=True, font_files=list(polices_ttf())
        )
    )
    try:
        memoire.set(cle, png, MEMOIRE_S)
    except RedisError:
        return png
    return png


def dessiner(fiche: Fiche) -> str:
    """Return the drawing, as SVG."""
    page = fiche.page
    corps, lignes = _titre(str(page.title))
    surtitre = " · ".join(filter(None, ("Webinaire", page.cycle.titre if page.cycle else "")))
    if fiche.annule:
        surtitre = f"{surtitre} · Annulé"
    haut = 190 + corps * 0.75
    morceaux = [
        _texte(surtitre, (MARGE, 128), 30, DOUCE),
        *(
            _texte(ligne, (MARGE, haut + rang * corps * 1.12), corps, ENCRE, police=TITRE)
            for rang, ligne in enumerate(lignes)
        ),
        _texte(_couper(creneau(page.debut, page.fin), 32), (MARGE, 464), 32, ENCRE),
        *_pastilles(page.piliers),
        _texte(settings.SITE_NOM, (MARGE, 592), 24, DOUCE),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LARGEUR}" height="{HAUTEUR}" '
        f'viewBox="0 0 {LARGEUR} {HAUTEUR}"><rect width="{LARGEUR}" height="{HAUTEUR}" fill="{PAPIER}"/>'
        f'<rect width="{LARGEUR}" height="14" fill="{SOLEIL}"/>{_maison()}{"".join(morceaux)}</svg>'
    )


def _maison() -> str:
    """The house of the portal, in the corner."""
    return (
        f'<g transform="translate(1016 56) scale(1.75)"><path d="M32 5 60 28H4z" fill="{ENCRE}"/>'
        f'<circle cx="32" cy="19.500" r="4.500" fill="{SOLEIL}"/><path d="M7 31h13v20H7z" fill="#b4432f"/>'
        '<path d="M25.500 31h13v20h-13z" fill="#1f6f5c"/><path d="M44 31h13v20H44z" fill="#3b5b9d"/>'
        '<path d="M4 54h56v6H4z" fill="#6b5b3e"/></g>'
    )


def _texte(
    texte: str,
    ici: tuple[float, float],
    corps: float,
    couleur: str,
    *,
    police: int = TEXTE,
) -> str:
    x, y = ici
    poids, famille = 700 if police == TITRE else 400, escape(_fonte(police).famille)
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-family="&quot;{famille}&quot;" font-weight="{poids}" '
        f'font-size="{corps}" fill="{couleur}">{escape(_dessinable(texte, police))}</text>'
    )


def _pastilles(piliers: list[str]) -> list[str]:
    """Each pillar, its colour before its name: the colour never speaks alone."""
    x, dessins = float(MARGE), []
    for pilier in piliers:
        nom, couleur = str(Pilier(pilier).label), f"#{ACCENTS[pilier]}"  # type: ignore[index]
        dessins.append(f'<circle cx="{x + 10:.0f}" cy="515" r="10" fill="{couleur}"/>')
        dessins.append(_texte(nom, (x + 29, 523), PASTILLE, ENCRE))
        x += 29 + _mesurer(nom, PASTILLE, TEXTE) + 30
    return dessins


def _titre(titre: str) -> tuple[int, list[str]]:
    """The largest size at which the whole title holds; at the smallest, its end is cut."""
    for corps, combien in CORPS:
        lignes = _plier(titre, corps, DROITE - MARGE)
        if len(lignes) <= combien:
            return corps, lignes
    return corps, [*lignes[: combien - 1], f"{lignes[combien - 1]}…"]


def _plier(texte: str, corps: int, largeur: float) -> list[str]:
    lignes = [""]
    for mot in texte.split(" "):
        essai = f"{lignes[-1]} {mot}".strip()
        if lignes[-1] and _mesurer(essai, corps, TITRE) > largeur:
            lignes.append(mot)
        else:
            lignes[-1] = essai
        while _mesurer(lignes[-1], corps, TITRE) > largeur:  # a word longer than the line
            fin = next(
                n for n in range(len(lignes[-1]), 0, -1) if _mesurer(lignes[-1][:n], corps, TITRE) <= largeur
            )
            lignes[-1:] = [lignes[-1][:fin], lignes[-1][fin:]]
    return lignes


def _couper(texte: str, corps: int) -> str:
    """A line that ends with an ellipsis when it would leave the image."""
    while _mesurer(texte, corps, TEXTE) > DROITE - MARGE:
        texte = f"{texte[:-2]}…"
    return texte


def _dessinable(texte: str, police: int) -> str:
    """The signs that the typeface holds; the others would be drawn as empty boxes."""
    avances = _fonte(police).avances
    return "".join(signe for signe in texte if ord(signe) in avances)


def _mesurer(texte: str, corps: float, police: int) -> float:
    avances = _fonte(police).avances
    return corps * sum(avances.get(ord(signe), 0.0) for signe in texte)


@dataclass(frozen=True, slots=True)
class Fonte:
    """A typeface: the name that its file gives it, and how wide each sign is, in parts of its size."""

    famille: str
    avances: dict[int, float]


@cache
def _fonte(police: int) -> Fonte:
    with TTFont(polices_ttf()[police], lazy=True) as fichier:
        mesures, cadratin = fichier["hmtx"], fichier["head"].unitsPerEm
        signes = {code: mesures[nom][0] / cadratin for code, nom in fichier.getBestCmap().items()}
        return Fonte(str(fichier["name"].getBestFamilyName()), signes)
