"""The long end of the document: every answer as it was given, then how the figures are made."""

from collections.abc import Iterator
from datetime import datetime

from diagnostic import phrases
from diagnostic.grille import Critere, Dimension, Theme
from diagnostic.lecture import PROCHE, enumerer
from diagnostic.models import Reponse
from diagnostic.nombres import en_niveau
from diagnostic.restitution import LIBELLES, Ligne, Restitution
from kits.document import Bloc, Encadre, Liste, Paragraphe, Section, Tableau
from kits.francais import jour

RIEN = "–"


def vos_reponses(restitution: Restitution) -> tuple[Section, ...]:
    """One chapter a dimension, one table a theme, each comment in full and signed under its table."""
    sections = tuple(_dimension(restitution, dimension) for dimension in restitution.grille.dimensions)
    if not restitution.hors_grille:
        return sections
    return (*sections, _hors_grille(restitution))


def _dimension(restitution: Restitution, dimension: Dimension) -> Section:
    lignes = {ligne.critere.code: ligne for ligne in restitution.lignes}
    return Section(
        f"Vos réponses\u00a0: {dimension.nom[:1].lower()}{dimension.nom[1:]}",
        tuple(
            bloc
            for theme in dimension.themes
            if (retenues := [lignes[c.code] for c in theme.criteres if c.code in lignes])
            for bloc in _theme(theme, retenues)
        ),
        pilier=dimension.cle,
    )


def _theme(theme: Theme, lignes: list[Ligne]) -> Iterator[Bloc]:
    yield Tableau(
        theme.nom,
        ("Critère", "Votre réponse", "Et ensuite\u00a0? (proposition)"),
        tuple(
            (
                f"{ligne.critere.code}. {ligne.critere.titre}\n{ligne.critere.question}",
                f"{ligne.dite}\n{ligne.niveau.description}" if ligne.niveau else ligne.dite,
                ligne.niveau.suite if ligne.niveau else RIEN,
            )
            for ligne in lignes
        ),
    )
    if signatures := _signatures([ligne.reponse for ligne in lignes if ligne.choix and ligne.reponse]):
        yield Paragraphe(signatures, "note")
    yield from _commentaires(lignes)


def _signatures(reponses: list[Reponse]) -> str:
    """Who answered what and when, criteria signed alike together; empty without answers."""
    codes: dict[str, list[str]] = {}
    for reponse in reponses:
        codes.setdefault(_signature(reponse.choix_par, reponse.choix_le), []).append(reponse.critere)
    dites = [f"{', '.join(groupe)} {signature}" for signature, groupe in codes.items()]
    liste = "\u00a0; ".join(dites)
    return f"Répondu\u00a0: {liste}." if dites else ""


def _signature(par: str, le: datetime | None) -> str:
    morceaux = [f"par {par}" if par else "", f"le {jour(le)}" if le else ""]
    return " ".join(filter(None, morceaux))


def _commentaires(lignes: list[Ligne]) -> Iterator[Bloc]:
    for ligne in lignes:
        if ligne.commentaire and ligne.reponse:
            yield _commentaire(f"{ligne.critere.code}. {ligne.critere.titre}", ligne.reponse)


def _commentaire(critere: str, reponse: Reponse) -> Encadre:
    signature = _signature(reponse.commentaire_par, reponse.commentaire_le)
    return Encadre(f"{critere}\u00a0: votre commentaire, {signature}", (reponse.commentaire,), "reponse")


def _hors_grille(restitution: Restitution) -> Section:
    blocs: list[Bloc] = [
        Paragraphe(
            "Ces réponses portent sur des critères que votre version de la grille ne demande pas. Elles "
            "n’entrent dans aucun chiffre d’aujourd’hui, et rien n’en est perdu."
        ),
        Tableau(
            "Autres réponses gardées",
            ("Critère", "Votre réponse"),
            tuple(_reponse_hors_grille(restitution, r) for r in restitution.hors_grille),
        ),
    ]
    blocs += [
        _commentaire(_titre(restitution, reponse.critere), reponse)
        for reponse in restitution.hors_grille
        if reponse.commentaire
    ]
    return Section("Vos réponses hors de cette version", tuple(blocs))


def _reponse_hors_grille(restitution: Restitution, reponse: Reponse) -> tuple[str, str]:
    critere = retrouver(restitution, reponse.critere)
    dite = dire_choix(reponse.choix, critere)
    signature = _signature(reponse.choix_par, reponse.choix_le) if reponse.choix else ""
    lignes = filter(None, (dite, f"Répondu {signature}" if signature else ""))
    return _titre(restitution, reponse.critere), "\n".join(lignes)


def _titre(restitution: Restitution, code: str) -> str:
    critere = retrouver(restitution, code)
    return f"{code}. {critere.titre}" if critere else f"{code} (critère d’une ancienne grille)"


def retrouver(restitution: Restitution, code: str) -> Critere | None:
    """The criterion of a code in the present grid, else in those of the steps, the latest first."""
    etapes = reversed(restitution.etapes)
    grilles = (restitution.grille, *(etape.instantane.referentiel.grille for etape in etapes))
    return next((grille.par_code[code] for grille in grilles if code in grille.par_code), None)


def dire_choix(choix: str, critere: Critere | None) -> str:
    """A choice in words, with or without the criterion that gives its levels their titles."""
    if not choix.isdigit():
        return LIBELLES.get(choix, "Sans réponse")
    titre = f"\u00a0: {critere.niveaux[int(choix)].titre}" if critere else ""
    return f"Niveau {choix} sur 3{titre}"


def comment_c_est_fait(restitution: Restitution) -> Section:
    """The rules, the exact divisions behind the balance, and where each criterion comes from."""
    return Section(
        "Comment ces figures sont faites",
        blocs=(
            Paragraphe(
                "Tout ce qui est compté ici peut être refait à la main, avec vos réponses et ces règles.",
                "chapo",
            ),
            Liste(
                (
                    "Un niveau moyen est la moyenne simple des niveaux (0, 1, 2 ou 3) donnés aux critères. "
                    "Aucun poids, aucun total entre les dimensions, aucun rang.",
                    "«\u00a0Non concerné\u00a0», «\u00a0je ne sais pas\u00a0» et les critères sans réponse "
                    "n’entrent pas dans la moyenne.",
                    "La part d’un pilier est son niveau moyen divisé par la somme des trois. Le socle n’y "
                    "entre pas\u00a0: il porte tout. Cette formule est notre proposition.",
                    "Les nombres affichés sont arrondis\u00a0; les calculs gardent les fractions exactes.",
                    "Deux piliers sont dits proches quand leurs parts ne s’écartent pas de plus de "
                    f"{PROCHE}\u00a0points\u00a0: c’est notre choix.",
                    "Les propositions du plan partent des niveaux les plus bas\u00a0; à niveau égal, d’abord "
                    "les critères sur lesquels d’autres s’appuient, puis ceux qui agissent sur plus "
                    "d’impacts.",
                )
            ),
            *_parts_exactes(restitution),
        ),
        sous_sections=(_sources(restitution),),
    )


def _parts_exactes(restitution: Restitution) -> Iterator[Bloc]:
    lignes = phrases.calcul_des_parts(restitution.profil)
    if lignes:
        moyennes = [en_niveau(mesure.valeur) for mesure in restitution.profil.piliers]
        yield Tableau(
            "La part de chaque pilier, au complet",
            ("Pilier", "Niveau moyen", "Division exacte", "Part"),
            tuple((nom, m, d, part) for (nom, d, part), m in zip(lignes, moyennes, strict=True)),
        )


def _sources(restitution: Restitution) -> Section:
    grille = restitution.grille
    retenus = {ligne.critere.code for ligne in restitution.lignes}
    cites: list[tuple[str, str, str]] = [("Grille", grille.statut, grille.source)]
    cites += [(impact.nom, "source", impact.source) for impact in grille.impacts]
    for dimension in grille.dimensions:
        cites.append((dimension.nom, dimension.statut, dimension.source))
        cites += [(c.code, c.statut, c.source) for c in dimension.criteres if c.code in retenus]
    repris = [nom for nom, statut, _ in cites if statut == "source"]
    return Section(
        "D’où viennent les questions",
        (
            Paragraphe(
                f"Grille «\u00a0{grille.titre}\u00a0», version\u00a0{grille.version}. Son statut est "
                "«\u00a0proposition\u00a0»\u00a0: les idées viennent des sources citées, la formulation est "
                f"la nôtre. Sont repris de leur source\u00a0: {enumerer(repris) if repris else 'aucun'}."
            ),
            Tableau("Les sources", ("Critère", "Source"), tuple((nom, source) for nom, _, source in cites)),
        ),
    )
