"""The pages of the document that draw: the house, the triangle, the trajectoire, the profile."""

from collections.abc import Iterable, Mapping, Sequence

from django.template.loader import render_to_string

from diagnostic import graphiques, phrases
from diagnostic.grille import Dimension
from diagnostic.lecture import dire_les_mesures, lire
from diagnostic.nombres import en_niveau
from diagnostic.restitution import Restitution
from diagnostic.scoring import Barycentre, Mesure
from kits.document import Bloc, Figure, Liste, Paragraphe, Section, Tableau
from kits.francais import jour

RIEN = "–"
LARGEUR_DES_BARRES = 600
"""In units of the drawing, which fills 360 of them: the rest of the line stays empty."""


def la_maison(restitution: Restitution) -> Section:
    """The house, its balance with the cap, and the steps of the trajectoire."""
    profil, cap = restitution.profil, restitution.cap
    dessin = graphiques.maison(profil, cap)
    mesures = (*profil.piliers, profil.dimension("socle"))
    return Section(
        "La maison et son équilibre",
        blocs=(
            Paragraphe(
                "Le socle porte tout. Trois piliers s’appuient sur lui, chacun rempli à son niveau. Le "
                "toit est le triangle des piliers\u00a0: le point y marque l’équilibre.",
                "chapo",
            ),
            Figure(
                _dessiner("maison", maison=dessin, titre="Notre maison"),
                lire(profil, ()).maison,
                "La maison d’aujourd’hui. Niveaux de 0 à 3.",
            ),
            Tableau(
                "La maison en chiffres",
                ("Partie de la maison", "Niveau moyen (0 à 3)", "Critères situés"),
                tuple((m.nom, en_niveau(m.valeur), phrases.couverture_dite(m)) for m in mesures),
            ),
        ),
        sous_sections=(_triangle(restitution), *_trajectoire(restitution)),
    )


def _triangle(restitution: Restitution) -> Section:
    present, cap = restitution.profil.barycentre, restitution.cap
    blocs: list[Bloc] = [Paragraphe(lire(restitution.profil, ()).phrases[0])]
    if restitution.points or cap:
        dessin = graphiques.triangle(restitution.points, cap)
        blocs.append(
            Figure(
                _dessiner("triangle", triangle=dessin, titre="Le triangle des trois piliers"),
                lire(restitution.profil, dessin.reperes).triangle,
                _legende_du_triangle(dessin),
            )
        )
    blocs.append(_tableau_des_parts(restitution))
    if cap:
        humain, financier, alliances = restitution.diagnostic.poids_du_cap
        blocs.append(
            Paragraphe(
                "Le cap est l’équilibre que vous souhaitez. Vous l’avez placé avec ces poids, de 0 à 10"
                f"\u00a0: richesses humaines\u00a0{humain}, ressources financières\u00a0{financier}, "
                f"alliances stratégiques\u00a0{alliances}."
            )
        )
        if present:
            blocs.append(Paragraphe(f"{phrases.vers_le_cap(present, cap)} {phrases.PARTS_RELATIVES}"))
    else:
        blocs.append(
            Paragraphe(
                "Vous n’avez pas placé de cap. Rien n’y oblige\u00a0; c’est une façon de dire où vous "
                "souhaitez aller."
            )
        )
    return Section("Le triangle et le cap", tuple(blocs))


def _legende_du_triangle(dessin: graphiques.Triangle) -> str:
    phrases_dites = ["Plus un point est près d’un sommet, plus le pilier de ce sommet pèse dans l’équilibre."]
    if dessin.chemin:
        phrases_dites.append("Les points sont numérotés dans l’ordre du temps.")
    if dessin.reunit:
        phrases_dites.append(
            "Une étiquette réunit les points qui se cacheraient\u00a0: «\u00a0=\u00a0» au même endroit, "
            "«\u00a0≈\u00a0» tout près."
        )
    return " ".join(phrases_dites)


def _tableau_des_parts(restitution: Restitution) -> Tableau:
    lignes = [
        (
            etape.instantane.nom,
            jour(etape.instantane.pris_le),
            str(etape.profil.version),
            *_parts(etape.profil.barycentre),
        )
        for etape in restitution.etapes
    ]
    version, parts = str(restitution.grille.version), _parts(restitution.profil.barycentre)
    lignes.append(("Aujourd’hui", jour(restitution.modifie_le), version, *parts))
    if restitution.cap:
        lignes.append(("Le cap", RIEN, RIEN, *_parts(restitution.cap)))
    return Tableau(
        "La part de chaque pilier dans l’équilibre",
        ("Point", "Date", "Grille", "Humain", "Financier", "Alliances"),
        tuple(lignes),
    )


def _parts(barycentre: Barycentre | None) -> tuple[str, str, str]:
    return graphiques.parts_ecrites(barycentre) if barycentre else (RIEN, RIEN, RIEN)


def _trajectoire(restitution: Restitution) -> tuple[Section, ...]:
    if not restitution.etapes:
        return ()
    mesures = [(e.instantane.nom, e.profil) for e in restitution.etapes]
    lignes = tuple(
        (
            nom,
            *(en_niveau(m.valeur) for m in profil.dimensions),
            f"{len(profil.ensemble.termes)} sur {profil.ensemble.total}",
        )
        for nom, profil in [*mesures, ("Aujourd’hui", restitution.profil)]
    )
    blocs: list[Bloc] = [
        Paragraphe(_chemin_parcouru(restitution)),
        Tableau(
            "Le niveau moyen de chaque partie, étape par étape (0 à 3)",
            ("Étape", "Socle", "Humain", "Financier", "Alliances", "Critères situés"),
            lignes,
        ),
    ]
    caps = tuple(
        _cap_d_etape(e.instantane.nom, e.instantane.cap) for e in restitution.etapes if e.instantane.cap
    )
    if caps:
        blocs.append(Paragraphe("Le cap, tel qu’il était placé à chaque étape (poids de 0 à 10)\u00a0:"))
        blocs.append(Liste(caps))
    return (Section("La trajectoire", tuple(blocs)),)


def _cap_d_etape(nom: str, poids: Sequence[int]) -> str:
    humain, financier, alliances = poids
    return f"{nom}\u00a0: humain {humain}, financier {financier}, alliances {alliances}."


def _chemin_parcouru(restitution: Restitution) -> str:
    derniere = restitution.etapes[-1]
    memes = (derniere.profil.version, derniere.profil.courte) == (
        restitution.profil.version,
        restitution.profil.courte,
    )
    if not memes:
        return (
            "La dernière étape et aujourd’hui ne reposent pas sur les mêmes questions (version de la "
            "grille ou formule différente)\u00a0: comparez leurs niveaux avec prudence."
        )
    avant, present = derniere.profil.barycentre, restitution.profil.barycentre
    if not (avant and present):
        return "Chaque étape garde les réponses telles qu’elles étaient ce jour-là."
    ecarts = phrases.ecarts_dits(avant, present, verbes=("a grandi", "s’est réduite"))
    depuis = f"Depuis l’étape «\u00a0{derniere.instantane.nom}\u00a0»"
    if not ecarts:
        return f"{depuis}, l’équilibre entre les trois piliers est resté le même."
    return f"{depuis}, {ecarts}."


def le_profil(restitution: Restitution) -> Section:
    """Each dimension, theme by theme, with the addends of each mean."""
    return Section(
        "Le profil, thème par thème",
        blocs=(
            Paragraphe(
                "Chaque moyenne est donnée avec ses termes\u00a0: les niveaux que vous avez choisis, dans "
                "l’ordre des critères. Aucun critère ne pèse plus qu’un autre.",
                "chapo",
            ),
        ),
        sous_sections=tuple(_profil_d_une_dimension(restitution, d) for d in restitution.grille.dimensions),
    )


def _profil_d_une_dimension(restitution: Restitution, dimension: Dimension) -> Section:
    cles = {theme.cle for theme in dimension.themes}
    themes = tuple(m for m in restitution.profil.themes if m.cle in cles and m.total)
    ensemble = restitution.profil.dimension(dimension.cle)
    couleurs = (graphiques.COULEURS[dimension.cle],) * len(themes)
    return Section(
        dimension.nom,
        blocs=(
            Paragraphe(dimension.resume),
            _barres(themes, couleurs, f"Les thèmes\u00a0: {dimension.nom.lower()}"),
            _tableau_de_mesures(
                f"{dimension.nom}\u00a0: moyennes et calculs",
                (*themes, ensemble),
                noms={dimension.cle: "Ensemble"},
            ),
        ),
        pilier=dimension.cle,
    )


def _barres(mesures: Sequence[Mesure], couleurs: Sequence[str], titre: str) -> Figure:
    barres = graphiques.barres(mesures, couleurs)
    return Figure(
        _dessiner("barres", barres=barres, titre=titre),
        f"{titre}. {dire_les_mesures(mesures)}",
        f"{titre}. Niveaux de 0 à 3.",
    )


def _tableau_de_mesures(
    legende: str, mesures: Iterable[Mesure], *, tete: str = "Thème", noms: Mapping[str, str] | None = None
) -> Tableau:
    """Each measure with its addends; `noms` replaces the names of some, by key."""
    noms = noms or {}
    return Tableau(
        legende,
        (tete, "Calcul de la moyenne", "Critères"),
        tuple((noms.get(m.cle, m.nom), phrases.calcul(m), _criteres_de(m)) for m in mesures),
    )


def _criteres_de(mesure: Mesure) -> str:
    codes = ", ".join(terme.code for terme in mesure.termes)
    return "\n".join(filter(None, (codes, phrases.hors_moyenne(mesure)))) or RIEN


def les_impacts(restitution: Restitution) -> Section:
    """The same answers, sorted by the impacts they bear on."""
    impacts = restitution.profil.impacts
    noms: dict[str, str] = {i.cle: f"{i.nom}\n{i.definition}" for i in restitution.grille.impacts}
    return Section(
        "Les trois impacts",
        blocs=(
            Paragraphe(
                "Chaque critère agit sur un, deux ou trois impacts. Voici les mêmes réponses, rangées "
                "autrement.",
                "chapo",
            ),
            _barres(impacts, (), "Les trois impacts"),
            _tableau_de_mesures("Les impacts\u00a0: moyennes et calculs", impacts, tete="Impact", noms=noms),
        ),
    )


def _dessiner(dessin: str, *, titre: str, **contexte: object) -> str:
    """Draw one of the partials shared with the page.

    Bars take `LARGEUR_DES_BARRES` so that three of them do not fill a third of a page.
    """
    contexte |= {"titre": titre, "identifiant": f"document-{dessin}"}
    svg = render_to_string(f"diagnostic/_{dessin}.svg", contexte).strip()
    return svg.replace(
        'viewBox="0 0 360 ', f'viewBox="0 0 {LARGEUR_DES_BARRES} ', 1 if dessin == "barres" else 0
    )
