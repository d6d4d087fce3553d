"""Everything a restitution says, gathered once for the page, the documents and the exports."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.utils.timezone import localtime

from diagnostic.grille import Critere, Dimension, Grille, Niveau
from diagnostic.models import Action, Diagnostic, Instantane, Referentiel, Reponse
from diagnostic.scoring import (
    NE_SAIT_PAS,
    NON_CONCERNE,
    Barycentre,
    Profil,
    barycentre,
    calculer,
    forces,
    fragilites,
    proposer,
)
from kits.lectures import Lecture, Parametre

_REPONSES = Lecture(lambda: Reponse.objects.filter(diagnostic=Parametre("diagnostic")).order_by("critere"))
_ACTIONS = Lecture(lambda: Action.objects.filter(diagnostic=Parametre("diagnostic")))
_INSTANTANES = Lecture(lambda: Instantane.objects.filter(diagnostic=Parametre("diagnostic")))
LIBELLES = {NON_CONCERNE: "Non concerné", NE_SAIT_PAS: "Je ne sais pas"}


def dire_choix(critere: Critere, choix: str) -> str:
    """A choice in words."""
    if choix.isdigit():
        return f"Niveau {choix} sur 3\u00a0: {critere.niveaux[int(choix)].titre}"
    return LIBELLES.get(choix, "Sans réponse")


@dataclass(frozen=True, slots=True)
class Ligne:
    """One criterion with what was answered to it."""

    critere: Critere
    dimension: Dimension
    choix: str
    commentaire: str
    reponse: Reponse | None

    @property
    def niveau(self) -> Niveau | None:
        """The level chosen, if one was."""
        return self.critere.niveaux[int(self.choix)] if self.choix.isdigit() else None

    @property
    def dite(self) -> str:
        """The answer in words."""
        return dire_choix(self.critere, self.choix)


@dataclass(frozen=True, slots=True)
class LigneDePlan:
    """One of the six lines of the plan: what is written, or what the grid proposes there."""

    objet: str
    horizon: Action.Horizon
    rang: int
    texte: str
    porteur: str
    echeance: str
    origine: Critere | None
    etat: str
    """`proposee` (nobody touched it), `gardee` (kept as proposed), `ecrite` (ours), `vide`."""

    @property
    def etat_dit(self) -> str:
        """The state in words."""
        return {
            "proposee": "Proposition de la grille",
            "gardee": "Proposition gardée",
            "ecrite": "Écrite par vous",
            "vide": "À écrire",
        }[self.etat]


@dataclass(frozen=True, slots=True)
class Etape:
    """A named point of the trajectoire, computed on its own grid."""

    instantane: Instantane
    profil: Profil
    cap: Barycentre | None

    def nom_et_grille(self, presente: int) -> str:
        """Its name, with the version of its grid when that is not the present one."""
        suite = f" (grille {self.profil.version})" if self.profil.version != presente else ""
        return f"{self.instantane.nom}{suite}"


@dataclass(frozen=True, slots=True)
class Restitution:
    """The whole picture of one diagnostic at one moment."""

    diagnostic: Diagnostic
    grille: Grille
    profil: Profil
    lignes: tuple[Ligne, ...]
    hors_grille: tuple[Reponse, ...]
    """Answers to criteria the present version does not ask; shown and exported all the same."""
    forces: tuple[Ligne, ...]
    fragilites: tuple[Ligne, ...]
    plan: tuple[LigneDePlan, ...]
    etapes: tuple[Etape, ...]
    modifie_le: datetime
    plan_le: datetime | None
    """When a line of the plan was last saved; None while all are proposals."""

    @property
    def cap(self) -> Barycentre | None:
        """Where the governance wants to go."""
        return self.diagnostic.cap

    @property
    def causes(self) -> tuple[Ligne, ...]:
        """The lines somebody commented: the perceived causes, in the order of the grid."""
        return tuple(ligne for ligne in self.lignes if ligne.commentaire)

    @property
    def points(self) -> list[tuple[str, Barycentre]]:
        """The steps of the trajectoire that have a barycentre, the present one last.

        A step made on another grid says so in its name.
        """
        points = [
            (etape.nom_et_grille(self.grille.version), etape.profil.barycentre)
            for etape in self.etapes
            if etape.profil.barycentre
        ]
        if self.profil.barycentre:
            points.append(("Aujourd’hui", self.profil.barycentre))
        return points


def rassembler(diagnostic: Diagnostic) -> Restitution:
    """Gather a diagnostic and compute its figures.

    Three queries: answers, plan, snapshots; a fourth when a snapshot was taken on another grid.
    """
    grille = diagnostic.referentiel.grille
    reponses = {reponse.critere: reponse for reponse in _REPONSES(diagnostic=diagnostic.pk)}
    choix = {code: reponse.choix for code, reponse in reponses.items()}
    actions = _ACTIONS(diagnostic=diagnostic.pk)
    retenus = grille.criteres_de(courte=diagnostic.courte)
    lignes = {c.code: _ligne(c, grille, reponses.get(c.code)) for c in retenus}
    return Restitution(
        diagnostic=diagnostic,
        grille=grille,
        profil=calculer(grille, choix, courte=diagnostic.courte),
        lignes=tuple(lignes.values()),
        hors_grille=tuple(
            r for r in reponses.values() if r.critere not in lignes and (r.choix or r.commentaire)
        ),
        forces=tuple(lignes[c.code] for c, _ in forces(grille, choix, courte=diagnostic.courte)),
        fragilites=tuple(lignes[c.code] for c, _ in fragilites(grille, choix, courte=diagnostic.courte)),
        plan=_plan(diagnostic, grille, choix, actions),
        etapes=tuple(_etape(instantane) for instantane in _instantanes(diagnostic)),
        modifie_le=max(
            (le for r in reponses.values() for le in (r.choix_le, r.commentaire_le) if le),
            default=diagnostic.cree_le,
        ),
        plan_le=max((localtime(action.modifiee_le) for action in actions), default=None),
    )


def _ligne(critere: Critere, grille: Grille, reponse: Reponse | None) -> Ligne:
    return Ligne(
        critere=critere,
        dimension=grille.dimension_de[critere.code],
        choix=reponse.choix if reponse else "",
        commentaire=reponse.commentaire if reponse else "",
        reponse=reponse,
    )


def _instantanes(diagnostic: Diagnostic) -> list[Instantane]:
    """The snapshots, each with its grid: most often that of the diagnostic, already at hand."""
    instantanes = _INSTANTANES(diagnostic=diagnostic.pk)
    connus = {diagnostic.referentiel_id: diagnostic.referentiel}
    if autres := {instantane.referentiel_id for instantane in instantanes} - {*connus}:
        connus |= Referentiel.objects.defer("contenu").in_bulk(autres)
    for instantane in instantanes:
        instantane.referentiel = connus[instantane.referentiel_id]
    return instantanes


def _etape(instantane: Instantane) -> Etape:
    fige = _Fige(
        instantane.referentiel.empreinte,
        tuple(sorted(instantane.choix.items())),
        instantane.formule == Diagnostic.Formule.COURTE,
        instantane.referentiel.grille,
    )
    cap = barycentre(tuple(instantane.cap)) if instantane.cap else None
    return Etape(instantane, _profil_fige(fige), cap)


@dataclass(frozen=True, slots=True)
class _Fige:
    """What the profile of a snapshot follows from; the digest stands for its grid."""

    empreinte: str
    choix: tuple[tuple[str, str], ...]
    courte: bool
    grille: Grille = field(compare=False)


@lru_cache(maxsize=1024)
def _profil_fige(fige: _Fige) -> Profil:
    """A snapshot never changes: its profile is computed once a process."""
    return calculer(fige.grille, dict(fige.choix), courte=fige.courte)


def _plan(
    diagnostic: Diagnostic, grille: Grille, choix: dict[str, str], actions: Iterable[Action]
) -> tuple[LigneDePlan, ...]:
    ecrites = {(action.horizon, action.rang): action for action in actions}
    origines = grille.origine_de
    prises = {origines[a.texte].code for a in ecrites.values() if a.texte_ecrit and a.texte in origines}
    propositions = (
        proposition.texte
        for proposition in proposer(grille, choix, courte=diagnostic.courte, nombre=len(grille.criteres))
        if proposition.critere.code not in prises
    )
    lignes = []
    for objet, (horizon, rang) in Action.OBJETS.items():
        action = ecrites.get((horizon, rang)) or Action(horizon=horizon, rang=rang)
        texte = action.texte if action.texte_ecrit else next(propositions, "")
        if not texte:
            etat = "vide"
        elif not action.texte_ecrit:
            etat = "proposee"
        else:
            etat = "gardee" if texte in origines else "ecrite"
        lignes.append(
            LigneDePlan(
                objet=objet,
                horizon=Action.Horizon(horizon),
                rang=rang,
                texte=texte,
                porteur=action.porteur,
                echeance=action.echeance.isoformat() if action.echeance else "",
                origine=origines.get(texte),
                etat=etat,
            )
        )
    return tuple(lignes)
