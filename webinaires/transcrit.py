"""A transcript as one reads it: who has the floor, from when, in passages that each have an address."""

from dataclasses import dataclass, field

from webinaires.decoupe import chapitres
from webinaires.lecteur import minute
from webinaires.models import Intervention, Passage, WebinairePage
from webinaires.paroles import SANS_VOIX, interventions_de


@dataclass(frozen=True, slots=True)
class Dit:
    """A passage: its address in the page (« t=754 »), its minute, its words."""

    ancre: str
    minute: str
    texte: str


@dataclass(slots=True)
class Tour:
    """A voice holding the floor; `precision`: for whom, or as what, that day."""

    voix: str
    precision: str
    debut: int
    fin: int
    dits: list[Dit] = field(default_factory=list)

    @property
    def seconde(self) -> int:
        """When it begins, as the player counts."""
        return self.debut // 1000

    @property
    def minute(self) -> str:
        """When it begins, in words."""
        return minute(self.seconde)

    @property
    def ancre(self) -> str:
        """Where it begins in the page."""
        return self.dits[0].ancre


@dataclass(frozen=True, slots=True)
class Transcrit:
    """A whole transcript; `sommaire`: the turns that open a chapter."""

    tours: tuple[Tour, ...]
    sommaire: tuple[Tour, ...]

    @property
    def duree(self) -> str:
        """How long it lasts, to the last word."""
        return minute(max((tour.fin for tour in self.tours), default=0) // 1000)

    @property
    def voix(self) -> list[str]:
        """Who speaks, in the order in which they are heard."""
        return list(dict.fromkeys(tour.voix for tour in self.tours))


def lire_transcription(webinaire: WebinairePage) -> Transcrit:
    """Read the transcript of a webinar: two queries, whatever its length."""
    passages = Passage.objects.filter(transcription__webinaire_id=webinaire.pk).order_by("rang")
    voix = {i.intervenant_id: i for i in reversed(interventions_de(webinaire.pk)) if i.intervenant_id}
    tours: list[Tour] = []
    ancres: set[str] = set()
    for passage in passages.defer("vecteur"):
        dite, precision = _dire(passage, voix)
        if not tours or (tours[-1].voix, tours[-1].precision) != (dite, precision):
            tours.append(Tour(dite, precision, passage.debut, passage.fin))
        tours[-1].fin = max(tours[-1].fin, passage.fin)
        seconde = passage.debut // 1000
        ancre = f"t={seconde}" if f"t={seconde}" not in ancres else f"t={seconde}.{passage.rang}"
        ancres.add(ancre)
        tours[-1].dits.append(Dit(ancre, minute(seconde), passage.texte))
    retenus = {chapitre.debut for chapitre in chapitres([(t.voix, t.debut, t.fin) for t in tours])}
    return Transcrit(tuple(tours), tuple(tour for tour in tours if tour.debut in retenus))


def _dire(passage: Passage, voix: dict[int | None, Intervention]) -> tuple[str, str]:
    """Name a voice, and say for whom it speaks; a person who objected is a function and nothing more."""
    intervention = voix.get(passage.intervenant_id) if passage.intervenant_id else None
    if intervention is None:
        return passage.voix or SANS_VOIX, ""
    ou = intervention.organisation.nom if intervention.organisation else ""
    precisions = (mot for mot in (intervention.fonction, ou) if mot and mot != intervention.voix)
    return intervention.voix, ", ".join(precisions)
