"""What the attached diagnostic already says, shown beside each tool: nothing is asked twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from diagnostic.models import Diagnostic
from diagnostic.restitution import LigneDePlan, Restitution, rassembler
from parcours.feuilles import Ecrits, trousse
from parcours.models import Cahier

OUTIL, TABLE = "plan", "plan-actions"
DECIDEES = ("gardee", "ecrite")


@dataclass(frozen=True, slots=True)
class DuDiagnostic:
    """The restitution, and what of its plan the dated plan does not hold yet.

    `change`: the diagnostic changed since something was last written in this tool.
    """

    restitution: Restitution
    a_ajouter: tuple[LigneDePlan, ...]
    change: bool

    @property
    def utile(self) -> bool:
        """Whether there is anything to read in it."""
        return bool(self.restitution.forces or self.restitution.fragilites or self.a_ajouter)

    @property
    def lignes(self) -> tuple[Mapping[str, str], ...]:
        """The rows to add, by column of the dated plan."""
        return tuple(self._ligne(ligne) for ligne in self.a_ajouter)

    def _ligne(self, ligne: LigneDePlan) -> dict[str, str]:
        dimension_de = self.restitution.grille.dimension_de
        pilier = dimension_de[ligne.origine.code].cle if ligne.origine else ""
        return {
            "action": ligne.texte,
            "pilier": pilier,
            "porteur": ligne.porteur,
            "echeance": ligne.echeance,
        }


def lire_le_diagnostic(
    cahier: Cahier, *, outil: str, ecrits: Ecrits, enregistre_le: datetime | None
) -> DuDiagnostic | None:
    """Read it for a tool that holds `ecrits`; None without one attached. Four queries."""
    if cahier.diagnostic_id is None:
        return None
    restitution = rassembler(Diagnostic.objects.pour_saisie().get(pk=cahier.diagnostic_id))
    lieux = trousse().lieux
    ecrites = {
        saisie.valeur.strip()
        for (objet, champ), saisie in ecrits.items()
        if champ == "action" and objet.startswith(f"{TABLE}-") and objet in lieux
    }
    decidees = (ligne for ligne in restitution.plan if ligne.etat in DECIDEES) if outil == OUTIL else ()
    return DuDiagnostic(
        restitution=restitution,
        a_ajouter=tuple(ligne for ligne in decidees if ligne.texte.strip() not in ecrites),
        change=enregistre_le is not None and restitution.modifie_le > enregistre_le,
    )
