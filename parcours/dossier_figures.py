"""What the dossier draws from the tools: how many lines a pillar, and the photographie des ressources."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.template.loader import render_to_string

from diagnostic import graphiques
from diagnostic.nombres import pourcents
from diagnostic.scoring import Barycentre
from kits.document import Bloc, Figure, Liste, Paragraphe, Section, Tableau
from parcours.feuilles import Ecrits, valeur
from parcours.outils import Outil, Rubrique
from parcours.ressources import FORMULES, Photographie, Pilier
from parcours.valeurs import dire_nombre

PILIER = "pilier"
PAS = 34
NOM_MAX = 44
"""Signs of a name above its bar, beside its value; the table below gives it whole."""


def comptes(outil: Outil, ecrits: Ecrits) -> list[Section]:
    """How many lines name each pillar, for every table that asks for one."""
    return [
        section
        for rubrique in outil.rubriques
        if rubrique.lignes and (section := _compte(outil, rubrique, ecrits))
    ]


def _compte(outil: Outil, rubrique: Rubrique, ecrits: Ecrits) -> Section | None:
    colonne = rubrique.champ(PILIER)
    if colonne is None or colonne.genre != "choix":
        return None
    rangs = range(1, rubrique.maximum + 1)
    lus = [colonne.lire(valeur(ecrits, outil.objet(rubrique, rang), PILIER)).garde for rang in rangs]
    nombres = [(option, lus.count(option.cle)) for option in colonne.choix]
    if not any(nombre for _, nombre in nombres):
        return None
    titre = f"{rubrique.titre}\u00a0: combien par pilier"
    grand = max(nombre for _, nombre in nombres)
    barres = [(o.cle, o.libelle, str(n), Fraction(n, grand)) for o, n in nombres]
    lignes = tuple((option.libelle, str(nombre)) for option, nombre in nombres)
    return Section(titre, (_barres(titre, barres), Tableau(titre, ("Pilier", "Lignes"), lignes)))


def _barres(titre: str, lignes: Sequence[tuple[str, str, str, Fraction]]) -> Figure:
    """Bars of (key, name, value as said, length from 0 to 1)."""
    barres = [
        {
            "cle": cle,
            "nom": nom if len(nom) <= NOM_MAX else f"{nom[: NOM_MAX - 1].rstrip()}…",
            "valeur": dite,
            "largeur": round(float(part * 360), 1),
            "couleur": graphiques.COULEURS.get(cle, graphiques.ENCRE),
            "y": rang * PAS,
        }
        for rang, (cle, nom, dite, part) in enumerate(lignes)
    ]
    contexte = {"barres": barres, "hauteur": PAS * len(barres), "titre": titre}
    svg = render_to_string("parcours/outils/_barres.svg", contexte).strip()
    return Figure(svg, f"{titre}. {', '.join(f'{nom} : {dite}' for _, nom, dite, _ in lignes)}.", titre)


def photographie(photo: Photographie, declare: Barycentre | None) -> list[Section]:
    """The shares, the concentration, and the point beside the declared one."""
    point = photo.point
    if point is None:
        return []
    return [
        *(_pilier(pilier) for pilier in photo.piliers if pilier.parts),
        Section("Deux points sur le triangle", tuple(_triangle(photo, point, declare))),
        Section("Comment ces nombres sont faits", (Liste(FORMULES),)),
    ]


def montrer(photo: Photographie, point: Barycentre, declare: Barycentre | None) -> dict[str, Any]:
    """The same figures for the page of the tool."""
    places = points(point, declare)
    return {
        "piliers": [
            {
                "nom": pilier.nom,
                "phrase": dire_concentration(pilier),
                "parts": _lignes(pilier),
                "sortes": zip(
                    (sorte.nom for sorte in pilier.sortes),
                    dire_parts([sorte.part for sorte in pilier.sortes]),
                    strict=True,
                ),
            }
            for pilier in photo.piliers
        ],
        "triangle": graphiques.triangle(places),
        "points": [(nom, *graphiques.parts_ecrites(barycentre)) for nom, barycentre in places],
        "formules": FORMULES,
    }


def points(point: Barycentre, declare: Barycentre | None) -> list[tuple[str, Barycentre]]:
    """What is placed on the triangle: the declared balance when there is one, then the photographie."""
    return [*([("L’autodiagnostic", declare)] if declare else []), ("La photographie", point)]


def dire_quantite(quantite: Fraction, unite: str) -> str:
    """« 12 500 € », « 1 607 h »."""
    return f"{dire_nombre(Decimal(round(quantite * 100)) / 100)}\u00a0{unite}"


def dire_parts(parts: Sequence[Fraction]) -> list[str]:
    """Whole percentages that sum to 100."""
    return [f"{part}\u00a0%" for part in pourcents(tuple(parts))]


def _pilier(pilier: Pilier) -> Section:
    titre = f"{pilier.nom}\u00a0: les parts"
    lignes = _lignes(pilier)
    barres = [
        (pilier.cle, nom, dite, part.part) for part, (nom, _, dite) in zip(pilier.parts, lignes, strict=True)
    ]
    blocs: list[Bloc] = [_barres(titre, barres), Tableau(titre, ("Appui", "Quantité", "Part"), lignes)]
    blocs.append(Paragraphe(dire_concentration(pilier)))
    return Section(titre, tuple(blocs), pilier=pilier.cle)  # type: ignore[arg-type]  # a key of PILIERS


def _lignes(pilier: Pilier) -> tuple[tuple[str, str, str], ...]:
    parts = dire_parts([part.part for part in pilier.parts])
    return tuple(
        (part.nom, dire_quantite(part.quantite, pilier.unite), dite)
        for part, dite in zip(pilier.parts, parts, strict=True)
    )


def dire_concentration(pilier: Pilier) -> str:
    """The concentration of a pillar in words, with what stays out of it."""
    phrases = []
    if pilier.concentration is not None:
        appuis = "appui équivalent" if pilier.equivalents < 2 else "appuis équivalents"  # noqa: PLR2004 (plural)
        phrases.append(
            f"Concentration\u00a0: {decimal(pilier.concentration)} sur 1, "
            f"soit {decimal(pilier.equivalents)} {appuis}."
        )
    if pilier.sans_quantite:
        phrases.append(f"Lignes sans quantité\u00a0: {pilier.sans_quantite}.")
    return " ".join(phrases) or "Rien d’écrit."


def decimal(valeur_exacte: Fraction) -> str:
    """Two decimals at most, French comma."""
    return f"{float(valeur_exacte):.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _triangle(photo: Photographie, point: Barycentre, declare: Barycentre | None) -> list[Bloc]:
    places = points(point, declare)
    dessin = graphiques.triangle(places)
    svg = render_to_string(
        "diagnostic/_triangle.svg",
        {"triangle": dessin, "titre": "Le triangle des trois piliers", "identifiant": "photographie"},
    )
    lignes = tuple((nom, *graphiques.parts_ecrites(barycentre)) for nom, barycentre in places)
    phrase = ". ".join(f"{nom} : humain {h}, financier {f}, alliances {a}" for nom, h, f, a in lignes)
    return [
        Paragraphe(
            "L’un vient de vos réponses, l’autre de vos nombres. Ils ne mesurent pas la même chose\u00a0: "
            "l’écart est une question à se poser ensemble, pas une faute."
        ),
        Figure(svg.strip(), f"{phrase}.", "Plus un point est près d’un sommet, plus ce pilier pèse."),
        Tableau("Les deux points", ("Point", "Humain", "Financier", "Alliances"), lignes),
        *(Paragraphe(f"{p.nom}. {dire_concentration(p)}", "note") for p in photo.piliers if not p.parts),
    ]
