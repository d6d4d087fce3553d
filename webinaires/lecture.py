"""Read `corpus/webinaires/` and check its files together: keys, references, links. No Django here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from contenus.corpus.fichiers import ErreurDeCorpus, lire
from contenus.corpus.lecture import liens_de
from webinaires.schema import (
    Cycle,
    FichierDeCycles,
    FichierDeWebinaires,
    FichierDIntervenants,
    FichierDOrganisations,
    Intervenant,
    Organisation,
    Webinaire,
)

CORPUS = "corpus/webinaires"
TETES = ("cycles", "intervenants", "organisations")
LISTES = {"odd": "odd", "domaines": "domaines-fragilites", "regions": "regions"}
"""A field of a webinar, and the reference list that its codes belong to."""
LISTES_DES_ORGANISATIONS = {"profil": "profils-acteurs", "region": "regions"}
Faute = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Archive:
    """All that the files hold, in reading order; each webinar comes with the place it is written at."""

    cycles: tuple[Cycle, ...]
    intervenants: tuple[Intervenant, ...]
    organisations: tuple[Organisation, ...]
    places: tuple[tuple[str, Webinaire], ...]

    @property
    def webinaires(self) -> tuple[Webinaire, ...]:
        """The meetings alone."""
        return tuple(webinaire for _, webinaire in self.places)


def lire_webinaires(dossier: Path) -> tuple[tuple[str, Webinaire], ...]:
    """Read the meetings, each with its place (« 2022.yaml webinaires[3] »); nothing without a folder.

    Raises:
        ErreurDeCorpus: the faults of the first file that does not hold.
    """
    fichiers = [f for f in sorted(dossier.glob("*.yaml")) if f.stem not in TETES]
    return tuple(
        (f"{fichier.name} webinaires[{rang}]", webinaire)
        for fichier in fichiers
        for rang, webinaire in enumerate(lire(FichierDeWebinaires, fichier).webinaires)
    )


def lire_archive(dossier: Path) -> Archive:
    """Read and check the folder; reference lists and links to pages are asked of the database later.

    Raises:
        ErreurDeCorpus: the faults of the first unreadable file, or all those between files.
    """
    archive = Archive(
        lire(FichierDeCycles, dossier / "cycles.yaml").cycles,
        lire(FichierDIntervenants, dossier / "intervenants.yaml").intervenants,
        lire(FichierDOrganisations, dossier / "organisations.yaml").organisations,
        lire_webinaires(dossier),
    )
    if fautes := [*_cles_doubles(archive), *_renvois_perdus(archive)]:
        raise ErreurDeCorpus(CORPUS, fautes)
    return archive


def _cles_doubles(archive: Archive) -> Iterator[Faute]:
    familles: tuple[tuple[str, Iterable[str]], ...] = (
        ("cycles.yaml", (cycle.cle for cycle in archive.cycles)),
        ("intervenants.yaml", (personne.cle for personne in archive.intervenants)),
        ("organisations.yaml", (organisation.cle for organisation in archive.organisations)),
        ("webinaires", (webinaire.cle for webinaire in archive.webinaires)),
    )
    for fichier, suite in familles:
        vues: set[str] = set()
        for cle in suite:
            if cle in vues:
                yield f"{fichier} {cle}", "cette clé est écrite deux fois"
            vues.add(cle)


def _renvois_perdus(archive: Archive) -> Iterator[Faute]:
    cycles = {cycle.cle for cycle in archive.cycles}
    personnes = {personne.cle for personne in archive.intervenants}
    organisations = {organisation.cle for organisation in archive.organisations}
    for place, webinaire in archive.places:
        if webinaire.cycle not in cycles:
            yield f"{place}.cycle", f"le cycle « {webinaire.cycle} » n’existe pas"
        for rang, voix in enumerate(webinaire.interventions):
            ici = f"{place}.interventions[{rang}]"
            if voix.intervenant and voix.intervenant not in personnes:
                yield f"{ici}.intervenant", f"« {voix.intervenant} » n’est pas dans intervenants.yaml"
            if voix.organisation and voix.organisation not in organisations:
                yield f"{ici}.organisation", f"« {voix.organisation} » n’est pas dans organisations.yaml"
        for rang, grille in enumerate(webinaire.grilles):
            if grille.organisation and grille.organisation not in organisations:
                lieu = f"{place}.grilles[{rang}].organisation"
                yield lieu, f"« {grille.organisation} » n’est pas dans organisations.yaml"


def fautes_au_dehors(archive: Archive, *, pages: set[str], codes: Mapping[str, set[str]]) -> Iterator[Faute]:
    """What the files ask of the rest of the portal and do not find: pages by key, codes by list."""
    for rang, organisation in enumerate(archive.organisations):
        for champ, liste in LISTES_DES_ORGANISATIONS.items():
            code = getattr(organisation, champ)
            if code and code not in codes.get(liste, set()):
                lieu = f"organisations.yaml organisations[{rang}].{champ}"
                yield lieu, f"le code « {code} » n’est pas dans la liste « {liste} »"
    for place, webinaire in archive.places:
        for champ, liste in LISTES.items():
            for code in getattr(webinaire, champ):
                if code not in codes.get(liste, set()):
                    yield f"{place}.{champ}", f"le code « {code} » n’est pas dans la liste « {liste} »"
    for lieu, texte in _textes(archive):
        for cle in sorted(liens_de([texte]) - pages):
            yield lieu, f"le lien page:{cle} ne mène à aucune page"


def _textes(archive: Archive) -> Iterator[tuple[str, str]]:
    """Every text that may hold a link, with its place."""
    for rang, cycle in enumerate(archive.cycles):
        yield f"cycles.yaml cycles[{rang}].presentation", cycle.presentation
    for place, webinaire in archive.places:
        yield f"{place}.enjeux", webinaire.enjeux
        for rang, voix in enumerate(webinaire.interventions):
            yield f"{place}.interventions[{rang}].apport", voix.apport
