"""Who must prove who they are twice. Other apps add their own reasons: this one knows nobody."""

from collections.abc import Callable

from comptes.models import Utilisateur

Raison = Callable[[Utilisateur], bool]
_RAISONS: list[Raison] = []


def exiger_un_second_facteur(raison: Raison) -> Raison:
    """Add a reason (a role, a right) for which a second factor is demanded; usable as a decorator."""
    if raison not in _RAISONS:
        _RAISONS.append(raison)
    return raison


@exiger_un_second_facteur
def est_du_personnel(utilisateur: Utilisateur) -> bool:
    """Staff, and administrators of everything."""
    return utilisateur.is_staff or utilisateur.is_superuser


@exiger_un_second_facteur
def entre_au_bureau(utilisateur: Utilisateur) -> bool:
    """Whoever may enter the editorial office, whatever their group."""
    return utilisateur.has_perm("wagtailadmin.access_admin")


def doit_avoir_un_second_facteur(utilisateur: Utilisateur) -> bool:
    """True when at least one reason holds for this person, asked one after the other."""
    return any(raison(utilisateur) for raison in _RAISONS)
