"""The long end of the document: every answer as it was given, then how the figures are made."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from diagnostic import phrases
from diagnostic.grille import Critere, Dimension
from diagnostic.lecture import PROCHE, enumerer
from diagnostic.models import Reponse
from diagnostic.nombres import compter, en_niveau
from diagnostic.restitution import LIBELLES, Ligne, Restitution
from kits.document import Bloc, Encadre, Liste, Paragraphe, Section, Tableau
from kits.francais import jour

RIEN = "–"


def vos_reponses(restitution: Restitution) -> Section:
    """One part and one table a dimension; long comments are in full under their table."""
    lignes = {ligne.critere.code: ligne for ligne in restitution.lignes}
    parties = tuple(
        Section(dimension.nom, tuple(_partie(dimension, lignes)), pilier=dimension.cle)
        for dimension in restitution.grille.dimensions
    )
    return Section(
        "Vos réponses, critère par critère",
        sous_sections=(*parties, *_hors_grille(restitution)),
    )


def _partie(dimension: Dimension, toutes: Mapping[str, Ligne]) -> Iterator[Bloc]:
    lignes = [toutes[c.code] for theme in dimension.themes for c in theme.criteres if c.code in toutes]
    if not lignes:
        return
    yield Tableau(
        compter(len(lignes), "critère", "critères"),
        ("Critère", "Votre réponse", "Vos mots, et la suite proposée"),
        tuple(
            (
                f"{ligne.critere.code}. {ligne.critere.titre}\n{ligne.critere.question}",
                f"{ligne.dite}\n{ligne.niveau.description}" if ligne.niveau else ligne.dite,
                _mots_et_suite(ligne),
            )
            for ligne in lignes
        ),
    )
    for ligne in lignes:
        yield from _commentaire_long(f"{ligne.critere.code}. {ligne.critere.titre}", ligne.commentaire)
    if signatures := _signatures([ligne.reponse for ligne in lignes if ligne.reponse]):
        yield Paragraphe(signatures, "note")


def _mots_et_suite(ligne: Ligne) -> str:
    mots = _entre_guillemets(ligne.commentaire)
    suite = f"Proposition\u00a0: {ligne.niveau.suite}" if ligne.niveau else ""
    return "\n".join(filter(None, (mots, suite))) or RIEN


def _entre_guillemets(commentaire: str) -> str:
    return f"«\u00a0{phrases.abreger(commentaire)}\u00a0»" if commentaire else ""


def _commentaire_long(titre: str, commentaire: str) -> Iterator[Bloc]:
    """The whole of a comment that its cell could only begin."""
    if phrases.abreger(commentaire) != commentaire:
        yield Encadre(f"{titre}\u00a0: votre commentaire en entier", (commentaire,), "reponse")


def _signatures(reponses: Iterable[Reponse]) -> str:
    """Who answered and commented, and when, criteria signed alike together; empty when nobody did."""
    repondu: dict[str, list[str]] = {}
    commente: dict[str, list[str]] = {}
    for r in reponses:
        if r.choix:
            repondu.setdefault(_signature(r.choix_par, r.choix_le), []).append(r.critere)
        if r.commentaire:
            commente.setdefault(_signature(r.commentaire_par, r.commentaire_le), []).append(r.critere)
    phrases_dites = []
    for verbe, groupes in (("Répondu", repondu), ("Commenté", commente)):
        if groupes:
            dites = "\u00a0; ".join(f"{', '.join(codes)} {par}" for par, codes in groupes.items())
            phrases_dites.append(f"{verbe}\u00a0: {dites}.")
    return " ".join(phrases_dites)


def _signature(par: str, le: datetime | None) -> str:
    morceaux = [f"par {par}" if par else "", f"le {jour(le)}" if le else ""]
    return " ".join(filter(None, morceaux))


def _hors_grille(restitution: Restitution) -> tuple[Section, ...]:
    if not restitution.hors_grille:
        return ()
    blocs: list[Bloc] = [
        Paragraphe(
            "Ces réponses portent sur des critères absents de la version que vous suivez. Elles "
            "n’entrent dans aucun chiffre d’aujourd’hui, et rien n’en est perdu."
        ),
        Tableau(
            "Autres réponses gardées",
            ("Critère", "Votre réponse", "Vos mots"),
            tuple(
                (
                    _titre(restitution, r.critere),
                    dire_choix(r.choix, retrouver(restitution, r.critere)),
                    _entre_guillemets(r.commentaire) or RIEN,
                )
                for r in restitution.hors_grille
            ),
        ),
    ]
    for reponse in restitution.hors_grille:
        blocs.extend(_commentaire_long(_titre(restitution, reponse.critere), reponse.commentaire))
    blocs.append(Paragraphe(_signatures(restitution.hors_grille), "note"))
    return (Section("Hors de cette version de la grille", tuple(blocs)),)


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
        "Comment ces chiffres sont calculés",
        blocs=(
            Paragraphe(
                "Tout ce qui est compté ici peut être refait à la main, avec vos réponses et ces règles.",
                "chapo",
            ),
            Liste(
                (
                    "Un niveau moyen est la moyenne simple des niveaux (0, 1, 2 ou 3) donnés aux critères. "
                    "Tous pèsent autant\u00a0; il n’y a ni total entre les parties, ni classement.",
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
    generales = [("La grille", grille.statut, grille.source)]
    generales += [(impact.nom, "source", impact.source) for impact in grille.impacts]
    generales += [(dimension.nom, dimension.statut, dimension.source) for dimension in grille.dimensions]
    criteres = [(c.code, c.statut, c.source) for c in grille.criteres if c.code in retenus]
    repris = [nom for nom, statut, _ in (*generales, *criteres) if statut == "source"]
    return Section(
        "D’où viennent les questions",
        (
            Paragraphe(
                f"Grille «\u00a0{grille.titre}\u00a0», version\u00a0{grille.version}, statut «\u00a0"
                f"{grille.statut}\u00a0». Les idées viennent des sources citées\u00a0; la formulation des "
                "questions et des niveaux est la nôtre. Reprennent directement une idée de leur source"
                f"\u00a0: {enumerer(repris) if repris else 'aucune partie'}. Tout le reste est notre "
                "proposition."
            ),
            Liste(tuple(f"{noms}\u00a0: {source}" for noms, source in _par_source(generales))),
            Tableau(
                "Les sources, et les critères qui s’y appuient",
                ("Critère", "Source"),
                tuple(_par_source(criteres)),
            ),
        ),
    )


def _par_source(cites: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    """Names and source, what rests on the same source being named together."""
    par_source: dict[str, list[str]] = {}
    for nom, _, source in cites:
        par_source.setdefault(source, []).append(nom)
    return ((", ".join(noms), source) for source, noms in par_source.items())
