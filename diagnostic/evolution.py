"""From one grid to the next: what changed, and which answers carry over. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from diagnostic.grille import Critere, Grille


@dataclass(frozen=True, slots=True)
class Evolution:
    """What a person must know before changing grid."""

    de: int
    vers: int
    ajoutes: tuple[Critere, ...]
    retires: tuple[Critere, ...]
    reformules: tuple[tuple[Critere, Critere], ...]
    """(before, after): the answer carries over and deserves to be read again."""
    inchanges: tuple[Critere, ...]
    reports: Mapping[str, str]
    """Code in the old grid → code in the new one."""


def _sens(critere: Critere) -> tuple[object, ...]:
    return (critere.titre, critere.question, tuple((n.titre, n.description) for n in critere.niveaux))


def comparer(ancienne: Grille, nouvelle: Grille) -> Evolution:
    """Compare two grids criterion by criterion; `reprend` says where a renamed one comes from."""
    ajoutes, reformules, inchanges, reports = [], [], [], {}
    for critere in nouvelle.criteres:
        origine = ancienne.par_code.get(critere.reprend or critere.code)
        if origine is None:
            ajoutes.append(critere)
            continue
        reports[origine.code] = critere.code
        if _sens(origine) == _sens(critere):
            inchanges.append(critere)
        else:
            reformules.append((origine, critere))
    return Evolution(
        de=ancienne.version,
        vers=nouvelle.version,
        ajoutes=tuple(ajoutes),
        retires=tuple(c for c in ancienne.criteres if c.code not in reports),
        reformules=tuple(reformules),
        inchanges=tuple(inchanges),
        reports=reports,
    )


def reports_entre(de: Grille, vers: Grille) -> Mapping[str, str]:
    """Code in `de` → code in `vers`, whichever of the two came first."""
    if de.version <= vers.version:
        return comparer(de, vers).reports
    return {nouveau: ancien for ancien, nouveau in comparer(vers, de).reports.items()}
