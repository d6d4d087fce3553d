"""What a webinar page shows of its meeting, drawn at each visit until the meeting is over."""

from typing import Any

from django import template
from django.utils import timezone

from webinaires.etats import OUVERTS, Etat
from webinaires.forms import InscriptionForm
from webinaires.rencontres import Rencontre

register = template.Library()


@register.simple_tag
def vie_de(*, rencontre: Rencontre) -> dict[str, Any]:
    """The state of the meeting, in words too; the form while one may ask for a seat.

    `direct`: where to join, shown to everybody while the meeting lasts only when seats are not counted.
    """
    maintenant = timezone.now()
    etat, organise = rencontre.etat(maintenant), rencontre.rendezvous
    ouvert_a_tous = etat is Etat.EN_DIRECT and organise is not None and organise.capacite is None
    return {
        "rencontre": rencontre,
        "etat": etat,
        "mots": rencontre.mots(maintenant),
        "direct": organise.direct if organise is not None and ouvert_a_tous else "",
        "form": InscriptionForm() if etat in OUVERTS else None,
    }
