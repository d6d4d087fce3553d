"""The agenda of a twenty-minute debate, drawn from what a campaign found. Same result, same file."""

from django.template.loader import render_to_string

from diagnostic.nombres import en_niveau
from diagnostic.phrases import abreger
from kits.document import Bloc, Document, Encadre, Figure, Liste, Paragraphe, SautDePage, Section, Tableau
from kits.francais import jour
from regards import dessins
from regards.croisement import MINIMUM
from regards.lecture import Lecture, Point, Regard
from regards.models import Campagne

TYPE_ORDRE_DU_JOUR = "Ordre du jour"
OUVERTURE, POINT, CLOTURE = 2, 3, 3
"""Minutes: five points of three, the opening and the closing make twenty."""
RIEN = "–"
LIGNES, PAROLES_MAX = 5, 6
"""Left blank to write a decision; comments quoted on a point, the page having them all."""
SUITE = "\u00a0; "
A_ECRIRE = "Ce que nous décidons, qui s’en charge, pour quand\u00a0:"


def ordre_du_jour(campagne: Campagne, lecture: Lecture) -> Document:
    """Write the agenda: the points most worth debating, or where to go when all agree."""
    points = lecture.a_debattre
    minutes = OUVERTURE + POINT * len(points) + CLOTURE
    return Document(
        titre=f"{minutes}\u00a0minutes pour en parler" if points else "D’accord, et maintenant\u00a0?",
        sous_titre=campagne.nom or "Notre association",
        reperes=(
            ("Regards croisés", f"{lecture.voix}\u00a0personnes"),
            ("Clos le", jour(campagne.close_le) if campagne.close_le else RIEN),
            ("Points à débattre", str(len(points)) if points else "aucun désaccord"),
            ("Grille", f"Version\u00a0{campagne.referentiel.version}"),
        ),
        sections=(
            _deroule(lecture, minutes),
            Section(
                "Les points à débattre",
                tuple(_ouvrir(lecture)),
                tuple(_section(p, dernier=p is points[-1]) for p in points),
            ),
            _accords(lecture),
            _comment(lecture),
        ),
        auteur=campagne.nom or "Notre association",
        resume="Les questions sur lesquelles une association ne se voit pas de la même façon, à débattre.",
        feuille=True,
    )


def _deroule(lecture: Lecture, minutes: int) -> Section:
    heure = OUVERTURE
    apres = (SautDePage(),) if lecture.a_debattre else ()
    lignes = [("0", "Ouvrir\u00a0: la règle du jeu", f"{OUVERTURE}\u00a0min")]
    for rang, point in enumerate(lecture.a_debattre, start=1):
        titre = f"{rang}. {point.critere.titre} ({point.critere.code})"
        lignes.append((str(heure), titre, f"{POINT}\u00a0min"))
        heure += POINT
    lignes.append((str(heure), "Conclure\u00a0: relire ce qui est décidé", f"{CLOTURE}\u00a0min"))
    return Section(
        "Le déroulé",
        (
            Paragraphe(
                "Cette proposition d’ordre du jour part de vos réponses. Elle n’est qu’un début\u00a0: "
                "changez l’ordre, gardez un seul point, prenez plus de temps.",
                "chapo",
            ),
            Tableau(
                f"{minutes}\u00a0minutes, minute par minute",
                ("Minute", "De quoi l’on parle", "Durée"),
                tuple(lignes),
            ),
            Encadre(
                "La règle du jeu",
                (
                    "Personne n’a à dire ce qu’il a répondu, et personne ne cherche qui a répondu quoi. "
                    "On parle de l’association, pas des réponses.",
                    "Un désaccord n’est pas une faute\u00a0: souvent, chacun voit une autre partie de la "
                    "maison. La question est «\u00a0que voyez-vous que je ne vois pas\u00a0?\u00a0».",
                ),
                "proposition",
            ),
            *apres,
        ),
    )


def _ouvrir(lecture: Lecture) -> list[Bloc]:
    if not lecture.a_debattre:
        return [
            Paragraphe(
                "Sur chaque critère montré, tout le monde a donné le même niveau. Partez de ce que vous "
                "partagez\u00a0: quel serait le premier pas à faire ensemble\u00a0?",
                "chapo",
            )
        ]
    return [Paragraphe("Du plus grand désaccord au plus petit. Trois minutes par point.", "chapo")]


def _section(point: Point, *, dernier: bool) -> Section:
    critere = point.critere
    dessin = dessins.bandes(point.rangees, f"{critere.code}, {critere.titre}")
    niveaux = SUITE.join(f"{rang} = {niveau.titre}" for rang, niveau in enumerate(critere.niveaux))
    return Section(
        f"{critere.code}. {critere.titre}",
        (
            Paragraphe(critere.question),
            Figure(
                render_to_string(
                    "regards/_bandes.svg", {"dessin": dessin, "identifiant": f"b-{critere.code}"}
                ),
                dessin.titre,
                f"Combien de personnes à chaque niveau. {niveaux}.",
            ),
            _repartition(point),
            Encadre("Pour ouvrir le débat", (point.question,), "proposition"),
            Paragraphe(f"Pour en parler avec des faits\u00a0: {SUITE.join(critere.preuves)}.", "note"),
            *_paroles(point),
            Encadre(A_ECRIRE, ("\u00a0",) * LIGNES, "reponse"),
            *(() if dernier else (SautDePage(),)),
        ),
        pilier=point.dimension.cle,
    )


def _paroles(point: Point) -> list[Bloc]:
    if not point.commentaires:
        return []
    dits = tuple(abreger(texte) for texte in point.commentaires[:PAROLES_MAX])
    reste = len(point.commentaires) - len(dits)
    suite = [Paragraphe(f"Les autres commentaires ({reste}) sont sur la page des résultats.", "note")]
    return [Liste(dits), *(suite if reste else ())]


def _repartition(point: Point) -> Tableau:
    mesure = point.desaccord
    return Tableau(
        f"Désaccord\u00a0: {en_niveau(mesure.valeur)} {mesure.unite} ({mesure.calcul})",
        ("Regard", "Niveau 0", "Niveau 1", "Niveau 2", "Niveau 3", "Moyenne"),
        tuple(
            (
                rangee.nom,
                *(str(n) for n in rangee.repartition or (RIEN,) * 4),
                en_niveau(rangee.moyenne),
            )
            for rangee in point.rangees
        ),
    )


def _accords(lecture: Lecture) -> Section:
    lignes = tuple(
        (f"{p.critere.code}. {p.critere.titre}", p.ensemble.dite, en_niveau(p.desaccord.valeur))
        for p in lecture.accords
    )
    blocs: list[Bloc] = [
        Paragraphe("À rappeler en ouvrant la réunion\u00a0: il y a aussi ce que vous partagez.", "chapo")
    ]
    if lignes:
        blocs.append(Tableau("Les plus petits écarts", ("Critère", "Réponses", "Désaccord"), lignes))
    return Section("Là où vous vous rejoignez le plus", tuple(blocs))


def _comment(lecture: Lecture) -> Section:
    return Section(
        "Comment c’est compté",
        (
            Liste(
                (
                    "Le désaccord d’un critère est l’écart moyen entre deux personnes tirées au hasard, en "
                    "niveaux\u00a0: on compare toutes les paires. À 0, tout le monde est au même niveau.",
                    f"Un regard n’est montré à part que s’il compte au moins {MINIMUM}\u00a0personnes, sur "
                    "l’ensemble et sur chaque critère\u00a0; sinon il est réuni à d’autres.",
                    "«\u00a0Non concerné\u00a0», «\u00a0je ne sais pas\u00a0» et l’absence de réponse "
                    "n’entrent dans aucun calcul.",
                    "Ni note globale, ni classement\u00a0: cinq points sont choisis parce qu’ils séparent le "
                    "plus, pas parce qu’ils vont mal.",
                )
            ),
            Tableau(
                "Les regards de cette campagne",
                ("Regard", "Voix", *(part.dimension.nom for part in lecture.regards[0].parts)),
                tuple(_regard(regard) for regard in lecture.regards),
            ),
            Paragraphe(
                "L’ordre du jour, sa durée, le seuil de trois personnes et le calcul sont notre proposition.",
                "note",
            ),
        ),
    )


def _regard(regard: Regard) -> tuple[str, ...]:
    return (regard.nom, str(regard.voix), *(en_niveau(part.valeur) for part in regard.parts))
