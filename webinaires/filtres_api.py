"""What the open API may be asked about webinars, and how it says no. Every answer is a sentence in French."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rest_framework.exceptions import ValidationError
from wagtail.query import PageQuerySet

from contenus.champs import Pilier
from webinaires.champs import termes_de
from webinaires.models import Cycle, Organisation
from webinaires.publics import ouverts

REGLAGES = frozenset({"page", "par_page", "format"})
FILTRES = ("cycle", "annee", "odd", "pilier", "organisation")
ANNEE_MIN, ANNEE_MAX = 2000, 2100
_CLE = re.compile(r"[-\w]{1,80}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Demande:
    """What is asked, each value known to exist."""

    pages: dict[str, Any] = field(default_factory=dict)

    def webinaires(self) -> PageQuerySet:
        """The published webinars that answer."""
        return ouverts().filter(**self.pages)


def lire(recu: Mapping[str, str]) -> Demande:
    """Read the filters of an address.

    Raises:
        ValidationError: a parameter that does not exist, or a value that it cannot have.
    """
    if inconnus := sorted(set(recu) - REGLAGES - set(FILTRES)):
        admis = ", ".join((*FILTRES, "page", "par_page"))
        raise _refus(inconnus[0], f"ce paramètre n’existe pas. Ceux qui existent\u00a0: {admis}.")
    filtres = {chemin: lire(recu[nom]) for nom, (chemin, lire) in _LECTURES.items() if recu.get(nom)}
    if structure := recu.get("organisation"):
        filtres["pk__in"] = _organisation(structure).interventions.values("page_id")
    return Demande(filtres)


def _refus(nom: str, phrase: str) -> ValidationError:
    return ValidationError({"detail": f"«\u00a0{nom[:60]}\u00a0»\u00a0: {phrase}"})


def _parmi(nom: str, saisie: str, connus: Iterable[str]) -> ValidationError:
    admis = ", ".join(connus)
    return _refus(nom, f"«\u00a0{saisie[:60]}\u00a0» n’existe pas. Choisissez parmi\u00a0: {admis}.")


def _cycle(saisie: str) -> str:
    if _CLE.fullmatch(saisie) and Cycle.objects.filter(cle=saisie).exists():
        return saisie
    raise _parmi("cycle", saisie, Cycle.objects.values_list("cle", flat=True))


def _annee(saisie: str) -> int:
    if saisie.isascii() and saisie.isdigit() and ANNEE_MIN <= int(saisie[:5]) <= ANNEE_MAX:
        return int(saisie)
    raise _refus("annee", f"une année en quatre chiffres, de {ANNEE_MIN} à {ANNEE_MAX}.")


def _odd(saisie: str) -> list[str]:
    connus = [code for code, _ in termes_de("odd")]
    if saisie in connus:
        return [saisie]
    raise _parmi("odd", saisie, connus)


def _pilier(saisie: str) -> list[str]:
    if saisie in Pilier.values:
        return [saisie]
    raise _parmi("pilier", saisie, Pilier.values)


def _organisation(saisie: str) -> Organisation:
    trouvee = Organisation.objects.filter(cle=saisie).first() if _CLE.fullmatch(saisie) else None
    if trouvee is None:
        raise _refus(
            "organisation",
            f"«\u00a0{saisie[:60]}\u00a0» n’existe pas. Les clés sont dans /api/v1/organisations/.",
        )
    return trouvee


_LECTURES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "cycle": ("cycle__cle", _cycle),
    "annee": ("debut__year", _annee),
    "odd": ("odd__contains", _odd),
    "pilier": ("piliers__contains", _pilier),
}
"""Name of a filter → where pages are looked at, and what reads its value."""
