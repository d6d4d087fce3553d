"""One box over everything public: a few queries, whatever is asked. Reads, and never writes.

Counting documents by shelf gives the total and every facet at once; at most `RANGS_MAX` documents
are ranked, those whose title holds the words first. A request without answer is tried again with
the nearest known words.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from contenus import extraits, facettes, fouille, index, mots, requetes
from contenus.champs import Pilier, Porte, Public
from contenus.facettes import Facette
from contenus.fouille import RANGS_MAX, Requete, Trouvaille, Trouves

PAR_PAGE = 10
PEU, BIEN_PLUS = 3, 10
"""Under so many answers another spelling is proposed, when it is so many times more frequent."""
VALEUR_MAX, PAGE_MAX, MOT_MIN = 30, 99_999, 3


@dataclass(frozen=True, slots=True)
class Demande:
    """What is asked: a clean text and one value at most of each facet."""

    texte: str
    coupee: bool = False
    choix: Mapping[str, str] = field(default_factory=dict)
    page: int = 1


@dataclass(frozen=True, slots=True)
class Reponse:
    """A document found; title and excerpt in pieces, the words found apart, nothing escaped."""

    titre: extraits.Extrait
    extrait: extraits.Extrait
    adresse: str
    genre: str
    rubrique: str


@dataclass(frozen=True, slots=True)
class Resultats:
    """What a page of results shows. `ailleurs`: how many answers without the chosen facets.

    `partiel`: the counts are a minimum, not every document was read.
    """

    demande: Demande
    total: int = 0
    partiel: bool = False
    ailleurs: int = 0
    reponses: tuple[Reponse, ...] = ()
    facettes: tuple[Facette, ...] = ()
    pages: int = 0
    corrigee: str = ""
    suggestion: str = ""
    seuls: tuple[str, ...] = ()
    sans_mot: bool = False

    @property
    def vaine(self) -> bool:
        """True when words were searched for and nothing public holds them, however spelt."""
        return bool(self.demande.texte) and not self.ailleurs and not self.sans_mot

    @property
    def au_dela(self) -> bool:
        """True when there are more answers than are ranked."""
        return self.total > RANGS_MAX


def lire_demande(recu: Mapping[str, str]) -> Demande:
    """Read an address: `q`, one value a facet, `page`. What cannot be understood is left out."""
    texte = requetes.nettoyer(recu.get("q", "")[: 20 * requetes.LONGUEUR_MAX])
    coupe = requetes.couper(texte)
    page = recu.get("page", "")
    return Demande(
        texte=coupe,
        coupee=coupe != texte,
        choix={
            nom: valeur
            for nom in facettes.NOMS
            if (valeur := recu.get(nom, "")) and len(valeur) <= VALEUR_MAX
        },
        page=min(int(page), PAGE_MAX) if page.isdecimal() and len(page) <= VALEUR_MAX else 1,
    )


def chercher(demande: Demande) -> Resultats:
    """Return the page of results that is asked for; the same demand gives the same page."""
    if not demande.texte:
        return Resultats(demande)
    with fouille.lecture():
        requete = fouille.compiler(requetes.unites(demande.texte))
        if not requete.texte:
            return Resultats(demande, sans_mot=True)
        trouves = fouille.trouver(requete)
        if not trouves.casiers:
            return _tenter_autrement(demande)
        resultats = _repondre(demande, trouves)
        if resultats.ailleurs < PEU:
            return replace(resultats, suggestion=_suggerer(demande))
        return resultats


def pages(texte: str, genres: Collection[str], nombre: int) -> tuple[int, ...]:
    """Return the keys of the pages of these kinds that answer a text, the best first; typos forgiven."""
    demande = lire_demande({"q": texte})
    with fouille.lecture():
        trouves = fouille.trouver(fouille.compiler(requetes.unites(demande.texte)))
        if trouves.requete.texte and not trouves.casiers:
            trouves = _corriger(demande).trouves
        rayons = {casier.rayon for casier in trouves.casiers if casier.valeurs[0][0] in genres}
        vues = fouille.classer(trouves, rayons, debut=0, nombre=nombre) if rayons else []
        return tuple(vue.page_id for vue in vues if vue.page_id is not None)


def _repondre(demande: Demande, trouves: Trouves) -> Resultats:
    retenus = facettes.retenus(trouves.casiers, demande.choix)
    total = sum(casier.nombre for casier in retenus)
    pages = -(-min(total, RANGS_MAX) // PAR_PAGE)
    page = max(1, min(demande.page, pages))
    rayons = {casier.rayon: casier.valeurs for casier in retenus}
    vues = fouille.classer(trouves, rayons.keys(), debut=(page - 1) * PAR_PAGE, nombre=PAR_PAGE)
    vocabulaires = {
        "genre": ("Genre", index.genres()),
        "rubrique": ("Porte", dict(Porte.choices)),
        "pilier": ("Pilier", dict(Pilier.choices)),
        "public": ("Pour qui", dict(Public.choices)),
    }
    return Resultats(
        replace(demande, page=page),
        total=total,
        partiel=trouves.partiel,
        ailleurs=sum(casier.nombre for casier in trouves.casiers),
        reponses=_montrer(vues, trouves.requete, rayons),
        facettes=facettes.dresser(trouves.casiers, demande.choix, vocabulaires),
        pages=pages,
    )


def _montrer(
    vues: list[Trouvaille], requete: Requete, rayons: Mapping[int, tuple[tuple[str, ...], ...]]
) -> tuple[Reponse, ...]:
    """Mark the words found in titles, and in the passage that holds most of them."""
    genres, portes = index.genres(), dict(Porte.choices)
    cherche = extraits.motif(requete.racines)
    parties = [texte for vue in vues for texte in (vue.titre, vue.resume, vue.texte)]
    ecrits = extraits.candidats(parties, cherche) if cherche else set()
    trouves = fouille.qui_repondent(ecrits, requete.racines)
    reponses = []
    for vue in vues:
        (genre,), rubriques, *_ = rayons[vue.rayon]
        extrait = (
            extraits.passage(vue.texte, cherche, trouves)
            or extraits.decouper(vue.resume, cherche, trouves)
            or extraits.commencement(vue.texte)
        )
        reponses.append(
            Reponse(
                titre=extraits.decouper(vue.titre, cherche, trouves),
                extrait=extrait,
                adresse=vue.adresse,
                genre=genres.get(genre, genre),
                rubrique=portes.get(rubriques[0], "") if rubriques else "",
            )
        )
    return tuple(reponses)


@dataclass(frozen=True, slots=True)
class _Correction:
    """A request written with the nearest known words, what it finds, and which of its words are known."""

    texte: str
    trouves: Trouves
    connus: tuple[str, ...]


def _tenter_autrement(demande: Demande) -> Resultats:
    """Nothing was found: try the nearest known words; else say which words alone would find something."""
    correction = _corriger(demande)
    if correction.trouves.casiers:
        return replace(_repondre(demande, correction.trouves), corrigee=correction.texte)
    return Resultats(demande, seuls=correction.connus)


def _corriger(demande: Demande) -> _Correction:
    """Write the words that find nothing as the nearest ones that do."""
    saisis = _mots_voulus(demande)
    trouvables = fouille.trouvables(saisis)
    corrections = mots.corriger([mot for mot in saisis if mot not in trouvables])
    connus = [saisis[mot] for mot in saisis if mot in trouvables] + list(corrections.values())
    texte = requetes.remplacer(demande.texte, corrections)
    requete = fouille.compiler(requetes.unites(texte)) if corrections else Requete()
    return _Correction(texte, fouille.trouver(requete), tuple(dict.fromkeys(connus)))


def _mots_voulus(demande: Demande) -> dict[str, str]:
    """Return the words asked for, without accents and as typed; neither tiny nor excluded ones."""
    return {
        requetes.sans_accent(mot): mot
        for unite in requetes.unites(demande.texte)
        if not unite.exclu
        for mot in requetes.mots(unite.texte)
        if len(mot) >= MOT_MIN
    }


def _suggerer(demande: Demande) -> str:
    """Return the same words in a spelling that is far more frequent here; empty if there is none."""
    rares = mots.rares(list(_mots_voulus(demande)), au_plus=PEU)
    corrections = mots.corriger(rares, au_moins=PEU * BIEN_PLUS) if rares else {}
    return requetes.remplacer(demande.texte, corrections) if corrections else ""
