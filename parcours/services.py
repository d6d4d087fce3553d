"""What happens when somebody starts, names, writes in, attaches to, or erases a cahier."""

from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from diagnostic.ecriture import Ecrit
from diagnostic.models import Diagnostic
from diagnostic.services import (
    DEPART_REPETE,
    ErreurMetier,
    SaisieRefusee,
    normaliser_texte,
    verifier_l_envoi,
)
from parcours import codes
from parcours.demandes import NOM_DU_CAHIER, demande_de
from parcours.ecriture import Ecriture, ecrire
from parcours.models import Cahier

__all__ = [
    "ErreurMetier",
    "SaisieRefusee",
    "commencer",
    "effacer",
    "enregistrer",
    "nommer",
    "rattacher",
    "renouveler_code",
]


def commencer(*, depart: str = "") -> tuple[Cahier, str]:
    """Start a cahier; return it with its resume code, shown this once.

    `depart` is the token of the form, if any: sent again within `DEPART_REPETE`, even at once, it returns
    the cahier it started.
    """
    code = codes.deriver(depart, cle=settings.SECRET_KEY) if depart else codes.tirer()
    cahier, _ = Cahier.objects.get_or_create(empreinte_code=codes.empreinte(code))
    if cahier.cree_le < timezone.now() - DEPART_REPETE:
        return commencer()
    return cahier, code


def enregistrer(
    *,
    cahier: Cahier,
    objet: str,
    champ: str,
    valeur: str,
    auteur: str,
    nom: str = "",
    sequence: int | None = None,
) -> Ecrit:
    """Check one field of a step or of a tool, and write it with the question as it is asked today.

    Who wins and what is kept: see `ecriture.ecrire`.

    Raises:
        SaisieRefusee: unknown step or field; text too long or unreadable; bad author.
    """
    sequence = verifier_l_envoi(objet, champ, valeur, auteur=auteur, nom=nom, sequence=sequence)
    demande = demande_de(cahier=cahier, objet=objet, champ=champ)
    ecriture = Ecriture(
        cahier=cahier.pk,
        objet=objet,
        champ=champ,
        valeur=demande.verifier(normaliser_texte(valeur)),
        libelle=demande.libelle,
        auteur=auteur,
        nom=nom.strip(),
        sequence=sequence,
    )
    return _ecrire_le_nom(ecriture) if (objet, champ) == NOM_DU_CAHIER else ecrire(ecriture)


@transaction.atomic
def _ecrire_le_nom(ecriture: Ecriture) -> Ecrit:
    """Every page and document says the name: it is on the cahier too, changed under the lock of its field."""
    ecrit = ecrire(ecriture)
    if ecrit.appliquee:
        Cahier.objects.filter(pk=ecriture.cahier).update(nom=ecriture.valeur)
    return ecrit


def nommer(*, cahier: Cahier, nom: str, auteur: str = "") -> None:
    """Name a cahier, unless it has this name already.

    Raises:
        SaisieRefusee: too long, or unreadable.
    """
    if nom.strip() != cahier.nom:
        objet, champ = NOM_DU_CAHIER
        enregistrer(cahier=cahier, objet=objet, champ=champ, valeur=nom, auteur=auteur or str(uuid4()))


@transaction.atomic
def rattacher(*, cahier: Cahier, diagnostic: Diagnostic | None) -> None:
    """Attach a diagnostic, or detach it. A cahier still without a name takes over the diagnostic’s."""
    cahier.diagnostic = diagnostic
    cahier.save(update_fields=["diagnostic"])
    if diagnostic and not cahier.nom:
        nommer(cahier=cahier, nom=diagnostic.nom)


def effacer(*, cahier: Cahier) -> None:
    """Erase a cahier and all that hangs on it, journal included. Documents already made expire alone."""
    with transaction.atomic():  # whoever writes at this instant waits, then is told: nothing is left behind
        Cahier.objects.select_for_update().filter(pk=cahier.pk).first()
        cahier.delete()


def renouveler_code(*, cahier: Cahier) -> str:
    """Give a cahier another resume code and return it; the former opens nothing any more."""
    code = codes.tirer()
    Cahier.objects.filter(pk=cahier.pk).update(empreinte_code=codes.empreinte(code))
    return code
