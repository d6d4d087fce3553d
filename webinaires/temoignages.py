"""Who offers to come and testify: keep the offer, answer it once, erase it after a year."""

from datetime import datetime
from functools import partial

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from contenus.courriels import Courriel
from contenus.file import confier
from contenus.motifs import ModerationRefusee, lire_motif
from contenus.reponses import repondre_une_fois
from webinaires.models import Temoignage

Etat = Temoignage.Etat
REPONDRE = "webinaires.tasks.repondre_a_un_temoignage"
LU_PAR = "la personne la recevra"
PHRASES = {
    Etat.RETENU: "Votre témoignage nous intéresse",
    Etat.ECARTE: "Nous ne pouvons pas donner suite à votre proposition",
}


def proposer_temoignage(*, temoignage: Temoignage) -> None:
    """Keep an offer for the editorial office; the same form sent twice is one offer.

    Deliberately not done: no mail to the address, which nobody checked yet.
    """
    Temoignage.objects.bulk_create([temoignage], ignore_conflicts=True)


@transaction.atomic
def retenir_temoignage(*, temoignage: Temoignage) -> Temoignage:
    """Keep an offer for a webinar to come, and write so. An offer set aside may be kept after all."""
    return _passer(temoignage, Etat.RETENU, "")


@transaction.atomic
def ecarter_temoignage(*, temoignage: Temoignage, motif: str) -> Temoignage:
    """Set an offer aside, and write why.

    Raises:
        ModerationRefusee: no reason, or the person was already told to expect a call.
    """
    return _passer(temoignage, Etat.ECARTE, lire_motif(motif, lu_par=LU_PAR))


def _passer(temoignage: Temoignage, etat: str, motif: str) -> Temoignage:
    ligne = Temoignage.objects.select_for_update().get(pk=temoignage.pk)
    if ligne.etat == etat:
        return ligne
    if ligne.etat == Etat.RETENU:
        raise ModerationRefusee("Ce témoignage a été retenu, et la personne le sait\u00a0: écrivez-lui.")
    ligne.etat, ligne.motif, ligne.reponse_due = etat, motif, True
    ligne.save(update_fields=["etat", "motif", "reponse_due"])
    transaction.on_commit(partial(confier, REPONDRE, ligne.pk))
    return ligne


def repondre_a_un_temoignage(*, pk: int, connexion: BaseEmailBackend | None = None) -> bool:
    """Write what became of an offer, once per decision; True if the mail left."""
    return repondre_une_fois(modele=Temoignage, pk=pk, ecrire=_ecrire, connexion=connexion)


def _ecrire(temoignage: Temoignage) -> Courriel:
    phrase = PHRASES[Etat(temoignage.etat)]
    return Courriel(
        gabarit="webinaire_temoignage",
        objet=f"{phrase}\u00a0: {temoignage.sujet}",
        adresse=temoignage.courriel,
        cle=f"temoignage:{temoignage.jeton}:{temoignage.etat}",
        contexte={"temoignage": temoignage, "phrase": phrase},
    )


def purger_temoignages(*, maintenant: datetime) -> int:
    """Erase the offers sent more than a year ago; return how many went."""
    return Temoignage.objects.perimes(maintenant).delete()[0]
