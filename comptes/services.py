"""What happens to structures and their members: created, joined, changed, left, shown out, erased."""

import secrets

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from comptes import coffre
from comptes.erreurs import AutreAdresse, DernierAdministrateur, ErreurMetier, InvitationPerdue
from comptes.models import Acces, Adhesion, Geste, Invitation, Role, Structure, Utilisateur
from comptes.models.journal import OBJET_MAX

INVITATIONS_EN_COURS_MAX = 50
ENTREES_MAX = 100
"""How many people one « lien à plusieurs » may let in."""
STRUCTURES_MAX = 50
"""How many structures one person may administer: a brake, not a rule of the trade."""


def journaliser(
    *,
    structure: Structure,
    par: Utilisateur | None,
    geste: str,
    objet: str = "",
    sur: Utilisateur | None = None,
) -> None:
    """Write one line of the journal of a structure; `sur` is whom it was done to."""
    Acces.objects.create(structure=structure, par=par, geste=geste, objet=objet[:OBJET_MAX], sur=sur)


@transaction.atomic
def creer_structure(*, structure: Structure, par: Utilisateur, role: str) -> Structure:
    """Create a structure, make its creator a member who administers it, write it in the journal.

    Raises:
        ErreurMetier: a partner administers nothing; too many structures already.
    """
    if role == Role.PARTENAIRE:
        raise ErreurMetier(
            "Pour créer une structure, dites ce que vous y êtes\u00a0: un partenaire y est invité."
        )
    if par.adhesions.administrent().count() >= STRUCTURES_MAX:
        raise ErreurMetier(f"Vous administrez déjà {STRUCTURES_MAX} structures.")
    structure.save(force_insert=True)
    Adhesion.objects.create(structure=structure, membre=par, role=role, administre=True)
    journaliser(structure=structure, par=par, geste=Geste.CREATION)
    return structure


@transaction.atomic
def supprimer_structure(*, structure: Structure, par: Utilisateur) -> None:
    """Erase a structure, its members, invitations, journal and keys; its works go on.

    The keys pass to whoever erases, so that no code is lost with them. Other members keep those they have
    in their own space.
    """
    _verrouiller(structure)
    siennes = par.rattachements.values("empreinte")
    orphelines = structure.rattachements.exclude(empreinte__in=siennes)
    orphelines.update(structure=None, utilisateur=par)
    structure.delete()


@transaction.atomic
def inviter(
    *,
    structure: Structure,
    par: Utilisateur,
    role: str,
    adresse: str = "",
    plusieurs: bool = False,
    depart: str,
) -> tuple[Invitation, str, bool]:
    """Prepare an invitation; return it, its token (known now only), and whether it is new.

    `depart` is the random token of the form: sent twice, it is one invitation. An address already invited
    is invited again, and its former link dies. The mail is the caller's business, after the commit.

    Raises:
        ErreurMetier: already a member, or too many invitations pending.
    """
    _verrouiller(structure)
    jeton = coffre.empreinte("invitation", settings.SECRET_KEY, str(structure.pk), depart)
    if deja := structure.invitations.filter(empreinte=coffre.empreinte("jeton", jeton)).first():
        return deja, jeton, False
    if adresse and structure.adhesions.filter(membre__email__iexact=adresse).exists():
        raise ErreurMetier("Cette personne est déjà membre de la structure.")
    if structure.invitations.en_cours().count() >= INVITATIONS_EN_COURS_MAX:
        raise ErreurMetier(
            f"{INVITATIONS_EN_COURS_MAX} invitations attendent déjà\u00a0: révoquez-en d’abord."
        )
    if adresse:
        structure.invitations.en_cours().filter(adresse__iexact=adresse).update(revoquee_le=timezone.now())
    invitation = Invitation.objects.create(
        structure=structure,
        empreinte=coffre.empreinte("jeton", jeton),
        role=role,
        adresse=adresse,
        plusieurs=plusieurs,
        par=par,
    )
    journaliser(structure=structure, par=par, geste=Geste.INVITE, objet=str(Role(role).label))
    return invitation, jeton, True


def tirer_depart() -> str:
    """Draw the token of an invitation form."""
    return secrets.token_hex(16)


def trouver_invitation(jeton: str) -> Invitation | None:
    """The invitation whose token this is, with its structure, whatever its state."""
    empreinte = coffre.empreinte("jeton", jeton)
    return Invitation.objects.select_related("structure").filter(empreinte=empreinte).first()


def revoquer(*, invitation: Invitation, par: Utilisateur) -> None:
    """Kill an invitation; twice changes nothing."""
    vivantes = Invitation.objects.filter(pk=invitation.pk, revoquee_le=None)
    if vivantes.update(revoquee_le=timezone.now()):
        journaliser(structure=invitation.structure, par=par, geste=Geste.REVOQUE)


@transaction.atomic
def rejoindre(*, jeton: str, membre: Utilisateur) -> Structure:
    """Use an invitation, once; whoever is a member already changes nothing and uses nothing.

    Raises:
        InvitationPerdue: unknown, expired, revoked, or used already.
        AutreAdresse: sent to an address that this account has not proved to hold.
    """
    empreinte = coffre.empreinte("jeton", jeton)
    verrou = Invitation.objects.select_for_update(of=("self",)).select_related("structure")
    invitation = verrou.filter(empreinte=empreinte).first()
    if invitation is None:
        raise InvitationPerdue("Ce lien d’invitation n’existe pas.")
    if Adhesion.objects.filter(structure=invitation.structure, membre=membre).exists():
        return invitation.structure
    if invitation.etat != "en_cours" or invitation.servie >= ENTREES_MAX:
        raise InvitationPerdue("Cette invitation a expiré, a été révoquée ou a déjà servi.")
    if not est_pour(invitation, membre):
        raise AutreAdresse("Cette invitation a été envoyée à une autre adresse que celles de votre compte.")
    adhesion, neuve = Adhesion.objects.get_or_create(
        structure=invitation.structure, membre=membre, defaults={"role": invitation.role}
    )
    if neuve:
        Invitation.objects.filter(pk=invitation.pk).update(servie=F("servie") + 1)
        journaliser(
            structure=invitation.structure,
            par=membre,
            geste=Geste.REJOINT,
            objet=str(adhesion.get_role_display()),
        )
    return invitation.structure


def est_pour(invitation: Invitation, membre: Utilisateur) -> bool:
    """Whether this account may use it: the invited address is proved, or it is a link for whoever has it."""
    if not invitation.adresse:
        return True
    prouvees = EmailAddress.objects.filter(user=membre, verified=True, email__iexact=invitation.adresse)
    return bool(prouvees.exists())


@transaction.atomic
def changer_role(*, adhesion: Adhesion, role: str, administre: bool, par: Utilisateur) -> None:
    """Change what a member is. A partner never administers; without it, their invitations die.

    Raises:
        DernierAdministrateur: nobody would administer any more.
    """
    _verrouiller(adhesion.structure)
    administre = administre and role != Role.PARTENAIRE
    if not administre:
        _exiger_un_autre_administrateur(adhesion)
        _revoquer_celles_de(adhesion)
    Adhesion.objects.filter(pk=adhesion.pk).update(role=role, administre=administre)
    objet = f"{Role(role).label}{', administre' if administre else ''}"
    journaliser(structure=adhesion.structure, par=par, geste=Geste.ROLE, objet=objet, sur=adhesion.membre)


@transaction.atomic
def partir(*, adhesion: Adhesion, par: Utilisateur) -> None:
    """End a membership, by oneself or shown out. What was shared with the structure stays there.

    In order: make sure that somebody administers, kill the invitations they made, remove the membership,
    write it down. Their own space keeps what is in it.

    Raises:
        DernierAdministrateur: nobody would administer any more.
    """
    _verrouiller(adhesion.structure)
    _exiger_un_autre_administrateur(adhesion)
    _revoquer_celles_de(adhesion)
    membre, structure = adhesion.membre, adhesion.structure
    adhesion.delete()
    seul = membre == par
    journaliser(
        structure=structure,
        par=par,
        geste=Geste.QUITTE if seul else Geste.EXCLU,
        sur=None if seul else membre,
    )


def _verrouiller(structure: Structure) -> None:
    """Whoever changes the members of a structure at this instant waits for the other."""
    Structure.objects.select_for_update().only("pk").get(pk=structure.pk)


def _exiger_un_autre_administrateur(adhesion: Adhesion) -> None:
    autres = (
        Adhesion.objects.administrent().filter(structure_id=adhesion.structure_id).exclude(pk=adhesion.pk)
    )
    if Adhesion.objects.administrent().filter(pk=adhesion.pk).exists() and not autres.exists():
        raise DernierAdministrateur


def _revoquer_celles_de(adhesion: Adhesion) -> None:
    siennes = Invitation.objects.en_cours().filter(structure_id=adhesion.structure_id, par=adhesion.membre_id)
    siennes.update(revoquee_le=timezone.now())
