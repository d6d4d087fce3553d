"""One line of the desk, cell by cell: the screen, the CSV and the XLSX are drawn from these and no others."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

from accompagnement.etat import CahierLu, Decision, DiagnosticLu, Suivie
from diagnostic.nombres import compter, en_niveau
from diagnostic.phrases import parts_dites
from kits.francais import jour
from parcours.valeurs import dire_jour

NON_PARTAGE = "non partagé"
RIEN = "rien pour le moment"
DECISIONS_MAX = 3
TEXTE_MAX = 160
T = TypeVar("T")


def abreger(texte: str) -> str:
    """One line, not too long."""
    ligne = " ".join(texte.split())
    return ligne if len(ligne) <= TEXTE_MAX else f"{ligne[: TEXTE_MAX - 1]}…"


def dater(decision: Decision, aujourd_hui: date) -> str:
    """The day of a decision, and whether it has passed."""
    if decision.jour is None:
        return "sans date"
    passee = ", passée" if decision.jour < aujourd_hui else ""
    return f"le {dire_jour(decision.jour)}{', close' if decision.close else passee}"


def repondu(diagnostic: DiagnosticLu) -> str:
    """How many criteria are answered, in all then pillar by pillar: counts, never levels."""
    profil = diagnostic.profil
    parts = ", ".join(f"{m.nom} {m.traites} sur {m.total}" for m in profil.dimensions)
    ensemble = profil.ensemble
    return f"{ensemble.traites} sur {compter(ensemble.total, 'critère', 'critères')} ({parts})"


def chiffres(diagnostic: DiagnosticLu) -> str:
    """The mean of each dimension, and the point."""
    profil = diagnostic.profil
    moyennes = ", ".join(
        f"{m.nom} {en_niveau(m.valeur)} sur 3" for m in profil.dimensions if m.valeur is not None
    )
    point = f"\u00a0; point\u00a0: {parts_dites(profil.barycentre)}" if profil.barycentre else ""
    return f"{moyennes}{point}" if moyennes else RIEN


def etapes(cahier: CahierLu) -> str:
    """Steps declared followed."""
    (agies, a_agir), (apprises, a_apprendre) = cahier.methode, cahier.apprentissage
    return f"{agies} sur {a_agir} pour agir, {apprises} sur {a_apprendre} pour apprendre"


def _diagnostic(suivie: Suivie) -> str:
    return _selon(suivie.diagnostics, lambda lus: repondu(lus[0]) + _autres(len(lus)))


def _reponse(suivie: Suivie) -> str:
    return _selon(suivie.diagnostics, lambda lus: jour(lus[0].repondu_le) if lus[0].repondu_le else RIEN)


def _figures(suivie: Suivie) -> str:
    return _selon(suivie.figures, lambda lus: chiffres(lus[0]))


def _etapes(suivie: Suivie) -> str:
    return _selon(suivie.cahiers, lambda lus: etapes(lus[0]) + _autres(len(lus)))


def _outils(suivie: Suivie) -> str:
    return _selon(suivie.cahiers, lambda lus: "{} sur {}".format(*lus[0].outils))


def _prochaine(suivie: Suivie) -> str:
    """The nearest dated line; failing that, the next step; only what is shared of them."""
    if suivie.decisions is None and suivie.cahiers is None:
        return NON_PARTAGE
    if action := suivie.prochaine_action:
        return f"{abreger(action.texte)} ({dater(action, suivie.aujourd_hui)})"
    return f"Étape\u00a0: {suivie.prochaine_etape}" if suivie.prochaine_etape else RIEN


def _decisions(suivie: Suivie) -> str:
    def dire(lues: tuple[Decision, ...]) -> str:
        dites = [f"{abreger(d.texte)} ({dater(d, suivie.aujourd_hui)})" for d in lues[:DECISIONS_MAX]]
        return "\u00a0; ".join(dites)

    return _selon(suivie.decisions, dire)


def _note(suivie: Suivie) -> str:
    note = suivie.note
    return f"{abreger(note.texte)} ({jour(note.le)})" if note and note.texte else RIEN


COLONNES: dict[str, Callable[[Suivie], str]] = {
    "Structure": lambda s: s.nom,
    "Suivie depuis": lambda s: jour(s.accord.consenti_le),
    "Ce qu’elle partage": lambda s: s.accord.partage,
    "Prochaine étape": _prochaine,
    "Prochain suivi": lambda s: f"le {dire_jour(s.accord.prochain_suivi)}",
    "Dernier suivi": lambda s: f"le {dire_jour(s.dernier_suivi)}" if s.dernier_suivi else RIEN,
    "Dernières décisions": _decisions,
    "Diagnostic": _diagnostic,
    "Dernière réponse": _reponse,
    "Figures": _figures,
    "Étapes suivies": _etapes,
    "Outils remplis": _outils,
    "Note": _note,
}
"""Title of the column, and what it says of a structure."""


def cellules(suivie: Suivie) -> dict[str, str]:
    """What every column says."""
    return {titre: dire(suivie) for titre, dire in COLONNES.items()}


def a_l_ecran(suivie: Suivie) -> Iterator[tuple[str, str]]:
    """The columns under the name, which is the heading."""
    return ((titre, valeur) for titre, valeur in cellules(suivie).items() if titre != "Structure")


def _selon(lus: tuple[T, ...] | None, dire: Callable[[tuple[T, ...]], str]) -> str:
    if lus is None:
        return NON_PARTAGE
    return dire(lus) if lus else RIEN


def _autres(nombre: int) -> str:
    return (
        f"\u00a0; {compter(nombre - 1, 'autre travail', 'autres travaux')} sur sa page" if nombre > 1 else ""
    )
