"""What a person's diagnostics have in the figures, and the agreements they carry (`comptes.parts`)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse

from comptes.parts import Accord, Part, Personne, declarer
from diagnostic import codes
from diagnostic.grille import DIMENSIONS
from reperes import services
from reperes.consentement import TEXTES
from reperes.models import Contribution, Depot
from reperes.services import Part as PartDuDiagnostic
from reperes.tranches import dire_tranche


def emporter(personne: Personne) -> Mapping[str, Any]:
    """Each contribution of one's own diagnostics, what waits and what counts; nothing when there is none."""
    noms = personne.noms("diagnostic")
    lus = [
        {
            "diagnostic": noms[code],
            "attend_la_parution": _dire(part.depot),
            "compte": _dire(part.contribution),
        }
        for code, part in _parts(noms)
    ]
    return {"contributions": lus} if lus else {}


def accords(personne: Personne) -> Iterator[Accord]:
    """The agreement of each diagnostic that counts, in one's space or in that of one's structures."""
    noms = personne.noms("diagnostic", communs=True)
    for code, part in _parts(noms):
        if derniere := part.derniere:
            yield Accord(
                pour=noms[code],
                a_qui="les repères publics du portail",
                texte=TEXTES[derniere.consentement],
                donne_le=derniere.consenti_le,
                adresse=reverse("reperes:mien", args=[code]),
            )


def _parts(noms: Mapping[str, str]) -> Iterator[tuple[str, PartDuDiagnostic]]:
    par_empreinte = {codes.empreinte(code): code for code in noms}
    lues = services.parts_de(par_empreinte)
    return ((code, lues[empreinte]) for empreinte, code in par_empreinte.items() if empreinte in lues)


def _dire(chiffres: Depot | Contribution | None) -> dict[str, Any] | None:
    if chiffres is None:
        return None
    tranches = zip(DIMENSIONS, chiffres.tranches, strict=True)
    return {
        "type_d_acteur": chiffres.acteur,
        "region": chiffres.region,
        "domaine": chiffres.domaine,
        "tranches": {dimension: dire_tranche(tranche) for dimension, tranche in tranches},
        "accord": TEXTES[chiffres.consentement],
        "accord_donne_le": chiffres.consenti_le.isoformat(),
    }


PART = Part(
    cle="reperes",
    garde=(
        (
            "Repères",
            "Si vous l’avez demandé depuis un diagnostic, ses quatre chiffres arrondis et vos trois "
            "précisions, trois ans après votre accord ou sa confirmation.",
        ),
    ),
    reste=(
        "Ce qu’un diagnostic a apporté aux repères publics, tant qu’il existe\u00a0: le lien est coupé dès "
        "qu’il est effacé, ou quand vous retirez l’accord depuis sa page.",
    ),
    emporter=emporter,
    accords=accords,
)
declarer(PART)
