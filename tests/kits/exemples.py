# ruff: noqa: E501
"""A rich document of about twelve pages: what the house would really hand over."""

from kits.document import (
    Document,
    Encadre,
    Figure,
    Liste,
    Paragraphe,
    SautDePage,
    Section,
    Tableau,
)

HISTOGRAMME = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 300" width="640" height="300"
 font-family="Atkinson Hyperlegible, DejaVu Sans, sans-serif" font-size="15">
<title>Points par pilier</title>
<g fill="#1d1b2e"><text x="0" y="62">Humain</text><text x="0" y="142">Financier</text>
<text x="0" y="222">Alliances</text></g>
<g fill="#efeae0"><rect x="120" y="36" width="460" height="40" rx="3"/>
<rect x="120" y="116" width="460" height="40" rx="3"/><rect x="120" y="196" width="460" height="40" rx="3"/></g>
<rect x="120" y="36" width="322" height="40" rx="3" fill="#b4432f"/>
<rect x="120" y="116" width="207" height="40" rx="3" fill="#1f6f5c"/>
<rect x="120" y="196" width="138" height="40" rx="3" fill="#3b5b9d"/>
<g fill="#1d1b2e" font-weight="700"><text x="592" y="62">70 %</text><text x="592" y="142">45 %</text>
<text x="592" y="222">30 %</text></g>
<g stroke="#1d1b2e" stroke-width="1"><line x1="120" y1="252" x2="580" y2="252"/>
<line x1="120" y1="252" x2="120" y2="258"/><line x1="350" y1="252" x2="350" y2="258"/>
<line x1="580" y1="252" x2="580" y2="258"/></g>
<g fill="#1d1b2e" font-size="13" text-anchor="middle"><text x="120" y="276">0</text>
<text x="350" y="276">50</text><text x="580" y="276">100</text></g></svg>"""

TRIANGLE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 440"
 font-family="Atkinson Hyperlegible, DejaVu Sans, sans-serif" font-size="16">
<title>Position dans le triangle</title>
<polygon points="320,50 80,390 560,390" fill="#faf7f0" stroke="#1d1b2e" stroke-width="1.5"/>
<g stroke="#cfc6b4" stroke-width="1" fill="none"><line x1="320" y1="50" x2="320" y2="390"/>
<line x1="80" y1="390" x2="440" y2="220"/><line x1="560" y1="390" x2="200" y2="220"/></g>
<g fill="#1d1b2e" font-weight="700" text-anchor="middle"><text x="320" y="34">Humain</text>
<text x="80" y="418">Financier</text><text x="560" y="418">Alliances</text></g>
<circle cx="296" cy="212" r="11" fill="#b4432f" stroke="#fff" stroke-width="3"/>
<circle cx="318" cy="268" r="9" fill="none" stroke="#1d1b2e" stroke-width="2" stroke-dasharray="4 3"/>
<g fill="#1d1b2e"><text x="318" y="206">aujourd’hui</text><text x="338" y="292">l’équilibre</text></g></svg>"""

PILIERS = (
    ("humain", "Le pilier humain", "les personnes, la gouvernance, le bénévolat et l’emploi"),
    ("financier", "Le pilier financier", "les ressources, leur diversité, leur stabilité"),
    ("alliances", "Le pilier des alliances", "les partenaires, le territoire, les réseaux"),
)
CRITERES = (
    "Le projet associatif est écrit, connu et relu",
    "Les responsabilités sont partagées entre plusieurs personnes",
    "Les nouveaux arrivants sont accueillis et accompagnés",
    "Les décisions importantes sont préparées ensemble",
    "Les compétences qui manquent sont identifiées",
    "Le travail accompli est reconnu publiquement",
)
REPONSES = ("Pas encore", "En chemin", "Le plus souvent", "Toujours")


def tableau_des_reponses(pilier: str) -> Tableau:
    """Six answers of one pillar."""
    lignes = tuple(
        (critere, REPONSES[rang % 4], f"{rang % 4} / 3", "→ à débattre" if rang % 3 == 1 else "—")
        for rang, critere in enumerate(CRITERES, start=len(pilier))
    )
    return Tableau(
        f"{pilier} : vos six réponses", ("Critère", "Votre réponse", "Points", "Désaccord"), lignes
    )


def section_de_pilier(cle: str, titre: str, sujet: str) -> Section:
    """A chapter with two parts: the answers, and what could come next."""
    reponses = Section(
        "Ce que vous avez répondu",
        (
            Paragraphe(
                f"Vous avez répondu ensemble à six questions sur {sujet}. Le tableau reprend chaque réponse ; "
                "la dernière colonne signale les critères où vos avis différaient."
            ),
            tableau_des_reponses(titre),
            Paragraphe(
                "Lecture : une réponse « Toujours » vaut 3 points, « Pas encore » n’en vaut aucun.", "note"
            ),
            Encadre(
                "Ce que vous avez écrit",
                (
                    "« Nous avons grandi vite, et tout repose encore sur trois personnes. »",
                    "« Le bureau s’est renouvelé cette année : c’est l’occasion d’en parler. »",
                ),
                "reponse",
            ),
        ),
    )
    suite = Section(
        "Trois chemins possibles",
        (
            Paragraphe(
                "Aucun de ces chemins n’est meilleur que l’autre : le vôtre dépend de ce à quoi vous tenez."
            ),
            Liste(
                (
                    "Confier à deux personnes, pour six mois, ce qu’une seule porte aujourd’hui.",
                    "Ouvrir une réunion par trimestre aux bénévoles occasionnels, sans ordre du jour.",
                    "Demander à une association voisine comment elle s’y est prise.",
                ),
                ordonnee=True,
            ),
            Encadre(
                "Une proposition pour commencer",
                (
                    "Choisissez un seul critère, celui dont vous parlez le plus souvent.",
                    "Accordez-lui une heure : qui fait quoi, avec qui, pour quand ?",
                ),
                "proposition",
            ),
            Tableau(
                "Un calendrier possible",
                ("Étape", "Qui", "Quand"),
                (
                    ("Choisir le critère", "Le bureau", "Semaine 1"),
                    ("En parler avec les bénévoles", "Deux volontaires", "Semaines 2 à 4"),
                    ("Essayer", "Toute l’équipe", "Semaines 5 à 12"),
                    ("Relire ensemble", "Le conseil", "Semaine 13"),
                ),
            ),
        ),
    )
    chapo = Paragraphe(
        f"Ce pilier regarde {sujet}. Il porte la maison avec les deux autres, ni plus ni moins.", "chapo"
    )
    return Section(titre, (chapo,), (reponses, suite), cle)


def document_riche(titre: str = "L’équilibre de notre maison", chapitres: int = 1) -> Document:
    """About twelve pages; `chapitres` repeats the pillars to make a longer one."""
    ensemble = Section(
        "Votre maison, vue d’ensemble",
        (
            Paragraphe(
                "Une association tient debout comme une maison : un socle, trois piliers, un toit. "
                "Ce document dit où vous en êtes aujourd’hui, d’après vos propres réponses.",
                "chapo",
            ),
            Paragraphe(
                "Il ne vous note pas. Il montre ce qui porte, ce qui penche, et les endroits où vous n’êtes pas "
                "d’accord entre vous : ce sont souvent les plus utiles.\nPrenez le temps de le lire à plusieurs."
            ),
            Figure(
                HISTOGRAMME,
                "Trois barres : humain 70 %, financier 45 %, alliances 30 %.",
                "Les points obtenus par pilier, en pourcentage du maximum",
            ),
            Tableau(
                "Les points par pilier",
                ("Pilier", "Points", "Maximum", "Part"),
                (
                    ("Humain", "42", "60", "70 %"),
                    ("Financier", "27", "60", "45 %"),
                    ("Alliances", "18", "60", "30 %"),
                ),
            ),
        ),
        (
            Section(
                "Votre place dans le triangle",
                (
                    Paragraphe(
                        "Plus le point s’approche d’un sommet, plus ce pilier domine les deux autres."
                    ),
                    Figure(
                        TRIANGLE,
                        "Un triangle ; le point d’aujourd’hui est au-dessus du centre, vers le sommet humain.",
                        "Votre position aujourd’hui, et l’équilibre",
                    ),
                    Paragraphe("« L’équilibre n’est pas l’immobilité : c’est une marche. »", "citation"),
                ),
            ),
        ),
        "socle",
    )
    piliers = tuple(
        section_de_pilier(cle, titre_pilier if tour == 0 else f"{titre_pilier} (suite {tour})", sujet)
        for tour in range(chapitres)
        for cle, titre_pilier, sujet in PILIERS
    )
    methode = Section(
        "La méthode, en deux mots",
        (
            Paragraphe("Les questions viennent de la grille nationale, version 1, publiée par le ministère."),
            Liste(
                (
                    "Chaque question reçoit de 0 à 3 points.",
                    "Les points d’un pilier s’additionnent ; aucun pilier ne pèse plus qu’un autre.",
                    "Une question sans réponse n’enlève rien : elle est mise de côté.",
                )
            ),
            SautDePage(),
            Encadre(
                "Vos données",
                (
                    "Vos réponses vous appartiennent. Nous effaçons ce document de nos serveurs après trente jours.",
                ),
            ),
        ),
        pilier="socle",
    )
    return Document(
        titre=titre,
        sous_titre="Ce que vos réponses disent, ce dont il reste à débattre, et par où commencer",
        reperes=(
            ("Association", "Les Jardins de l’Ourcq"),
            ("Répondants", "7 personnes"),
            ("Diagnostic du", "14 octobre 2026"),
            ("Grille", "version 1"),
        ),
        sections=(ensemble, *piliers, methode),
        auteur="Trajectoires socio-économiques",
        resume="Restitution du diagnostic : points par pilier, réponses, propositions.",
    )
