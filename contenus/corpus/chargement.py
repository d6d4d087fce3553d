"""Load the whole editorial corpus: one transaction, one loader at a time."""

import hashlib
from collections.abc import Callable
from html import escape
from pathlib import Path

from django.db import connection, transaction

from contenus.corpus.ailleurs import plants
from contenus.corpus.lecture import lire_corpus
from contenus.corpus.listes import ecrire_nomenclature, ecrire_serie
from contenus.corpus.origines import Bilan, Journal
from contenus.corpus.pages import Arbre, poser_les_pages, remplir
from contenus.corpus.parcours import ecrire_parcours
from contenus.corpus.suivis import en_gros
from contenus.models import Origine

DOSSIERS = ("rubriques", "ressources", "actualites", "kits", "nomenclatures", "series")
VERROU = 7_219_401
"""Key of the advisory lock: two launches at once load one after the other."""
TEMOIN = "corpus"


def charger(dossier: Path, *, dire: Callable[[str], None], tout: bool = False) -> Bilan | None:
    """Bring the corpus to the database; None when its files did not change since the last load.

    `dire` is told of each family as it is done; `tout` compares object by object all the same.

    Raises:
        ErreurDeCorpus: the corpus does not hold; nothing was written.
    """
    return si_change(TEMOIN, _empreinte(dossier), lambda: _charger(dossier, dire), tout=tout)


def si_change(temoin: str, empreinte: str, ecrire: Callable[[], Bilan], *, tout: bool) -> Bilan | None:
    """Load one part of the corpus, alone and whole; None when its files did not change."""
    with transaction.atomic():
        with connection.cursor() as curseur:
            curseur.execute("SELECT pg_advisory_xact_lock(%s)", [VERROU])
        if not tout and Origine.objects.filter(objet=temoin, empreinte=empreinte).exists():
            return None
        with en_gros():
            bilan = ecrire()
        Origine.objects.update_or_create(objet=temoin, defaults={"empreinte": empreinte, "etat": ""})
    return bilan


def _charger(dossier: Path, dire: Callable[[str], None]) -> Bilan:
    ailleurs = plants(dossier)
    corpus = lire_corpus(dossier, ailleurs={plant.cle for plant in ailleurs})
    journal = Journal.ouvrir()
    arbre = poser_les_pages(corpus, journal)
    for plant in ailleurs:
        arbre.planter(plant)
    lien_de = _liens(arbre)
    for liste in corpus.nomenclatures:
        ecrire_nomenclature(liste, journal=journal, lien_de=lien_de)
    dire(f"Listes de référence ({len(corpus.nomenclatures)})")
    remplir(corpus, arbre, dire=dire)
    for serie in corpus.series:
        ecrire_serie(serie, journal=journal, lien_de=lien_de)
    dire(f"Séries ({len(corpus.series)})")
    ecrire_parcours(corpus.parcours, journal=journal, page_de=arbre.pages.get)
    arbre.suivre_les_remplacees()
    dire(f"Parcours d’usage ({len(corpus.parcours.etapes)} étapes)")
    dire("Recherche")
    return journal.bilan


def _liens(arbre: Arbre) -> Callable[[str], str]:
    """Links as plain addresses, for texts that are not a page's."""

    def lien_de(cle: str) -> str:
        page = arbre.pages.get(cle)
        return f'href="{escape(page.get_url() or "/")}"' if page else 'href="/"'

    return lien_de


def _empreinte(dossier: Path) -> str:
    """Digest names and contents of the files read."""
    empreinte = hashlib.sha256()
    fichiers = [f for nom in DOSSIERS for f in sorted((dossier / nom).glob("*.yaml"))]
    for fichier in (*fichiers, dossier / "parcours-usage.yaml"):
        octets = fichier.read_bytes() if fichier.exists() else b""
        empreinte.update(f"{fichier.parent.name}/{fichier.name} {len(octets)}\n".encode() + octets)
    return empreinte.hexdigest()
