"""Who speaks in what visitors may read: the pages of persons and of structures, and their lists."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from contenus.models import Terme
from webinaires.archive import Ligne, lignes
from webinaires.models import Intervenant, Intervention, Organisation, Trait

PUBLIQUE = Q(interventions__page__in=Trait.objects.filter(facette="annee").values("page"))
"""Heard in a webinar that visitors may read: those have a year among their facets."""


@dataclass(frozen=True, slots=True)
class Prise:
    """One webinar of a person or of a structure, and what was said there."""

    ligne: Ligne
    interventions: tuple[Intervention, ...]


def nommes() -> "QuerySet[Intervenant]":
    """The persons who have a page: heard in a public webinar, and who did not object."""
    qui = Intervenant.objects.filter(PUBLIQUE, oppose_le=None)
    compte = Count("interventions__page", distinct=True)
    return qui.annotate(webinaires=compte).order_by("nom", "prenom", "pk")


def entendues() -> "QuerySet[Organisation]":
    """The structures that have a page: heard in a public webinar."""
    compte = Count("interventions__page", distinct=True)
    return Organisation.objects.filter(PUBLIQUE).annotate(webinaires=compte).order_by("nom", "pk")


def prises_de(
    *, intervenant: Intervenant | None = None, organisation: Organisation | None = None
) -> list[Prise]:
    """What one person, or one structure, said: the latest webinar first; four queries."""
    condition = Q(intervenant=intervenant) if intervenant else Q(organisation=organisation)
    publiques = Trait.objects.filter(facette="annee").values("page")
    dites = Intervention.objects.filter(condition, page__in=publiques).order_by("sort_order")
    par_page: dict[int, list[Intervention]] = {}
    for dite in dites.select_related("intervenant", "organisation"):
        par_page.setdefault(dite.page_id, []).append(dite)
    rangees = sorted(
        lignes([*par_page], timezone.now()),
        key=lambda ligne: (-ligne.page.debut.timestamp(), ligne.page.pk),
    )
    return [Prise(ligne, tuple(par_page[ligne.page.pk])) for ligne in rangees]


def fonctions_de(interventions: Iterable[Intervention]) -> list[str]:
    """« Directrice, Le Cent Sept », each once, as given."""
    dites = (
        ", ".join(filter(None, (une.fonction, une.organisation.nom if une.organisation else "")))
        for une in interventions
    )
    return list(dict.fromkeys(filter(None, dites)))


def mots_de(organisation: Organisation) -> list[tuple[str, str, str]]:
    """What kind of structure it is and where, in words: facet, code, words; one query."""
    codes = {"profils-acteurs": ("acteur", organisation.profil), "regions": ("region", organisation.region)}
    termes = Terme.objects.filter(
        nomenclature__cle__in=codes, code__in=[code for _, code in codes.values() if code]
    )
    trouves = {
        liste: (code, intitule)
        for liste, code, intitule in termes.values_list("nomenclature__cle", "code", "intitule")
    }
    return [
        (facette, code, trouves[liste][1])
        for liste, (facette, code) in codes.items()
        if code and trouves.get(liste, ("", ""))[0] == code
    ]
