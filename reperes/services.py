"""What happens when somebody lets a diagnostic count among the others, or takes that back.

Each writes in `Depot` first, then in `Contribution`, as erasing a diagnostic does: a parution, which holds
both in that order, never waits for somebody who waits for it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import localdate

from diagnostic.grille import DIMENSIONS
from diagnostic.models import Diagnostic
from diagnostic.scoring import Profil as ProfilDeDiagnostic
from diagnostic.services import ErreurMetier
from reperes.consentement import VERSION
from reperes.models import Contribution, Depot
from reperes.seuil import Profil
from reperes.tranches import tranche_de


def tranches_de(profil: ProfilDeDiagnostic) -> tuple[int, ...] | None:
    """The four ranges of a diagnostic; None as long as one of them has no figure."""
    valeurs = [profil.dimension(dimension).valeur for dimension in DIMENSIONS]
    tranches = tuple(tranche_de(valeur) for valeur in valeurs if valeur is not None)
    return tranches if len(tranches) == len(DIMENSIONS) else None


@dataclass(frozen=True, slots=True)
class Part:
    """What a diagnostic has in the figures: what waits to enter, what counts."""

    depot: Depot | None
    contribution: Contribution | None

    @property
    def derniere(self) -> Depot | Contribution | None:
        """What was agreed to last."""
        return self.depot or self.contribution

    def est_a_jour(self, tranches: tuple[int, ...] | None) -> bool:
        """Whether what was agreed to last says the same as the diagnostic does now."""
        return self.derniere is not None and self.derniere.tranches == tranches


def part_de(diagnostic: Diagnostic) -> Part:
    """What a diagnostic has in the figures, in two queries."""
    return Part(
        Depot.objects.filter(diagnostic=diagnostic).first(),
        Contribution.objects.filter(diagnostic=diagnostic).first(),
    )


def parts_de(empreintes: Collection[str]) -> dict[str, Part]:
    """What several diagnostics have in the figures, by the digest of their code; two queries in all."""
    miens = {"diagnostic__empreinte_code__in": empreintes}
    depots = {
        d.diagnostic.empreinte_code: d for d in Depot.objects.filter(**miens).select_related("diagnostic")
    }
    contributions = {
        c.diagnostic.empreinte_code: c
        for c in Contribution.objects.filter(**miens).select_related("diagnostic")
        if c.diagnostic
    }
    return {e: Part(depots.get(e), contributions.get(e)) for e in {**depots, **contributions}}


@transaction.atomic
def contribuer(
    *, diagnostic: Diagnostic, profil: Profil, tranches: tuple[int, ...] | None, version: int
) -> None:
    """Ask that a diagnostic counts, or bring what it says up to date; the figures wait for a parution.

    Sent twice, nothing more happens. When what counts says the same already, it is only confirmed: an update
    that waited is dropped and the agreement dated again.

    Raises:
        ErreurMetier: a dimension without figure, or a wording that changed since the page was drawn.
    """
    if version != VERSION:
        raise ErreurMetier(
            "Le texte de l’accord a changé depuis l’ouverture de cette page\u00a0: relisez-le."
        )
    if tranches is None:
        raise ErreurMetier(
            "Situez d’abord au moins un critère du socle et de chaque pilier\u00a0: "
            "tous les chiffres des repères parlent ainsi des mêmes associations."
        )
    Diagnostic.objects.select_for_update(no_key=True).only("pk").get(pk=diagnostic.pk)
    accord = {"consentement": version, "consenti_le": localdate()}
    figures = dict(zip(DIMENSIONS, tranches, strict=True))
    dit = {"acteur": profil.acteur, "region": profil.region, "domaine": profil.domaine, **figures}
    Depot.objects.filter(diagnostic=diagnostic).delete()
    if not Contribution.objects.filter(diagnostic=diagnostic, **dit).update(**accord):
        Depot.objects.create(diagnostic=diagnostic, **dit, **accord)


@transaction.atomic
def retirer(*, diagnostic: Diagnostic) -> None:
    """Take the agreement back: what waited is erased, what counts is linked to nobody and waits to leave."""
    Depot.objects.filter(diagnostic=diagnostic).delete()
    Contribution.objects.filter(diagnostic=diagnostic).update(diagnostic=None)
