"""The dated actions of the plan, and which ones to recall today. What time it is comes from the caller."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from contenus.models.abonnements import PARIS
from parcours.calendrier import OUTIL, RUBRIQUE
from parcours.feuilles import Ecrits, trousse, valeur
from parcours.models.rappels import Moment
from parcours.outils import Champ, Outil, Rubrique
from parcours.valeurs import plier

SUIVI, CLOS = "suivi", ("fait", "abandonne")
"""The follow-up board, whose rows answer those of the plan, and the states that end an action."""
AVANT = timedelta(days=3)
"""How long before its day an action is recalled by mail."""
RATTRAPAGE = timedelta(days=30)
"""A portal that slept recalls an action up to this long after its day; later, it would mean nothing."""


@dataclass(frozen=True, slots=True)
class Action:
    """A row of the plan with a date: its words, its day, and the day when that date was written."""

    objet: str
    action: str
    porteur: str
    jour: date
    datee_le: date


@dataclass(frozen=True, slots=True)
class Rappel:
    """An action to recall."""

    action: Action
    moment: Moment


def outils() -> list[Outil]:
    """The tools to read: the plan and its follow-up board."""
    return [outil for outil in trousse().outils if outil.cle in (OUTIL, SUIVI)]


def a_rappeler(ecrits: Ecrits, *, aujourd_hui: date, depuis: date) -> list[Rappel]:
    """What to recall today to somebody who follows the plan since a day, the nearest first.

    An action is recalled once its date is a day old, so that nobody is reminded of what they have just
    typed; and never for a day already past when it was written, or when the reminders were asked for.
    """
    rappels = [
        Rappel(action, moment)
        for action in en_cours(ecrits)
        if (moment := _moment(action, aujourd_hui=aujourd_hui, depuis=depuis))
    ]
    return sorted(rappels, key=lambda rappel: (rappel.action.jour, rappel.action.objet))


def _moment(action: Action, *, aujourd_hui: date, depuis: date) -> Moment | None:
    if action.datee_le >= min(aujourd_hui, action.jour):
        return None
    if action.jour - AVANT <= aujourd_hui < action.jour:
        return Moment.AVANT
    if depuis <= action.jour <= aujourd_hui <= action.jour + RATTRAPAGE:
        return Moment.LE_JOUR
    return None


def en_cours(ecrits: Ecrits) -> list[Action]:
    """The dated actions that the follow-up board does not say done or given up."""
    actions = dict(_datees(ecrits))
    closes = set(_closes(ecrits, actions))
    return [action for rang, action in actions.items() if rang not in closes]


def _datees(ecrits: Ecrits) -> Iterator[tuple[int, Action]]:
    for rang, objet, champs in _rangs(OUTIL):
        saisie = ecrits.get((objet, "echeance"))
        jour = champs["echeance"].lire(saisie.valeur).jour if saisie and "echeance" in champs else None
        if saisie and jour:
            yield (
                rang,
                Action(
                    objet,
                    valeur(ecrits, objet, "action") or f"Action {rang} du plan",
                    valeur(ecrits, objet, "porteur"),
                    jour,
                    timezone.localdate(saisie.le, PARIS),
                ),
            )


def _closes(ecrits: Ecrits, actions: dict[int, Action]) -> Iterator[int]:
    """The rows of the plan that the board ends: the one it names, else the one on the same row."""
    noms = {plier(action.action): rang for rang, action in actions.items()}
    for rang, objet, champs in _rangs(SUIVI):
        if "etat" in champs and champs["etat"].lire(valeur(ecrits, objet, "etat")).garde in CLOS:
            nom = plier(valeur(ecrits, objet, "action"))
            ici = rang in actions and plier(actions[rang].action) == nom
            yield rang if ici else noms.get(nom, rang)


def _rangs(cle: str) -> Iterator[tuple[int, str, dict[str, Champ]]]:
    outil = trousse().outil(cle)
    rubrique: Rubrique | None = outil.rubrique(RUBRIQUE) if outil else None
    if outil and rubrique:
        champs = {champ.cle: champ for champ in rubrique.colonnes}
        for rang in range(1, rubrique.maximum + 1):
            yield rang, outil.objet(rubrique, rang), champs
