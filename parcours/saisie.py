"""A step as one person sees it: what they wrote, block by block. Pure of any request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from parcours.carnet import QUESTION_RETIREE, SANS_QUESTION, Note, saisies_de
from parcours.demandes import FAITE, VUE
from parcours.models import Cahier, EtapePage, Saisie


@dataclass(frozen=True, slots=True)
class Reponses:
    """The words of a person on one step.

    `valeurs`: field → value, what a step took over from another one included; `faite`: when it was declared
    followed; `ailleurs`: notes whose question is no longer on the page.
    """

    valeurs: dict[str, str] = field(default_factory=dict)
    faite: Saisie | None = None
    derniere: Saisie | None = None
    ailleurs: tuple[Note, ...] = ()
    note_ecrite: bool = False


def reponses_a(cahier: Cahier, etape: EtapePage) -> Reponses:
    """Read what a cahier holds for a step, and for those it was cut from: one query."""
    venues = etape.reprend.split()
    saisies = saisies_de(cahier, [etape.cle, *venues])
    siennes = {saisie.champ: saisie for saisie in saisies if saisie.objet == etape.cle}
    presents = {f"{brut['type']}-{brut.get('id')}" for brut in etape.corps.raw_data}
    reprises = {s.champ: s for s in saisies if s.objet != etape.cle and s.champ in presents}
    lues = {**reprises, **siennes}
    ecrites = [saisie for saisie in siennes.values() if saisie.champ != VUE]
    faite = siennes.get(FAITE)
    return Reponses(
        valeurs={champ: saisie.valeur for champ, saisie in lues.items()},
        faite=faite if faite and faite.valeur else None,
        derniere=max(ecrites, key=lambda saisie: saisie.le, default=None),
        ailleurs=tuple(_ailleurs(siennes, presents)),
        note_ecrite=any(champ.startswith("note-") for champ in siennes),
    )


def _ailleurs(siennes: Mapping[str, Saisie], presents: set[str]) -> list[Note]:
    return [
        Note(s.libelle or SANS_QUESTION, s.valeur, s.le, s.par, s.champ, QUESTION_RETIREE)
        for s in siennes.values()
        if s.champ.startswith("note-") and s.valeur and s.champ not in presents
    ]


@dataclass(frozen=True, slots=True)
class Choix:
    """One answer of a quiz, as drawn."""

    rang: str
    texte: str
    explication: str
    juste: bool
    coche: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A quiz as drawn: `genre` is the kind of its boxes; `repondue` opens every explanation."""

    champ: str
    genre: str
    choix: tuple[Choix, ...]
    avant: str
    repondue: bool


def question_de(bloc: Any, saisies: Mapping[str, str], avants: Mapping[str, str] | None = None) -> Question:
    """Return a quiz with what was ticked; one right answer alone is asked with radios."""
    champ = f"quiz-{bloc.id}"
    valeur = saisies.get(champ, "")
    coches = set(valeur.split(",")) - {""}
    choix = tuple(
        Choix(str(rang), c["texte"], c["explication"], c["juste"], str(rang) in coches)
        for rang, c in enumerate(bloc.value["choix"])
    )
    unique = sum(c.juste for c in choix) == 1
    return Question(
        champ,
        "radio" if unique else "checkbox",
        choix,
        avant=(saisies if avants is None else avants).get(champ, ""),
        repondue=any(c.coche for c in choix),
    )
