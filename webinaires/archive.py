"""The list of the webinars: what is asked, what answers, in at most eight queries whatever their number."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.core.paginator import Page as Feuille
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from contenus.facettes import Facette
from contenus.memoire import DUREE
from kits.francais import creneau
from kits.lectures import Lecture, parmi
from webinaires import facettes
from webinaires.etats import Etat
from webinaires.models import Trait, WebinairePage
from webinaires.paroles import voix_de
from webinaires.rencontres import Rencontre, lire_rencontres

PAR_PAGE = 24
_A_DIRE = {Etat.A_VENIR, Etat.OUVERT, Etat.COMPLET, Etat.EN_DIRECT, Etat.ANNULE, Etat.REPLAY}
"""The states that a line of the list says; that a meeting is over needs no word."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """A webinar as a list shows it."""

    page: WebinairePage
    quand: str
    etat: str
    transcrit: bool
    voix: str

    @property
    def a_retrouver(self) -> bool:
        """Whether nothing but the slot is known."""
        return self.page.date_dite == "calculee"


@dataclass(frozen=True, slots=True)
class Choisi:
    """A chosen value, and the address of the list without it."""

    libelle: str
    mots: str
    sans: str


@dataclass(frozen=True, slots=True)
class Liste:
    """What the page shows."""

    lignes: tuple[Ligne, ...]
    total: int
    feuille: "Feuille[int]"
    facettes: tuple[Facette, ...]
    choisis: tuple[Choisi, ...]
    reste: str
    memorable: bool


def lister(recu: Mapping[str, str]) -> Liste:
    """Answer the parameters of an address; what they do not know is ignored, a far page is the last."""
    lues = facettes.lire()
    vocabulaire, masques = lues.vocabulaire, lues.masques
    choix, maintenant = facettes.lire_choix(recu, vocabulaire), timezone.now()
    cles = masques.ranger(choix, maintenant)
    feuille = Paginator(cles, PAR_PAGE).get_page(recu.get("page"))
    return Liste(
        lignes=lignes([*feuille.object_list], maintenant),
        total=len(cles),
        feuille=feuille,
        facettes=facettes.dresser(masques.compter(choix), choix, vocabulaire),
        choisis=tuple(
            Choisi(facettes.LIBELLES[nom], vocabulaire.de(nom, valeur), _adresse(choix, sauf=nom))
            for nom, valeur in choix.items()
        ),
        reste=urlencode(choix),
        memorable=not masques.bouge_entre(*_bornes(maintenant)),
    )


def _adresse(choix: Mapping[str, str], *, sauf: str) -> str:
    return f"?{urlencode({nom: valeur for nom, valeur in choix.items() if nom != sauf})}"


def _pages() -> "QuerySet[WebinairePage]":
    colonnes = (
        "pk", "cle", "title", "slug", "path", "depth", "url_path", "resume", "debut", "fin", "date_dite",
        "replay", "cycle__titre", "cycle__cle", "numero",
    )  # fmt: skip
    transcrit = Exists(Trait.objects.filter(facette="transcription", page=OuterRef("pk")))
    choisies = WebinairePage.objects.filter(parmi("pk", "pages")).select_related("cycle")
    completes: QuerySet[WebinairePage] = choisies.only(*colonnes).annotate(transcrit=transcrit)
    return completes


_PAGES = Lecture(_pages)


def lignes(pages: list[int], maintenant: datetime) -> tuple[Ligne, ...]:
    """The webinars of these primary keys as a list shows them, in the same order: three queries."""
    trouvees = {page.pk: page for page in _PAGES(pages=pages)}
    lues = [trouvees[cle] for cle in pages if cle in trouvees]
    rencontres = lire_rencontres(lues)
    voix: dict[int, list[str]] = defaultdict(list)
    for cle, _, dite in voix_de(page.pk for page in lues):
        voix[cle].append(dite)
    return tuple(_ligne(page, rencontres[page.cle], voix[page.pk], maintenant) for page in lues)


def _ligne(page: WebinairePage, rencontre: Rencontre, voix: list[str], maintenant: datetime) -> Ligne:
    etat = rencontre.etat(maintenant)
    return Ligne(
        page=page,
        quand=creneau(page.debut, page.fin),
        etat=rencontre.mots(maintenant) if etat in _A_DIRE else "",
        transcrit=bool(getattr(page, "transcrit", False)),
        voix=", ".join(voix),
    )


def bouge_bientot(maintenant: datetime) -> bool:
    """Whether a meeting begins or ends while a page could be remembered, or may fill up meanwhile."""
    bornes = _bornes(maintenant)
    return bool(WebinairePage.objects.filter(Q(debut__range=bornes) | Q(fin__range=bornes)).exists())


def _bornes(maintenant: datetime) -> tuple[datetime, datetime]:
    return maintenant, maintenant + timedelta(seconds=DUREE)
