"""From where one answers: the five regards of a campaign. Pure.

Gouvernance, équipe and référent are the three publics that the interim report of 18 January 2024
(Le RAMEAU) speaks to; dirigeant and partenaire are ours.
"""

from collections.abc import Sequence

GOUVERNANCE, EQUIPE, DIRIGEANT, REFERENT, PARTENAIRE = (
    "gouvernance",
    "equipe",
    "dirigeant",
    "referent",
    "partenaire",
)
NOMS = {
    GOUVERNANCE: "Gouvernance",
    EQUIPE: "Équipe",
    DIRIGEANT: "Dirigeant",
    REFERENT: "Référent",
    PARTENAIRE: "Partenaire",
}
"""In the order in which they are always shown."""
PRECISIONS = {
    GOUVERNANCE: "vous êtes au bureau ou au conseil\u00a0: présidence, trésorerie, secrétariat, membre",
    EQUIPE: "vous faites vivre l’association au quotidien, bénévole, salarié ou volontaire",
    DIRIGEANT: "vous dirigez l’équipe ou coordonnez l’activité",
    REFERENT: "vous suivez le modèle socio-économique de l’association, dedans ou à ses côtés",
    PARTENAIRE: "vous la soutenez, la financez ou agissez avec elle",
}


def nommer(regards: Sequence[str]) -> str:
    """What a group is called: `Gouvernance`, or `Équipe et partenaire` when several were merged."""
    noms = [NOMS[cle] for cle in NOMS if cle in regards]
    suite = [nom[0].lower() + nom[1:] for nom in noms[1:]]
    return " et ".join([", ".join([noms[0], *suite[:-1]]), suite[-1]] if suite else noms)
