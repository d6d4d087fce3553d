"""How long a closed campaign is kept, and who is told before it is erased.

A campaign has no owner and no address: those are told whose space keeps its key, and whoever administers the
structure that keeps it. When nobody keeps it, its page alone tells: it says the day from the closing on.
"""

import logging
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from comptes.models import Adhesion, Rattachement
from comptes.personnes import PREAVIS
from contenus.courriels import Courriel, EnvoiRefuse, EnvoiReporte, adresse_entiere, envoyer_courriel
from kits.francais import jour
from regards import codes
from regards.models import Campagne

journal = logging.getLogger(__name__)
PREVENUES_MAX = 200
"""Campaigns announced a night; the others wait for the next one, and are not erased before."""


def appliquer(*, maintenant: datetime) -> int:
    """Announce the campaigns whose time is nearly over, erase those whose time is; return how many went.

    One that somebody keeps is erased only `PREAVIS` after a mail that left: none left, nothing is erased.
    """
    bientot = list(
        Campagne.objects.echeant(maintenant + PREAVIS).defer("resultat").order_by("close_le", "pk")
    )
    adresses = _adresses({campagne.empreinte_code for campagne in bientot})
    annoncees = effacees = 0
    for campagne in bientot:
        siennes = adresses[campagne.empreinte_code]
        if siennes and campagne.prevenue_le is None:
            if annoncees < PREVENUES_MAX:
                annoncees += _annoncer(campagne, siennes, maintenant)
        elif campagne.prevenue_le is None or campagne.prevenue_le <= maintenant - PREAVIS:
            effacees += _effacer(campagne, maintenant)
    return effacees


def garder(*, campagne: Campagne) -> None:
    """Keep a closed campaign as long again from today; what was announced is no more."""
    closes = Campagne.objects.filter(pk=campagne.pk, close_le__isnull=False)
    closes.update(gardee_le=timezone.now(), prevenue_le=None)


def _adresses(empreintes: Collection[str]) -> dict[str, set[str]]:
    """Who keeps a key of these campaigns: only unsealing tells, once a night and only when some are due."""
    trouvees: dict[str, set[str]] = defaultdict(set)
    if not empreintes:
        return trouvees
    for clef in Rattachement.objects.filter(genre="campagne").select_related("utilisateur").iterator():
        empreinte = codes.empreinte(clef.code)
        if empreinte in empreintes:
            trouvees[empreinte] |= _qui_garde(clef)
    return trouvees


def _qui_garde(clef: Rattachement) -> set[str]:
    if clef.utilisateur:
        return {clef.utilisateur.email} if clef.utilisateur.is_active else set()
    gens = Adhesion.objects.administrent().filter(structure=clef.structure_id, membre__is_active=True)
    return set(gens.values_list("membre__email", flat=True))


def _annoncer(campagne: Campagne, adresses: Collection[str], maintenant: datetime) -> bool:
    """Write to each; announced when one mail left at least."""
    assert campagne.effacee_des
    jour_dit = jour(max(campagne.effacee_des, maintenant + PREAVIS))
    parties = [_ecrire(campagne, adresse, jour_dit) for adresse in sorted(adresses)]
    if any(parties):
        Campagne.objects.filter(pk=campagne.pk).update(prevenue_le=maintenant)
    return any(parties)


def _ecrire(campagne: Campagne, adresse: str, jour_dit: str) -> bool:
    courriel = Courriel(
        gabarit="campagne_effacement",
        objet=f"{campagne}\u00a0: effacement le {jour_dit}",
        adresse=adresse,
        cle=f"campagne:{campagne.pk}:{jour_dit}:{adresse}",
        contexte={
            "campagne": campagne,
            "jour": jour_dit,
            "annees": Campagne.GARDE.days // 365,
            "lien": adresse_entiere(reverse("espace:accueil")),
        },
    )
    try:
        envoyer_courriel(courriel=courriel)
    except (EnvoiRefuse, EnvoiReporte) as erreur:
        journal.warning("annonce d’effacement non partie : %s", erreur)
        return False
    return True


@transaction.atomic
def _effacer(campagne: Campagne, maintenant: datetime) -> bool:
    """Erase, unless it was kept again, followed by another or erased meanwhile."""
    verrou = Campagne.objects.select_for_update(of=("self",)).filter(pk=campagne.pk)
    due = verrou.filter(prevenue_le=campagne.prevenue_le).first()
    if due is None or not Campagne.objects.echeant(maintenant).filter(pk=due.pk).exists():
        return False
    due.delete()
    return True
