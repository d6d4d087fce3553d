"""The facets of the archive: rows rewritten at each publication, read once a process, counted as bits."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from contenus.champs import Pilier
from contenus.facettes import Choix, Facette
from contenus.models import Terme
from kits.lectures import Lecture
from webinaires.champs import DateDite
from webinaires.masques import Comptes, Fiche, Masques
from webinaires.models import Cycle, Intervention, Trait, Transcription, VersionDesTraits, WebinairePage
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
_VERSION = Lecture(lambda: VersionDesTraits.objects.values_list("version", flat=True))
_LIRE = """
    SELECT t.facette, t.valeur, array_agg(t.page_id),
           array_agg(p.debut), array_agg(p.fin), array_agg(p.date_dite)
    FROM webinaires_trait t
    LEFT JOIN webinaires_webinairepage p ON p.page_ptr_id = t.page_id AND t.facette = 'annee'
    GROUP BY t.facette, t.valeur
"""
"""What visitors may read has exactly one year: its row brings the dates along."""


@dataclass(frozen=True, slots=True)
class Vocabulaire:
    """The words of every value that may be chosen, by facet, in their order."""

    mots: Mapping[str, Mapping[str, str]]

    def de(self, facette: str, valeur: str) -> str:
        """The words of a value; the code itself when the list lost it."""
        return self.mots.get(facette, {}).get(valeur, valeur)


class Facettes:
    """What one version of the archive holds, each part read the first time that it is asked."""

    @cached_property
    def masques(self) -> Masques:
        """Which webinars hold which values, as bits."""
        return _lire_les_masques()

    @cached_property
    def vocabulaire(self) -> Vocabulaire:
        """The words of the values: the reference lists and the cycles. Years are what the webinars say."""
        return _lire_le_vocabulaire()


_lues: dict[UUID, Facettes] = {}
"""The last version that this process read."""


def lire() -> Facettes:
    """The facets as they stand, read once a process while no row changes: one query, three more at most.

    The version is read before the rows: newer rows under an older version are only read again.
    """
    version = _VERSION.premiere()
    if version is not None and (connues := _lues.get(version)):
        return connues
    facettes = Facettes()
    if version is not None:
        _lues.clear()
        _lues[version] = facettes
    return facettes


def _lire_le_vocabulaire() -> Vocabulaire:
    par_liste: dict[str, dict[str, str]] = defaultdict(dict)
    termes = Terme.objects.filter(nomenclature__cle__in=LISTES.values()).order_by("nomenclature", "rang")
    for liste, code, intitule in termes.values_list("nomenclature__cle", "code", "intitule"):
        par_liste[liste][code] = intitule
    return Vocabulaire(
        {
            "cycle": dict(Cycle.objects.order_by("-debut").values_list("cle", "titre")),
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


def _lire_les_masques() -> Masques:
    with connection.cursor() as curseur:
        curseur.execute(_LIRE)
        lignes = curseur.fetchall()
    annees = (zip(*ligne[2:], strict=True) for ligne in lignes if ligne[0] == "annee")
    fiches = [
        Fiche(cle, debut, fin, vide=dite == DateDite.CALCULEE)
        for annee in annees
        for cle, debut, fin, dite in annee
    ]
    return Masques(fiches, [ligne[:3] for ligne in lignes])


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
