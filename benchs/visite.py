"""The first visit of every public page in a real Chromium: bytes and requests on the wire, cold cache."""

import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.management import call_command
from playwright.sync_api import Browser, sync_playwright

from benchs import banc, jeu
from benchs.pages import la_plus_longue
from benchs.resultat import Resultat
from benchs.statistiques import nombre
from contenus.models import ActualitePage, ArticlePage, RessourcePage, RubriquePage
from diagnostic.documents import TYPE_DOCUMENT, document_de
from diagnostic.models import Diagnostic
from diagnostic.restitution import rassembler
from kits import services
from parcours.models import EtapePage
from parcours.services import commencer as commencer_un_cahier

OCTETS_MAX, REQUETES_MAX = 60_000, 12
_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
_SILENCE, _ATTENTE_MAX = 0.8, 8.0
"""A page is over after that many seconds without a byte (event streams never end); seconds at most."""


@dataclass
class Visite:
    """What the wire saw: bytes by request, headers included, and the hosts that were called."""

    octets: dict[str, int] = field(default_factory=dict)
    adresses: dict[str, str] = field(default_factory=dict)
    statut: int = 0
    dernier: float = 0.0

    def ecouter(self, cdp: Any) -> None:
        """Follow the browser's own accounting."""
        cdp.on("Network.requestWillBeSent", self._demande)
        cdp.on("Network.responseReceived", self._reponse)
        cdp.on("Network.dataReceived", self._octets)
        cdp.on("Network.loadingFinished", self._fin)
        cdp.send("Network.enable")
        cdp.send("Network.setCacheDisabled", {"cacheDisabled": False})

    def _demande(self, message: dict[str, Any]) -> None:
        adresse = message["request"]["url"]
        if not adresse.startswith(("data:", "blob:")):
            self.adresses[message["requestId"]] = adresse
        self.dernier = time.monotonic()

    def _reponse(self, message: dict[str, Any]) -> None:
        recus = int(message["response"]["encodedDataLength"])
        self.octets[message["requestId"]] = max(self.octets.get(message["requestId"], 0), recus)
        if message["type"] == "Document":
            self.statut = int(message["response"]["status"])
        self.dernier = time.monotonic()

    def _octets(self, message: dict[str, Any]) -> None:
        self.dernier = time.monotonic()

    def _fin(self, message: dict[str, Any]) -> None:
        self.octets[message["requestId"]] = int(message["encodedDataLength"])
        self.dernier = time.monotonic()

    @property
    def poids(self) -> int:
        """Bytes received, in all."""
        return sum(self.octets[cle] for cle in self.adresses if cle in self.octets)

    def tiers(self, port: int) -> set[str]:
        """Hosts called that are neither the page server nor the event server beside it."""
        hotes = {urlsplit(adresse).netloc for adresse in self.adresses.values()}
        return hotes - {f"127.0.0.1:{port}", f"127.0.0.1:{port + 1}"}


def mesurer() -> list[Resultat]:
    """Visit each page in a new browser context, scroll it to its end, add up what came."""
    pages = _pages()
    with banc.portes() as (port, _), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=banc.chromium(), args=_OPTIONS)
        visites = {
            nom: _visiter(chromium, f"http://127.0.0.1:{port}{chemin}") for nom, chemin in pages.items()
        }
        chromium.close()
    mauvaises = {nom: visite.statut for nom, visite in visites.items() if visite.statut != 200}
    if mauvaises:
        raise RuntimeError(f"pages sans 200 : {mauvaises}")
    tiers = set().union(*(visite.tiers(port) for visite in visites.values()))
    return [_resultat_poids(visites), _resultat_requetes(visites), _resultat_tiers(tiers, len(visites))]


def _pages() -> dict[str, str]:
    court, complet = jeu.creer(400, complet=False), jeu.creer(401)
    diagnostic = Diagnostic.objects.pour_saisie().get(pk=complet.id)
    rendu = services.demander(
        document=document_de(rassembler(diagnostic)),
        format="pdf",
        type_document=TYPE_DOCUMENT,
        version_contenu="Grille 1",
        nom_fichier="banc",
    )
    return {
        "accueil": "/",
        "se situer": "/diagnostic/",
        "sommaire": f"/diagnostic/{complet.code}/",
        "répondre, court": f"/diagnostic/{court.code}/repondre/",
        "répondre, complet": f"/diagnostic/{complet.code}/repondre/",
        "restitution": f"/diagnostic/{complet.code}/restitution/",
        "historique": f"/diagnostic/{complet.code}/historique/{complet.criteres[0]}/",
        "grille": "/diagnostic/grille/1/",
        "vérifier": "/verifier/",
        "document en préparation": rendu.get_absolute_url(),
        "composants": "/composants/",
        "données personnelles": "/donnees-personnelles/",
        "accessibilité": "/accessibilite/",
        **_du_portail(),
    }


def _du_portail() -> dict[str, str]:
    """The doors, the lists, and the longest page of each kind."""
    call_command("charger_contenus", verbosity=0)
    call_command("charger_parcours", verbosity=0)
    lues = {page.title.lower(): str(page.get_url()) for page in RubriquePage.objects.live()}
    for modele in (ArticlePage, RessourcePage, ActualitePage, EtapePage):
        lues[f"{modele._meta.verbose_name} la plus longue"] = la_plus_longue(modele)
    cahier = commencer_un_cahier()[1]
    return lues | {
        "apprendre": "/apprendre/",
        "cahier": f"/cahier/{cahier}/",
        "étape suivie": f"/cahier/{cahier}/revenir-au-sens/",
        "ressources": "/ressources/",
        "actualités": "/actualites/",
        "kits": "/kits-pratiques/",
        "composer un kit": "/kits-pratiques/composer/",
        "agenda": "/agenda/",
        "s’abonner": "/s-abonner/",
        "parcours": "/parcours/?profil=gouvernance&objectif=debattre&maturite=decouvrir",
        "recherche": "/recherche/?q=partenariat",
        "mentions légales": "/mentions-legales/",
    }


def _visiter(chromium: Browser, adresse: str) -> Visite:
    contexte = chromium.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    onglet = contexte.new_page()
    visite = Visite()
    visite.ecouter(contexte.new_cdp_session(onglet))
    onglet.goto(adresse, wait_until="load")
    onglet.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    fin = time.monotonic() + _ATTENTE_MAX
    while time.monotonic() < min(fin, visite.dernier + _SILENCE):
        onglet.wait_for_timeout(100)
    contexte.close()
    return visite


def _resultat_poids(visites: dict[str, Visite]) -> Resultat:
    nom, pire = max(visites.items(), key=lambda couple: couple[1].poids)
    detail = " ; ".join(
        f"{page} {nombre(visite.poids / 1000)} ko en {len(visite.adresses)}"
        for page, visite in visites.items()
    )
    return Resultat(
        figure="Première visite d’une page publique : octets reçus",
        cible="≤ 60 ko",
        mesure=f"{nombre(pire.poids / 1000)} ko ({nom})",
        rapport=pire.poids / OCTETS_MAX,
        atteint=pire.poids <= OCTETS_MAX,
        compare=f"la cible ; la plus lourde de {len(visites)} pages",
        details=(
            "Chromium réel, cache vide, en-têtes compris (comptage du navigateur), page défilée "
            "jusqu’en bas, serveur et fichiers statiques de production (brotli, gzip). "
            f"Poids et nombre de requêtes : {detail}.",
        ),
    )


def _resultat_requetes(visites: dict[str, Visite]) -> Resultat:
    nom, pire = max(visites.items(), key=lambda couple: len(couple[1].adresses))
    nombre_pire = len(pire.adresses)
    return Resultat(
        figure="Première visite d’une page publique : requêtes",
        cible=f"≤ {REQUETES_MAX}",
        mesure=f"{nombre_pire} ({nom})",
        rapport=nombre_pire / REQUETES_MAX,
        atteint=nombre_pire <= REQUETES_MAX,
        compare=f"la cible ; la plus bavarde de {len(visites)} pages",
    )


def _resultat_tiers(tiers: set[str], pages: int) -> Resultat:
    return Resultat(
        figure="Première visite d’une page publique : tiers appelés",
        cible="0",
        mesure=str(len(tiers)) + (f" ({', '.join(sorted(tiers))})" if tiers else ""),
        rapport=float(len(tiers)),
        atteint=not tiers,
        compare=f"toutes les adresses demandées par {pages} pages (le serveur d’événements est le nôtre)",
    )
