"""What the page of a webinar shows beside its own words: its voices, its facets in words, its neighbours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, Sum, Value, When, prefetch_related_objects
from django.utils.safestring import SafeString
from wagtail.rich_text import expand_db_html

from contenus.html_simple import nettoyer
from contenus.templatetags.portail import corps_replie
from kits.francais import INSECABLE, creneau
from webinaires import facettes
from webinaires.champs import DateDite
from webinaires.facettes import Vocabulaire
from webinaires.models import Intervention, Rendezvous, Trait, WebinairePage
from webinaires.rencontres import Rencontre, lire_rencontre

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
    rencontre: Rencontre
    corps: SafeString
    voix: Sequence[Voix]
    valeurs: Mapping[str, Sequence[Valeur]]
    semblables: Sequence[Semblable]
    precedent: WebinairePage | None
    suivant: WebinairePage | None

    @property
    def rendezvous(self) -> Rendezvous | None:
        """What is organised, if anything is."""
        return self.rencontre.rendezvous

    @property
    def interventions(self) -> list[Intervention]:
        """The voices, in order, for machines."""
        return [voix.dite for voix in self.voix]


def autour_de(page: WebinairePage) -> Autour:
    """Read what surrounds a webinar; a page never saved has no neighbour."""
    vocabulaire = facettes.lire().vocabulaire
    corps, voix = _paroles(page)
    precedent, suivant, semblables = _voisins(page, vocabulaire)
    return Autour(
        quand=creneau(page.debut, page.fin),
        date_dite=_DATES[DateDite(page.date_dite)],
        rencontre=lire_rencontre(page),
        corps=corps,
        voix=voix,
        valeurs=_valeurs(page, vocabulaire),
        semblables=semblables,
        precedent=precedent,
        suivant=suivant,
    )


def _paroles(page: WebinairePage) -> tuple[SafeString, list[Voix]]:
    """The body and the voices in order; the links of all their texts are unfolded at once."""
    dites = _dites(page)
    replies = [corps_replie(page, {}), *(dite.apport for dite in dites)]
    corps, *apports = expand_db_html(_ENTRE.join(replies)).split(_ENTRE)
    return SafeString(corps), [
        Voix(dite, nettoyer(apport)) for dite, apport in zip(dites, apports, strict=False)
    ]


def _dites(page: WebinairePage) -> list[Intervention]:
    """The voices of a page as it is, or as its preview has them in memory."""
    en_memoire = "interventions" in getattr(page, "_cluster_related_objects", {})
    if page.pk and not en_memoire:
        return list(page.interventions.get_live_queryset().select_related("intervenant", "organisation"))
    dites = list(page.interventions.all())
    prefetch_related_objects(dites, "intervenant", "organisation")
    return dites


def _valeurs(page: WebinairePage, vocabulaire: Vocabulaire) -> dict[str, list[Valeur]]:
    codes = {"odd": page.odd, "domaine": page.domaines, "pilier": page.piliers, "region": page.regions}
    return {
        facette: [Valeur(facette, code, vocabulaire.de(facette, code)) for code in dits]
        for facette, dits in codes.items()
    }


def _publics() -> "QuerySet[WebinairePage]":
    """Public webinars, with no more than a link needs."""
    ouvertes = Trait.objects.filter(facette="annee").values("page")
    colonnes = ("pk", "title", "slug", "path", "depth", "url_path", "debut", "odd", "domaines", "regions")
    pages: QuerySet[WebinairePage] = WebinairePage.objects.filter(pk__in=ouvertes).only(*colonnes)
    return pages


def _voisins(
    page: WebinairePage, vocabulaire: Vocabulaire
) -> tuple[WebinairePage | None, WebinairePage | None, list[Semblable]]:
    """The one before, the one after, and those that share most, the latest of equals first: one query."""
    if not page.pk:
        return None, None, []
    miens = {"odd": page.odd, "domaine": page.domaines, "region": page.regions}
    partages = Q(pk__in=())
    for facette, valeurs in miens.items():
        partages |= Q(traits__facette=facette, traits__valeur__in=valeurs)
    poids = Sum(Case(*(When(traits__facette=facette, then=Value(n)) for facette, n in _POIDS.items())))
    autres = _publics().exclude(pk=page.pk)
    proches = autres.filter(partages).annotate(poids=poids).order_by("-poids", "-debut", "pk")[:SEMBLABLES]
    cycle = autres.filter(cycle=page.cycle_id or 0).annotate(poids=Value(0))
    avant = Q(debut__lt=page.debut) | Q(debut=page.debut, pk__lt=page.pk)
    lus = list(
        proches.union(
            cycle.filter(avant).order_by("-debut", "-pk")[:1],
            cycle.exclude(avant).order_by("debut", "pk")[:1],
            all=True,
        )
    )
    semblables = [
        Semblable(une, _pourquoi(_raisons(une, miens), vocabulaire))
        for une in sorted(lus, key=lambda une: (-une.poids, -une.debut.timestamp(), une.pk))
        if une.poids
    ]
    cote = {(une.debut, une.pk) > (page.debut, page.pk): une for une in lus if not une.poids}
    return cote.get(False), cote.get(True), semblables


def _raisons(une: WebinairePage, miens: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """What another webinar shares with this one: facet and value."""
    siens = {"odd": une.odd, "domaine": une.domaines, "region": une.regions}
    return [(facette, valeur) for facette in miens for valeur in siens[facette] if valeur in miens[facette]]


def _pourquoi(raisons: list[tuple[str, str]], vocabulaire: Vocabulaire) -> str:
    """« parce qu’il parle de : Énergie, Habitat »."""
    phrases = []
    for facette, verbe in (("odd", "vise"), ("domaine", "parle de"), ("region", "se passe aussi en")):
        mots = [vocabulaire.de(facette, valeur) for dite, valeur in sorted(raisons) if dite == facette]
        if mots:
            phrases.append(f"{verbe}{INSECABLE}: {', '.join(mots)}")
    return f"parce qu’il {' ; il '.join(phrases)}"
