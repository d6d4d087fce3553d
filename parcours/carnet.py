"""Everything somebody wrote along the paths, put back in order: the summary, the carnet, the attestation.

What was written never depends on the pages: a step unpublished, deleted, moved, renamed or split still
shows its notes, under the question as it was asked, with a sentence that says what changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Func, JSONField, Q, Value

from parcours.demandes import FAITE, VUE
from parcours.models import Cahier, EtapePage, ParcoursPage, Saisie, Trace, mot_de

QUESTION_RETIREE = (
    "Cette question a été réécrite ou retirée du parcours depuis\u00a0; ce que vous avez écrit reste ici."
)
ETAPE_RETIREE = "Cette étape n’est plus publiée\u00a0; ce que vous y avez écrit reste ici."
RETIREES = "Étapes qui ont changé"
SANS_TITRE = "Une étape retirée du parcours"
SANS_QUESTION = "Une question retirée du parcours"
HISTOIRE_MAX = 100


@dataclass(frozen=True, slots=True)
class Note:
    """What was written under one question, as it was asked."""

    question: str
    texte: str
    le: datetime
    par: str
    ancre: str
    remarque: str = ""


@dataclass(slots=True)
class Pas:
    """A step as one person walked it. `ancre`: the exact spot to come back to; `quiz`: questions answered."""

    cle: str
    titre: str
    publiee: bool = True
    resume: str = ""
    duree: int | None = None
    acheve: str = ""
    reprend: tuple[str, ...] = ()
    blocs: tuple[str, ...] = ()
    faite_le: datetime | None = None
    ancre: str = ""
    touche_le: datetime | None = None
    quiz: int = 0
    notes: list[Note] = field(default_factory=list)
    remarque: str = ""

    @property
    def commencee(self) -> bool:
        """Whether anything was done there."""
        return self.touche_le is not None


@dataclass(frozen=True, slots=True)
class Chemin:
    """A path and its steps, in their order."""

    titre: str
    genre: str
    pas: tuple[Pas, ...]

    @property
    def faites(self) -> int:
        """How many steps the person declares to have followed."""
        return sum(pas.faite_le is not None for pas in self.pas)

    @property
    def mot(self) -> str:
        """What one of them is called."""
        return mot_de(self.genre)

    @property
    def ecrits(self) -> list[Pas]:
        """The steps that hold a note."""
        return [pas for pas in self.pas if pas.notes]


@dataclass(frozen=True, slots=True)
class Carnet:
    """The whole: the paths as published today, and the steps no longer there where something was written."""

    cahier: Cahier
    chemins: tuple[Chemin, ...]
    retirees: tuple[Pas, ...]

    @property
    def pas(self) -> list[Pas]:
        """Every step, published ones first."""
        return [*(pas for chemin in self.chemins for pas in chemin.pas), *self.retirees]

    @property
    def reprise(self) -> Pas | None:
        """The published step touched last: where to come back."""
        touches = [pas for pas in self.pas if pas.publiee and pas.touche_le]
        return max(touches, key=lambda pas: (pas.touche_le, pas.cle), default=None)

    @property
    def nombre_de_notes(self) -> int:
        """How many notes are written."""
        return sum(len(pas.notes) for pas in self.pas)

    @property
    def faites(self) -> list[Pas]:
        """The steps declared followed, whatever became of their pages."""
        return [pas for pas in self.pas if pas.faite_le]


def saisies_de(cahier: Cahier, objets: Iterable[str] | None = None) -> list[Saisie]:
    """What was written in steps (tools aside), oldest first; only in `objets` when given."""
    saisies = cahier.saisies.filter(
        Q(champ__in=(FAITE, VUE)) | Q(champ__startswith="note-") | Q(champ__startswith="quiz-")
    )
    if objets is not None:
        saisies = saisies.filter(objet__in=objets)
    return list(saisies.order_by("le", "objet", "champ"))


def histoire_de(cahier: Cahier, objet: str) -> list[Note]:
    """Every note ever written in a step, newest first, replaced and overtaken ones included: two queries."""
    saisies = cahier.saisies.filter(objet=objet, champ__startswith="note-")
    actuelles = {saisie.champ: saisie for saisie in saisies}
    traces = cahier.traces.filter(objet=objet, champ__in=actuelles).order_by("-ecrit_le", "-id")[
        :HISTOIRE_MAX
    ]
    return [
        Note(
            actuelles[trace.champ].libelle or SANS_QUESTION,
            trace.valeur,
            trace.ecrit_le,
            trace.nom,
            trace.champ,
            _sort(trace, actuelles[trace.champ]),
        )
        for trace in traces
    ]


def _sort(trace: Trace, actuelle: Saisie) -> str:
    if (trace.auteur, trace.sequence) == (actuelle.auteur, actuelle.sequence):
        return "C’est le texte d’aujourd’hui."
    return (
        "Remplacé depuis."
        if trace.appliquee
        else "Arrivé après un texte plus récent\u00a0: gardé ici seulement."
    )


def rassembler(cahier: Cahier) -> Carnet:
    """Read the paths and the cahier: four queries, five when a step was withdrawn."""
    saisies = saisies_de(cahier)
    chemins = _chemins()
    publies = {pas.cle: pas for chemin in chemins for pas in chemin.pas}
    retirees: dict[str, Pas] = {}
    titres = _titres_retires(saisies, publies)
    ecrites = {(saisie.objet, saisie.champ) for saisie in saisies}
    for saisie in saisies:
        pas = _accueillir(saisie, publies)
        if pas and pas.cle != saisie.objet and (pas.cle, saisie.champ) in ecrites:
            continue  # rewritten since, in the step that took this one over
        if pas is None:
            if saisie.objet not in retirees:
                titre = titres.get(saisie.objet, "")
                retirees[saisie.objet] = Pas(saisie.objet, titre, publiee=False, remarque=ETAPE_RETIREE)
            pas = retirees[saisie.objet]
        _ranger(saisie, pas)
    for pas in publies.values():
        rangs = {bloc: rang for rang, bloc in enumerate(pas.blocs)}
        pas.notes.sort(key=lambda note: rangs.get(note.ancre.removeprefix("note-"), len(rangs)))
    for pas in retirees.values():
        pas.titre = pas.titre or SANS_TITRE
    gardees = (pas for pas in retirees.values() if pas.notes or pas.faite_le)
    return Carnet(cahier, chemins, tuple(gardees))


def _chemins() -> tuple[Chemin, ...]:
    parcours = ParcoursPage.objects.live().order_by("path").values("title", "genre", "path")
    blocs = Func(F("corps"), Value("$[*].id"), function="jsonb_path_query_array", output_field=JSONField())
    lignes = (
        EtapePage.objects.live()
        .public()
        .annotate(blocs=blocs)
        .order_by("path")
        .values("path", "cle", "title", "resume", "duree", "acheve", "reprend", "blocs")
    )
    etapes = [(ligne["path"], _pas(ligne)) for ligne in lignes]
    return tuple(
        Chemin(p["title"], p["genre"], tuple(pas for chemin, pas in etapes if chemin.startswith(p["path"])))
        for p in parcours
    )


def _pas(ligne: dict[str, Any]) -> Pas:
    return Pas(
        ligne["cle"],
        ligne["title"],
        resume=ligne["resume"],
        duree=ligne["duree"],
        acheve=ligne["acheve"],
        reprend=tuple(ligne["reprend"].split()),
        blocs=tuple(ligne["blocs"]),
    )


def _titres_retires(saisies: Sequence[Saisie], publies: dict[str, Pas]) -> dict[str, str]:
    """Titles of the steps no longer published: today's, else the one that was shown when it was written."""
    objets = {saisie.objet for saisie in saisies} - {*publies}
    if not objets:
        return {}
    dits = {
        s.objet: s.libelle for s in saisies if s.objet in objets and s.champ in (FAITE, VUE) and s.libelle
    }
    return dits | dict(EtapePage.objects.filter(cle__in=objets).values_list("cle", "title"))


def _accueillir(saisie: Saisie, publies: dict[str, Pas]) -> Pas | None:
    """The published step where a field is shown today; a split step hands its own over to its heirs."""
    bloc = saisie.champ.partition("-")[2]
    chez_elle = publies.get(saisie.objet)
    heritieres = [pas for pas in publies.values() if saisie.objet in pas.reprend]
    if chez_elle and (not bloc or bloc in chez_elle.blocs or not heritieres):
        return chez_elle
    if not bloc:  # having followed the former whole is not having followed each of its halves
        return chez_elle
    return next((pas for pas in heritieres if bloc in pas.blocs), chez_elle or next(iter(heritieres), None))


def _ranger(saisie: Saisie, pas: Pas) -> None:
    if saisie.valeur or saisie.champ.startswith("note-"):
        pas.touche_le = saisie.le
    if saisie.champ == VUE:
        pas.ancre = saisie.valeur
    elif saisie.champ == FAITE:
        pas.faite_le = saisie.le if saisie.valeur else None
    elif saisie.valeur:
        pas.ancre = saisie.champ
        if saisie.champ.startswith("quiz-"):
            pas.quiz += 1
        else:
            _noter(saisie, pas)


def _noter(saisie: Saisie, pas: Pas) -> None:
    presente = saisie.champ.removeprefix("note-") in pas.blocs
    remarque = QUESTION_RETIREE if pas.publiee and not presente else ""
    question = saisie.libelle or SANS_QUESTION
    pas.notes.append(Note(question, saisie.valeur, saisie.le, saisie.par, saisie.champ, remarque))
