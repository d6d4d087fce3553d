"""The campaigns a person opened and those their diagnostics take part in (`comptes.parts`)."""

from collections.abc import Mapping
from typing import Any

from comptes.parts import Part, Personne, declarer
from regards import codes
from regards.models import Campagne, Participation


def emporter(personne: Personne) -> Mapping[str, Any]:
    """Campaigns by the keys of one's own space, participations by one's own diagnostics: two queries.

    The frozen result is among the files of the works; nobody else's answer is anywhere.
    """
    campagnes, diagnostics = personne.noms("campagne"), personne.noms("diagnostic")
    ouvertes = Campagne.objects.filter(empreinte_code__in=[codes.empreinte(code) for code in campagnes])
    prises = Participation.objects.filter(
        diagnostic__empreinte_code__in=[codes.empreinte(code) for code in diagnostics]
    )
    lus = {
        "campagnes_ouvertes": [_campagne(c) for c in ouvertes.defer("resultat").order_by("cree_le", "pk")],
        "participations": [
            {
                "campagne": str(p.campagne),
                "regard": p.get_regard_display(),
                "rejointe_le": p.rejointe_le.isoformat(),
            }
            for p in prises.select_related("campagne").order_by("rejointe_le", "pk")
        ],
    }
    return lus if any(lus.values()) else {}


def _campagne(campagne: Campagne) -> dict[str, Any]:
    return {
        "nom": campagne.nom,
        "ouverte_le": campagne.cree_le.isoformat(),
        "jusqu_au": campagne.jusqu_au.isoformat(),
        "close_le": campagne.close_le.isoformat() if campagne.close_le else None,
        "effacee_des": campagne.effacee_des.isoformat() if campagne.effacee_des else None,
    }


PART = Part(
    cle="regards",
    garde=(
        (
            "Regards croisés",
            "Une campagne que vous avez ouverte, trois ans après sa clôture, ou plus si vous le demandez "
            "depuis sa page\u00a0: un courriel vous prévient trente jours avant.",
        ),
    ),
    reste=(
        "Les campagnes auxquelles vous avez répondu\u00a0: closes, elles ne gardent que des chiffres "
        "de groupe.",
    ),
    emporter=emporter,
)
declarer(PART)
