"""Where a structure stands, as far as it shares it: what is not shared is not here at all."""

from dataclasses import dataclass
from datetime import date, datetime

from accompagnement.models import Accompagnement, Note
from diagnostic.scoring import Profil


@dataclass(frozen=True, slots=True)
class DiagnosticLu:
    """A diagnostic: how much of it is answered, since when."""

    nom: str
    profil: Profil
    repondu_le: datetime | None


@dataclass(frozen=True, slots=True)
class CahierLu:
    """A notebook: (followed, published) for the method and for learning, and tools begun.

    `prochaine` is the title of the first published step of the method not declared followed.
    """

    nom: str
    methode: tuple[int, int]
    apprentissage: tuple[int, int]
    outils: tuple[int, int]
    prochaine: str
    touche_le: datetime | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A line of a plan. `close`: the follow-up board says it done or given up."""

    texte: str
    jour: date | None
    le: datetime
    travail: str
    close: bool = False


@dataclass(frozen=True, slots=True)
class Suivie:
    """A structure that is followed. None: not shared; empty: shared, and nothing is there yet."""

    accord: Accompagnement
    diagnostics: tuple[DiagnosticLu, ...] | None
    cahiers: tuple[CahierLu, ...] | None
    figures: tuple[DiagnosticLu, ...] | None
    decisions: tuple[Decision, ...] | None
    note: Note | None
    dernier_suivi: date | None
    aujourd_hui: date

    @property
    def nom(self) -> str:
        """Its name today."""
        structure = self.accord.accompagnee
        return structure.nom if structure else self.accord.nom_accompagnee

    @property
    def prochaine_action(self) -> Decision | None:
        """The nearest dated line still to do; when all are past, the one that passed last."""
        datees = [d for d in self.decisions or () if d.jour and not d.close]
        a_venir = [d for d in datees if d.jour and d.jour >= self.aujourd_hui]
        if a_venir:
            return min(a_venir, key=_jour)
        return max(datees, key=_jour, default=None)

    @property
    def prochaine_etape(self) -> str:
        """The next step of the path, in the notebook touched last."""
        return self.cahiers[0].prochaine if self.cahiers else ""

    @property
    def prochaine_date(self) -> date:
        """What the desk sorts by: the next dated line, or the follow-up when it comes first."""
        action = self.prochaine_action
        jours = [self.accord.prochain_suivi]
        if action and action.jour and action.jour >= self.aujourd_hui:
            jours.append(action.jour)
        return min(jours)

    @property
    def suivi_du(self) -> bool:
        """Whether the day of the follow-up has come."""
        return self.accord.prochain_suivi <= self.aujourd_hui


def _jour(decision: Decision) -> tuple[date, str]:
    return (decision.jour or date.max, decision.texte)
