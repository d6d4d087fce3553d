"""What a campaign reads of its respondents: how far they are, and at the closing what they say."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from diagnostic.evolution import reports_entre
from diagnostic.models import Referentiel, Reponse
from regards.croisement import MINIMUM, Groupe, Voix, grouper
from regards.models import Campagne
from regards.regards import NOMS, nommer


@dataclass(frozen=True, slots=True)
class Avancee:
    """Progress, never answers: how many joined, from where, and how much they answered."""

    total: int
    """Criteria asked."""
    par_regard: Mapping[str, int]
    """How many joined, by name of regard, in the usual order."""
    repondus: tuple[int, ...]
    """How many criteria each person answered, in no order of persons."""

    @property
    def inscrits(self) -> int:
        """How many joined."""
        return len(self.repondus)

    @property
    def finis(self) -> int:
        """How many answered everything."""
        return sum(n >= self.total for n in self.repondus)

    @property
    def en_cours(self) -> int:
        """How many began and did not finish."""
        return sum(0 < n < self.total for n in self.repondus)

    @property
    def pas_commence(self) -> int:
        """How many joined and answered nothing yet."""
        return sum(n == 0 for n in self.repondus)

    @property
    def voix(self) -> int:
        """How many would count if it closed now."""
        return self.finis + self.en_cours

    @property
    def manquent(self) -> int:
        """How many voices are missing for a result."""
        return max(0, MINIMUM - self.voix)

    @property
    def groupes(self) -> tuple[Groupe, ...]:
        """What would be shown apart if everybody who joined answered."""
        cles = {nom: cle for cle, nom in NOMS.items()}
        return grouper([cles[nom] for nom, n in self.par_regard.items() for _ in range(n)])

    @property
    def groupes_dits(self) -> tuple[str, ...]:
        """The names of those groups."""
        return tuple(f"{nommer(groupe.regards)} ({groupe.voix})" for groupe in self.groupes)


def avancee(campagne: Campagne) -> Avancee:
    """Where a campaign stands, in one query."""
    codes = campagne.codes
    lignes = campagne.participations.annotate(
        repondus=Count(
            "diagnostic__reponses__critere",
            filter=Q(diagnostic__reponses__critere__in=codes) & ~Q(diagnostic__reponses__choix=""),
        )
    ).values_list("regard", "repondus")
    nombres = Counter(regard for regard, _ in lignes)
    return Avancee(
        total=len(codes),
        par_regard={nom: nombres[cle] for cle, nom in NOMS.items()},
        repondus=tuple(sorted(n for _, n in lignes)),
    )


def voix_de(campagne: Campagne) -> list[Voix]:
    """What everybody answered, on the grid of the campaign: two queries, three when grids differ.

    A person who moved to another grid meanwhile is read through what carries over.
    """
    participations = list(
        campagne.participations.values_list("diagnostic_id", "regard", "diagnostic__referentiel_id")
    )
    reports = _reports(campagne, {grille for *_, grille in participations} - {campagne.referentiel_id})
    choix: dict[UUID, dict[str, str]] = {pk: {} for pk, *_ in participations}
    commentaires: dict[UUID, dict[str, str]] = {pk: {} for pk, *_ in participations}
    grille_de = {pk: grille for pk, _, grille in participations}
    reponses = Reponse.objects.filter(diagnostic__participation__campagne=campagne).order_by("critere")
    for pk, critere, dit, commentaire in reponses.values_list(
        "diagnostic_id", "critere", "choix", "commentaire"
    ):
        if pk not in choix:
            continue  # joined between the two queries: cannot happen under the lock of the closing
        code = reports[grille_de[pk]].get(critere, "") if grille_de[pk] in reports else critere
        choix[pk][code], commentaires[pk][code] = dit, commentaire
    return [Voix(regard, choix[pk], commentaires[pk]) for pk, regard, _ in participations]


def _reports(campagne: Campagne, autres: set[int]) -> dict[int, Mapping[str, str]]:
    """For each other grid, where its codes go in the grid of the campaign."""
    if not autres:
        return {}
    presente = campagne.referentiel.grille
    return {r.pk: reports_entre(r.grille, presente) for r in Referentiel.objects.filter(pk__in=autres)}
