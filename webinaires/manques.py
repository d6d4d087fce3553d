"""What stays empty in the archive, webinar by webinar: read from the data, and from what staff noted."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from kits.francais import INSECABLE, creneau
from webinaires.models import Cycle, Trait, Transcription, WebinairePage

TRANSCRIPTION = "la transcription"


@dataclass(frozen=True, slots=True)
class Incomplet:
    """A webinar, what its data lack, and what its sources are said not to give."""

    page: WebinairePage
    quand: str
    vides: tuple[str, ...]
    dits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trou:
    """A cycle of which fewer meetings are known than were announced."""

    cycle: Cycle
    connus: int

    @property
    def inconnus(self) -> int:
        """How many are still to be found."""
        return (self.cycle.attendus or 0) - self.connus


def passes() -> "QuerySet[WebinairePage]":
    """The public webinars that are over, the latest first: what is to come cannot lack a replay."""
    ouvertes = Trait.objects.filter(facette="annee").values("page")
    pages = WebinairePage.objects.filter(pk__in=ouvertes, fin__lte=timezone.now())
    transcrit = Exists(Transcription.objects.filter(webinaire=OuterRef("pk")))
    colonnes = (
        "pk", "title", "slug", "path", "depth", "url_path", "debut", "fin", "date_dite", "odd", "replay",
        "support", "manques",
    )  # fmt: skip
    passees: QuerySet[WebinairePage] = (
        pages.only(*colonnes)
        .annotate(
            transcrit=transcrit,
            voix=Count("interventions", distinct=True),
            sans_nom=_combien(intervenant=None),
            sans_structure=_combien(organisation=None),
            sans_apport=_combien(apport=""),
            debats=Count("leviers", distinct=True),
        )
        .order_by("-debut", "pk")
    )
    return passees


def _combien(**condition: object) -> Count:
    dites = {f"interventions__{champ}": valeur for champ, valeur in condition.items()}
    return Count("interventions", filter=Q(interventions__isnull=False, **dites), distinct=True)


def incomplet(page: WebinairePage) -> Incomplet:
    """What one webinar of `passes` lacks."""
    return Incomplet(page, creneau(page.debut, page.fin), tuple(_vides(page)), tuple(page.manques_dits))


def _vides(page: WebinairePage) -> Iterator[str]:
    compte = vars(page)
    if page.date_dite == "calculee":
        yield "le titre et la date, à confirmer"
    if not compte["voix"]:
        yield "les personnes qui ont pris la parole"
    for nombre, quoi in (
        (compte["sans_nom"], "voix sans nom"),
        (compte["sans_structure"], "voix sans structure"),
        (compte["sans_apport"], "voix dont on ne sait pas ce qu’elle a dit"),
    ):
        if nombre:
            yield f"{nombre}{INSECABLE}{quoi}"
    if not compte["debats"]:
        yield "ce que le débat a donné"
    if not page.odd:
        yield "l’objectif de développement durable"
    if not page.replay:
        yield "l’adresse de l’enregistrement"
    if not compte["transcrit"]:
        yield TRANSCRIPTION
    if not page.support:
        yield "le support projeté"


def trous() -> list[Trou]:
    """The cycles whose meetings are not all known: one query."""
    ouvertes = Trait.objects.filter(facette="annee").values("page")
    connus = Count("webinaires", filter=Q(webinaires__in=ouvertes), distinct=True)
    cycles = Cycle.objects.exclude(attendus=None).annotate(connus=connus).order_by("debut")
    trouves = [Trou(cycle, cycle.connus) for cycle in cycles]
    return [trou for trou in trouves if trou.inconnus > 0]
