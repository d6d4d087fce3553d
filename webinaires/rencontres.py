"""What happens around a meeting: registering, confirming, leaving; opening, calling off, forgetting.

One door leads to a seat, `_asseoir`: under the lock of the meeting's row, it gives each free seat to who
has waited longest. Whoever confirms joins the line first, so that nobody overtakes. What leaves by mail:
`courriers`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from contenus import memoire
from contenus.abonnements import redemander
from contenus.erreurs import ErreurMetier
from contenus.file import confier
from contenus.motifs import ModerationRefusee, lire_motif
from kits.francais import creneau
from kits.lectures import Lecture, parmi
from webinaires.calendrier import annoncer
from webinaires.etats import MOTS, OUVERTS, Etat, Faits
from webinaires.models import Inscription, Rendezvous, WebinairePage

ECRIRE, DISTRIBUER = "webinaires.tasks.ecrire", "webinaires.tasks.distribuer"
_RENDEZVOUS = Lecture(lambda: Rendezvous.objects.avec_comptes().filter(parmi("cle", "cles")))
REGLABLES = ("inscriptions", "capacite", "direct")
"""What staff may set at any time."""


class InscriptionRefusee(ErreurMetier):
    """A seat that the life of the meeting does not allow to ask for."""


@dataclass(frozen=True, slots=True)
class Rencontre:
    """A webinar with what is organised around it, if anything (`Rendezvous.objects.avec_comptes`)."""

    page: WebinairePage
    rendezvous: Rendezvous | None

    @property
    def faits(self) -> Faits:
        """What its state follows from."""
        organises = _organises(self.rendezvous) if self.rendezvous else {}
        return Faits(self.page.debut, self.page.fin, replay=bool(self.page.replay), **organises)

    def etat(self, maintenant: datetime) -> Etat:
        """Where it is in its life."""
        return self.faits.etat(maintenant)

    def mots(self, maintenant: datetime) -> str:
        """The same in two or three words, for a list."""
        return MOTS[self.etat(maintenant)]

    def attendue(self, maintenant: datetime) -> bool:
        """Whether it will take place and has not begun: seats may still change hands."""
        return not self.faits.annule and maintenant < self.page.debut

    @property
    def motif(self) -> str:
        """Why it was called off."""
        return self.rendezvous.motif if self.rendezvous else ""

    @property
    def quand(self) -> str:
        """When, in Paris, as one says it in a sentence: « le jeudi 12 mars 2026, de 13 h 00 à 14 h 30 »."""
        dit = creneau(self.page.debut, self.page.fin)
        return dit if dit.startswith("du ") else f"le {dit}"


def faits_de(rendezvous: Any) -> Faits:
    """The same from a meeting that brought its webinar and its counts along."""
    return Faits(rendezvous.debut, rendezvous.fin, replay=bool(rendezvous.replay), **_organises(rendezvous))


def _organises(rendezvous: Any) -> dict[str, Any]:
    """What staff decided; the count of seats taken is there when `avec_comptes` brought it."""
    return {
        "inscriptions": rendezvous.inscriptions,
        "places": rendezvous.capacite,
        "assises": getattr(rendezvous, "assises", 0),
        "annule": rendezvous.annule_le is not None,
    }


def lire_rencontres(pages: Iterable[WebinairePage]) -> dict[str, Rencontre]:
    """Each webinar with what is organised around it, by key: one query whatever their number."""
    lues = {page.cle: page for page in pages}
    rendezvous = {organise.cle: organise for organise in _RENDEZVOUS(cles=list(lues))}
    return {cle: Rencontre(page, rendezvous.get(cle)) for cle, page in lues.items()}


def lire_rencontre(page: WebinairePage) -> Rencontre:
    """A webinar with what is organised around it."""
    return lire_rencontres([page])[page.cle]


def rencontre_de(inscription: Inscription) -> Rencontre | None:
    """The meeting somebody registered for; None when its page is no more, or not public for now."""
    organise = Rendezvous.objects.avec_comptes().get(pk=inscription.rendezvous_id)
    page = WebinairePage.objects.live().filter(cle=organise.cle).first()
    return Rencontre(page, organise) if page else None


def trouver_inscription(*, jeton: str) -> Inscription | None:
    """Return the registration whose secret this is, or None."""
    return Inscription.objects.filter(jeton=jeton).first()


def rang_dans_l_attente(*, inscription: Inscription) -> int:
    """How many wait before somebody, plus one."""
    devant = Inscription.objects.en_attente().filter(rendezvous=inscription.rendezvous_id)
    return 1 + devant.filter(rangee_le__lt=inscription.rangee_le).count()


@transaction.atomic
def demander_inscription(*, rencontre: Rencontre, adresse: str) -> None:
    """Write down that an address asks for a seat, and answer it by mail once committed.

    The mail alone knows whether the address was already there: see `contenus.abonnements.redemander`.

    Raises:
        InscriptionRefusee: begun, over, called off, or not open.
    """
    if rencontre.rendezvous is None or rencontre.etat(timezone.now()) not in OUVERTS:
        raise InscriptionRefusee("On ne peut plus, ou pas encore, s’inscrire à ce webinaire.")
    Inscription.objects.bulk_create(
        [Inscription(adresse=adresse, rendezvous=rencontre.rendezvous)], ignore_conflicts=True
    )
    siennes = Inscription.objects.filter(rendezvous=rencontre.rendezvous).de(adresse)
    redemander(siennes, repondre=partial(confier, ECRIRE, "reponse"))


@transaction.atomic
def confirmer_inscription(*, inscription: Inscription) -> None:
    """Confirm, once: join the line, then take a seat if one is free; the answer leaves by mail.

    Staff may have closed registrations since: whoever asked in time may still confirm.

    Raises:
        InscriptionRefusee: begun, over or called off meanwhile.
    """
    rendezvous = _verrouiller(inscription.rendezvous_id)
    if not _attendu(rendezvous):
        raise InscriptionRefusee("Ce webinaire a commencé ou n’aura pas lieu\u00a0: il n’y a plus de place.")
    a_confirmer = Inscription.objects.filter(pk=inscription.pk, confirme_le=None)
    if a_confirmer.update(etat=Inscription.Etat.ATTENTE, confirme_le=Now(), rangee_le=Now()):
        _asseoir(rendezvous, a_prevenir={inscription.pk})


@transaction.atomic
def quitter_inscription(*, jeton: str) -> None:
    """Erase a registration; its seat goes to who waits first, who is told. Already gone: nothing to do."""
    trouvee = Inscription.objects.filter(jeton=jeton).values_list("rendezvous", flat=True).first()
    if trouvee is None:
        return
    rendezvous = _verrouiller(trouvee)
    Inscription.objects.filter(jeton=jeton).delete()
    if _attendu(rendezvous):
        _asseoir(rendezvous)


def _verrouiller(pk: int) -> Rendezvous:
    """Lock the row of a meeting; `no_key`, so that requests may still be written below it."""
    return Rendezvous.objects.select_for_update(no_key=True).get(pk=pk)


def _attendu(rendezvous: Rendezvous) -> bool:
    page = WebinairePage.objects.filter(cle=rendezvous.cle).first()
    return page is not None and Rencontre(page, rendezvous).attendue(timezone.now())


def _asseoir(rendezvous: Rendezvous, a_prevenir: Iterable[int] = ()) -> None:
    """Give each free seat to who waits first; the caller holds the lock of `rendezvous`.

    Those who get a seat are written to, with `a_prevenir`. Seats may have been taken away below those
    already given: nobody who has one loses it.
    """
    attente = rendezvous.inscrites.en_attente().values_list("pk", flat=True)
    if rendezvous.capacite is not None:
        attente = attente[: max(0, rendezvous.capacite - rendezvous.inscrites.assises().count())]
    placees = list(attente)
    if placees:
        Inscription.objects.filter(pk__in=placees).update(etat=Inscription.Etat.ASSISE)
    for pk in {*placees, *a_prevenir}:
        transaction.on_commit(partial(confier, ECRIRE, "place", pk))


@transaction.atomic
def regler_rendezvous(*, rendezvous: Rendezvous) -> Rendezvous:
    """Save what staff set on `rendezvous` (new, or not yet saved): open or closed, seats, live address.

    Seats added go to who waits; the pages that show the meeting are forgotten.
    """
    if rendezvous._state.adding:
        rendezvous.save()
    else:
        _verrouiller(rendezvous.pk)
        rendezvous.save(update_fields=[*REGLABLES, "modifie_le"])
    if _attendu(rendezvous):
        _asseoir(rendezvous)
    transaction.on_commit(memoire.oublier)
    return rendezvous


@transaction.atomic
def annuler_rendezvous(*, rendezvous: Rendezvous, motif: str) -> Rendezvous:
    """Call a meeting off: its page says so and why, calendars strike it out, all who registered are told.

    Raises:
        ModerationRefusee: no reason, or a meeting that took place.
    """
    propre = lire_motif(motif, lu_par="la page du webinaire le dira, et les personnes inscrites le recevront")
    ligne = _verrouiller(rendezvous.pk)
    if ligne.annule_le:
        return ligne
    if WebinairePage.objects.filter(cle=ligne.cle, fin__lte=timezone.now()).exists():
        raise ModerationRefusee("Ce webinaire a eu lieu\u00a0: il n’y a rien à annuler.")
    return _decider(ligne, timezone.now(), propre)


@transaction.atomic
def retablir_rendezvous(*, rendezvous: Rendezvous) -> Rendezvous:
    """Put a cancelled meeting back: all who registered are told that it takes place after all."""
    ligne = _verrouiller(rendezvous.pk)
    if ligne.annule_le is None:
        return ligne
    _decider(ligne, None, "")
    if _attendu(ligne):
        _asseoir(ligne)
    return ligne


def _decider(ligne: Rendezvous, annule_le: datetime | None, motif: str) -> Rendezvous:
    ligne.annule_le, ligne.motif = annule_le, motif
    ligne.save(update_fields=["annule_le", "motif", "modifie_le"])
    annoncer(ligne)
    transaction.on_commit(memoire.oublier)
    transaction.on_commit(partial(confier, DISTRIBUER))
    return ligne


def purger_inscriptions(*, maintenant: datetime) -> int:
    """Erase what was never confirmed, and what outlived its meeting by thirty days; return how many went."""
    jamais_confirmees = Inscription.objects.oublies(maintenant).delete()[0]
    return jamais_confirmees + Inscription.objects.perimees(maintenant).delete()[0]
