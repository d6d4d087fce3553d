"""The facets of the archive: rows rewritten at each publication, counted in one query."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from contenus.champs import Pilier
from contenus.facettes import Choix, Facette
from contenus.models import Terme
from webinaires.models import Cycle, Intervention, Trait, Transcription, WebinairePage
from webinaires.publics import ouverts

LIBELLES = {
    "cycle": "Cycle",
    "annee": "Année",
    "odd": "Objectif de développement durable",
    "domaine": "Domaine",
    "pilier": "Pilier",
    "acteur": "Type d’acteur",
    "region": "Région",
    "replay": "Enregistrement",
    "transcription": "Transcription",
}
"""Name in the address, and words, of each facet, in their order."""
LISTES = {"odd": "odd", "domaine": "domaines-fragilites", "acteur": "profils-acteurs", "region": "regions"}
"""The reference list that gives the values of a facet their words."""
OUI = "oui"
OUVERTES = {"replay": "Avec enregistrement", "transcription": "Avec transcription"}
_LOT = 2_000
_ANNEE = re.compile(r"[12]\d{3}", re.ASCII)
_TOUT_COMPTER = "SELECT facette, valeur, count(*) FROM webinaires_trait GROUP BY facette, valeur"
_COMPTER = """
    WITH choisis(facette, valeur) AS (SELECT * FROM unnest(%(facettes)s::text[], %(valeurs)s::text[])),
    reponses AS (
        SELECT t.page_id, count(*) AS nombre, array_agg(t.facette::text) AS tenues
        FROM webinaires_trait t JOIN choisis c ON c.facette = t.facette AND c.valeur = t.valeur
        GROUP BY t.page_id HAVING count(*) >= %(presque)s
    )
    SELECT t.facette, t.valeur, count(*)
    FROM webinaires_trait t {jointure} JOIN reponses r ON r.page_id = t.page_id
    WHERE coalesce(r.nombre, 0) = %(tous)s
       OR (coalesce(r.nombre, 0) = %(presque)s AND t.facette = ANY(%(facettes)s)
           AND NOT t.facette = ANY(coalesce(r.tenues, '{{}}')))
    GROUP BY t.facette, t.valeur
"""
"""Webinars that hold every chosen value count everywhere; those that miss one facet count in that one."""
Comptes = Mapping[str, Counter[str]]


@dataclass(frozen=True, slots=True)
class Vocabulaire:
    """The words of every value that may be chosen, by facet, in their order."""

    mots: Mapping[str, Mapping[str, str]]

    def de(self, facette: str, valeur: str) -> str:
        """The words of a value; the code itself when the list lost it."""
        return self.mots.get(facette, {}).get(valeur, valeur)


def vocabulaire(*, cycles: bool = True) -> Vocabulaire:
    """Read the reference lists, and the cycles: one query each. Years are what the webinars say."""
    par_liste: dict[str, dict[str, str]] = defaultdict(dict)
    termes = Terme.objects.filter(nomenclature__cle__in=LISTES.values()).order_by("nomenclature", "rang")
    for liste, code, intitule in termes.values_list("nomenclature__cle", "code", "intitule"):
        par_liste[liste][code] = intitule
    connus = Cycle.objects.order_by("-debut").values_list("cle", "titre") if cycles else ()
    return Vocabulaire(
        {
            "cycle": dict(connus),
            **{facette: par_liste[liste] for facette, liste in LISTES.items()},
            "pilier": {str(cle): str(nom) for cle, nom in Pilier.choices},
            **{facette: {OUI: dit} for facette, dit in OUVERTES.items()},
        }
    )


def lire_choix(recu: Mapping[str, str], vocabulaire: Vocabulaire) -> dict[str, str]:
    """What the address asks for; a value that no list holds is ignored."""
    demandes = {facette: recu.get(facette, "") for facette in LIBELLES}
    return {facette: dit for facette, dit in demandes.items() if _connue(facette, dit, vocabulaire)}


def _connue(facette: str, valeur: str, vocabulaire: Vocabulaire) -> bool:
    if facette == "annee":
        return _ANNEE.fullmatch(valeur) is not None
    return valeur in vocabulaire.mots[facette]


def compter(choix: Mapping[str, str]) -> Comptes:
    """How many webinars each value would leave, the other facets as chosen: one query."""
    parametres: dict[str, Any] = {
        "facettes": list(choix),
        "valeurs": list(choix.values()),
        "tous": len(choix),
        "presque": len(choix) - 1,
    }
    requete = _COMPTER.format(jointure="LEFT" if len(choix) == 1 else "") if choix else _TOUT_COMPTER
    comptes: dict[str, Counter[str]] = defaultdict(Counter)
    with connection.cursor() as curseur:
        curseur.execute(requete, parametres)
        for facette, valeur, nombre in curseur.fetchall():
            comptes[facette][valeur] = nombre
    return comptes


def total(comptes: Comptes, choix: Mapping[str, str]) -> int:
    """How many webinars hold every chosen value: each has exactly one year."""
    annees = comptes.get("annee", Counter())
    return annees[choix["annee"]] if "annee" in choix else annees.total()


def dresser(comptes: Comptes, choix: Mapping[str, str], vocabulaire: Vocabulaire) -> tuple[Facette, ...]:
    """The facets that hold a value, each value with what it would leave; a chosen one always shows."""
    dressees = []
    for facette, libelle in LIBELLES.items():
        comptees = comptes.get(facette, Counter())
        mots = {an: an for an in sorted({*comptees, choix.get(facette, "")} - {""}, reverse=True)}
        if facette != "annee":
            mots = dict(vocabulaire.mots[facette])
        offerts = tuple(
            Choix(valeur, dit, comptees[valeur], choix.get(facette) == valeur)
            for valeur, dit in mots.items()
            if comptees[valeur] or choix.get(facette) == valeur
        )
        if offerts:
            dressees.append(Facette(facette, libelle, offerts))
    return tuple(dressees)


def avec(pages: "QuerySet[WebinairePage]", choix: Mapping[str, str]) -> "QuerySet[WebinairePage]":
    """The webinars that hold every chosen value."""
    for facette, valeur in choix.items():
        pages = pages.filter(pk__in=Trait.objects.filter(facette=facette, valeur=valeur).values("page"))
    return pages


@transaction.atomic
def recrire(cles: Iterable[int]) -> None:
    """Write again the rows of these webinars; those that visitors may not read have none."""
    voulues = sorted({*cles})
    for debut in range(0, len(voulues), _LOT):
        _recrire(voulues[debut : debut + _LOT])


def _recrire(cles: list[int]) -> None:
    # Two publications of one page wait for each other.
    verrou = WebinairePage.objects.order_by("pk").filter(pk__in=cles).select_for_update(of=("self",))
    list(verrou.values_list("pk"))
    Trait.objects.filter(page__in=cles).delete()
    pages = ouverts().filter(pk__in=cles).select_related("cycle").defer_streamfields()
    structures: dict[int, set[tuple[str, str]]] = defaultdict(set)
    dites = Intervention.objects.filter(page__in=cles, organisation__isnull=False)
    for page, profil, region in dites.values_list("page", "organisation__profil", "organisation__region"):
        structures[page] |= {("acteur", profil), ("region", region)}
    transcrites = set(Transcription.objects.filter(webinaire__in=cles).values_list("webinaire", flat=True))
    traits = [
        Trait(page_id=page.pk, facette=facette, valeur=valeur)
        for page in pages
        for facette, valeur in sorted({*_traits(page), *structures[page.pk]})
        if valeur
    ]
    traits += [
        Trait(page_id=page.pk, facette="transcription", valeur=OUI)
        for page in pages
        if page.pk in transcrites
    ]
    Trait.objects.bulk_create(traits, batch_size=_LOT)


def _traits(page: WebinairePage) -> Iterator[tuple[str, str]]:
    yield "annee", str(timezone.localtime(page.debut).year)
    if page.cycle:
        yield "cycle", page.cycle.cle
    if page.replay:
        yield "replay", OUI
    for facette, valeurs in (
        ("odd", page.odd),
        ("domaine", page.domaines),
        ("pilier", page.piliers),
        ("region", page.regions),
    ):
        yield from ((facette, valeur) for valeur in valeurs)
