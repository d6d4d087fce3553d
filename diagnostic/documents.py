"""A restitution as the document an association takes to its board.

Everything typed is in it: name, choices, comments in full, plan, cap, names of the steps, signatures.
Same restitution, same document: nothing here reads the clock.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from diagnostic import phrases
from diagnostic.documents_annexes import comment_c_est_fait, vos_reponses
from diagnostic.documents_figures import la_maison, le_profil, les_impacts
from diagnostic.lecture import lire
from diagnostic.models import Action
from diagnostic.nombres import compter
from diagnostic.restitution import Ligne, LigneDePlan, Restitution
from kits.document import Bloc, Document, Encadre, Liste, Paragraphe, Section, Tableau
from kits.francais import PARIS, jour

TITRE = "L’équilibre de notre maison"
SANS_NOM = "Notre association"
TYPE_DOCUMENT = "Restitution d’un autodiagnostic"
APPUIS = "Points d’appui"
FRAGILITES = "Fragilités et causes perçues"
RIEN = "–"
CAUSE_MAX = 240


def document_de(restitution: Restitution) -> Document:
    """Write the whole restitution: twelve pages for a first short one, seventeen for the full grid."""
    diagnostic = restitution.diagnostic
    nom = diagnostic.nom or SANS_NOM
    return Document(
        titre=TITRE,
        sous_titre=nom,
        reperes=_reperes(restitution),
        sections=(
            _en_une_page(restitution, nom),
            la_maison(restitution),
            le_profil(restitution),
            les_impacts(restitution),
            _appuis_et_fragilites(restitution),
            _plan(restitution),
            vos_reponses(restitution),
            comment_c_est_fait(restitution),
        ),
        auteur=nom,
        resume=(
            "Ce qu’une association dit d’elle-même\u00a0: son équilibre, ses appuis, ses fragilités et "
            "les pas qu’elle choisit. Ni note ni classement."
        ),
    )


def _reperes(restitution: Restitution) -> tuple[tuple[str, str], ...]:
    diagnostic, grille = restitution.diagnostic, restitution.grille
    repondu = any(ligne.reponse for ligne in restitution.lignes) or restitution.hors_grille
    return (
        ("Dernière réponse", jour(restitution.modifie_le) if repondu else "Aucune pour le moment"),
        ("Formule", diagnostic.Formule(diagnostic.formule).label.capitalize()),
        ("Grille", f"Version\u00a0{grille.version}, {_statut(grille.statut)}"),
        ("Critères situés", phrases.couverture_dite(restitution.profil.ensemble).capitalize()),
    )


def _statut(statut: str) -> str:
    return "proposition de l’équipe du portail" if statut == "proposition" else "texte de sa source"


def _en_une_page(restitution: Restitution, nom: str) -> Section:
    ensemble = restitution.profil.ensemble
    hors = phrases.hors_moyenne(ensemble)
    return Section(
        "En une page",
        blocs=(
            Paragraphe(
                f"Voici comment {nom} se voit aujourd’hui, avec ses propres réponses. Ce document sert à "
                "en parler à plusieurs, puis à choisir un premier pas.",
                "chapo",
            ),
            Encadre("L’équilibre d’aujourd’hui", _lecture(restitution), "info"),
            Paragraphe("Pour bien lire la suite"),
            Liste(
                (
                    "Il n’y a ici ni note globale, ni classement, ni modèle à atteindre. Chaque niveau "
                    "moyen est la simple moyenne des niveaux, de 0 à 3, que vous avez choisis.",
                    "Le point d’équilibre (on dit aussi barycentre) montre de quel côté la maison penche "
                    "entre ses trois piliers. Il ne dit pas si elle est solide, et pencher n’est ni bien "
                    "ni mal.",
                    phrases.couverture_dite(ensemble)
                    + (f"\u00a0; le reste n’entre dans aucune moyenne ({hors})." if hors else "."),
                    "Ce qui est marqué «\u00a0proposition\u00a0» vient de la grille\u00a0: à vous de le "
                    "garder, de le changer ou de l’écarter.",
                    "Les premiers chapitres, jusqu’au plan, suffisent pour une réunion. Vos réponses et "
                    "le détail des calculs suivent.",
                )
            ),
            Paragraphe("Trois questions pour en parler ensemble"),
            Liste(
                (
                    "Nous reconnaissons-nous dans cette image\u00a0? Sur quel critère aurions-nous répondu "
                    "autrement, et pourquoi\u00a0?",
                    "Est-ce de ce côté que nous voulons pencher\u00a0?",
                    "Si nous ne faisions qu’une chose d’ici notre prochaine réunion, laquelle\u00a0?",
                ),
                ordonnee=True,
            ),
        ),
    )


def _lecture(restitution: Restitution) -> tuple[str, ...]:
    profil, cap = restitution.profil, restitution.cap
    lecture = [lire(profil, ()).phrases[0]]
    if profil.barycentre:
        lecture.append(f"La part de chacun\u00a0: {phrases.parts_dites(profil.barycentre)}.")
    if profil.barycentre and cap:
        lecture.append(phrases.vers_le_cap(profil.barycentre, cap))
    nombres = (len(restitution.forces), len(restitution.fragilites))
    if any(nombres):
        lecture.append(
            f"Vous avez situé {compter(nombres[0], 'critère', 'critères')} aux deux niveaux du haut "
            f"(vos points d’appui) et {nombres[1]} aux deux niveaux du bas (vos fragilités)."
        )
    return tuple(lecture)


def _appuis_et_fragilites(restitution: Restitution) -> Section:
    return Section(
        "Points d’appui et fragilités",
        blocs=(
            Paragraphe(
                "Ce qui tient déjà, puis ce qui demande du soin. Une fragilité n’est pas une faute\u00a0: "
                "c’est un endroit où un premier pas se verra vite.",
                "chapo",
            ),
        ),
        sous_sections=(
            _appuis(restitution.forces),
            _fragilites(restitution.fragilites),
        ),
    )


def _appuis(lignes: Sequence[Ligne]) -> Section:
    if not lignes:
        return Section(APPUIS, (Paragraphe("Aucun critère n’est encore situé aux deux niveaux du haut."),))
    return Section(
        APPUIS,
        (
            Tableau(
                f"{compter(len(lignes), 'critère', 'critères')} aux deux niveaux du haut",
                ("Critère", "Où vous en êtes"),
                tuple((f"{ligne.critere.code}. {ligne.critere.titre}", ligne.dite) for ligne in lignes),
            ),
        ),
    )


def _fragilites(lignes: Sequence[Ligne]) -> Section:
    if not lignes:
        return Section(FRAGILITES, (Paragraphe("Aucun critère n’est situé aux deux niveaux du bas."),))
    cases = tuple(
        (
            f"{ligne.critere.code}. {ligne.critere.titre}\n{ligne.dite}",
            phrases.abreger(ligne.commentaire, CAUSE_MAX) or RIEN,
        )
        for ligne in lignes
    )
    return Section(
        FRAGILITES,
        (
            Paragraphe("Les commentaires sont en entier dans «\u00a0Vos réponses\u00a0».", "note"),
            Tableau(
                f"{compter(len(lignes), 'critère', 'critères')} aux deux niveaux du bas",
                ("Critère, et où vous en êtes", "Causes perçues (vos commentaires)"),
                cases,
            ),
        ),
    )


def _plan(restitution: Restitution) -> Section:
    return Section(
        "Le plan",
        blocs=(
            Paragraphe(
                "Trois actions à court terme, trois à moyen terme. Les propositions viennent de la grille, "
                "en commençant par les niveaux les plus bas\u00a0; à vous de les garder, de les changer "
                "ou de les écarter.",
                "chapo",
            ),
            *(bloc for horizon in Action.Horizon for bloc in _horizon(restitution, horizon)),
        ),
    )


def _horizon(restitution: Restitution, horizon: Action.Horizon) -> Iterator[Bloc]:
    lignes = [ligne for ligne in restitution.plan if ligne.horizon == horizon]
    yield Tableau(
        str(horizon.label),
        ("Action", "Qui s’en charge", "Pour quand", "D’où elle vient"),
        tuple(
            (
                phrases.abreger(ligne.texte) or "À écrire",
                ligne.porteur or RIEN,
                _echeance(ligne.echeance),
                _origine(ligne),
            )
            for ligne in lignes
        ),
    )
    for ligne in lignes:
        if phrases.abreger(ligne.texte) != ligne.texte:
            yield Encadre(
                f"{horizon.label}, action {ligne.rang}\u00a0: texte entier", (ligne.texte,), "reponse"
            )


def _echeance(iso: str) -> str:
    """A date in words."""
    if not iso:
        return RIEN
    return jour(datetime.combine(date.fromisoformat(iso), time(12), PARIS))


def _origine(ligne: LigneDePlan) -> str:
    origine = f"\n{ligne.origine.code}. {ligne.origine.titre}" if ligne.origine else ""
    return ligne.etat_dit + origine
