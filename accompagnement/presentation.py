"""The page of one structure, in detail: tables made from what is shared, and nothing else."""

from dataclasses import dataclass

from accompagnement.colonnes import RIEN, dater, etapes
from accompagnement.etat import DiagnosticLu, Suivie
from diagnostic.nombres import en_niveau
from diagnostic.phrases import parts_dites
from kits.francais import jour


@dataclass(frozen=True, slots=True)
class Tableau:
    """A table with a caption, and a sentence under it."""

    titre: str
    entetes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]
    phrase: str = ""

    @property
    def rangees(self) -> list[list[tuple[str, str]]]:
        """Each row as pairs (heading, cell): stacked on a narrow screen, a cell says its own column."""
        return [list(zip(self.entetes, ligne, strict=True)) for ligne in self.lignes]


@dataclass(frozen=True, slots=True)
class Detail:
    """What is shared, part by part; None when the box is not ticked."""

    avancee: tuple[Tableau, ...] | None
    figures: tuple[Tableau, ...] | None
    decisions: tuple[Tableau, ...] | None


def detailler(suivie: Suivie) -> Detail:
    """Everything this agreement allows to read."""
    return Detail(
        avancee=None
        if suivie.diagnostics is None
        else (*map(_repondu, suivie.diagnostics), *_cahiers(suivie)),
        figures=None if suivie.figures is None else tuple(_figures(lu) for lu in suivie.figures),
        decisions=None if suivie.decisions is None else _decisions(suivie),
    )


def _repondu(lu: DiagnosticLu) -> Tableau:
    lignes = tuple((m.nom, f"{m.traites} sur {m.total}") for m in lu.profil.dimensions)
    phrase = f"Dernière réponse le {jour(lu.repondu_le)}." if lu.repondu_le else "Aucune réponse encore."
    return Tableau(lu.nom, ("Pilier ou socle", "Critères répondus"), lignes, phrase)


def _cahiers(suivie: Suivie) -> list[Tableau]:
    return [
        Tableau(
            lu.nom,
            ("Le chemin", "Où elle en est"),
            (
                ("Étapes déclarées suivies", etapes(lu)),
                ("Outils commencés", "{} sur {}".format(*lu.outils)),
                ("Prochaine étape", lu.prochaine or RIEN),
            ),
        )
        for lu in suivie.cahiers or ()
    ]


def _figures(lu: DiagnosticLu) -> Tableau:
    profil = lu.profil
    lignes = tuple((m.nom, f"{en_niveau(m.valeur)} sur 3" if m.termes else RIEN) for m in profil.dimensions)
    point = f"Le point penche ainsi\u00a0: {parts_dites(profil.barycentre)}." if profil.barycentre else ""
    return Tableau(lu.nom, ("Pilier ou socle", "Moyenne des niveaux choisis"), lignes, point)


def _decisions(suivie: Suivie) -> tuple[Tableau, ...]:
    decisions = suivie.decisions or ()
    lignes = tuple((d.texte, dater(d, suivie.aujourd_hui), jour(d.le), d.travail) for d in decisions)
    entetes = ("Décision", "Pour quand", "Écrite le", "Dans")
    return (Tableau("Les plus récentes d’abord", entetes, lignes),) if lignes else ()
