"""The lists from which a structure describes itself, as staff keep them (`comptes.vocabulaires`)."""

from collections import defaultdict

from comptes.vocabulaires import Choix, Vocabulaires, declarer
from contenus.models import Terme

TYPES, DOMAINES, REGIONS = "profils-acteurs", "domaines-fragilites", "regions"


def vocabulaires() -> Vocabulaires:
    """The three lists, in one query."""
    termes = Terme.objects.filter(nomenclature__cle__in=(TYPES, DOMAINES, REGIONS)).order_by("rang")
    choix: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for cle, code, intitule in termes.values_list("nomenclature__cle", "code", "intitule"):
        choix[cle].append((code, intitule))
    listes: list[Choix] = [tuple(choix[cle]) for cle in (TYPES, DOMAINES, REGIONS)]
    return Vocabulaires(*listes)


declarer(vocabulaires)
