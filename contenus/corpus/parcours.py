"""Write the usage paths: the words of the three questions, and each step, unless staff changed them."""

from collections.abc import Callable, Iterator

from wagtail.models import Page

from contenus.corpus.origines import Journal
from contenus.corpus.schema import Choix, EtapeDUsage, ParcoursDUsage
from contenus.models import ChoixDUsage
from contenus.models import EtapeDUsage as Etape

PAGE = "page:"
_AXES = ("profils", "objectifs", "maturites")


def ecrire_parcours(
    parcours: ParcoursDUsage, *, journal: Journal, page_de: Callable[[str], Page | None]
) -> None:
    """Bring the questions and the steps; `page_de` gives the page of a key, None when staff removed it.

    A step without its page is written all the same: it waits, out of sight, for staff to give it one.
    """
    for axe, cle, choix, rang in _reponses(parcours):
        _ecrire_choix(axe, cle, choix, rang, journal)
    for rang, etape in enumerate(parcours.etapes):
        _ecrire_etape(etape, parcours, rang, journal, page_de)


def _reponses(parcours: ParcoursDUsage) -> Iterator[tuple[ChoixDUsage.Axe, str, Choix, int]]:
    listes = (
        (ChoixDUsage.Axe.PROFIL, parcours.profils),
        (ChoixDUsage.Axe.OBJECTIF, parcours.objectifs),
        (ChoixDUsage.Axe.MATURITE, parcours.maturites),
    )
    for axe, liste in listes:
        yield from ((axe, choix.cle, choix, rang) for rang, choix in enumerate(liste))


def _ecrire_choix(axe: ChoixDUsage.Axe, cle: str, choix: Choix, rang: int, journal: Journal) -> None:
    valeurs = {**choix.model_dump(include={"titre", "description"}), "rang": rang}
    journal.ecrire_ligne(
        f"reponse-d-usage:{axe}:{cle}", ChoixDUsage.objects.all(), {"axe": axe, "cle": cle}, valeurs
    )


def _ecrire_etape(
    etape: EtapeDUsage,
    parcours: ParcoursDUsage,
    rang: int,
    journal: Journal,
    page_de: Callable[[str], Page | None],
) -> None:
    page = page_de(etape.adresse.removeprefix(PAGE)) if etape.adresse.startswith(PAGE) else None
    valeurs = {
        **etape.model_dump(include={"titre", "pourquoi", "duree", "temps"}),
        **{axe: list(getattr(etape, axe)) for axe in _AXES},
        "page_id": page.pk if page else None,
        "adresse": "" if etape.adresse.startswith(PAGE) else etape.adresse,
        "rang": rang,
        "statut": parcours.statut,
        "source": parcours.source,
    }
    journal.ecrire_ligne(f"etape-d-usage:{etape.cle}", Etape.objects.all(), {"cle": etape.cle}, valeurs)
