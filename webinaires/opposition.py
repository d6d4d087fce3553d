"""A person asks not to be named: the name leaves everything at once, the function takes its place.

Irreversible, and idempotent. What holds a copy of the name declares how it gets rid of it::

    declarer(taire)  # called with `intervenant=`, while the name is still known, in the same transaction
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from comptes.models import Utilisateur
from contenus import memoire, mots
from contenus.models import DocumentPublic
from webinaires import paroles
from webinaires.documents_publics import suivre_les_pages, suivre_les_voix
from webinaires.models import Intervenant, Intervention
from webinaires.noms import Nom, effacer

OPPOSITION = "webinaires.opposition"
SANS_NOM = "Une personne qui n’est pas nommée"
_reecritures: list[Callable[..., Any]] = [paroles.taire]


def declarer(reecriture: Callable[..., Any]) -> None:
    """Make known what takes a name out of copies; a second declaration of the same changes nothing."""
    if reecriture not in _reecritures:
        _reecritures.append(reecriture)


@transaction.atomic
def opposer(*, intervenant: Intervenant, par: Utilisateur | None = None) -> bool:
    """Stop naming a person; False when this was already done.

    Effects, in order: copies are rewritten (transcripts); the row loses first name, last name, spellings
    and the key that held them; Wagtail's journal loses the name it had kept and gains one line without
    it; the search forgets the person, and knows the webinars and the structures without the name, down
    to the words it suggests; remembered pages are forgotten once committed. Pages, feeds, API and later
    reports read the row. What staff typed by hand in a text is not rewritten: see `ou_le_nom_reste`.
    """
    ligne = Intervenant.objects.select_for_update().get(pk=intervenant.pk)
    if ligne.oppose_le is not None:
        return False
    for reecrire in _reecritures:
        reecrire(intervenant=ligne)
    _effacer(ligne)
    _journaliser(ligne, par)
    _oublier(ligne)
    transaction.on_commit(memoire.oublier)
    return True


def ou_le_nom_reste(noms: Iterable[str]) -> list[DocumentPublic]:
    """The public documents that still hold one of these names: staff typed it, staff takes it out."""
    trouves: dict[int, DocumentPublic] = {}
    for nom in filter(None, noms):
        for champ in ("titre", "resume", "texte"):
            documents = DocumentPublic.objects.filter(**{f"{champ}__icontains": nom}).order_by("titre")
            trouves |= {document.pk: document for document in documents.defer("texte")}
    return list(trouves.values())


def _effacer(ligne: Intervenant) -> None:
    nom = Nom(ligne.prenom, ligne.nom, tuple(ligne.variantes))
    ligne.source, _ = effacer(ligne.source, nom, "cette personne")
    ligne.prenom, ligne.nom, ligne.variantes = "", "", []
    ligne.cle = f"voix-{uuid4().hex}"
    ligne.oppose_le = timezone.now()
    ligne.save()


def _journaliser(ligne: Intervenant, par: Utilisateur | None) -> None:
    genre = ContentType.objects.get_for_model(Intervenant)
    entrees = ModelLogEntry.objects.filter(content_type=genre, object_id=str(ligne.pk))
    entrees.update(label=str(ligne), data={})
    log(instance=ligne, action=OPPOSITION, user=par)


def _oublier(ligne: Intervenant) -> None:
    pages = list(Intervention.objects.filter(intervenant=ligne).values_list("page", flat=True).distinct())
    suivre_les_pages(pages)
    suivre_les_voix([ligne.pk], [])
    mots.rafraichir()
