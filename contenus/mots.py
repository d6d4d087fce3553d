"""The words the documents hold: where a typo finds its way back."""

from collections.abc import Collection, Iterable

from django.db import connection, transaction

from contenus import requetes
from contenus.models import MotConnu

MOTS_MAX = 50_000
CANDIDATS_MAX = 500
_LONGUEUR_MIN, _LONGUEUR_MAX = 4, 40
_RELEVE = """
    SELECT word, ndoc FROM ts_stat($$
        SELECT to_tsvector('pg_catalog.simple', recherche_mots(titre || ' ' || resume || ' ' || texte))
        FROM contenus_documentpublic
    $$)
    WHERE length(word) BETWEEN %s AND %s ORDER BY ndoc DESC, word
"""


@transaction.atomic
def rafraichir() -> int:
    """Count again every word of every document; return how many are known.

    The table is replaced whole: the words of what was unpublished are forgotten.
    """
    with connection.cursor() as curseur:
        curseur.execute(_RELEVE, [_LONGUEUR_MIN, _LONGUEUR_MAX])
        releves = curseur.fetchall()
    connus: dict[str, MotConnu] = {}
    for forme, documents in releves:
        if not forme.isalpha() or (mot := requetes.sans_accent(forme)) in connus:
            continue
        if len(connus) == MOTS_MAX:
            break
        connus[mot] = _connu(mot, forme, documents)
    MotConnu.objects.all().delete()
    MotConnu.objects.bulk_create(connus.values(), batch_size=2_000)
    return len(connus)


def ajouter(textes: Iterable[str]) -> None:
    """Learn the words of new texts at once; their count waits for the next `rafraichir`."""
    formes = {requetes.sans_accent(mot): mot.lower() for texte in textes for mot in requetes.mots(texte)}
    longs = {mot for mot in formes if mot.isalpha() and _LONGUEUR_MIN <= len(mot) <= _LONGUEUR_MAX}
    nouveaux = longs.difference(MotConnu.objects.filter(pk__in=longs).values_list("pk", flat=True))
    MotConnu.objects.bulk_create(
        [_connu(mot, formes[mot], 1) for mot in sorted(nouveaux)], ignore_conflicts=True, batch_size=2_000
    )


def corriger(mots: Collection[str], *, au_moins: int = 1) -> dict[str, str]:
    """Return, for each word without accents, the form of the nearest word of `au_moins` documents.

    One query whatever the number of words; a word that has no near neighbour is left out.
    """
    cles = {
        cle
        for mot in mots
        if (fautes := requetes.fautes_admises(mot))
        for cle in requetes.cles_de(mot, oublis=fautes)
    }
    if not cles:
        return {}
    connus = MotConnu.objects.filter(cles__overlap=sorted(cles), documents__gte=au_moins)
    candidats = list(connus.order_by("-documents").values_list("mot", "forme", "documents")[:CANDIDATS_MAX])
    proches = {mot: requetes.le_plus_proche(mot, candidats) for mot in mots}
    return {mot: forme for mot, forme in proches.items() if forme}


def rares(mots: Collection[str], *, au_plus: int) -> list[str]:
    """Return those words, without accents, that at most `au_plus` documents hold."""
    return list(
        MotConnu.objects.filter(pk__in=mots, documents__lte=au_plus)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _connu(mot: str, forme: str, documents: int) -> MotConnu:
    return MotConnu(mot=mot, forme=forme, documents=documents, cles=sorted(requetes.cles_de(mot)))
