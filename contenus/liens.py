"""External addresses of what is published, lists included: gather them, ask each site politely."""

import ipaddress
import re
import socket
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from typing import Any, ClassVar
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import get_page_models

from contenus.models import LienVerifie, Nomenclature
from contenus.models.pages import PageDuPortail
from contenus.usages import listes_montrees

DELAI = 10.0
PAUSE = 1.0
ADRESSE_MAX = 2000
_ADRESSE = re.compile(r"https?://[^\s<>\"'»)\]]+", re.IGNORECASE)
_PONCTUATION = ".,;:!?…"
_RESERVES = frozenset({401, 403, 405, 406, 407, 429, 451, 501, 999})
"""Refused to a program: a person may well get through."""
_MORTS = frozenset({404, 410})


@dataclass(frozen=True)
class Constat:
    """What an address answered."""

    etat: str
    texte: str


class AdresseInterdite(Exception):
    """An address inside our own network: the checker is not a door to it."""


class _Redirections(HTTPRedirectHandler):
    """Follow redirections, each one looked at as if it had been written in the page."""

    max_redirections: ClassVar[int] = 5

    def redirect_request(  # noqa: PLR0917 (urllib’s own signature)
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Any:
        """Refuse to be led into our own network; keep the method."""
        _exiger_publique(newurl)
        suite = super().redirect_request(req, fp, code, msg, headers, newurl)
        if suite is not None:
            suite.method = req.get_method()
        return suite


_ouvreur = build_opener(_Redirections())


def recenser() -> list[str]:
    """Bring the table of links up to date with what is published; return the sites to ask.

    A link that is written nowhere any more is forgotten, with what was known of it.
    """
    pages_de: dict[str, set[int]] = defaultdict(set)
    listes_de: dict[str, set[int]] = defaultdict(set)
    publiees = []
    for page in pages_publiees():
        publiees.append(page.pk)
        for adresse in adresses_de(page):
            pages_de[adresse].add(page.pk)
    for liste in Nomenclature.objects.filter(pk__in=listes_montrees(publiees)).avec_termes():
        for adresse in adresses_de_la_liste(liste):
            listes_de[adresse].add(liste.pk)
    ecrites = pages_de.keys() | listes_de.keys()
    with transaction.atomic():
        LienVerifie.objects.exclude(adresse__in=ecrites).delete()
        LienVerifie.objects.bulk_create(
            [LienVerifie(adresse=adresse, hote=hote_de(adresse)) for adresse in sorted(ecrites)],
            ignore_conflicts=True,
        )
        for lien in LienVerifie.objects.pour_liste():
            lien.pages.set(pages_de[lien.adresse])
            lien.listes.set(listes_de[lien.adresse])
    return list(LienVerifie.objects.order_by("hote").values_list("hote", flat=True).distinct())


def pages_publiees() -> Iterator[PageDuPortail]:
    """Every published page, with its fields."""
    for modele in get_page_models():
        if issubclass(modele, PageDuPortail):
            yield from modele.objects.live().order_by("pk").iterator(chunk_size=100)


def adresses_de(page: PageDuPortail) -> set[str]:
    """The external addresses written in this page, that its visitors may follow or read."""
    return _adresses([page.source, str(getattr(page, "adresse", "")), page.corps.get_prep_value()])


def adresses_de_la_liste(liste: Nomenclature) -> set[str]:
    """The external addresses written in a list and its rows, wherever they are."""
    termes = [(terme.description, terme.source, terme.donnees) for terme in liste.termes.all()]
    return _adresses([liste.description, liste.source, liste.incomplete, termes])


def _adresses(valeurs: Any) -> set[str]:
    textes = _textes(valeurs)
    trouvees = (_nettoyer(brute) for texte in textes for brute in _ADRESSE.findall(texte))
    return {adresse for adresse in trouvees if len(adresse) <= ADRESSE_MAX and hote_de(adresse)}


def _textes(valeur: Any) -> Iterator[str]:
    if isinstance(valeur, str):
        yield valeur.replace("&amp;", "&")
    elif isinstance(valeur, dict):
        yield from (texte for partie in valeur.values() for texte in _textes(partie))
    elif isinstance(valeur, Iterable):
        yield from (texte for partie in valeur for texte in _textes(partie))


def _nettoyer(brute: str) -> str:
    """Drop the sentence's punctuation, and the fragment, which no server sees."""
    return brute.rstrip(_PONCTUATION).partition("#")[0]


def hote_de(adresse: str) -> str:
    """The site of an address, in lower case; empty when it has none."""
    try:
        return urlsplit(adresse).hostname or ""
    except ValueError:
        return ""


def verifier_un_site(hote: str) -> None:
    """Ask each address of one site, one after the other, with a pause between them."""
    for rang, lien in enumerate(LienVerifie.objects.filter(hote=hote).order_by("adresse")):
        if rang:
            time.sleep(PAUSE)
        constat = interroger(lien.adresse)
        LienVerifie.objects.filter(pk=lien.pk).update(
            etat=constat.etat, constat=constat.texte, verifie_le=timezone.now()
        )


def interroger(adresse: str) -> Constat:
    """HEAD first; GET when HEAD is not answered by a success: some sites only know the latter."""
    try:
        _exiger_publique(adresse)
        statut = _demander(adresse, "HEAD")
        if statut >= HTTPStatus.BAD_REQUEST:
            statut = _demander(adresse, "GET")
    except AdresseInterdite:
        return Constat(LienVerifie.Etat.MORT, "Adresse d’un réseau privé\u00a0: aucun visiteur n’y accède.")
    except (URLError, OSError, HTTPException, ValueError) as erreur:
        return Constat(LienVerifie.Etat.MUET, _raison(erreur))
    if statut < HTTPStatus.MULTIPLE_CHOICES:
        return Constat(LienVerifie.Etat.BON, f"Code {statut}")
    if statut < HTTPStatus.BAD_REQUEST:
        return Constat(LienVerifie.Etat.MUET, "Renvois sans fin d’une adresse à l’autre")
    if statut in _MORTS:
        return Constat(LienVerifie.Etat.MORT, f"Code {statut}")
    return Constat(
        LienVerifie.Etat.RESERVE if statut in _RESERVES else LienVerifie.Etat.MUET, f"Code {statut}"
    )


def _demander(adresse: str, methode: str) -> int:
    """Return the status of the answer; its body is not read."""
    requete = Request(_en_ascii(adresse), method=methode, headers={"User-Agent": _qui_nous_sommes()})
    try:
        with _ouvreur.open(requete, timeout=DELAI) as reponse:
            return int(reponse.status)
    except HTTPError as erreur:
        erreur.close()
        return erreur.code


def _qui_nous_sommes() -> str:
    return f"Verification-des-liens (+{settings.SITE_URL})"


def _en_ascii(adresse: str) -> str:
    """Write accents and international names the way HTTP carries them."""
    parties = urlsplit(adresse)
    hote = (parties.hostname or "").encode("idna").decode()
    reseau = f"{hote}:{parties.port}" if parties.port else hote
    chemin = quote(parties.path, safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit((parties.scheme, reseau, chemin, quote(parties.query, safe="=&%+:/?@!$'()*,;~-._"), ""))


def _exiger_publique(adresse: str) -> None:
    """Refuse what is not the web, and what leads into our own network."""
    parties = urlsplit(adresse)
    hote = parties.hostname or ""
    if parties.scheme.lower() not in ("http", "https"):
        raise AdresseInterdite(adresse)
    if hote in settings.LIENS_RESEAU_PERMIS:
        return
    for *_, prise in socket.getaddrinfo(hote, None, type=socket.SOCK_STREAM):
        if not ipaddress.ip_address(prise[0]).is_global:
            raise AdresseInterdite(adresse)


def _raison(erreur: Exception) -> str:
    """Say in French why there was no answer."""
    cause = getattr(erreur, "reason", erreur)
    if isinstance(cause, TimeoutError):
        return f"Pas de réponse en {DELAI:.0f}\u00a0secondes"
    if isinstance(cause, socket.gaierror):
        return "Ce nom de site n’existe pas"
    return f"Connexion impossible ({type(cause).__name__})"
