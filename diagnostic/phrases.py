"""The sentences of the documents, read from the figures. Pure; `lecture` holds those of the page too."""

from fractions import Fraction

from diagnostic.grille import PILIERS
from diagnostic.lecture import enumerer
from diagnostic.nombres import INSECABLE, compter, en_niveau, en_pourcent, pourcents
from diagnostic.scoring import Barycentre, Mesure, Profil

NOMS = {
    "humain": "les richesses humaines",
    "financier": "les ressources financières",
    "alliances": "les alliances stratégiques",
}
DES = {cle: nom.replace("les ", "des ", 1) for cle, nom in NOMS.items()}
ABREGE_MAX = 320


def abreger(texte: str, maximum: int = ABREGE_MAX) -> str:
    """Cut a long text at a word and say so by an ellipsis; a short one comes back as it is."""
    if len(texte) <= maximum:
        return texte
    debut = texte[:maximum]
    return f"{debut.rpartition(' ')[0] or debut} […]"


def parts_dites(barycentre: Barycentre) -> str:
    """`42 % pour les richesses humaines, 25 % pour… et 33 % pour…`."""
    parts = zip(PILIERS, pourcents(barycentre.parts), strict=True)
    return enumerer([f"{en_pourcent(part)} pour {NOMS[cle]}" for cle, part in parts])


def vers_le_cap(present: Barycentre, cap: Barycentre) -> str:
    """What would move between the present balance and the cap."""
    ecarts = ecarts_dits(present, cap, verbes=("grandirait", "se réduirait"))
    if not ecarts:
        return "L’équilibre d’aujourd’hui est déjà celui du cap, au point près."
    return f"Pour aller vers le cap, {ecarts}."


PARTS_RELATIVES = (
    "Une part qui se réduit n’est pas un pilier qui s’affaiblit\u00a0: les trois font toujours "
    f"100{INSECABLE}%, et l’une recule quand une autre avance plus vite."
)


def ecarts_dits(depart: Barycentre, arrivee: Barycentre, *, verbes: tuple[str, str]) -> str:
    """`la part des richesses humaines grandirait de 5 points`…; empty when nothing moves."""
    couples = zip(PILIERS, pourcents(depart.parts), pourcents(arrivee.parts), strict=True)
    phrases = []
    for cle, avant, apres in couples:
        if apres != avant:
            verbe = verbes[0] if apres > avant else verbes[1]
            phrases.append(f"la part {DES[cle]} {verbe} de {compter(abs(apres - avant), 'point', 'points')}")
    return enumerer(phrases)


def couverture_dite(mesure: Mesure) -> str:
    """`29 critères situés sur 31`, the second being those that concern the association."""
    situes = len(mesure.termes)
    mot = "critère situé" if situes < 2 else "critères situés"  # noqa: PLR2004 (French plural)
    return f"{situes}{INSECABLE}{mot} sur {mesure.concernes}"


def hors_moyenne(mesure: Mesure) -> str:
    """The criteria left out of a mean, by reason; empty when all count."""
    raisons = (
        ("non concerné", mesure.non_concernes),
        ("je ne sais pas", mesure.ne_sait_pas),
        ("sans réponse", mesure.sans_reponse),
    )
    return "\u00a0; ".join(f"{raison}\u00a0: {', '.join(codes)}" for raison, codes in raisons if codes)


def calcul(mesure: Mesure) -> str:
    """The mean with its addends: `2 + 1 + 3 = 6, sur 3 critères : 2,0`."""
    if not mesure.termes:
        return "Aucun critère situé\u00a0: pas de moyenne"
    addition = " + ".join(str(terme.niveau) for terme in mesure.termes)
    egal = f" = {mesure.somme}" if len(mesure.termes) > 1 else ""
    nombre = compter(len(mesure.termes), "critère", "critères")
    return f"{addition}{egal}, sur {nombre}\u00a0: {en_niveau(mesure.valeur)}"


def calcul_des_parts(profil: Profil) -> tuple[tuple[str, str, str], ...]:
    """For each pillar: its name, the exact division that gives its share, the share."""
    if profil.barycentre is None:
        return ()
    somme = sum((m.valeur for m in profil.piliers if m.valeur is not None), Fraction(0))
    entiers = pourcents(profil.barycentre.parts)
    return tuple(
        (
            mesure.nom,
            f"{mesure.valeur} ÷ {somme} = {part}",
            en_pourcent(entier),
        )
        for mesure, part, entier in zip(profil.piliers, profil.barycentre.parts, entiers, strict=True)
    )
