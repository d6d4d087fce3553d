"""What happens when somebody starts, writes in, or erases a cahier."""

from django.conf import settings
from django.utils import timezone

from diagnostic.ecriture import Ecrit
from diagnostic.services import (
    DEPART_REPETE,
    ErreurMetier,
    SaisieRefusee,
    normaliser_texte,
    verifier_l_envoi,
)
from parcours import codes
from parcours.demandes import demande_de
from parcours.ecriture import Ecriture, ecrire
from parcours.models import Cahier

__all__ = ["ErreurMetier", "SaisieRefusee", "commencer", "effacer", "enregistrer"]


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
    return ecrire(
        Ecriture(
            cahier=cahier.pk,
            objet=objet,
            champ=champ,
            valeur=demande.verifier(normaliser_texte(valeur)),
            libelle=demande.libelle,
            auteur=auteur,
            nom=nom.strip(),
            sequence=sequence,
        )
    )


def effacer(*, cahier: Cahier) -> None:
    """Erase a cahier and all that hangs on it, journal included. Documents already made expire alone."""
    cahier.delete()
