"""What the figures say, in words: for those who listen to the page as for those who look at it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from diagnostic.graphiques import Repere, parts_ecrites
from diagnostic.grille import PILIERS
from diagnostic.nombres import en_niveau, pourcents
from diagnostic.scoring import Barycentre, Mesure, Profil

PROCHE = 3
"""Two shares at most this many points apart (in percentage points) are said to be close."""


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the table beside the house."""

    mesure: Mesure
    part: str


@dataclass(frozen=True, slots=True)
class Lecture:
    """The words of one restitution."""

    maison: str
    phrases: tuple[str, ...]
    parties: tuple[Part, ...]
    calcul: str
    triangle: str


def enumerer(mots: Sequence[str]) -> str:
    """`a`, `a et b`, `a, b et c`."""
    return " et ".join([", ".join(mots[:-1]), mots[-1]] if len(mots) > 1 else list(mots))


def _les(noms: Sequence[str]) -> str:
    return enumerer([f"les {nom}" for nom in noms])


def dire_les_mesures(mesures: Sequence[Mesure]) -> str:
    """Each measure and its level: the words of a bar chart."""
    return ", ".join(f"{mesure.nom} : {en_niveau(mesure.valeur)} sur 3" for mesure in mesures) + "."


def lire(profil: Profil, reperes: Sequence[Repere]) -> Lecture:
    """Put a profile and the points of its triangle into words."""
    parts = parts_ecrites(profil.barycentre) if profil.barycentre else ("–", "–", "–")
    par_cle = dict(zip(PILIERS, parts, strict=True))
    return Lecture(
        maison=f"La maison. {dire_les_mesures(profil.dimensions)} {_penchant(profil)}",
        phrases=(_penchant(profil), *_couverture(profil)),
        parties=tuple(
            Part(mesure, par_cle.get(mesure.cle, "hors du triangle")) for mesure in profil.dimensions
        ),
        calcul=_calcul(profil),
        triangle=_triangle(reperes),
    )


def _penchant(profil: Profil) -> str:
    if profil.barycentre is None:
        manquants = [mesure.nom.lower() for mesure in profil.piliers if mesure.valeur is None]
        if manquants:
            return (
                "Le point d’équilibre se placera quand chaque pilier aura au moins un niveau ; "
                f"il en manque un pour {_les(manquants)}."
            )
        return "Les trois piliers sont au tout début : rien ne penche encore, tout peut commencer."
    return dire_le_penchant(profil.barycentre, [mesure.nom.lower() for mesure in profil.piliers])


def dire_le_penchant(barycentre: Barycentre, noms: Sequence[str]) -> str:
    """Which pillar weighs most, or that they are close; a description, never a judgement."""
    entiers = pourcents(barycentre.parts)
    if len(set(barycentre.parts)) == 1:
        return "Les trois piliers pèsent le même poids dans l’équilibre d’aujourd’hui."
    if max(entiers) - min(entiers) <= PROCHE:
        return "Les trois piliers pèsent à peu près autant dans l’équilibre d’aujourd’hui."
    ordre = sorted(range(len(entiers)), key=lambda i: -entiers[i])
    premiers = [noms[i] for i in ordre if max(entiers) - entiers[i] <= PROCHE]
    derniers = [
        noms[i] for i in reversed(ordre) if entiers[i] - min(entiers) <= PROCHE and noms[i] not in premiers
    ]
    tete = f"L’équilibre d’aujourd’hui s’appuie d’abord sur {_les(premiers)}"
    return f"{tete} ; {_les(derniers)} y tiennent la plus petite place."


def _couverture(profil: Profil) -> tuple[str, ...]:
    manque = profil.ensemble.sans_reponse
    if not manque:
        return ()
    nombre = len(manque)
    if nombre == 1:
        return ("Un critère reste sans réponse : le dessin peut encore bouger.",)
    return (f"{nombre} critères restent sans réponse : le dessin peut encore bouger.",)


def _calcul(profil: Profil) -> str:
    if profil.barycentre is None:
        return ""
    somme = " + ".join(en_niveau(mesure.valeur) for mesure in profil.piliers)
    parts = parts_ecrites(profil.barycentre)
    detail = ", ".join(
        f"{mesure.nom.lower()} {en_niveau(mesure.valeur)} ÷ ({somme}) = {part}"
        for mesure, part in zip(profil.piliers, parts, strict=True)
    )
    return f"Ici : {detail}. Le calcul est fait sur les moyennes exactes, avant arrondi."


def _triangle(reperes: Sequence[Repere]) -> str:
    if not reperes:
        return "Le triangle des trois piliers, encore sans point."
    points = " ; ".join(
        f"{repere.nom} : richesses humaines {repere.parts[0]}, ressources financières {repere.parts[1]}, "
        f"alliances stratégiques {repere.parts[2]}"
        for repere in reperes
    )
    return f"Le triangle des trois piliers. {points}."
