"""The report of a cycle as a document: the counterpart of the printed report, written from the database.

A sheet a webinar, the levers across the cycle, who is thanked, the structures, the sources. Nothing here
reads the clock: the same published pages give the same document. Who objected is thanked by function.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from contenus.adresses import chemin_de
from contenus.champs import Pilier as Piliers
from contenus.documents_blocs import Renvois, absolue, chapitre, provenance_dite
from contenus.documents_html import en_blocs, en_lignes
from contenus.html_simple import completer
from kits.document import Bloc, Document, Encadre, Liste, Paragraphe, Pilier, SautDePage, Section, Tableau
from kits.francais import PARIS, creneau, jour
from webinaires.blocs import MOTS_DE_GRILLE
from webinaires.models import Cycle, Intervention, WebinairePage
from webinaires.publics import Fiche

TYPE_RAPPORT = "Rapport de cycle"
EN_UN_COUP = "Le cycle en un coup d’œil"
LEVIERS, MERCI = "Les leviers du cycle", "Merci aux intervenants"
INDEX, SOURCES, ADRESSES = "Index des organisations", "D’où cela vient", "Les adresses citées"
RIEN = "–"
Mots = dict[str, str]
"""Code → words of the lists: goals and domaines."""


def document_de(cycle: Cycle, lues: Sequence[Fiche], mots: Mots) -> Document:
    """Write the report; `lues` are the published webinars of the cycle, in the order of their dates.

    Their voices (with people and structures) and levers must have been read along.
    """
    renvois = Renvois(internes=frozenset(absolue(chemin_de(fiche.page)) for fiche in lues))
    pages = [fiche.page for fiche in lues]
    dites = [(page, dite) for page in pages for dite in page.interventions.all()]
    sections = [
        _coup_d_oeil(cycle, lues, renvois),
        *(_feuille(fiche, mots, renvois) for fiche in lues),
        _leviers(pages),
        _merci(dites),
        _index(dites),
    ]
    return Document(
        titre=cycle.titre,
        sous_titre="Les webinaires, leurs voix et leurs leviers",
        reperes=_reperes(cycle, pages, dites),
        sections=(*sections, _sources(cycle, pages, renvois)),
        resume="Les webinaires d’un cycle, tels que le portail les raconte\u00a0: une fiche pour chacun.",
    )


def _reperes(
    cycle: Cycle, pages: Sequence[WebinairePage], dites: Sequence[tuple[WebinairePage, Intervention]]
) -> tuple[tuple[str, str], ...]:
    structures = {dite.organisation_id for _, dite in dites if dite.organisation_id}
    sur = f", sur {cycle.attendus} annoncés" if cycle.attendus and cycle.attendus != len(pages) else ""
    return (
        ("Période", f"du {cycle.debut:%d/%m/%Y} au {cycle.fin:%d/%m/%Y}"),
        ("Webinaires", f"{len(pages)} racontés{sur}"),
        ("Voix", f"{len(dites)} interventions, {len(structures)} organisations"),
    )


def _coup_d_oeil(cycle: Cycle, lues: Sequence[Fiche], renvois: Renvois) -> Section:
    lignes = tuple((jour(fiche.page.debut), fiche.titre) for fiche in lues)
    blocs = en_blocs(completer(cycle.presentation), renvois.noter)
    if not lignes:
        return Section(EN_UN_COUP, (*blocs, Paragraphe("Aucun webinaire de ce cycle n’est encore publié.")))
    dates = Tableau("Les rendez-vous du cycle", ("Date", "Webinaire"), lignes)
    return Section(EN_UN_COUP, (*blocs, dates, SautDePage()))


def _feuille(fiche: Fiche, mots: Mots, renvois: Renvois) -> Section:
    """A sheet: when and about what, the stakes, the voices in order, what came out of the debate."""
    page = fiche.page
    blocs, parties = chapitre(page.corps, renvois)
    enjeux = [*blocs, *(b for p in parties for b in (Paragraphe(p.titre, "chapo"), *p.blocs))]
    return Section(
        fiche.titre,
        (
            *_accroche(fiche, mots),
            *enjeux,
            *_voix(page, renvois),
            *_grilles(page),
            *_debat(page),
            *_manques(page),
            SautDePage(),
        ),
        pilier=_pilier(page),
    )


def _accroche(fiche: Fiche, mots: Mots) -> Iterator[Bloc]:
    page = fiche.page
    if page.resume:
        yield Paragraphe(page.resume, "chapo")
    faits = [
        ("Quand", creneau(page.debut, page.fin)),
        ("Comment la date est connue", page.get_date_dite_display()),
        ("Remarque", page.remarque),
        ("Annulation", fiche.rendezvous.motif if fiche.annule and fiche.rendezvous else ""),
        ("Piliers", ", ".join(str(Piliers(cle).label) for cle in page.piliers)),
        ("Objectifs de développement durable", _dire(page.odd, mots)),
        ("Domaines", _dire(page.domaines, mots)),
        ("En ligne", absolue(chemin_de(page))),
        ("Replay", page.replay),
    ]
    yield Liste(tuple(f"{nom}\u00a0: {valeur}" for nom, valeur in faits if valeur))


def _dire(codes: Iterable[str], mots: Mots) -> str:
    return ", ".join(mots.get(code, code) for code in codes)


def _voix(page: WebinairePage, renvois: Renvois) -> Iterator[Bloc]:
    for rang, dite in enumerate(page.interventions.all(), start=1):
        angle = " · ".join(filter(None, (dite.angle, dite.cardinal and dite.get_cardinal_display())))
        lignes = [ligne for ligne in (_qualite(dite), angle) if ligne]
        if dite.question:
            lignes.append(f"«\u00a0{dite.question}\u00a0»")
        lignes += en_lignes(completer(dite.apport), renvois.noter)
        yield Encadre(f"{rang}. {dite.voix}", tuple(lignes) or (RIEN,))


def _qualite(dite: Intervention) -> str:
    """Function and structure, without what already stands in for the name."""
    structure = dite.organisation.nom if dite.organisation else ""
    return ", ".join(mot for mot in (dite.fonction, structure) if mot and mot != dite.voix)


def _grilles(page: WebinairePage) -> Iterator[Bloc]:
    """The three-pillar grids shown that day; what the source does not say is a dash."""
    for bloc in page.grilles:
        grille = bloc.value
        lignes = tuple(
            (MOTS_DE_GRILLE[ligne["pilier"]], ligne["texte"], *(MOTS_DE_GRILLE.get(c, RIEN) for c in codes))
            for ligne in grille["lignes"]
            for codes in [(ligne["echelle"], ligne["statut"], ligne["place"])]
        )
        entetes = ("Pilier", "Ce qui est noté", "Échelle", "Où on en est", "Place")
        yield Tableau(f"Grille des trois piliers\u00a0: {grille['titre']}", entetes, lignes)
        yield Paragraphe(f"Source\u00a0: {grille['source']}")


def _debat(page: WebinairePage) -> Iterator[Bloc]:
    leviers = page.leviers.all()
    if leviers:
        nom = page.get_leviers_genre_display() or "Leviers"
        yield Paragraphe(f"{nom} du débat de clôture, dans l’ordre\u00a0:")
        yield Liste(tuple(_levier_dit(levier.titre, levier.texte) for levier in leviers), ordonnee=True)


def _manques(page: WebinairePage) -> Iterator[Bloc]:
    if page.manques_dits:
        yield Encadre("Ce que les sources ne donnent pas", tuple(page.manques_dits))


def _levier_dit(titre: str, texte: str) -> str:
    return f"{titre}\u00a0: {texte}" if texte else titre


def _pilier(page: WebinairePage) -> Pilier:
    unique: Pilier = page.piliers[0] if len(page.piliers) == 1 else ""
    return unique


def _leviers(pages: Sequence[WebinairePage]) -> Section:
    """Every lever and key word once, with the days it came out; the most shared first."""
    vus: dict[str, tuple[str, dict[str, None]]] = {}
    for page in pages:
        for levier in page.leviers.all():
            vus.setdefault(_rang(levier.titre), (levier.titre, {}))[1][_le(page.debut)] = None
    if not vus:
        return Section(LEVIERS, (Paragraphe("Les sources n’en donnent aucun pour ce cycle."),))
    tries = sorted(vus.items(), key=lambda ligne: (-len(ligne[1][1]), ligne[0]))
    lignes = tuple((titre, ", ".join(jours)) for _, (titre, jours) in tries)
    intro = Paragraphe("Ce que les débats de clôture ont donné, du plus partagé au plus singulier.", "chapo")
    return Section(LEVIERS, (intro, Tableau("Leviers et mots-clés", ("Levier", "Webinaires du"), lignes)))


def _merci(dites: Sequence[tuple[WebinairePage, Intervention]]) -> Section:
    """Who took the floor, by name, with each function held; a voice without a name is its function."""
    groupes: dict[tuple[str, object], tuple[str, dict[str, None], dict[str, None]]] = {}
    for page, dite in dites:
        qui = dite.intervenant
        cle = ("p", qui.pk) if qui and qui.nom_complet else ("v", (dite.voix, dite.organisation_id))
        nom = f"{qui.nom} {qui.prenom}".strip() if qui and qui.nom_complet else dite.voix
        _, qualites, jours = groupes.setdefault(cle, (nom, {}, {}))
        if qualite := _qualite(dite):
            qualites[qualite] = None
        jours[_le(page.debut)] = None
    if not groupes:
        return Section(MERCI, (Paragraphe("Aucune voix n’est encore écrite pour ce cycle."),))
    tries = sorted(groupes.values(), key=lambda groupe: _rang(groupe[0]))
    lignes = tuple((nom, "\n".join(qualites) or RIEN, ", ".join(jours)) for nom, qualites, jours in tries)
    intro = Paragraphe(
        "Les noms sont ceux du rapport publié. Une personne peut demander à ne plus être nommée\u00a0: "
        "sa fonction est alors remerciée à sa place."
    )
    entetes = ("Qui", "Fonction ce jour-là", "Webinaires du")
    return Section(MERCI, (intro, Tableau("Les voix du cycle", entetes, lignes)))


def _index(dites: Sequence[tuple[WebinairePage, Intervention]]) -> Section:
    structures: dict[str, dict[str, None]] = {}
    for page, dite in dites:
        if dite.organisation:
            structures.setdefault(dite.organisation.nom, {})[_le(page.debut)] = None
    if not structures:
        return Section(INDEX, (Paragraphe("Aucune organisation n’est encore écrite pour ce cycle."),))
    lignes = tuple((nom, ", ".join(structures[nom])) for nom in sorted(structures, key=_rang))
    return Section(INDEX, (Tableau("Les organisations", ("Organisation", "Webinaires du"), lignes),))


def _sources(cycle: Cycle, pages: Sequence[WebinairePage], renvois: Renvois) -> Section:
    intro = Paragraphe(
        "«\u00a0Source\u00a0» veut dire que la liste ou le fait se trouve tel quel dans le texte cité\u00a0; "
        "«\u00a0Proposition\u00a0», que la rédaction du portail l’a écrit."
    )
    dits = [(cycle.titre, cycle.statut, cycle.source), *((p.title, p.statut, p.source) for p in pages)]
    lignes = tuple((nom, provenance_dite(statut, source or "non précisée")) for nom, statut, source in dits)
    tableau = Tableau("Chaque fiche et sa provenance", ("Ce que vous avez lu", "D’où cela vient"), lignes)
    adresses = Section(ADRESSES, (Liste(tuple(renvois.adresses), ordonnee=True),))
    return Section(SOURCES, (intro, tableau), (adresses,) if renvois.adresses else ())


def _le(debut: datetime) -> str:
    return f"{debut.astimezone(PARIS):%d/%m/%Y}"


def _rang(texte: str) -> str:
    """The place of a word in a French list: accents and capitals aside."""
    plat = unicodedata.normalize("NFD", texte.casefold())
    return "".join(signe for signe in plat if not unicodedata.combining(signe))
