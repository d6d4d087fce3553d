"""A hundred thousand public documents, made of the sentences of the corpus and of invented rare words."""

import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.db import connection

from contenus import mots
from contenus.models import DocumentPublic, Rayon

DOCUMENTS, RARES, PHRASES_PAR_DOCUMENT = 100_000, 20_000, 12
_SOURCES = ("page", "ressource", "actualite", "kit")
_RUBRIQUES = ("comprendre", "s-informer", "se-former", "agir", "accompagner")
_PILIERS: tuple[list[str], ...] = ([], ["humain"], ["financier"], ["alliances"])
_PUBLICS: tuple[list[str], ...] = ([], ["gouvernance"], ["equipe"])
_COLONNES = "cle, titre, adresse, resume, texte, rayon_id"
_SYLLABES = [consonne + voyelle for consonne in "bcdfglmnprstv" for voyelle in "aeiou"]
_FILS = 2


def phrases() -> list[str]:
    """Return the sentences of the corpus, in a stable order."""
    textes = [fichier.read_text(encoding="utf-8") for fichier in sorted(settings.CORPUS.rglob("*.yaml"))]
    lues = re.split(r"(?<=[.!?])\s+|\n\s*(?:-\s*)?(?:\w+:)?", "\n".join(textes))
    return [phrase.strip() for phrase in lues if 40 < len(phrase.strip()) < 260]


def charger() -> int:
    """Index the crowd, count its words, leave the tables as a quiet night would; return the known words."""
    rayons = [
        Rayon(genre=genre, rubrique=rubrique, piliers=piliers, publics=publics)
        for genre in _SOURCES
        for rubrique in _RUBRIQUES
        for piliers in _PILIERS
        for publics in _PUBLICS
    ]
    Rayon.objects.bulk_create(rayons, ignore_conflicts=True)
    cles = list(Rayon.objects.order_by("pk").values_list("pk", flat=True))
    with _sans_index(), ThreadPoolExecutor(_FILS) as fils:
        list(fils.map(partial(_copier, phrases(), cles), range(_FILS)))
    connus = mots.rafraichir()
    with connection.cursor() as curseur:
        curseur.execute("VACUUM ANALYZE contenus_documentpublic, contenus_motconnu, contenus_rayon")
    assert DocumentPublic.objects.count() >= DOCUMENTS
    return connus


@contextmanager
def _sans_index() -> Iterator[None]:
    """Build the two text indexes once, at the end, as any bulk load does."""
    with connection.schema_editor() as editeur:
        for index in DocumentPublic._meta.indexes:
            editeur.remove_index(DocumentPublic, index)
    yield
    with connection.schema_editor() as editeur:
        for index in DocumentPublic._meta.indexes:
            editeur.add_index(DocumentPublic, index)


def _copier(lues: list[str], rayons: list[int], part: int) -> None:
    ordre = f"COPY contenus_documentpublic ({_COLONNES}) FROM STDIN"
    with connection.cursor() as curseur, curseur.copy(ordre) as copie:
        for ligne in _lignes(lues, rayons, part):
            copie.write_row(ligne)
    connection.close()


def _lignes(lues: list[str], rayons: list[int], part: int) -> Iterator[tuple[str | int, ...]]:
    """Yield a share of the documents; one invented word is a little common, another is rare."""
    inventes = _inventes()
    hasard = random.Random(part)
    for rang in range(part, DOCUMENTS, _FILS):
        titre = " ".join(hasard.choice(lues).split()[:7])
        rares = inventes[min(int(hasard.paretovariate(0.7)), RARES - 1)], hasard.choice(inventes)
        texte = "\n".join([*hasard.choices(lues, k=PHRASES_PAR_DOCUMENT), f"Et {rares[0]}, {rares[1]}."])
        yield (
            f"banc:{rang}",
            f"{titre} {rang}"[:200],
            f"/banc/{rang}/",
            hasard.choice(lues)[:240],
            texte,
            hasard.choice(rayons),
        )


def _inventes() -> list[str]:
    hasard = random.Random(2026)
    return ["".join(hasard.choices(_SYLLABES, k=hasard.randint(3, 5))) for _ in range(RARES)]


def disperser() -> None:
    """Take the crowd away: the next measure finds the portal alone."""
    with connection.cursor() as curseur:
        curseur.execute("DELETE FROM contenus_documentpublic WHERE cle LIKE 'banc:%'")
        curseur.execute("VACUUM FULL contenus_documentpublic")
    mots.rafraichir()
