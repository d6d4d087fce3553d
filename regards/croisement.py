"""Several people, one association: where they agree, where they do not, and nobody's answer. Pure.

Everything published comes from one kind of figure, the **repartition**: how many voices of a group stand
at each level (0 to 3) of a criterion. Means, points of the triangle and disagreements are computed from
published repartitions alone (`lecture`), so that they tell nothing more.

The rule (ours, « proposition »), for groups as for criteria:

* fewer than `MINIMUM` voices in all: no result;
* a regard with fewer voices is merged with the others like it; if that is still too few, with the smallest
  shown group; when a single group remains there are no groups, only the whole;
* at a criterion, a group is shown if at least `MINIMUM` of its voices gave a level. What is left of the
  whole once the shown groups are taken away is nobody, or at least `MINIMUM`: else the smallest shown
  group is left out too.

The counts inside a repartition may be small: it is the repartition that is about `MINIMUM` voices or more.
When all agree, everybody's answer is known: the pages say so before one answers.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from diagnostic.grille import NIVEAUX
from regards.regards import NOMS

MINIMUM = 3
"""Voices below which no figure is published."""

Repartition = tuple[int, int, int, int]
"""How many voices at level 0, 1, 2 and 3."""


@dataclass(frozen=True, slots=True)
class Voix:
    """One person's answers: from where, and choice and comment by code of criterion."""

    regard: str
    choix: Mapping[str, str]
    commentaires: Mapping[str, str]

    @property
    def s_exprime(self) -> bool:
        """Whether anything was answered: who joined and answered nothing is no voice."""
        return any(self.choix.values())


@dataclass(frozen=True, slots=True)
class Groupe:
    """Voices shown together: one regard, or several merged."""

    regards: tuple[str, ...]
    voix: int


@dataclass(frozen=True, slots=True)
class Croise:
    """One criterion: the repartition of the whole, and of each shown group by its rank."""

    ensemble: Repartition
    groupes: Mapping[int, Repartition]


@dataclass(frozen=True, slots=True)
class Croisement:
    """All that a campaign publishes. `groupes` is empty when everything is shown together."""

    voix: int
    groupes: tuple[Groupe, ...]
    criteres: Mapping[str, Croise]
    commentaires: Mapping[str, tuple[str, ...]]


def croiser(voix: Iterable[Voix], codes: Sequence[str]) -> Croisement | None:
    """Cross the voices on the criteria `codes`; None when there are too few of them.

    The order of the voices changes nothing. A comment is kept when its criterion is shown.
    """
    exprimees = [v for v in voix if any(v.choix.get(code) for code in codes)]
    if len(exprimees) < MINIMUM:
        return None
    groupes = grouper([v.regard for v in exprimees])
    rang_de = {regard: rang for rang, groupe in enumerate(groupes) for regard in groupe.regards}
    criteres = {}
    for code in codes:
        ensemble = repartir(v.choix.get(code, "") for v in exprimees)
        if sum(ensemble) < MINIMUM:
            continue
        par_groupe = {
            rang: repartir(v.choix.get(code, "") for v in exprimees if rang_de[v.regard] == rang)
            for rang in range(len(groupes))
        }
        criteres[code] = Croise(ensemble, montrer(par_groupe))
    return Croisement(
        voix=len(exprimees),
        groupes=groupes,
        criteres=criteres,
        commentaires={
            code: textes
            for code in criteres
            if (textes := meler(code, (v.commentaires.get(code, "") for v in exprimees)))
        },
    )


def grouper(regards: Sequence[str]) -> tuple[Groupe, ...]:
    """Which groups to show, given the regard of each voice; none when they must all be shown together."""
    nombres = {cle: regards.count(cle) for cle in NOMS if cle in regards}
    montres = [Groupe((cle,), n) for cle, n in nombres.items() if n >= MINIMUM]
    petits = tuple(cle for cle, n in nombres.items() if n < MINIMUM)
    restes = sum(nombres[cle] for cle in petits)
    if restes >= MINIMUM:
        montres.append(Groupe(petits, restes))
    elif petits and montres:
        hote = min(montres, key=lambda groupe: groupe.voix)
        reunis = tuple(cle for cle in NOMS if cle in (*hote.regards, *petits))
        montres[montres.index(hote)] = Groupe(reunis, hote.voix + restes)
    return tuple(montres) if len(montres) > 1 else ()


def repartir(choix: Iterable[str]) -> Repartition:
    """Count the levels; « non concerné », « je ne sais pas » and no answer are no level."""
    dits = list(choix)
    zero, un, deux, trois = (dits.count(str(niveau)) for niveau in NIVEAUX)
    return (zero, un, deux, trois)


def montrer(par_groupe: Mapping[int, Repartition]) -> dict[int, Repartition]:
    """The groups that one criterion may show, so that no subtraction isolates fewer than `MINIMUM`."""
    montres = {rang: r for rang, r in par_groupe.items() if sum(r) >= MINIMUM}
    reste = sum(sum(r) for r in par_groupe.values()) - sum(sum(r) for r in montres.values())
    if montres and 0 < reste < MINIMUM:
        plus_petit = min(montres, key=lambda rang: (sum(montres[rang]), -rang))
        del montres[plus_petit]
    return montres


def meler(code: str, textes: Iterable[str]) -> tuple[str, ...]:
    """Comments in an order that follows neither persons nor time: that of a digest of each."""
    ecrits = [texte.strip() for texte in textes if texte.strip()]
    return tuple(sorted(ecrits, key=lambda t: (hashlib.sha256(f"{code}:{t}".encode()).digest(), t)))
