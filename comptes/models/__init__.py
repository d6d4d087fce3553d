"""People, structures, and the keys they keep."""

from comptes.models.invitations import INVITATION_DUREE, Invitation
from comptes.models.journal import JOURNAL_DUREE, Acces, Consentement, Geste
from comptes.models.rattachements import Rattachement
from comptes.models.structures import Adhesion, Role, Structure
from comptes.models.utilisateur import Utilisateur, UtilisateurManager

__all__ = [
    "INVITATION_DUREE",
    "JOURNAL_DUREE",
    "Acces",
    "Adhesion",
    "Consentement",
    "Geste",
    "Invitation",
    "Rattachement",
    "Role",
    "Structure",
    "Utilisateur",
    "UtilisateurManager",
]
