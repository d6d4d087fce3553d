"""What the pages of a diagnostic say of the campaign it takes part in."""

from collections.abc import Iterator

from django.urls import reverse

from diagnostic.attaches import Attache, declarer
from diagnostic.models import Diagnostic
from kits.lectures import Lecture, Parametre
from regards.models import Participation

_PARTICIPATION = Lecture(
    lambda: (
        Participation.objects.select_related("campagne")
        .defer("campagne__resultat")
        .filter(diagnostic=Parametre("diagnostic"))
    )
)


def attaches(diagnostic: Diagnostic, code: str) -> Iterator[Attache]:
    """One sentence for a diagnostic that takes part in a campaign; one query."""
    participation = _PARTICIPATION.premiere(diagnostic=diagnostic.pk)
    if participation is None:
        return
    campagne = participation.campagne
    adresse = reverse("regards:ma_reponse", args=[code])
    if campagne.ouverte:
        yield Attache(
            f"Vous répondez à un regard croisé sur {campagne.qui}. Personne d’autre ne voit vos réponses.",
            (("Qui verra quoi, changer de regard ou me retirer", adresse),),
        )
    else:
        yield Attache(
            f"Ce diagnostic a pris part à un regard croisé sur {campagne.qui}.",
            (("Lire le résultat", adresse),),
        )


declarer("regards", attaches)
