"""What each app keeps about a person: what they take away, agreed to, may have erased, and what stays.

`comptes` knows none of the apps. Each declares its share in a module `part`, imported by its
`AppConfig.ready()`; the works that a key opens are declared to `comptes.travaux`, and come with it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress

from comptes import cles
from comptes.cles import Travail
from comptes.models import Rattachement, Utilisateur
from comptes.travaux import Fichier
from comptes.verbes import permis


@dataclass(frozen=True, slots=True)
class Personne:
    """Somebody, with what a share is found by: proved addresses in lower case, works by their codes.

    `travaux` are those of their own space, `communs` those of the structures where they may open them.
    """

    utilisateur: Utilisateur
    adresses: tuple[str, ...]
    travaux: tuple[Travail, ...]
    communs: tuple[Travail, ...] = ()

    def noms(self, genre: str, *, communs: bool = False) -> dict[str, str]:
        """The names of one's works of a kind, by code; with `communs`, those of one's structures too."""
        tous = (*self.travaux, *self.communs) if communs else self.travaux
        return {t.code: t.nom for t in tous if t.vivant and t.genre and t.genre.cle == genre}


@dataclass(frozen=True, slots=True)
class Accord:
    """An agreement in force or ended: on whose behalf, to whom, word for word, since and until when.

    `adresse` leads to it; `retirer` to the page that ends it, empty when it has ended or one may not.
    """

    pour: str
    a_qui: str
    texte: str
    donne_le: date
    retire_le: date | None = None
    portee: str = ""
    adresse: str = ""
    retirer: str = ""


def _aucune(personne: Personne) -> Mapping[str, Any]:
    return {}


def _aucun(personne: Personne) -> tuple[()]:
    return ()


def _rien(personne: Personne) -> None:
    return


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The share of one app.

    `garde`: what it keeps, then why and how long. `efface`, `reste`: what goes with the account, and what
    does not, with the reason. `emporter`, `fichiers`: what is in the takeout, under `cle`. `accords`: what
    was agreed to, by the person or for their structures. `desabonner`: erases what they asked for with their
    addresses, when they want that too.
    """

    cle: str
    garde: tuple[tuple[str, str], ...] = ()
    efface: tuple[str, ...] = ()
    reste: tuple[str, ...] = ()
    emporter: Callable[[Personne], Mapping[str, Any]] = _aucune
    fichiers: Callable[[Personne], Iterable[Fichier]] = _aucun
    accords: Callable[[Personne], Iterable[Accord]] = _aucun
    desabonner: Callable[[Personne], None] = _rien


_parts: dict[str, Part] = {}


def declarer(part: Part) -> None:
    """Make a share known; a second declaration under the same key replaces the first."""
    _parts[part.cle] = part


def oublier(cle: str) -> None:
    """Forget a share."""
    _parts.pop(cle, None)


def parts() -> tuple[Part, ...]:
    """Every share, in the order of declaration."""
    return tuple(_parts.values())


def decrire(utilisateur: Utilisateur, *, communs: bool = False) -> Personne:
    """Gather what shares are found by; `communs` reads the works of structures too."""
    prouvees = EmailAddress.objects.filter(user=utilisateur, verified=True).order_by("email")
    return Personne(
        utilisateur,
        tuple(adresse.lower() for adresse in prouvees.values_list("email", flat=True)),
        tuple(cles.lire(utilisateur.rattachements.pour_liste())),
        tuple(_communs(utilisateur)) if communs else (),
    )


def accords_de(personne: Personne) -> list[Accord]:
    """Every agreement the apps know, those in force first, then the newest."""
    tous = [accord for part in parts() for accord in part.accords(personne)]
    return sorted(tous, key=lambda a: (a.retire_le is not None, -a.donne_le.toordinal(), a.pour, a.a_qui))


def _communs(utilisateur: Utilisateur) -> list[Travail]:
    ouvertes = [
        adhesion.structure_id
        for adhesion in utilisateur.adhesions.select_related("membre", "structure")
        if permis("ouvrir_travail", adhesion)
    ]
    clefs = Rattachement.objects.filter(structure__in=ouvertes).select_related("structure")
    return cles.lire(clefs.order_by("structure__nom", "-attache_le", "-pk"))
