"""What the page of a webinar shows beside its own words: its voices, its facets in words, its neighbours."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When, prefetch_related_objects
from django.utils.safestring import SafeString
from wagtail.rich_text import expand_db_html

from contenus.html_simple import nettoyer
from kits.francais import INSECABLE, creneau
from webinaires import facettes
from webinaires.champs import DateDite
from webinaires.facettes import Vocabulaire
from webinaires.models import Intervention, Rendezvous, Trait, WebinairePage
from webinaires.rencontres import lire_rencontre

SEMBLABLES = 4
_POIDS = {"odd": 3, "domaine": 3, "region": 1}
"""Which facets make two webinars alike, and how much."""
_ENTRE = "<hr>"
"""What no text of the editor holds, between two of them."""
_DATES = {
    DateDite.SOURCE: "La date est donnée par la source.",
    DateDite.DEDUITE: "La date est déduite des sources, qui ne l’écrivent pas telle quelle.",
    DateDite.CALCULEE: f"La date est calculée{INSECABLE}: c’est le troisième jeudi du mois. "
    "Rien ne dit que le rendez-vous s’est tenu ce jour-là.",
}


@dataclass(frozen=True, slots=True)
class Valeur:
    """A value of a facet: its words, and what leads to the webinars that share it."""

    facette: str
    valeur: str
    mots: str

    @property
    def demande(self) -> str:
        """What the address of the archive asks for."""
        return f"{self.facette}={self.valeur}"


@dataclass(frozen=True, slots=True)
class Voix:
    """An intervention, and what was brought as a page shows it."""

    dite: Intervention
    apport: SafeString


@dataclass(frozen=True, slots=True)
class Semblable:
    """Another webinar, and why it is shown."""

    page: WebinairePage
    pourquoi: str


@dataclass(frozen=True, slots=True)
class Autour:
    """Everything beside the words of the page."""

    quand: str
    date_dite: str
    rendezvous: Rendezvous | None
    voix: Sequence[Voix]
    valeurs: Mapping[str, Sequence[Valeur]]
    semblables: Sequence[Semblable]
    precedent: WebinairePage | None
    suivant: WebinairePage | None

    @property
    def interventions(self) -> list[Intervention]:
        """The voices, in order, for machines."""
        return [voix.dite for voix in self.voix]


def autour_de(page: WebinairePage) -> Autour:
    """Read what surrounds a webinar; a page never saved has no neighbour."""
    vocabulaire = facettes.vocabulaire()
    precedent, suivant = _dans_le_cycle(page)
    return Autour(
        quand=creneau(page.debut, page.fin),
        date_dite=_DATES[DateDite(page.date_dite)],
        rendezvous=lire_rencontre(page).rendezvous,
        voix=_voix(page),
        valeurs=_valeurs(page, vocabulaire),
        semblables=_semblables(page, vocabulaire),
        precedent=precedent,
        suivant=suivant,
    )


def _voix(page: WebinairePage) -> list[Voix]:
    """The voices in order; the links of all their texts are unfolded at once."""
    dites = list(page.interventions.all())
    prefetch_related_objects(dites, "intervenant", "organisation")
    apports = expand_db_html(_ENTRE.join(dite.apport for dite in dites)).split(_ENTRE)
    return [Voix(dite, nettoyer(apport)) for dite, apport in zip(dites, apports, strict=False)]


def _valeurs(page: WebinairePage, vocabulaire: Vocabulaire) -> dict[str, list[Valeur]]:
    codes = {"odd": page.odd, "domaine": page.domaines, "pilier": page.piliers, "region": page.regions}
    return {
        facette: [Valeur(facette, code, vocabulaire.de(facette, code)) for code in dits]
        for facette, dits in codes.items()
    }


def _publics() -> "QuerySet[WebinairePage]":
    """Public webinars, with no more than a link needs."""
    ouvertes = Trait.objects.filter(facette="annee").values("page")
    colonnes = ("pk", "title", "slug", "path", "depth", "url_path", "debut", "fin", "numero")
    pages: QuerySet[WebinairePage] = WebinairePage.objects.filter(pk__in=ouvertes).only(*colonnes)
    return pages


def _dans_le_cycle(page: WebinairePage) -> tuple[WebinairePage | None, WebinairePage | None]:
    if not page.pk or not page.cycle_id:
        return None, None
    voisins = _publics().filter(cycle=page.cycle_id).exclude(pk=page.pk)
    avant = Q(debut__lt=page.debut) | Q(debut=page.debut, pk__lt=page.pk)
    return (
        voisins.filter(avant).order_by("-debut", "-pk").first(),
        voisins.exclude(avant).order_by("debut", "pk").first(),
    )


def _semblables(page: WebinairePage, vocabulaire: Vocabulaire) -> list[Semblable]:
    """The webinars that share most, the latest of equals first: three queries."""
    miens = Trait.objects.filter(page=page.pk, facette__in=_POIDS).values_list("facette", "valeur")
    partages = Q(pk__in=())
    for facette, valeur in miens:
        partages |= Q(facette=facette, valeur=valeur)
    poids = Case(*(When(facette=facette, then=Value(n)) for facette, n in _POIDS.items()))
    communs = Trait.objects.filter(partages).exclude(page=page.pk)
    ranges = communs.values("page").annotate(poids=Sum(poids), debut=F("page__debut"))
    proches = [rang["page"] for rang in ranges.order_by("-poids", "-debut", "page")[:SEMBLABLES]]
    if not proches:
        return []
    raisons: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for cle, facette, valeur in communs.filter(page__in=proches).values_list("page", "facette", "valeur"):
        raisons[cle].append((facette, valeur))
    pages = {une.pk: une for une in _publics().filter(pk__in=proches)}
    return [Semblable(pages[cle], _pourquoi(raisons[cle], vocabulaire)) for cle in proches if cle in pages]


def _pourquoi(raisons: list[tuple[str, str]], vocabulaire: Vocabulaire) -> str:
    """« parce qu’il parle de : Énergie, Habitat »."""
    phrases = []
    for facette, verbe in (("odd", "vise"), ("domaine", "parle de"), ("region", "se passe aussi en")):
        mots = [vocabulaire.de(facette, valeur) for dite, valeur in sorted(raisons) if dite == facette]
        if mots:
            phrases.append(f"{verbe}{INSECABLE}: {', '.join(mots)}")
    return f"parce qu’il {' ; il '.join(phrases)}"
