"""What the search knows: every public document, declared by the app that publishes it.

An app declares its documents in a module named `documents_publics`, found when Django starts::

    declarer("criteres", genres={"critere": "Critères du diagnostic"}, fournir=fiches)

`fiches()` yields a `Fiche` for each document anyone may read. When one of them changes the app
calls `noter` or `retirer`; `reindexer` asks every source again and repairs whatever was missed.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from django.db import connection, transaction

from contenus import mots
from contenus.models import DocumentPublic, Rayon

TEXTE_MAX = 60_000
LOT = 500
_VERROU = 0x7265_6368
"""Writers of the index wait for each other: a rebuild never overwrites what was published meanwhile."""


@dataclass(frozen=True, slots=True)
class Fiche:
    """A public document. `cle` begins with its source: « pages:12 », « criteres:A1 ».

    `rubrique`, `piliers` and `publics` hold keys of contenus.champs; `texte` is plain text.
    """

    cle: str
    genre: str
    titre: str
    adresse: str
    resume: str = ""
    texte: str = ""
    rubrique: str = ""
    piliers: tuple[str, ...] = ()
    publics: tuple[str, ...] = ()
    page_id: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where documents come from; `genres` are the kinds it brings, with their plural."""

    genres: Mapping[str, str]
    fournir: Callable[[], Iterable[Fiche]]


_sources: dict[str, Source] = {}


def declarer(nom: str, *, genres: Mapping[str, str], fournir: Callable[[], Iterable[Fiche]]) -> None:
    """Make a source known; a second declaration under the same name replaces the first."""
    _sources[nom] = Source(genres, fournir)


def oublier(nom: str) -> None:
    """Forget a source; its documents stay until they are taken away."""
    _sources.pop(nom, None)


def genres() -> dict[str, str]:
    """Return every kind of document and its plural, in the order of declaration."""
    return {cle: libelle for source in _sources.values() for cle, libelle in source.genres.items()}


def sources() -> tuple[str, ...]:
    """Return the names of the sources, in the order of declaration."""
    return tuple(_sources)


@transaction.atomic
def noter(*fiches: Fiche) -> None:
    """Index documents or index them again, and learn their words."""
    _verrouiller()
    _ecrire(fiches)
    mots.ajouter(f"{fiche.titre} {fiche.resume} {fiche.texte}" for fiche in fiches)


@transaction.atomic
def retirer(*cles: str) -> None:
    """Take documents away: they are in no result as soon as this is committed."""
    _verrouiller()
    DocumentPublic.objects.filter(cle__in=cles).delete()


@transaction.atomic
def actualiser(cles: Iterable[str], fournir: Callable[[], Iterable[Fiche]]) -> None:
    """Make the index say of these keys what `fournir` says once nobody else is writing; no more, no less."""
    _verrouiller()
    fiches = tuple(fournir())
    DocumentPublic.objects.filter(cle__in=set(cles) - {fiche.cle for fiche in fiches}).delete()
    noter(*fiches)


@transaction.atomic
def reindexer(*noms: str) -> dict[str, int]:
    """Ask the named sources again, or all of them; return how many documents each has.

    In one transaction: visitors search the old index until the new one is whole. Twice changes
    nothing. Words are counted again at the end.
    """
    _verrouiller()
    comptes = {nom: _reprendre(nom, _sources[nom]) for nom in noms or tuple(_sources)}
    if not noms:
        inconnus = DocumentPublic.objects.all()
        for nom in _sources:
            inconnus = inconnus.exclude(cle__startswith=f"{nom}:")
        inconnus.delete()
    mots.rafraichir()
    return comptes


def _reprendre(nom: str, source: Source) -> int:
    prefixe = f"{nom}:"
    anciennes = set(DocumentPublic.objects.filter(cle__startswith=prefixe).values_list("cle", flat=True))
    vues: set[str] = set()
    suite = iter(source.fournir())
    while lot := list(islice(suite, LOT)):
        if etrangeres := [fiche.cle for fiche in lot if not fiche.cle.startswith(prefixe)]:
            raise ValueError(f"la source « {nom} » fournit une clé qui n’est pas la sienne : {etrangeres[0]}")
        vues.update(fiche.cle for fiche in lot)
        _ecrire(lot)
    DocumentPublic.objects.filter(cle__in=anciennes - vues).delete()
    return len(vues)


def _verrouiller() -> None:
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(%s)", [_VERROU])


def _ecrire(fiches: Iterable[Fiche]) -> None:
    uniques = {fiche.cle: fiche for fiche in fiches}
    rayons = _rayons({_rangement(fiche) for fiche in uniques.values()})
    DocumentPublic.objects.bulk_create(
        [_document(fiche, rayons[_rangement(fiche)]) for fiche in uniques.values()],
        update_conflicts=True,
        unique_fields=["cle"],
        update_fields=["rayon", "page", "titre", "adresse", "resume", "texte"],
        batch_size=LOT,
    )


_Rangement = tuple[str, str, tuple[str, ...], tuple[str, ...]]


def _rangement(fiche: Fiche) -> _Rangement:
    return fiche.genre, fiche.rubrique, tuple(sorted(set(fiche.piliers))), tuple(sorted(set(fiche.publics)))


def _rayons(rangements: set[_Rangement]) -> dict[_Rangement, int]:
    Rayon.objects.bulk_create(
        [
            Rayon(genre=genre, rubrique=rubrique, piliers=list(piliers), publics=list(publics))
            for genre, rubrique, piliers, publics in sorted(rangements)
        ],
        ignore_conflicts=True,
    )
    return {
        (rayon.genre, rayon.rubrique, tuple(rayon.piliers), tuple(rayon.publics)): rayon.pk
        for rayon in Rayon.objects.filter(genre__in={genre for genre, *_ in rangements})
    }


def _document(fiche: Fiche, rayon_id: int) -> DocumentPublic:
    return DocumentPublic(
        cle=fiche.cle,
        rayon_id=rayon_id,
        page_id=fiche.page_id,
        titre=_propre(fiche.titre)[:255],
        adresse=fiche.adresse,
        resume=_propre(fiche.resume),
        texte=_propre(fiche.texte)[:TEXTE_MAX],
    )


def _propre(texte: str) -> str:
    """Compose accents, so that a letter is one sign; PostgreSQL refuses NUL."""
    return unicodedata.normalize("NFC", texte).replace("\0", "")
