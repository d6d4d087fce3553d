"""Every address of the campaigns: which method, which code, from where, and what may be remembered of it."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from regards import services, urls
from regards.models import Campagne
from tests.diagnostic.aides import tout
from tests.regards.factories import CampagneFactory, repondants

LECTURE, ENVOI, LES_DEUX = ("GET",), ("POST",), ("GET", "POST")
METHODES = {
    "accueil": LECTURE,
    "commencer": ENVOI,
    "reprendre": ENVOI,
    "repondre": LES_DEUX,
    "ma_reponse": LECTURE,
    "changer_de_regard": ENVOI,
    "retirer": LES_DEUX,
    "mes_documents": ENVOI,
    "campagne": LECTURE,
    "date": ENVOI,
    "garder": ENVOI,
    "lien": ENVOI,
    "codes": ENVOI,
    "clore": LES_DEUX,
    "effacer": LES_DEUX,
    "reconduire": LES_DEUX,
    "resultats": LECTURE,
    "documents": ENVOI,
}
A_CODE = tuple(motif.name for motif in urls.urlpatterns if "code" in motif.pattern.converters)
MIENNES = ("ma_reponse", "changer_de_regard", "retirer", "mes_documents")


@pytest.fixture
def codes(referentiel) -> dict[str, str]:
    """The right code of each address, in a campaign under way."""
    campagne = CampagneFactory()
    mien = repondants(campagne, "equipe", "equipe", "gouvernance")[0].diagnostic.code
    return dict.fromkeys(A_CODE, campagne.code) | dict.fromkeys(MIENNES, mien) | {"repondre": campagne.jeton}


def demander(nom: str, code: str, methode: str, **entetes: str) -> HttpResponse:
    visiteur = Client(enforce_csrf_checks=True)
    reponse: HttpResponse = visiteur.generic(
        methode,
        reverse(f"regards:{nom}", args=[code] if code else []),
        headers=entetes,
        content_type="application/x-www-form-urlencoded",
    )
    assert not visiteur.cookies
    return reponse


def test_table_knows_every_address() -> None:
    assert sorted(METHODES) == sorted(motif.name for motif in urls.urlpatterns)


@pytest.mark.parametrize("nom", METHODES)
def test_other_methods_are_refused(nom: str, codes: dict[str, str]) -> None:
    for methode in {"GET", "POST", "PUT", "DELETE"} - set(METHODES[nom]):
        attendu = 403 if nom == "accueil" and methode != "GET" else 405  # Django’s own door: no cookie
        assert demander(nom, codes.get(nom, ""), methode).status_code == attendu


@pytest.mark.parametrize("nom", A_CODE)
def test_page_behind_a_code_stays_out_of_caches_and_engines(nom: str, codes: dict[str, str]) -> None:
    for code in (codes[nom], "7KMQ-2XWD-9FHP-4TRN"):
        reponse = demander(nom, code, METHODES[nom][0])
        assert (reponse["X-Robots-Tag"], reponse["Referrer-Policy"]) == ("noindex", "same-origin")
        assert "private" in reponse["Cache-Control"]
        assert "public" not in reponse["Cache-Control"]


@pytest.mark.parametrize("nom", [nom for nom in METHODES if "POST" in METHODES[nom]])
def test_nothing_is_written_from_another_site(nom: str, codes: dict[str, str]) -> None:
    avant = tout(), list(Campagne.objects.values())
    reponse = demander(nom, codes.get(nom, ""), "POST", **{"Sec-Fetch-Site": "cross-site"})
    assert reponse.status_code == 403
    assert (tout(), list(Campagne.objects.values())) == avant


@pytest.mark.parametrize("nom", [nom for nom in A_CODE if "GET" in METHODES[nom]])
def test_opening_a_page_writes_nothing_and_tells_no_other_code(nom: str, codes: dict[str, str]) -> None:
    """Nobody reads there a code that is not theirs, before or after the closing."""
    ailleurs = {code for autre, code in codes.items() if code != codes[nom]}
    if nom != "repondre" and nom not in MIENNES:
        ailleurs -= {codes["repondre"]}  # the link to share is the organiser's to give
    for _ in range(2):
        page = demander(nom, codes[nom], "GET")
        assert page.status_code in (200, 302)
        assert [code for code in ailleurs if code in page.content.decode()] == []
        services.cloturer(campagne=Campagne.objects.get())
