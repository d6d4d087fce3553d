"""Reads the works chosen by the structures that agreed, for as many of them as there are: ten queries.

Nothing leaves here that is not ticked; a code is read only to find its work, and goes no further.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils import timezone

from accompagnement.etat import CahierLu, Decision, DiagnosticLu, Suivie
from accompagnement.models import Accompagnement, Note
from accompagnement.texte import AVANCEE, DECISIONS, FIGURES
from comptes.models import Rattachement
from contenus.models.abonnements import PARIS
from diagnostic import codes as codes_du_diagnostic
from diagnostic.models import Action, Diagnostic, Reponse
from diagnostic.scoring import calculer
from kits.francais import jour
from parcours import codes as codes_du_cahier
from parcours.calendrier import OUTIL, RUBRIQUE
from parcours.demandes import FAITE
from parcours.echeances import SUIVI, en_cours
from parcours.feuilles import Ecrits, trousse, valeur
from parcours.models import Cahier, EtapePage, ParcoursPage, Saisie

_METHODE, _APPRENTISSAGE = ParcoursPage.Genre.METHODE, ParcoursPage.Genre.APPRENTISSAGE
_LONGUEUR_DU_PARCOURS = EtapePage.steplen


class Pas(NamedTuple):
    """A published step."""

    cle: str
    titre: str


@dataclass(frozen=True)
class _Diagnostics:
    """The diagnostics read, by digest of their codes."""

    lignes: Mapping[str, Diagnostic]
    reponses: Mapping[UUID, list[tuple[str, str, datetime | None]]]
    actions: Mapping[UUID, list[Action]]

    def lire(self, empreinte: str) -> DiagnosticLu:
        diagnostic = self.lignes[empreinte]
        reponses = self.reponses.get(diagnostic.pk, [])
        choix = {critere: choisi for critere, choisi, _ in reponses}
        profil = calculer(diagnostic.referentiel.grille, choix, courte=diagnostic.courte)
        return DiagnosticLu(_nom(diagnostic), profil, max((le for *_, le in reponses if le), default=None))

    def decisions(self, empreinte: str) -> Iterable[Decision]:
        diagnostic = self.lignes[empreinte]
        for action in self.actions.get(diagnostic.pk, []):
            yield Decision(action.texte, action.echeance, action.modifiee_le, _nom(diagnostic))


@dataclass(frozen=True)
class _Cahiers:
    """The notebooks read, by digest of their codes, and the published paths."""

    lignes: Mapping[str, Cahier]
    ecrits: Mapping[UUID, dict[tuple[str, str], Saisie]]
    remplis: Mapping[UUID, set[str]]
    chemins: Mapping[str, list[Pas]] = field(default_factory=dict)

    def lire(self, empreinte: str) -> CahierLu:
        cahier = self.lignes[empreinte]
        ecrits = self.ecrits.get(cahier.pk, {})
        faites = {objet for (objet, champ), saisie in ecrits.items() if champ == FAITE and saisie.valeur}
        lieux = trousse().lieux
        outils = {lieux[o].outil.cle for o in self.remplis.get(cahier.pk, ()) if o in lieux}
        return CahierLu(
            nom=_nom(cahier),
            methode=self._suivies(_METHODE, faites),
            apprentissage=self._suivies(_APPRENTISSAGE, faites),
            outils=(len(outils), len(trousse().outils)),
            prochaine=next((p.titre for p in self.chemins.get(_METHODE, []) if p.cle not in faites), ""),
            touche_le=max((saisie.le for saisie in ecrits.values()), default=None),
        )

    def _suivies(self, genre: str, faites: set[str]) -> tuple[int, int]:
        pas = self.chemins.get(genre, [])
        return sum(p.cle in faites for p in pas), len(pas)

    def decisions(self, empreinte: str) -> Iterable[Decision]:
        cahier = self.lignes[empreinte]
        ecrits: Ecrits = self.ecrits.get(cahier.pk, {})
        ouvertes = {action.objet for action in en_cours(ecrits)}
        echeance = trousse().champ(f"{OUTIL}-{RUBRIQUE}-1", "echeance")
        for (objet, champ), saisie in ecrits.items():
            if champ == "action" and saisie.valeur.strip() and objet.startswith(f"{OUTIL}-{RUBRIQUE}-"):
                quand = echeance.lire(valeur(ecrits, objet, "echeance")).jour if echeance else None
                close = quand is not None and objet not in ouvertes
                yield Decision(saisie.valeur, quand, saisie.le, _nom(cahier), close)


@dataclass(frozen=True)
class _Lus:
    """Everything read, and which works each agreement chose."""

    clefs: Mapping[int, dict[str, list[str]]]
    diagnostics: _Diagnostics
    cahiers: _Cahiers

    def de(
        self, accord: Accompagnement
    ) -> tuple[tuple[DiagnosticLu, ...], tuple[CahierLu, ...], tuple[Decision, ...]]:
        """The works of an agreement and their decisions, the newest first."""
        clefs, diagnostics, cahiers = self.clefs[accord.pk], self.diagnostics, self.cahiers
        miens = [e for e in clefs["diagnostic"] if e in diagnostics.lignes]
        siens = [e for e in clefs["cahier"] if e in cahiers.lignes]
        decisions = [d for e in miens for d in diagnostics.decisions(e)]
        decisions += [d for e in siens for d in cahiers.decisions(e)]
        return (
            tuple(sorted(map(diagnostics.lire, miens), key=_recent, reverse=True)),
            tuple(sorted(map(cahiers.lire, siens), key=_touche, reverse=True)),
            tuple(sorted(decisions, key=lambda d: d.le, reverse=True)),
        )


def suivies(accords: QuerySet[Accompagnement], *, aujourd_hui: date | None = None) -> list[Suivie]:
    """What these agreements allow to read, the nearest date first: never by a figure."""
    lus = list(
        accords.select_related("accompagnee")
        .annotate(dernier_suivi=Max("suivis__jour"))
        .prefetch_related(Prefetch("travaux", Rattachement.objects.order_by("pk")))
    )
    notes = Note.objects.filter(accompagnement__in=lus).order_by("accompagnement_id", "-le", "-pk")
    dernieres = {n.accompagnement_id: n for n in notes.distinct("accompagnement_id").select_related("par")}
    clefs = {accord.pk: _clefs(accord) for accord in lus}
    travaux = _Lus(
        clefs,
        _lire_les_diagnostics([e for paires in clefs.values() for e in paires["diagnostic"]]),
        _lire_les_cahiers([e for paires in clefs.values() for e in paires["cahier"]]),
    )
    quand = aujourd_hui or timezone.localdate(timezone=PARIS)
    lignes = [_suivie(accord, travaux, dernieres.get(accord.pk), quand) for accord in lus]
    return sorted(lignes, key=lambda ligne: (ligne.prochaine_date, ligne.nom.casefold(), ligne.accord.pk))


def _clefs(accord: Any) -> dict[str, list[str]]:
    """Digests of the codes of the works chosen, by kind; none when nothing is shared."""
    clefs: dict[str, list[str]] = {"diagnostic": [], "cahier": []}
    digerer = {"diagnostic": codes_du_diagnostic.empreinte, "cahier": codes_du_cahier.empreinte}
    for rattachement in accord.travaux.all() if accord.portee else ():
        siennes = rattachement.structure_id == accord.accompagnee_id
        if siennes and rattachement.genre in clefs and (code := rattachement.code):
            clefs[rattachement.genre].append(digerer[rattachement.genre](code))
    return clefs


def _suivie(accord: Any, lus: _Lus, note: Note | None, aujourd_hui: date) -> Suivie:
    diagnostics, cahiers, decisions = lus.de(accord)
    portee = accord.portee
    return Suivie(
        accord=accord,
        diagnostics=diagnostics if AVANCEE in portee else None,
        cahiers=cahiers if AVANCEE in portee else None,
        figures=diagnostics if FIGURES in portee else None,
        decisions=decisions if DECISIONS in portee else None,
        note=note,
        dernier_suivi=accord.dernier_suivi,
        aujourd_hui=aujourd_hui,
    )


def _lire_les_diagnostics(empreintes: list[str]) -> _Diagnostics:
    lignes = {
        d.empreinte_code: d for d in Diagnostic.objects.pour_saisie().filter(empreinte_code__in=empreintes)
    }
    pks = [diagnostic.pk for diagnostic in lignes.values()]
    reponses: dict[UUID, list[tuple[str, str, datetime | None]]] = defaultdict(list)
    lues = Reponse.objects.filter(diagnostic__in=pks).exclude(choix="")
    for pk, critere, choix, le in lues.values_list("diagnostic_id", "critere", "choix", "choix_le"):
        reponses[pk].append((critere, choix, le))
    actions: dict[UUID, list[Action]] = defaultdict(list)
    for action in Action.objects.filter(diagnostic__in=pks, texte_ecrit=True).exclude(texte=""):
        actions[action.diagnostic_id].append(action)
    return _Diagnostics(lignes, reponses, actions)


def _lire_les_cahiers(empreintes: list[str]) -> _Cahiers:
    lignes = {c.empreinte_code: c for c in Cahier.objects.filter(empreinte_code__in=empreintes)}
    if not lignes:
        return _Cahiers({}, {}, {})
    toutes = Saisie.objects.filter(cahier__in=[cahier.pk for cahier in lignes.values()])
    ecrits: dict[UUID, dict[tuple[str, str], Saisie]] = defaultdict(dict)
    plan = Q(objet__startswith=f"{OUTIL}-") | Q(objet__startswith=f"{SUIVI}-")
    for saisie in toutes.filter(Q(champ=FAITE) | plan):
        ecrits[saisie.cahier_id][saisie.objet, saisie.champ] = saisie
    remplis: dict[UUID, set[str]] = defaultdict(set)
    for pk, objet in toutes.exclude(valeur="").values_list("cahier_id", "objet").distinct():
        remplis[pk].add(objet)
    return _Cahiers(lignes, ecrits, remplis, _chemins())


def _chemins() -> dict[str, list[Pas]]:
    """The published steps of each kind of path, in their order."""
    genres = dict(ParcoursPage.objects.live().values_list("path", "genre"))
    chemins: dict[str, list[Pas]] = defaultdict(list)
    etapes = EtapePage.objects.live().public().order_by("path").values_list("path", "cle", "title")
    for path, cle, titre in etapes:
        chemins[genres.get(path[:-_LONGUEUR_DU_PARCOURS], "")].append(Pas(cle, titre))
    return chemins


def _nom(travail: Diagnostic | Cahier) -> str:
    quoi = "Diagnostic" if isinstance(travail, Diagnostic) else "Cahier"
    return travail.nom or f"{quoi} commencé le {jour(travail.cree_le)}"


def _recent(lu: DiagnosticLu) -> tuple[bool, float]:
    return (lu.repondu_le is not None, lu.repondu_le.timestamp() if lu.repondu_le else 0)


def _touche(lu: CahierLu) -> tuple[bool, float]:
    return (lu.touche_le is not None, lu.touche_le.timestamp() if lu.touche_le else 0)
