"""A public page: remembered, asked again by a browser that has it, and drawn from nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from urllib.request import Request, urlopen

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from benchs import banc, charge, machine
from benchs.enregistrer import etrangers, vide
from benchs.resultat import Resultat
from benchs.statistiques import etendue, nombre
from benchs.urls import NU_LU
from contenus import memoire
from contenus.models import ArticlePage
from contenus.models.pages import PageDuPortail

LECTEURS, PAR_SECONDE = 20, 20
MANCHES, DUREE, DUREE_LENTE = 5, 4.0, 10.0
MEMOIRE_MIN, REVALIDE_MIN, P95_MAX, REQUETES_MAX = 0.4, 0.5, 0.040, 10
ACCEPTE = "gzip, deflate, br"


def mesurer() -> list[Resultat]:
    """On the heaviest page of the corpus; bare view and page alternate."""
    call_command("charger_contenus", verbosity=0)
    chemin = la_plus_longue(ArticlePage)
    requetes = _requetes(chemin)
    with banc.portes() as (port, _):
        nu = charge.requete("GET", NU_LU, port)
        page = charge.requete("GET", chemin, port)
        connue = _avec_etiquette(page, _etiquette(port, chemin))
        charge.fermee(port, LECTEURS, 2, lambda *_: page, entiere)
        machine.attendre_le_calme()
        with machine.charge() as autour:
            memorisees = _rapports(port, nu, page, entiere)
            revalidees = _rapports(port, nu, connue, inchangee)
            lentes = _dessinees(port, page)
    sans_memoire = SansMemoire("Page publique", chemin, REQUETES_MAX, P95_MAX)
    return [
        _debit("Page publique mémorisée : débit", MEMOIRE_MIN, memorisees, chemin, autour),
        _debit("Page publique revalidée (304) : débit", REVALIDE_MIN, revalidees, chemin, autour),
        *sans_memoire.resultats(requetes, lentes, autour),
    ]


@dataclass(frozen=True, slots=True)
class SansMemoire:
    """A page drawn at each visit: what is measured of it, and how far it may go."""

    sujet: str
    chemin: str
    requetes_max: int
    p95_max: float

    def mesurer(self) -> list[Resultat]:
        """Count its queries, then draw it at a steady pace."""
        requetes = _requetes(self.chemin)
        with banc.portes() as (port, _):
            page = charge.requete("GET", self.chemin, port)
            charge.fermee(port, LECTEURS, 2, lambda *_: page, entiere)
            machine.attendre_le_calme()
            with machine.charge() as autour:
                lentes = _dessinees(port, page)
        return self.resultats(requetes, lentes, autour)

    def resultats(self, requetes: int, lentes: list[charge.Releve], autour: machine.Charge) -> list[Resultat]:
        """Say both figures."""
        p95 = [releve.p95 for releve in lentes]
        toutes = [latence for releve in lentes for latence in releve.latences]
        return [
            Resultat(
                figure=f"{self.sujet} sans mémoire : requêtes à la base",
                cible=f"≤ {self.requetes_max}",
                mesure=str(requetes),
                rapport=requetes / self.requetes_max,
                atteint=requetes <= self.requetes_max,
                compare=f"la cible ; {self.chemin}, parmi {Page.objects.live().count()} pages publiées",
                details=(),
            ),
            Resultat(
                figure=f"{self.sujet} sans mémoire : p95 à {PAR_SECONDE} par seconde",
                cible=f"< {self.p95_max * 1000:.0f} ms",
                mesure=etendue(p95, "ms", echelle=1000),
                rapport=median(p95) / self.p95_max,
                atteint=median(p95) < self.p95_max,
                compare="la cible ; la même page, dessinée à chaque visite",
                details=(
                    f"{self.chemin} ; {MANCHES} manches de {DUREE_LENTE:.0f} s, arrivées de Poisson, latence "
                    "depuis l’arrivée prévue. Toutes manches confondues : médiane "
                    f"{nombre(median(toutes) * 1000)} ms.",
                    etrangers(autour),
                ),
            ),
        ]


def entiere(statut: int, corps: bytes) -> bool:
    """Tell whether a compressed page came back."""
    return statut == 200 and corps[:2] == b"\x1f\x8b"


def inchangee(statut: int, corps: bytes) -> bool:
    """Tell whether the server said that nothing changed."""
    return statut == 304 and not corps


def la_plus_longue(modele: type[PageDuPortail]) -> str:
    """The address of the published page of a kind whose body is the longest."""
    pages = modele.objects.live()
    return str(max(pages, key=lambda page: len(str(page.corps.raw_data))).get_url())


def _requetes(chemin: str) -> int:
    client = Client()
    client.get(chemin)
    memoire.oublier()
    with CaptureQueriesContext(connection) as captees:
        assert client.get(chemin).status_code == 200
    return len(captees)


def _etiquette(port: int, chemin: str) -> str:
    demande = Request(f"http://127.0.0.1:{port}{chemin}", headers={"Accept-Encoding": ACCEPTE})
    with urlopen(demande) as reponse:
        return str(reponse.headers["ETag"])


def _avec_etiquette(requete: bytes, etiquette: str) -> bytes:
    tete, _, corps = requete.partition(b"\r\n\r\n")
    return tete + f"\r\nIf-None-Match: {etiquette}\r\n\r\n".encode() + corps


def _rapports(
    port: int, nu: bytes, page: bytes, controle: Callable[[int, bytes], bool]
) -> tuple[list[float], list[float]]:
    """Answers per second, bare view then page, several times."""
    nus, pages = [], []
    for _ in range(MANCHES):
        nus.append(_sain(charge.fermee(port, LECTEURS, DUREE, lambda *_: nu, vide)).debit)
        pages.append(_sain(charge.fermee(port, LECTEURS, DUREE, lambda *_: page, controle)).debit)
    return nus, pages


def _dessinees(port: int, page: bytes) -> list[charge.Releve]:
    """The same page with a question no copy may answer: drawn each time."""
    suite = b"&" if b"?" in page.partition(b" HTTP/1.1")[0] else b"?"
    neuve = page.replace(b" HTTP/1.1", suite + b"sans-memoire=1 HTTP/1.1", 1)
    releves = []
    for manche in range(1 + MANCHES):
        instants = charge.arrivees(
            connexions=LECTEURS, par_seconde=PAR_SECONDE, duree=DUREE_LENTE, graine=manche
        )
        releves.append(_sain(charge.ouverte(port, instants, lambda *_: neuve, entiere)))
    return releves[1:]


def _sain(releve: charge.Releve) -> charge.Releve:
    if releve.refus:
        raise RuntimeError(f"{releve.refus} réponses inattendues : {dict(releve.statuts)}")
    return releve


def _debit(
    figure: str, cible: float, mesures: tuple[list[float], list[float]], chemin: str, autour: machine.Charge
) -> Resultat:
    nus, pages = mesures
    rapports = [page / nu for nu, page in zip(nus, pages, strict=True)]
    return Resultat(
        figure=figure,
        cible=f"≥ {nombre(cible, 1)} × vue nue",
        mesure=etendue(pages, "par seconde", decimales=0),
        rapport=median(rapports),
        atteint=median(rapports) >= cible,
        compare=f"vue GET nue, même serveur, mêmes intergiciels : {etendue(nus, 'par seconde', decimales=0)}",
        details=(
            f"{chemin}, la plus longue du corpus ; {LECTEURS} connexions, {MANCHES} manches "
            f"alternées de {DUREE:.0f} s ; rapport par manche : {etendue(rapports, '', decimales=2)}.",
            etrangers(autour),
        ),
    )
