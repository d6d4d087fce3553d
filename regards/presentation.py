"""What the results page shows, gathered once for the organiser and for each respondent."""

from dataclasses import dataclass
from typing import Any

from diagnostic.grille import Dimension
from regards import dessins
from regards.comparaison import Comparaison, Suivi, comparer
from regards.croisement import MINIMUM
from regards.lecture import Lecture, Point, lire
from regards.models import Campagne


@dataclass(frozen=True, slots=True)
class Fiche:
    """One criterion, drawn, with what it was in the former campaign."""

    point: Point
    bandes: dessins.Bandes
    suivi: Suivi | None


@dataclass(frozen=True, slots=True)
class Partie:
    """One dimension and its criteria."""

    dimension: Dimension
    fiches: tuple[Fiche, ...]


def lecture_de(campagne: Campagne) -> Lecture | None:
    """Read the frozen result of a campaign, if it has one."""
    croisement = campagne.croisement
    return lire(croisement, campagne.referentiel.grille, courte=campagne.courte) if croisement else None


def comparaison_de(campagne: Campagne, lecture: Lecture) -> Comparaison | None:
    """Compare with the former campaign, when it has a result."""
    precedente = campagne.precedente
    avant = lecture_de(precedente) if precedente else None
    if precedente is None or avant is None:
        return None
    noms = (f"Campagne close en {precedente.millesime}", f"Campagne close en {campagne.millesime}")
    return comparer(avant, precedente.referentiel.grille, lecture, campagne.referentiel.grille, noms)


def page_de_resultat(campagne: Campagne, lecture: Lecture) -> dict[str, Any]:
    """Context of the results."""
    comparaison = comparaison_de(campagne, lecture)
    suivis = comparaison.suivis if comparaison else {}

    def fiche(point: Point) -> Fiche:
        quoi = f"{point.critere.code}, {point.critere.titre}"
        code = point.critere.code
        return Fiche(point, dessins.bandes(point.rangees, quoi), suivis.get(code))

    fiches = {point.critere.code: fiche(point) for point in lecture.points}
    triangle = dessins.triangle(lecture.regards)
    return {
        "campagne": campagne,
        "minimum": MINIMUM,
        "lecture": lecture,
        "triangle": triangle,
        "loupe": dessins.loupe(lecture.regards) if triangle.reunit else None,
        "triangle_dit": _dire(triangle.reperes),
        "debat": [fiches[p.critere.code] for p in lecture.a_debattre],
        "accords": [fiches[p.critere.code] for p in lecture.accords],
        "parties": _parties(lecture, fiches),
        "comparaison": comparaison,
        "comparaison_dite": _dire(comparaison.triangle.reperes) if comparaison else "",
        "commentes": [p for p in lecture.points if p.commentaires],
    }


def _parties(lecture: Lecture, fiches: dict[str, Fiche]) -> list[Partie]:
    parties = []
    for part in lecture.regards[0].parts:
        siennes = tuple(f for f in fiches.values() if f.point.dimension.cle == part.dimension.cle)
        parties.append(Partie(part.dimension, siennes))
    return parties


def _dire(reperes: Any) -> str:
    if not reperes:
        return "Le triangle des trois piliers, encore sans point."
    points = " ; ".join(
        f"{r.rang}, {r.nom}\u00a0: richesses humaines {r.parts[0]}, ressources financières {r.parts[1]}, "
        f"alliances stratégiques {r.parts[2]}"
        for r in reperes
    )
    return f"Le triangle des trois piliers. {points}."
