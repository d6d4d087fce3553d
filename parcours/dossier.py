"""The dossier de trajectoire: what an association wrote in the tools, as a document for its board.

Every typed word of the kept sections is in it. Same cahier, same document: nothing here reads the clock.
"""

from collections.abc import Collection, Iterator

from diagnostic.documents_figures import la_maison, le_profil
from diagnostic.restitution import Restitution
from kits.document import Bloc, Document, Encadre, Liste, Paragraphe, Section, Tableau
from kits.francais import jour
from parcours import dossier_figures, matrice, ressources
from parcours.feuilles import Ecrits, dire_les_ecrits, trousse
from parcours.models import Cahier
from parcours.outils import Outil, RubriqueDite

TITRE = "Notre dossier de trajectoire"
TYPE_DOCUMENT = "Dossier de trajectoire"
STATUTS = {"source": "texte de sa source", "proposition": "proposition de l’équipe du portail"}
SANS_NOM = "Notre association"
RIEN = "–"
DIAGNOSTIC = "diagnostic"
AVANT_LE_DIAGNOSTIC = ("cadrer", "cartographier")
"""Steps of the method that come before situating oneself."""
CASE_MAX, COLONNES_MAX = 240, 4
"""Longest text of a cell, and most columns, that a table of the document can show well."""


def sections_possibles(ecrits: Ecrits, *, avec_diagnostic: bool) -> tuple[tuple[str, str], ...]:
    """Keys and titles of what the dossier can hold today, in its order; empty tools are left out."""
    remplis = [outil for outil in trousse().outils if dire_les_ecrits(outil, ecrits)]
    avant = [(o.cle, o.titre) for o in remplis if o.etape in AVANT_LE_DIAGNOSTIC]
    apres = [(o.cle, o.titre) for o in remplis if o.etape not in AVANT_LE_DIAGNOSTIC]
    milieu = [(DIAGNOSTIC, "Notre autodiagnostic")] if avec_diagnostic else []
    return (*avant, *milieu, *apres)


def document_de(
    cahier: Cahier, ecrits: Ecrits, *, sections: Collection[str], restitution: Restitution | None
) -> Document:
    """Write the dossier with the sections asked for, among those that say something."""
    gardees = [
        cle
        for cle, _ in sections_possibles(ecrits, avec_diagnostic=restitution is not None)
        if cle in sections
    ]
    outils = [outil for cle in gardees if (outil := trousse().outil(cle))]
    avant = [outil for outil in outils if outil.etape in AVANT_LE_DIAGNOSTIC]
    nom = cahier.nom or (restitution.diagnostic.nom if restitution else "") or SANS_NOM
    corps = (
        *(_outil(outil, ecrits, restitution) for outil in avant),
        *(_diagnostic(restitution) if restitution and DIAGNOSTIC in gardees else ()),
        *(_outil(outil, ecrits, restitution) for outil in outils if outil not in avant),
    )
    return Document(
        titre=TITRE,
        sous_titre=nom,
        reperes=_reperes(ecrits, outils),
        sections=(*corps, _sources(outils, avec_diagnostic=DIAGNOSTIC in gardees)),
        auteur=nom,
        resume="Ce qu’une association a écrit en suivant les huit étapes du parcours méthodologique.",
    )


def _reperes(ecrits: Ecrits, outils: list[Outil]) -> tuple[tuple[str, str], ...]:
    cles = tuple(f"{outil.cle}-" for outil in outils)
    dates = [saisie.le for (objet, _), saisie in ecrits.items() if objet.startswith(cles)]
    return (
        ("Dernière ligne écrite", jour(max(dates)) if dates else "Aucune pour le moment"),
        ("Outils remplis", f"{len(outils)} dans ce dossier, sur {len(trousse().outils)}"),
    )


def _outil(outil: Outil, ecrits: Ecrits, restitution: Restitution | None) -> Section:
    parties = [Section(dite.rubrique.titre, tuple(_blocs(dite))) for dite in dire_les_ecrits(outil, ecrits)]
    parties += dossier_figures.comptes(outil, ecrits)
    if outil.cle == matrice.OUTIL:
        parties.append(_matrice())
    if outil.cle == ressources.OUTIL:
        photo = ressources.lire(outil, ecrits)
        parties += dossier_figures.photographie(photo, restitution.profil.barycentre if restitution else None)
    return Section(outil.titre, sous_sections=tuple(parties))


def _blocs(dite: RubriqueDite) -> Iterator[Bloc]:
    courtes = tuple((question, texte) for question, texte in dite.paires if _tient(texte))
    if courtes:
        yield Tableau("En bref", ("Question", "Réponse"), courtes)
    for question, texte in dite.paires:
        if not _tient(texte):
            yield Encadre(question, tuple(texte.split("\n")), "reponse")
    if dite.lignes and all(_tient(case) for ligne in dite.lignes for case in ligne):
        yield _tableau(dite)
    else:
        for rang, ligne in enumerate(dite.lignes, start=1):
            cases = zip(dite.entetes, ligne, strict=True)
            nom = dite.rubrique.lignes.nom.capitalize() if dite.rubrique.lignes else ""
            dits = (f"{entete}\u00a0: {texte}" for entete, texte in cases if texte.strip())
            yield Encadre(f"{nom} {rang}", tuple(p for dit in dits for p in dit.split("\n")), "reponse")


def _tient(texte: str) -> bool:
    return len(texte) <= CASE_MAX and texte.count("\n") < COLONNES_MAX


def _tableau(dite: RubriqueDite) -> Tableau:
    """As many columns as a page bears: beyond, the last ones are said line by line in one cell."""
    if len(dite.entetes) <= COLONNES_MAX:
        lignes = tuple(tuple(case or RIEN for case in ligne) for ligne in dite.lignes)
        return Tableau(dite.rubrique.titre, dite.entetes, lignes)
    gardees = 2
    reste = dite.entetes[gardees:]
    return Tableau(
        dite.rubrique.titre,
        (*dite.entetes[:gardees], "Précisions"),
        tuple(
            (
                *(case or RIEN for case in ligne[:gardees]),
                "\n".join(
                    f"{entete}\u00a0: {case}"
                    for entete, case in zip(reste, ligne[gardees:], strict=True)
                    if case
                )
                or RIEN,
            )
            for ligne in dite.lignes
        ),
    )


def _matrice() -> Section:
    return Section(
        "La matrice, telle que le rapport la donne",
        (
            Paragraphe("Un ordre d’importance, rien de plus\u00a0: rien n’est calculé avec ces parts."),
            Tableau(
                "Rôles et horizons",
                ("Rôle", *matrice.HORIZONS.values()),
                tuple(
                    (role.nom, *(f"{c.place}, {c.part}\u00a0%" for c in role.croisements))
                    for role in matrice.lire({})
                ),
            ),
            Paragraphe(matrice.SOURCE, "note"),
        ),
    )


def _diagnostic(restitution: Restitution) -> tuple[Section, ...]:
    return (la_maison(restitution), le_profil(restitution))


def _sources(outils: list[Outil], *, avec_diagnostic: bool) -> Section:
    dites = [f"{outil.titre}\u00a0: {STATUTS[outil.statut]}. {outil.source}" for outil in outils]
    if avec_diagnostic:
        dites.append("L’autodiagnostic\u00a0: ses sources sont dans sa propre restitution.")
    return Section(
        "D’où viennent ces outils",
        (
            Paragraphe(
                "Les mots des réponses sont les nôtres. Les questions viennent des outils du portail\u00a0:"
            ),
            Liste(tuple(dites)) if dites else Paragraphe("Aucun outil n’est gardé dans ce dossier."),
        ),
    )
