"""One mail to the coordinators of a structure, the morning when follow-ups fall due (see `contenus.envois`).

The rows are locked while the mails leave and read again under the lock; what was recalled is written in the
transaction that sent it. Each mail can be left in one click. A structure without anybody to write to is
looked at again the next time.
"""

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.core import signing
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accompagnement.models import (
    PREUVE_DUREE,
    Accompagnement,
    AccompagnementQuerySet,
    Demande,
    SansRappel,
)
from accompagnement.verbes import COORDONNENT
from comptes.models import Adhesion
from contenus.courriels import Courriel, EnvoiRefuse, adresse_entiere, envoyer_courriel
from contenus.envois import Envoyer, faire_la_tournee
from contenus.models.abonnements import HEURE_D_ENVOI, PARIS
from parcours.valeurs import dire_jour

journal = logging.getLogger(__name__)
DEMANDE_GARDEE = timedelta(days=30)
"""How long a request that opens nothing any more keeps the address it went to."""
_SEL = "accompagnement.rappels"
DISPARUE = "La structure, en disparaissant"


def distribuer(*, maintenant: datetime) -> int:
    """Make one round; return how many structures were written to. Nothing before seven in Paris."""
    if maintenant.astimezone(PARIS).hour < HEURE_D_ENVOI:
        return 0
    return faire_la_tournee(_travaux(maintenant))


def _travaux(maintenant: datetime) -> Iterator[Envoyer]:
    jour = timezone.localdate(maintenant, PARIS)
    for pk in _dus(jour).order_by("accompagnatrice").values_list("accompagnatrice", flat=True).distinct():
        yield partial(rappeler, accompagnatrice=pk, jour=jour)


def _dus(jour: date) -> AccompagnementQuerySet:
    deja = Q(rappele_pour__isnull=False, rappele_pour=F("prochain_suivi"))
    return Accompagnement.objects.dus(jour).exclude(deja)


@transaction.atomic
def rappeler(*, accompagnatrice: UUID, jour: date, connexion: BaseEmailBackend | None = None) -> bool:
    """Write once to each coordinator of a structure about the follow-ups due; True if a mail left."""
    verrou = _dus(jour).select_for_update(of=("self",), skip_locked=True)
    accords = list(
        verrou.filter(accompagnatrice=accompagnatrice)
        .select_related("accompagnee", "accompagnatrice")
        .order_by("prochain_suivi", "pk")
    )
    if not accords or not [a for a in _abonnees(accompagnatrice) if _ecrire(a, accords, connexion)]:
        return False
    Accompagnement.objects.filter(pk__in=[a.pk for a in accords]).update(rappele_pour=F("prochain_suivi"))
    return True


def _abonnees(accompagnatrice: UUID) -> QuerySet[Adhesion]:
    """The coordinators who did not refuse the recalls."""
    gens = Adhesion.objects.filter(COORDONNENT, structure=accompagnatrice, membre__is_active=True)
    refus = SansRappel.objects.filter(adhesion=OuterRef("pk"))
    return gens.exclude(Exists(refus)).select_related("membre").order_by("pk")


def les_recoit(*, adhesion: Adhesion) -> bool:
    """Whether this coordinator is written to."""
    return not SansRappel.objects.filter(adhesion=adhesion).exists()


def cesser(*, adhesion: Adhesion) -> None:
    """Write no more to this coordinator about that structure's follow-ups; twice is once."""
    SansRappel.objects.get_or_create(adhesion=adhesion)


def reprendre(*, adhesion: Adhesion) -> None:
    """Write to them again."""
    SansRappel.objects.filter(adhesion=adhesion).delete()


def jeton_de(adhesion: Adhesion) -> str:
    """The secret of the link by which one leaves: signed, so that nothing more is kept."""
    return signing.Signer(salt=_SEL).sign(str(adhesion.pk)).replace(":", "-", 1)


def adhesion_de(jeton: str) -> Adhesion | None:
    """Whose link this is; None when it was never ours, or when they left the structure."""
    try:
        pk = signing.Signer(salt=_SEL).unsign(jeton.replace("-", ":", 1))
    except signing.BadSignature:
        return None
    return Adhesion.objects.select_related("structure").filter(pk=pk).first()


def _ecrire(abonnee: Adhesion, accords: list[Accompagnement], connexion: BaseEmailBackend | None) -> bool:
    bureau, adresse = accords[0].accompagnatrice, abonnee.membre.email
    assert bureau
    dus = ",".join(f"{accord.pk}/{accord.prochain_suivi}" for accord in accords)
    noms = [(a.accompagnee.nom if a.accompagnee else "", dire_jour(a.prochain_suivi)) for a in accords]
    un = len(accords) == 1
    courriel = Courriel(
        gabarit="accompagnement_suivis",
        objet=f"{noms[0][0]}\u00a0: c’est l’heure du suivi" if un else f"{len(accords)} suivis à faire",
        adresse=adresse,
        cle=f"suivis:{adresse}:{dus}",
        contexte={
            "bureau": bureau.nom,
            "noms": noms,
            "lien": adresse_entiere(reverse("accompagnement:bureau", args=[bureau.pk])),
        },
        liste="suivis",
        quitter=reverse("suivis:quitter", args=[jeton_de(abonnee)]),
    )
    try:
        envoyer_courriel(courriel=courriel, connexion=connexion)
    except EnvoiRefuse as refus:
        journal.warning("rappel de suivi refusé : %s", refus)
        return False
    return True


def purger(*, maintenant: datetime) -> None:
    """End the agreements of a structure that is gone; erase old proofs and old requests."""
    Accompagnement.objects.filter(retire_le=None).filter(
        Q(accompagnatrice=None) | Q(accompagnee=None)
    ).update(retire_le=maintenant, retire_par=DISPARUE)
    Accompagnement.objects.filter(retire_le__lt=maintenant - PREUVE_DUREE).delete()
    limite = maintenant - DEMANDE_GARDEE
    Demande.objects.filter(
        Q(expire_le__lt=limite) | Q(revoquee_le__lt=limite) | Q(servie_le__lt=limite)
    ).delete()
