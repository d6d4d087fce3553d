"""The criteria of the present grid as the search knows them: each opens at its place in the grid."""

from collections.abc import Iterator

from django.urls import reverse

from contenus import index
from diagnostic.grille import Critere, Grille
from diagnostic.models import Referentiel

SOURCE = "criteres"


def fiches() -> Iterator[index.Fiche]:
    """Yield the criteria of the latest published grid."""
    referentiel = Referentiel.objects.order_by("-version").first()
    if referentiel is None:
        return
    grille = referentiel.grille
    adresse = reverse("diagnostic:grille", args=[grille.version])
    yield from (_fiche(critere, grille, adresse) for critere in grille.criteres)


def _fiche(critere: Critere, grille: Grille, adresse: str) -> index.Fiche:
    niveaux = (f"{niveau.titre} {niveau.description} {niveau.suite}" for niveau in critere.niveaux)
    return index.Fiche(
        cle=f"{SOURCE}:{critere.code}",
        genre="critere",
        titre=critere.titre,
        adresse=f"{adresse}#c-{critere.code}",
        resume=critere.question,
        texte="\n".join((critere.question, *niveaux, critere.source)),
        rubrique="agir",
        piliers=(grille.dimension_de[critere.code].cle,),
    )


index.declarer(SOURCE, genres={"critere": "Critères du diagnostic"}, fournir=fiches)
