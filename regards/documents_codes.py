"""The sheet of personal codes: one strip a person, with its QR code, to print and cut."""

from urllib.parse import urlsplit

import segno
from django.template.loader import render_to_string
from django.urls import reverse

from diagnostic.phrases import abreger
from kits.document import Bloc, Document, Figure, Liste, Paragraphe, SautDePage, Section
from kits.francais import INSECABLE, MOIS
from regards.croisement import MINIMUM
from regards.dessins import trace
from regards.models import Campagne

TYPE_FEUILLE = "Codes personnels"
PAR_RANGEE = 2
NOM_MAX = 32
CORPS, LARGE = 14.0, 540
"""The size of the address on a strip, smaller when it is long."""


def feuille_de_codes(campagne: Campagne, codes: list[str], *, site: str) -> Document:
    """Write the sheet; the codes are nowhere else than in it and in the hands of those who get them."""
    rangees = [codes[debut : debut + PAR_RANGEE] for debut in range(0, len(codes), PAR_RANGEE)]
    fin = campagne.jusqu_au
    quantieme = "1er" if fin.day == 1 else str(fin.day)
    jusqu_au = f"{quantieme}{INSECABLE}{MOIS[fin.month - 1]}{INSECABLE}{fin.year}"
    figures = tuple(
        _rangee(campagne, rangee, 1 + rang * PAR_RANGEE, site) for rang, rangee in enumerate(rangees)
    )
    return Document(
        titre="Codes personnels",
        sous_titre=campagne.nom or "Notre association",
        reperes=(
            ("Codes", str(len(codes))),
            ("Pour répondre jusqu’au", jusqu_au),
            ("À garder pour vous", "cette page et la suivante"),
        ),
        sections=(
            Section("Distribuer les codes", (*_consignes(), SautDePage())),
            Section("Les bandes à découper", figures),
        ),
        auteur=campagne.nom,
        resume="Un code par personne, à découper et à donner de la main à la main.",
    )


def _consignes() -> tuple[Bloc, ...]:
    return (
        Paragraphe("Un code par personne. Chacun ne sert qu’une fois.", "chapo"),
        Liste(
            (
                "Découpez les bandes en suivant les pointillés.",
                "Distribuez-les sans noter qui reçoit laquelle\u00a0: retournées sur la table, ou dans une "
                "enveloppe. Rien, ni ici ni sur le portail, ne relie un code à un nom.",
                "Photographier le carré suffit. Sans téléphone, on tape l’adresse et le code sur n’importe "
                "quel ordinateur.",
                f"Il faut au moins {MINIMUM}\u00a0réponses pour qu’il y ait un résultat.",
                "Une bande perdue\u00a0? Donnez-en une autre, et détruisez ce qui reste après la clôture.",
            )
        ),
    )


def _rangee(campagne: Campagne, codes: list[str], premier: int, site: str) -> Figure:
    adresse = f"{urlsplit(site).netloc}{reverse('regards:accueil')}"
    bandes = [_bande(code, rang, site) for rang, code in enumerate(codes)]
    svg = render_to_string(
        "regards/_codes.svg",
        {
            "bandes": bandes,
            "adresse": adresse,
            "corps": min(CORPS, round(LARGE / len(adresse), 1)),
            "nom": abreger(campagne.nom or "Notre association", NOM_MAX),
        },
    )
    dits = "\u00a0; ".join(codes)
    return Figure(
        svg, f"Codes personnels à découper\u00a0: {dits}. Adresse\u00a0: {adresse}", _legende(premier, codes)
    )


def _legende(premier: int, codes: list[str]) -> str:
    dernier = premier + len(codes) - 1
    return f"Bande {premier}" if dernier == premier else f"Bandes {premier} et {dernier}"


def _bande(code: str, rang: int, site: str) -> dict[str, object]:
    lien = f"{site}{reverse('regards:repondre', args=[code])}"
    matrice = segno.make(lien, error="m", micro=False).matrix
    return {"code": code, "x": rang * 340, "trace": trace(matrice), "modules": len(matrice)}
