"""Search inside what was said: a passage, its voice, its minute. Reads, and never writes.

Passages are found once, webinar by webinar: that gives the total, the filter, and which ones to weigh,
`RANGS_MAX` at most, each webinar in its turn. A transcript is public when the page of its webinar is:
nothing of it is shown the moment the page is withdrawn or closed. Which ones are public is not asked of
the database together with the words: it would then read every passage, transcript by transcript.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice, zip_longest
from typing import Any

from django.db import connection

from contenus import extraits, fouille, requetes
from contenus.extraits import Extrait
from contenus.fouille import Requete
from kits.lectures import Lecture
from webinaires.paroles import SANS_VOIX, voix_de
from webinaires.publics import ouverts

PAR_PAGE, RANGS_MAX, PAGE_MAX = 10, 200, 20
_TROUVER = """
    SELECT transcription_id, count(*), (array_agg(id))[1:%(rangs)s] FROM webinaires_passage
    WHERE vecteur @@ %(requete)s::tsquery GROUP BY transcription_id
"""
_CLASSER = """
    SELECT transcription_id, debut, intervenant_id, voix, texte FROM webinaires_passage
    WHERE id = ANY(%(lesquels)s)
    ORDER BY ts_rank(vecteur, %(requete)s::tsquery, 1) DESC, id LIMIT %(nombre)s OFFSET %(debut)s
"""
_TRANSCRITS = Lecture(
    lambda: (
        ouverts()
        .filter(transcription__isnull=False)
        .order_by("-debut", "pk")
        .values_list("transcription__pk", "pk", "cle", "title", "url_path", "replay")
    )
)
_Trouve = tuple[int, int, list[int]]
"""A transcript, how many of its passages answer, and their keys."""


@dataclass(frozen=True, slots=True)
class Rencontre:
    """A webinar whose words may be found; `chemin` is the path of its page in the tree."""

    pk: int
    cle: str
    title: str
    chemin: str
    replay: str


@dataclass(frozen=True, slots=True)
class Demande:
    """What is asked: a clean text, one webinar at most, a page."""

    texte: str = ""
    coupee: bool = False
    webinaire: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Parole:
    """A passage found: which webinar, whose words, when, and the words marked."""

    webinaire: Rencontre
    voix: str
    seconde: int
    extrait: Extrait


@dataclass(frozen=True, slots=True)
class Resultats:
    """What a page of results shows. `par_webinaire`: how many passages answer in each, the most first.

    `choisi`: the webinar asked for, when it is public. `transcrits`: how many webinars can be searched.
    """

    demande: Demande
    total: int = 0
    paroles: tuple[Parole, ...] = ()
    par_webinaire: tuple[tuple[Rencontre, int], ...] = ()
    choisi: Rencontre | None = None
    transcrits: int = 0
    sans_mot: bool = False

    @property
    def montrees(self) -> int:
        """How many answers can be leafed through."""
        return min(self.total, RANGS_MAX)


def lire_demande(recu: Mapping[str, str]) -> Demande:
    """Read an address: `q`, `webinaire`, `page`. What cannot be understood is left out."""
    texte = requetes.nettoyer(recu.get("q", "")[: 20 * requetes.LONGUEUR_MAX])
    coupe = requetes.couper(texte)
    page = recu.get("page", "")
    return Demande(
        texte=coupe,
        coupee=coupe != texte,
        webinaire=recu.get("webinaire", "")[:60],
        page=min(int(page), PAGE_MAX) if page.isascii() and page.isdecimal() and len(page) <= 5 else 1,  # noqa: PLR2004
    )


def chercher(demande: Demande) -> Resultats:
    """Return the page of results that is asked for."""
    with fouille.lecture():
        pages = transcrits()
        choisi = next((page for page in pages.values() if page.cle == demande.webinaire), None)
        resultats = Resultats(demande, choisi=choisi, transcrits=len(pages))
        if not demande.texte:
            return resultats
        requete = fouille.compiler(requetes.unites(demande.texte))
        if not requete.texte:
            return replace(resultats, sans_mot=True)
        trouves = _trouver(requete, pages)
        retenus = [trouve for trouve in trouves if choisi is None or pages[trouve[0]] is choisi]
        total = sum(nombre for _, nombre, _ in retenus)
        page = max(1, min(demande.page, -(-min(total, RANGS_MAX) // PAR_PAGE)))
        return replace(
            resultats,
            demande=replace(demande, page=page),
            total=total,
            paroles=_montrer(_classer(requete, retenus, page), requete, pages) if total else (),
            par_webinaire=tuple((pages[cle], nombre) for cle, nombre, _ in trouves),
        )


def transcrits() -> dict[int, Rencontre]:
    """The webinars whose words may be found, by the key of their transcript; the latest first."""
    return {transcription: Rencontre(*valeurs) for transcription, *valeurs in _TRANSCRITS()}


def _trouver(requete: Requete, pages: Mapping[int, Rencontre]) -> list[_Trouve]:
    """Find the passages of the public transcripts, those that hold the most of them first."""
    trouves: list[Any] = _lignes(_TROUVER, {"requete": requete.texte, "rangs": RANGS_MAX})
    rangs = {cle: rang for rang, cle in enumerate(pages)}
    publics = [trouve for trouve in trouves if trouve[0] in pages]
    return sorted(publics, key=lambda trouve: (-trouve[1], rangs[trouve[0]]))


def _classer(requete: Requete, retenus: list[_Trouve], page: int) -> list[tuple[Any, ...]]:
    """Weigh the passages, taken from each webinar in its turn."""
    tours = chain.from_iterable(zip_longest(*(sorted(passages) for *_, passages in retenus)))
    lesquels = list(islice((passage for passage in tours if passage is not None), RANGS_MAX))
    bornes = {"lesquels": lesquels, "nombre": PAR_PAGE, "debut": (page - 1) * PAR_PAGE}
    return _lignes(_CLASSER, {"requete": requete.texte, **bornes})


def _montrer(
    lignes: list[tuple[Any, ...]], requete: Requete, pages: Mapping[int, Rencontre]
) -> tuple[Parole, ...]:
    """Name the voices and mark the words."""
    presents = {pages[transcription].pk for transcription, *_ in lignes}
    voix = {(page, qui): dite for page, qui, dite in reversed(voix_de(presents))}
    cherche = extraits.motif(requete.racines)
    ecrits = extraits.candidats([texte for *_, texte in lignes], cherche) if cherche else set()
    trouves = fouille.qui_repondent(ecrits, requete.racines)
    return tuple(
        Parole(
            webinaire=(page := pages[transcription]),
            voix=(voix.get((page.pk, qui), "") if qui else dite) or SANS_VOIX,
            seconde=debut // 1000,
            extrait=extraits.passage(texte, cherche, trouves) or extraits.commencement(texte),
        )
        for transcription, debut, qui, dite, texte in lignes
    )


def _lignes(sql: str, valeurs: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as curseur:
        curseur.execute(sql, valeurs)
        lignes: list[tuple[Any, ...]] = curseur.fetchall()
        return lignes
