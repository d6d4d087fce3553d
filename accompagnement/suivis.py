"""What coordinators write: notes, none of which is ever lost, and the follow-ups that took place."""

from datetime import date

from django.db import transaction

from accompagnement.calendrier import six_mois_apres
from accompagnement.models import Accompagnement, Note, Suivi
from comptes.erreurs import ErreurMetier
from comptes.models import Utilisateur
from kits.francais import PARIS

RETIRE = "Cet accord a pris fin."


class NoteDepassee(ErreurMetier):
    """Somebody saved another note since this one was opened; it is given back with theirs."""

    def __init__(self, autre: Note) -> None:
        super().__init__("Une autre note a été enregistrée pendant que vous écriviez la vôtre.")
        self.autre = autre


@transaction.atomic
def noter(*, accord: Accompagnement, par: Utilisateur, texte: str, apres: int) -> Note | None:
    """Save the note; `apres` is the number of the one it was written over (0: none).

    The same text again saves nothing. Every former note is kept.

    Raises:
        NoteDepassee: another one was saved meanwhile, with other words.
        ErreurMetier: the agreement has ended.
    """
    _verrouiller(accord)
    derniere = accord.notes.select_related("par").order_by("-le", "-pk").first()
    if (derniere.texte if derniere else "") == texte:
        return derniere
    if derniere and derniere.pk != apres:
        raise NoteDepassee(derniere)
    return Note.objects.create(accompagnement=accord, par=par, texte=texte)


@transaction.atomic
def suivre(*, accord: Accompagnement, par: Utilisateur, jour: date) -> None:
    """Write down that a follow-up took place; the next one is six months later. Twice is once."""
    _verrouiller(accord)
    Suivi.objects.get_or_create(accompagnement=accord, jour=jour, defaults={"par": par})
    _recaler(accord)


@transaction.atomic
def annuler(*, accord: Accompagnement, suivi: int) -> None:
    """Take back a follow-up that did not take place. Gone already: nothing to do."""
    _verrouiller(accord)
    accord.suivis.filter(pk=suivi).delete()
    _recaler(accord)


def _verrouiller(accord: Accompagnement) -> None:
    vivants = Accompagnement.objects.en_cours().select_for_update(of=("self",))
    if vivants.filter(pk=accord.pk).first() is None:
        raise ErreurMetier(RETIRE)


def _recaler(accord: Accompagnement) -> None:
    dernier = accord.suivis.order_by("-jour").values_list("jour", flat=True).first()
    depuis = max(filter(None, [dernier, accord.consenti_le.astimezone(PARIS).date()]))
    Accompagnement.objects.filter(pk=accord.pk).update(prochain_suivi=six_mois_apres(depuis))
