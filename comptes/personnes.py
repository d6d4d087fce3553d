"""What one person agreed to, may have erased, what is kept and why, and how long anything is kept.

Durations are written here; `comptes.tasks` applies them every night. What is taken away: `comptes.emport`.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from comptes import cles, parts
from comptes.erreurs import ErreurMetier
from comptes.models import (
    JOURNAL_DUREE,
    Acces,
    Adhesion,
    Consentement,
    Geste,
    Invitation,
    Rattachement,
    Role,
    Structure,
    Utilisateur,
)
from comptes.services import journaliser
from kits.porte import CodeInconnu

COMPTE_DUREE = timedelta(days=3 * 365)
"""Three years without signing in: proposal of the portal's team (no text fixes a duration here; three years
after the last contact is what the CNIL retains for prospects)."""
PREAVIS = timedelta(days=30)
INVITATION_GARDEE = timedelta(days=30)
"""How long an invitation that opens nothing any more keeps the invited address."""


def consentir(
    *, utilisateur: Utilisateur, objet: str, texte: str, structure: Structure | None = None
) -> Consentement:
    """Record what somebody agrees to, with the sentence they read. Given already: nothing more."""
    consentement, _ = Consentement.objects.get_or_create(
        utilisateur=utilisateur, structure=structure, objet=objet, texte=texte, retire_le=None
    )
    return consentement


def se_dedire(*, consentement: Consentement) -> None:
    """Take a consent back; the line stays, with both dates, as the proof of what was allowed and when."""
    Consentement.objects.filter(pk=consentement.pk, retire_le=None).update(retire_le=timezone.now())


def structures_a_confier(utilisateur: Utilisateur) -> QuerySet[Structure]:
    """The structures that nobody would administer without this person, and where others are members."""
    seules = _administrees_par_la_seule(utilisateur)
    autres = Adhesion.objects.exclude(membre=utilisateur).values("structure_id")
    return seules.filter(pk__in=autres).order_by("nom", "pk")


def _administrees_par_la_seule(utilisateur: Utilisateur) -> QuerySet[Structure]:
    autres = Adhesion.objects.administrent().exclude(membre=utilisateur).values("structure_id")
    siennes = utilisateur.adhesions.administrent().values("structure_id")
    return Structure.objects.filter(pk__in=siennes).exclude(pk__in=autres)


@transaction.atomic
def effacer_compte(*, utilisateur: Utilisateur, travaux: bool = False, courriels: bool = False) -> None:
    """Erase an account.

    In order: refuse if a structure would be left without anybody to administer it; erase what was asked for
    with their addresses, then the works nobody else keeps, each if asked; erase the structures where this
    person is alone; write the leavings down; erase the account, its keys, consents and addresses. Kept:
    works that others hold, works shared with a structure, and the lines of the journal, without the name.

    Raises:
        ErreurMetier: a structure waits for another administrator.
    """
    list(Structure.objects.filter(adhesions__membre=utilisateur).select_for_update().order_by("pk"))
    if a_confier := [structure.nom for structure in structures_a_confier(utilisateur)]:
        raise ErreurMetier(
            f"Nommez d’abord quelqu’un pour administrer, ou supprimez\u00a0: {', '.join(a_confier)}."
        )
    if courriels:
        personne = parts.decrire(utilisateur)
        for part in parts.parts():
            part.desabonner(personne)
    if travaux:
        _effacer_les_travaux_gardes_seul(utilisateur)
    _administrees_par_la_seule(utilisateur).delete()
    for adhesion in utilisateur.adhesions.select_related("structure"):
        journaliser(structure=adhesion.structure, par=None, geste=Geste.QUITTE)
    Invitation.objects.filter(par=utilisateur).en_cours().update(revoquee_le=timezone.now())
    utilisateur.delete()


def _effacer_les_travaux_gardes_seul(utilisateur: Utilisateur) -> None:
    """Erase the works whose only keys, in any space, are this person's."""
    siens = utilisateur.rattachements.all()
    partages = Rattachement.objects.filter(empreinte__in=siens.values("empreinte")).exclude(
        utilisateur=utilisateur
    )
    for travail in cles.lire(siens.exclude(empreinte__in=partages.values("empreinte"))):
        if travail.genre and travail.vivant:
            with suppress(CodeInconnu):
                travail.genre.effacer(travail.code)


def confier_les_structures(*, utilisateur: Utilisateur) -> None:
    """Before a night erases an account: the oldest member who is not a partner administers in its place."""
    for structure in structures_a_confier(utilisateur):
        autres = structure.adhesions.exclude(membre=utilisateur).exclude(role=Role.PARTENAIRE)
        suivante = autres.order_by("depuis", "pk").first()
        if suivante is None:
            structure.delete()  # only partners are left, who open nothing: the works go on
            continue
        Adhesion.objects.filter(pk=suivante.pk).update(administre=True)
        journaliser(structure=structure, par=None, geste=Geste.ROLE, objet="administre", sur=suivante.membre)


def endormis(maintenant: datetime) -> QuerySet[Utilisateur]:
    """The accounts nobody has used for `COMPTE_DUREE`, those of the staff aside."""
    vus = Utilisateur.objects.annotate(vu_le=Coalesce("last_login", "date_joined"))
    return vus.filter(vu_le__lt=maintenant - COMPTE_DUREE, is_staff=False, is_superuser=False)


def a_prevenir(maintenant: datetime) -> QuerySet[Utilisateur]:
    """Those to warn: nearly asleep, and not warned since they were last seen."""
    bientot = endormis(maintenant + PREAVIS)
    return bientot.filter(Q(prevenu_le=None) | Q(prevenu_le__lt=Coalesce("last_login", "date_joined")))


def a_effacer(maintenant: datetime) -> QuerySet[Utilisateur]:
    """Those asleep and warned in time: a mail that never left erases nobody."""
    prevenus = endormis(maintenant).filter(prevenu_le__lte=maintenant - PREAVIS)
    return prevenus.filter(prevenu_le__gte=Coalesce("last_login", "date_joined"))


def purger(*, maintenant: datetime) -> None:
    """Erase the journal older than `JOURNAL_DUREE`, and the invitations dead for `INVITATION_GARDEE`."""
    Acces.objects.filter(le__lt=maintenant - JOURNAL_DUREE).delete()
    limite = maintenant - INVITATION_GARDEE
    mortes = Q(expire_le__lt=limite) | Q(revoquee_le__lt=limite)
    Invitation.objects.filter(mortes).delete()
