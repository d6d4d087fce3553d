"""The common agenda: propose, publish, refuse, cancel, correct; and the words its filters use."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from contenus.courriels import Courriel, adresse_entiere
from contenus.file import confier
from contenus.models import Evenement, Terme
from contenus.motifs import ModerationRefusee, lire_motif
from contenus.reponses import repondre_une_fois

LU_PAR = "la structure la recevra"
Etat = Evenement.Etat
CONTACT_GARDE = timedelta(days=365)
"""How long an event keeps the address of whoever proposed it, once over: time to answer questions about it
and to have the next one proposed (proposition)."""
LISTES = {"regions": "regions", "domaines": "domaines-fragilites"}
MODIFIABLES = (
    "titre", "description", "debut", "fin", "lieu", "en_ligne", "region", "domaine", "organisateur",
    "adresse", "contact",
)  # fmt: skip
"""What staff may correct; every change but that of the contact is told to calendars."""


@dataclass(frozen=True, slots=True)
class Mots:
    """The regions and domaines that one may choose, code → words; empty while no list is loaded."""

    regions: dict[str, str]
    domaines: dict[str, str]


def lire_mots() -> Mots:
    """Read both reference lists, in their order: one query."""
    termes = Terme.objects.filter(nomenclature__cle__in=LISTES.values()).order_by("nomenclature", "rang")
    lus: dict[str, dict[str, str]] = {cle: {} for cle in LISTES.values()}
    for cle, code, intitule in termes.values_list("nomenclature__cle", "code", "intitule"):
        lus[cle][code] = intitule
    return Mots(**{nom: lus[cle] for nom, cle in LISTES.items()})


def _verrouiller(evenement: Evenement) -> Evenement:
    return Evenement.objects.select_for_update().get(pk=evenement.pk)


def _passer(ligne: Evenement, etat: str, *, motif: str = "", publie: bool) -> Evenement:
    """Write the new state; `publie` counts a change that calendars must see; the contact is told."""
    ligne.etat, ligne.motif, ligne.reponse_due = etat, motif, bool(ligne.contact)
    ligne.sequence += publie
    ligne.save(update_fields=["etat", "motif", "reponse_due", "sequence", "modifie_le"])
    transaction.on_commit(partial(confier, "contenus.tasks_courriels.prevenir_contact", str(ligne.pk)))
    return ligne


@transaction.atomic
def publier_evenement(*, evenement: Evenement) -> Evenement:
    """Show an event in the agenda, and write to its contact. Already there: nothing happens.

    A refused event may be accepted after all; a cancelled one may be put back, and calendars see it.

    Raises:
        ModerationRefusee: the event is over.
    """
    ligne = _verrouiller(evenement)
    if ligne.etat == Etat.PUBLIE:
        return ligne
    if ligne.fin < timezone.now():
        raise ModerationRefusee("Cet événement est passé\u00a0: il n’a plus sa place dans l’agenda.")
    return _passer(ligne, Etat.PUBLIE, publie=ligne.etat == Etat.ANNULE)


@transaction.atomic
def refuser_evenement(*, evenement: Evenement, motif: str) -> Evenement:
    """Refuse a proposal, and write the reason to its contact. Already refused: nothing happens.

    Raises:
        ModerationRefusee: no reason, or the event was published meanwhile.
    """
    propre, ligne = lire_motif(motif, lu_par=LU_PAR), _verrouiller(evenement)
    if ligne.etat == Etat.REFUSE:
        return ligne
    if ligne.etat != Etat.PROPOSE:
        raise ModerationRefusee(
            "Cet événement a déjà paru dans l’agenda\u00a0: annulez-le, en disant pourquoi."
        )
    return _passer(ligne, Etat.REFUSE, motif=propre, publie=False)


@transaction.atomic
def annuler_evenement(*, evenement: Evenement, motif: str) -> Evenement:
    """Cancel a published event: the page says so, calendars strike it out, its contact is told.

    Raises:
        ModerationRefusee: no reason, or an event that is not in the agenda.
    """
    propre, ligne = lire_motif(motif, lu_par=LU_PAR), _verrouiller(evenement)
    if ligne.etat == Etat.ANNULE:
        return ligne
    if ligne.etat != Etat.PUBLIE:
        raise ModerationRefusee("Cet événement n’est pas dans l’agenda\u00a0: il n’y a rien à annuler.")
    return _passer(ligne, Etat.ANNULE, motif=propre, publie=True)


@transaction.atomic
def modifier_evenement(*, evenement: Evenement) -> Evenement:
    """Save the corrections that staff made on `evenement` (not yet saved), its state left aside.

    When the event is public and something that calendars show changed, its sequence goes up by one.
    Deliberately not done: no mail, for a comma is no news.
    """
    ligne = _verrouiller(evenement)
    changes = [nom for nom in MODIFIABLES if getattr(ligne, nom) != getattr(evenement, nom)]
    for nom in changes:
        setattr(ligne, nom, getattr(evenement, nom))
    if set(changes) - {"contact"} and ligne.etat in (Etat.PUBLIE, Etat.ANNULE):
        ligne.sequence += 1
    if changes:
        ligne.save(update_fields=[*changes, "sequence", "modifie_le"])
    return ligne


OBJETS = {
    Etat.PUBLIE: "Votre événement est dans l’agenda",
    Etat.REFUSE: "Votre événement n’a pas été retenu",
    Etat.ANNULE: "Votre événement est annulé dans l’agenda",
}


def purger_contacts(*, maintenant: datetime) -> int:
    """Erase the address under the events over for `CONTACT_GARDE`; the events stay. Return how many."""
    passes = Evenement.objects.filter(fin__lt=maintenant - CONTACT_GARDE).exclude(contact="")
    return passes.update(contact="", reponse_due=False)


def prevenir_contact(*, pk: UUID, connexion: BaseEmailBackend | None = None) -> bool:
    """Write to the contact what became of the event, once per decision; True if the mail left."""
    return repondre_une_fois(modele=Evenement, pk=pk, ecrire=_ecrire_au_contact, connexion=connexion)


def _ecrire_au_contact(evenement: Evenement) -> Courriel:
    return Courriel(
        gabarit="evenement",
        objet=f"{OBJETS[Etat(evenement.etat)]}\u00a0: {evenement.titre}",
        adresse=evenement.contact,
        cle=f"evenement:{evenement.pk}:{evenement.etat}:{evenement.sequence}",
        contexte={
            "evenement": evenement,
            "phrase": OBJETS[Etat(evenement.etat)],
            "adresse": adresse_entiere(evenement.get_absolute_url()),
        },
    )


def proposer_evenement(*, evenement: Evenement) -> None:
    """Keep a proposal for the editorial office; the same form sent twice is one proposal.

    Deliberately not done: no mail to the contact, whose address nobody checked yet.
    """
    Evenement.objects.bulk_create([evenement], ignore_conflicts=True)
