"""The sheet of personal codes: one strip a person, with its QR code, to print and cut."""

from urllib.parse import urlsplit

import segno
from django.template.loader import render_to_string
from django.urls import reverse

from diagnostic.phrases import abreger
from kits.document import Document, Figure, Liste, Section
from kits.francais import INSECABLE, MOIS
from regards.croisement import MINIMUM
from regards.dessins import trace
from regards.models import Campagne

TYPE_FEUILLE = "Codes personnels"
PAR_RANGEE = 2
NOM_MAX = 48
CORPS, CORPS_DU_NOM, LARGE = 14.0, 16.0, 540
"""The sizes of the address and of the name on a strip, smaller when they are long."""


def feuille_de_codes(campagne: Campagne, codes: list[str], *, site: str) -> Document:
    """Write the sheet; the codes are nowhere else than in it and in the hands of those who get them."""
    rangees = [codes[debut : debut + PAR_RANGEE] for debut in range(0, len(codes), PAR_RANGEE)]
    fin = campagne.jusqu_au
    quantieme = "1er" if fin.day == 1 else str(fin.day)
    jusqu_au = f"{quantieme}{INSECABLE}{MOIS[fin.month - 1]}{INSECABLE}{fin.year}"
    figures = tuple(_rangee(campagne, rangee, jusqu_au, site) for rangee in rangees)
    return Document(
        titre="Codes personnels",
        sous_titre=campagne.nom or "Notre association",
        reperes=(("Codes", str(len(codes))), ("Pour répondre jusqu’au", jusqu_au)),
        sections=(
            Section("Pour vous\u00a0: distribuer, sans noter qui reçoit quoi", (_consignes(), *figures)),
        ),
        auteur=campagne.nom,
        resume="Un code par personne, à découper et à donner de la main à la main.",
        feuille=True,
    )


def _consignes() -> Liste:
    return Liste(
        (
            "Découpez en suivant les pointillés, et gardez ce haut de page. Un code par personne, qui ne "
            "sert qu’une fois.",
            "Distribuez les bandes retournées sur la table, ou dans une enveloppe\u00a0: rien, ni ici ni sur "
            "le portail, ne relie un code à un nom.",
            f"Il faut au moins {MINIMUM}\u00a0réponses pour qu’il y ait un résultat.",
            "Une bande perdue\u00a0? Donnez-en une autre, et détruisez ce qui reste après la clôture.",
        )
    )


def _rangee(campagne: Campagne, codes: list[str], jusqu_au: str, site: str) -> Figure:
    adresse = f"{urlsplit(site).netloc}{reverse('regards:accueil')}"
    nom = abreger(campagne.nom or "Notre association", NOM_MAX)
    svg = render_to_string(
        "regards/_codes.svg",
        {
            "bandes": [_bande(code, rang, site) for rang, code in enumerate(codes)],
            "adresse": adresse,
            "corps": _corps(adresse, CORPS),
            "nom": nom,
            "corps_du_nom": _corps(nom, CORPS_DU_NOM),
            "jusqu_au": jusqu_au,
        },
    )
    dits = "\u00a0; ".join(codes)
    return Figure(svg, f"Codes personnels à découper\u00a0: {dits}. Adresse\u00a0: {adresse}", "")


def _corps(texte: str, maximum: float) -> float:
    return min(maximum, round(LARGE / len(texte), 1))


def _bande(code: str, rang: int, site: str) -> dict[str, object]:
    lien = f"{site}{reverse('regards:repondre', args=[code])}"
    matrice = segno.make(lien, error="m", micro=False).matrix
    return {"code": code, "x": rang * 340, "trace": trace(matrice), "modules": len(matrice)}
