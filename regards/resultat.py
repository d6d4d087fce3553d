"""A crossing as the JSON that is kept at the closing, and back. Pure."""

from collections.abc import Mapping
from typing import Any

from regards.croisement import Croise, Croisement, Groupe, Repartition


def vers_dict(croisement: Croisement) -> dict[str, Any]:
    """The crossing as JSON values."""
    return {
        "voix": croisement.voix,
        "groupes": [{"regards": list(g.regards), "voix": g.voix} for g in croisement.groupes],
        "criteres": {
            code: {
                "ensemble": list(croise.ensemble),
                "groupes": {str(rang): list(r) for rang, r in croise.groupes.items()},
            }
            for code, croise in croisement.criteres.items()
        },
        "commentaires": {code: list(textes) for code, textes in croisement.commentaires.items()},
    }


def depuis_dict(valeurs: Mapping[str, Any]) -> Croisement:
    """The crossing that `vers_dict` wrote; KeyError or TypeError when `valeurs` did not come from it."""
    return Croisement(
        voix=valeurs["voix"],
        groupes=tuple(Groupe(tuple(g["regards"]), g["voix"]) for g in valeurs["groupes"]),
        criteres={
            code: Croise(
                _repartition(c["ensemble"]), {int(rang): _repartition(r) for rang, r in c["groupes"].items()}
            )
            for code, c in valeurs["criteres"].items()
        },
        commentaires={code: tuple(textes) for code, textes in valeurs["commentaires"].items()},
    )


def _repartition(nombres: list[int]) -> Repartition:
    zero, un, deux, trois = nombres
    return (zero, un, deux, trois)
