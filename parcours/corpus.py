"""Bring the paths of the corpus to the database; never over what staff wrote."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from wagtail.models import Page

from contenus.corpus.blocs import corps_brut, texte_brut
from contenus.corpus.chargement import si_change
from contenus.corpus.fichiers import ErreurDeCorpus, lire
from contenus.corpus.lecture import liens_de
from contenus.corpus.origines import Bilan, Journal, empreinte_de
from contenus.corpus.pages import Arbre, planter
from contenus.models import Nomenclature
from parcours.models import EtapePage, ParcoursPage
from parcours.schema import Etape, FichierDeParcours, FichierDEtape, Parcours

TEMOIN = "parcours"


@dataclass(frozen=True, slots=True)
class Chemin:
    """A path and its steps, in their order."""

    parcours: Parcours
    etapes: tuple[Etape, ...]


def lire_chemins(dossier: Path) -> tuple[Chemin, ...]:
    """Read and check `corpus/parcours/`.

    Raises:
        ErreurDeCorpus: a file that does not hold, or a key written twice.
    """
    chemins = tuple(
        Chemin(
            parcours,
            tuple(lire(FichierDEtape, f).etape for f in sorted((dossier / parcours.genre).glob("*.yaml"))),
        )
        for parcours in lire(FichierDeParcours, dossier / "parcours.yaml").parcours
    )
    cles = [cle for chemin in chemins for cle in (chemin.parcours.cle, *(e.cle for e in chemin.etapes))]
    if doubles := sorted({cle for cle in cles if cles.count(cle) > 1}):
        raise ErreurDeCorpus("corpus/parcours", [(cle, "cette clé est écrite deux fois") for cle in doubles])
    return chemins


def charger(dossier: Path, *, dire: Callable[[str], None], tout: bool = False) -> Bilan | None:
    """Load the paths; None when their files did not change since the last load.

    `dire` is told of each path as it is done; `tout` compares step by step all the same.

    Raises:
        ErreurDeCorpus: the corpus does not hold; nothing was written.
    """
    return si_change(TEMOIN, _empreinte(dossier), lambda: _charger(lire_chemins(dossier), dire), tout=tout)


def _charger(chemins: tuple[Chemin, ...], dire: Callable[[str], None]) -> Bilan:
    journal = Journal.ouvrir()
    accueil = planter()
    arbre = Arbre(journal, {"accueil": accueil}, autres={page.slug: page for page in Page.objects.all()})
    for chemin in chemins:
        parcours = chemin.parcours
        arbre.poser(parcours.cle, ParcoursPage, accueil, title=parcours.titre, genre=parcours.genre)
        if parent := arbre.pages.get(parcours.cle):
            for etape in chemin.etapes:
                arbre.poser(etape.cle, EtapePage, parent, title=etape.titre, cle=etape.cle)
    origines = {cle.removeprefix("page:"): o.page for cle, o in journal.connues.items() if o.page}
    arbre.pages = {**origines, **arbre.pages}
    listes = dict(Nomenclature.objects.values_list("cle", "pk"))
    if fautes := list(_fautes(chemins, {*arbre.pages}, {*listes})):
        raise ErreurDeCorpus("corpus/parcours", fautes)
    for chemin in chemins:
        parcours = chemin.parcours
        arbre.ecrire(parcours.cle, empreinte_de(parcours), partial(_parcours, parcours, arbre))
        for etape in chemin.etapes:
            arbre.ecrire(etape.cle, empreinte_de(etape), partial(_etape, etape, arbre, listes))
        dire(f"{chemin.parcours.titre} ({len(chemin.etapes)} étapes)")
    return journal.bilan


def _fautes(chemins: tuple[Chemin, ...], pages: set[str], listes: set[str]) -> Iterator[tuple[str, str]]:
    for chemin in chemins:
        objets = [(chemin.parcours.cle, chemin.parcours.model_dump_json())]
        objets += [(etape.cle, etape.model_dump_json()) for etape in chemin.etapes]
        for objet, textes in objets:
            for cle in sorted(liens_de([textes]) - pages):
                yield objet, f"le lien page:{cle} ne mène à aucune page"
        for etape in chemin.etapes:
            for morceau in etape.corps:
                if morceau.liste and morceau.liste not in listes:
                    yield etape.cle, f"la liste « {morceau.liste} » n’existe pas"


def _parcours(parcours: Parcours, arbre: Arbre) -> dict[str, Any]:
    return {
        "title": parcours.titre,
        "show_in_menus": True,
        **parcours.model_dump(include={"genre", "resume", "statut", "source", "relire_le"}),
        "corps": texte_brut(parcours.introduction, page_de=arbre.page_de),
    }


def _etape(etape: Etape, arbre: Arbre, listes: dict[str, int]) -> dict[str, Any]:
    champs = etape.model_dump(include={"resume", "duree", "acheve", "statut", "source", "relire_le"})
    corps = corps_brut(etape.corps, liste_de=listes.__getitem__, page_de=arbre.page_de)
    for morceau, brut in zip(etape.corps, corps, strict=True):
        if morceau.cle:
            brut["id"] = str(uuid5(NAMESPACE_URL, f"{etape.cle}/{morceau.genre}/{morceau.cle}"))
            brut["value"].pop("cle")
    return {
        **champs,
        "title": etape.titre,
        "cle": etape.cle,
        "piliers": list(etape.piliers),
        "publics": list(etape.publics),
        "corps": corps,
    }


def _empreinte(dossier: Path) -> str:
    empreinte = hashlib.sha256()
    for fichier in sorted(dossier.rglob("*.yaml")):
        empreinte.update(f"{fichier.relative_to(dossier)}\n".encode() + fichier.read_bytes())
    return empreinte.hexdigest()
