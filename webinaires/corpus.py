"""Bring the archive of the corpus to the database; never over what staff wrote, nor over an objection."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from wagtail.models import Page

from contenus.corpus.ailleurs import Plant
from contenus.corpus.balisage import en_html
from contenus.corpus.blocs import texte_brut
from contenus.corpus.chargement import si_change
from contenus.corpus.fichiers import ErreurDeCorpus
from contenus.corpus.origines import Bilan, Journal, empreinte_de
from contenus.corpus.pages import Arbre, planter
from contenus.models import Terme
from webinaires import schema
from webinaires.controles import instant, observations
from webinaires.lecture import CORPUS, Archive, fautes_au_dehors, lire_archive, lire_webinaires
from webinaires.models import (
    ArchivePage,
    Cycle,
    Fusion,
    Intervenant,
    Intervention,
    Levier,
    Organisation,
    WebinairePage,
)
from webinaires.models.voix import empreinte_de_cle

TEMOIN = "webinaires"
SALLE = {
    "title": "Webinaires",
    "resume": "Chaque troisième jeudi du mois, de 13\u00a0h à 14\u00a0h\u00a030, plusieurs voix croisent "
    "leurs expériences sur un même défi.",
    "statut": "source",
    "source": "Le RAMEAU, rapport « Vers de nouveaux modèles socio-économiques », janvier 2024",
    "show_in_menus": True,
}
_CLASSEMENT = ("resume", "statut", "source", "relire_le", "numero", "remarque", "leviers_genre", "replay")
_ETIQUETTES = ("piliers", "publics", "objectifs", "maturites", "odd", "domaines", "regions")


@dataclass(slots=True)
class Chantier:
    """The archive being written: pages by key, and the rows that voices lead to."""

    journal: Journal
    arbre: Arbre
    cycles: dict[str, Cycle] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    personnes: dict[str, Intervenant] = field(default_factory=dict)
    """By the fingerprint of their key: the key itself leaves with the name."""

    def html(self, texte: str) -> str:
        """A text of a page, with the links of the editor."""
        return en_html(texte, lambda cle: f'linktype="page" id="{self.arbre.page_de(cle)}"') if texte else ""

    def html_simple(self, texte: str) -> str:
        """A text of a row, with plain addresses."""
        return en_html(texte, self._adresse) if texte else ""

    def _adresse(self, cle: str) -> str:
        page = self.arbre.pages.get(cle)
        return f'href="{escape((page.get_url() if page else "") or "/")}"'


def plants(dossier: Path) -> tuple[Plant, ...]:
    """Return the pages of the archive, for the loader of everything else (`settings.CORPUS_AILLEURS`).

    Raises:
        ErreurDeCorpus: a file of the archive does not hold.
    """
    return _plants(webinaire for _, webinaire in lire_webinaires(dossier / "webinaires"))


def _plants(webinaires: Iterator[schema.Webinaire]) -> tuple[Plant, ...]:
    return tuple(
        Plant(
            webinaire.cle,
            WebinairePage,
            salle,
            {"title": webinaire.titre, "cle": webinaire.cle, **_heures(webinaire)},
        )
        for webinaire in webinaires
    )


def salle(accueil: Page) -> Page:
    """Return the room of the webinars, made once.

    Raises:
        ErreurDeCorpus: another page of staff already has its address.
    """
    trouvee = ArchivePage.objects.first()
    if trouvee is not None:
        return trouvee
    if accueil.get_children().filter(slug="webinaires").exists():
        raise ErreurDeCorpus(
            CORPUS, [("/webinaires/", "une autre page a cette adresse : donnez-lui-en une autre")]
        )
    racine = Page.objects.get(pk=accueil.pk)  # its count of children, as of now
    return racine.add_child(instance=ArchivePage(slug="webinaires", **SALLE))


def charger(dossier: Path, *, dire: Callable[[str], None], tout: bool = False) -> Bilan | None:
    """Load the archive; None when its files did not change since the last load.

    `dire` is told of each family, then of all that somebody should look at; `tout` compares row by row
    all the same.

    Raises:
        ErreurDeCorpus: the corpus does not hold; nothing was written.
    """
    return si_change(TEMOIN, _empreinte(dossier), lambda: _charger(lire_archive(dossier), dire), tout=tout)


def _charger(archive: Archive, dire: Callable[[str], None]) -> Bilan:
    journal = Journal.ouvrir()
    arbre = Arbre(journal, {"accueil": planter()}, autres={page.slug: page for page in Page.objects.all()})
    for plant in _plants(iter(archive.webinaires)):
        arbre.planter(plant)
    connues = {cle.removeprefix("page:"): o.page for cle, o in journal.connues.items() if o.page}
    arbre.pages = {**connues, **arbre.pages}
    if fautes := list(fautes_au_dehors(archive, pages={*arbre.pages}, codes=_codes())):
        raise ErreurDeCorpus(CORPUS, fautes)
    chantier = Chantier(journal, arbre)
    _ecrire_les_lignes(archive, chantier)
    dire(f"Cycles ({len(archive.cycles)})")
    dire(f"Organisations ({len(archive.organisations)})")
    dire(f"Intervenants ({len(archive.intervenants)})")
    for webinaire in archive.webinaires:
        arbre.ecrire(webinaire.cle, empreinte_de(webinaire), partial(_champs, webinaire, chantier))
    arbre.suivre_les_remplacees()
    dire(f"Webinaires ({len(archive.webinaires)})")
    for phrase in observations(archive):
        dire(f"À regarder\u00a0: {phrase}")
    return journal.bilan


def _codes() -> dict[str, set[str]]:
    """The codes of each reference list, as they are now."""
    codes: dict[str, set[str]] = {}
    for liste, code in Terme.objects.values_list("nomenclature__cle", "code"):
        codes.setdefault(liste, set()).add(code)
    return codes


def _ecrire_les_lignes(archive: Archive, chantier: Chantier) -> None:
    for cycle in archive.cycles:
        valeurs = cycle.model_dump(include={"titre", "debut", "fin", "attendus", "statut", "source"})
        valeurs["presentation"] = chantier.html_simple(cycle.presentation)
        chantier.journal.ecrire_ligne(f"cycle:{cycle.cle}", Cycle.objects.all(), {"cle": cycle.cle}, valeurs)
    chantier.cycles = {ligne.cle: ligne for ligne in Cycle.objects.all()}
    _ecrire_les_organisations(archive, chantier)
    _ecrire_les_personnes(archive, chantier)


def _ecrire_les_organisations(archive: Archive, chantier: Chantier) -> None:
    """Bring the structures, but those that staff merged into another: their voices go there."""
    fusions = Fusion.objects.filter(genre=Fusion.Genre.ORGANISATION).select_related("organisation")
    absorbees = {fusion.empreinte: fusion.organisation for fusion in fusions if fusion.organisation}
    ailleurs = {}
    for organisation in archive.organisations:
        if reste := absorbees.get(empreinte_de_cle(organisation.cle)):
            ailleurs[organisation.cle] = reste
            continue
        valeurs = organisation.model_dump(exclude={"cle", "repere"})
        valeurs["variantes"] = list(organisation.variantes)
        chantier.journal.ecrire_ligne(
            f"organisation:{organisation.cle}", Organisation.objects.all(), {"cle": organisation.cle}, valeurs
        )
    chantier.organisations = {**{ligne.cle: ligne for ligne in Organisation.objects.all()}, **ailleurs}


def _ecrire_les_personnes(archive: Archive, chantier: Chantier) -> None:
    """Bring the persons, but those that staff merged into another and those who objected.

    What the journal of loads keeps of a person is a fingerprint; what it says is the key of the file.
    """
    fusions = Fusion.objects.filter(genre=Fusion.Genre.INTERVENANT).select_related("intervenant")
    absorbes = {fusion.empreinte: fusion.intervenant for fusion in fusions if fusion.intervenant}
    opposes = set(Intervenant.objects.exclude(oppose_le=None).values_list("empreinte", flat=True))
    dits = {}
    for personne in archive.intervenants:
        empreinte = empreinte_de_cle(personne.cle)
        if empreinte in absorbes or empreinte in opposes:
            continue
        valeurs = personne.model_dump(exclude={"repere"}) | {"variantes": list(personne.variantes)}
        objet, cles = f"intervenant:{empreinte}", {"empreinte": empreinte}
        chantier.journal.ecrire_ligne(objet, Intervenant.objects.all(), cles, valeurs)
        dits[objet] = f"intervenant:{personne.cle}"
    bilan = chantier.journal.bilan
    bilan.gardes = [dits.get(objet, objet) for objet in bilan.gardes]
    bilan.retires = [dits.get(objet, objet) for objet in bilan.retires]
    chantier.personnes = {**{ligne.empreinte: ligne for ligne in Intervenant.objects.all()}, **absorbes}


def _champs(webinaire: schema.Webinaire, chantier: Chantier) -> dict[str, Any]:
    """The fields of a page, from what the corpus says of it."""
    return {
        **webinaire.model_dump(include={*_CLASSEMENT}),
        **{nom: list(getattr(webinaire, nom)) for nom in _ETIQUETTES},
        **_heures(webinaire),
        "title": webinaire.titre,
        "cle": webinaire.cle,
        "cycle": chantier.cycles.get(webinaire.cycle),
        "date_dite": webinaire.date_statut,
        "adresse": webinaire.page,
        "support": webinaire.support,
        "corps": texte_brut(webinaire.enjeux, page_de=chantier.arbre.page_de) if webinaire.enjeux else [],
        "grilles": [
            {"type": "grille", "value": grille.model_dump(include={"titre", "source", "lignes"})}
            for grille in webinaire.grilles
        ],
        "suggestion": chantier.html_simple(webinaire.suggestion),
        "manques": "\n".join(" ".join(phrase.split()) for phrase in webinaire.manques),
        "interventions": [
            _intervention(voix, rang, chantier) for rang, voix in enumerate(webinaire.interventions)
        ],
        "leviers": [
            Levier(sort_order=rang, titre=levier.titre, texte=levier.texte)
            for rang, levier in enumerate(webinaire.leviers)
        ],
    }


def _intervention(voix: schema.Intervention, rang: int, chantier: Chantier) -> Intervention:
    return Intervention(
        sort_order=rang,
        intervenant=chantier.personnes.get(empreinte_de_cle(voix.intervenant)) if voix.intervenant else None,
        organisation=chantier.organisations.get(voix.organisation),
        apport=chantier.html(voix.apport),
        **voix.model_dump(include={"fonction", "angle", "cardinal", "question"}),
    )


def _heures(webinaire: schema.Webinaire) -> dict[str, Any]:
    return {
        "debut": instant(webinaire.date, webinaire.debut),
        "fin": instant(webinaire.date, webinaire.fin),
    }


def _empreinte(dossier: Path) -> str:
    empreinte = hashlib.sha256()
    for fichier in sorted(dossier.glob("*.yaml")):
        empreinte.update(f"{fichier.name}\n".encode() + fichier.read_bytes())
    return empreinte.hexdigest()
