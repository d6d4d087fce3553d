"""Start from the answers of an earlier diagnostic."""

from uuid import uuid4

from django.db import transaction

from diagnostic.ecriture import ecrire
from diagnostic.evolution import reports_entre
from diagnostic.models import Champ, Diagnostic


@transaction.atomic
def reprendre_les_choix(*, de: Diagnostic, vers: Diagnostic) -> int:
    """Write the choices of `de` in `vers`, through the journal and from one grid to the other; how many.

    Comments stay where they are: they tell of another year. Nothing is changed in `de`.
    """
    reports = reports_entre(de.referentiel.grille, vers.referentiel.grille)
    choix = de.reponses.exclude(choix="").order_by("critere").values_list("critere", "choix")
    repris = [(reports[critere], valeur) for critere, valeur in choix if critere in reports]
    auteur = str(uuid4())
    for rang, (critere, valeur) in enumerate(repris, start=1):
        ecrire(
            diagnostic=vers.pk,
            critere=critere,
            champ=Champ.CHOIX,
            valeur=valeur,
            auteur=auteur,
            nom="",
            sequence=rang,
        )
    return len(repris)
