"""The doors: every address of a diagnostic, read from the URL configuration, opens to its code only."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from diagnostic import codes, urls
from diagnostic.models import Diagnostic, Referentiel
from tests.diagnostic.aides import tout
from tests.diagnostic.factories import DiagnosticFactory, InstantaneFactory

LECTURE, ENVOI = ("GET", "HEAD"), ("POST",)
METHODES = {
    "accueil": LECTURE,
    "commencer": ENVOI,
    "reprendre": ENVOI,
    "grille": LECTURE,
    "sommaire": LECTURE,
    "repondre": LECTURE + ENVOI,
    "enregistrer": ENVOI,
    "reglages": ENVOI,
    "historique": LECTURE + ENVOI,
    "nouvelle_grille": LECTURE + ENVOI,
    "effacer": LECTURE + ENVOI,
    "restitution": LECTURE,
    "plan": ENVOI,
    "cap": ENVOI,
    "comparer": LECTURE,
    "etapes": ENVOI,
    "retirer_etape": ENVOI,
    "documents": ENVOI,
    "csv": LECTURE,
    "json": LECTURE,
}
ARGUMENTS = {"objet": "A1", "pk": 1, "version": 1}
A_CODE = tuple(motif.name for motif in urls.urlpatterns if "code" in motif.pattern.converters)
A_LIRE = tuple(nom for nom in METHODES if "GET" in METHODES[nom])
A_ENVOYER = tuple(nom for nom in METHODES if "POST" in METHODES[nom])
FAUX = {
    "unknown": "7KMQ-2XWD-9FHP-4TRN",
    "short": "7KMQ",
    "long": "7KMQ-2XWD-9FHP-4TRN-0000",
    "not a code": "U" * 16,
    "very long": "A" * 3000,
    "accents": "équilibre",
    "NUL": "a\x00b",
}


def _adresse(nom: str, code: str) -> str:
    [motif] = [m for m in urls.urlpatterns if m.name == nom]
    arguments: dict[str, Any] = {cle: ARGUMENTS.get(cle, code) for cle in motif.pattern.converters}
    return reverse(f"diagnostic:{nom}", kwargs=arguments)


@pytest.fixture
def visiteur() -> Client:
    """A visitor without any cookie, whom Django would ask for a CSRF token."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def ouvert(referentiel: Referentiel) -> Diagnostic:
    """A diagnostic with an answer, whose step the addresses above name."""
    diagnostic: Diagnostic = DiagnosticFactory(choix={"A1": "2", "B1": "1", "C1": "1", "D1": "3"})
    InstantaneFactory(id=1, diagnostic=diagnostic)
    return diagnostic


def _demander(client: Client, nom: str, code: str, methode: str = "", **entetes: str) -> HttpResponse:
    return client.generic(  # type: ignore[return-value]
        methode or METHODES[nom][0],
        _adresse(nom, code),
        headers=entetes,
        content_type="application/x-www-form-urlencoded",
    )


def test_table_knows_every_address() -> None:
    assert sorted(METHODES) == sorted(motif.name for motif in urls.urlpatterns)
    assert sorted(set(METHODES) - set(A_CODE)) == ["accueil", "commencer", "grille", "reprendre"]


@pytest.mark.parametrize("nom", A_CODE)
def test_wrong_code_is_not_found_whatever_is_wrong(nom: str, visiteur: Client, ouvert: Diagnostic) -> None:
    reponses = [_demander(visiteur, nom, faux, METHODES[nom][0]) for faux in FAUX.values()]
    assert [r.status_code for r in reponses] == [404] * len(FAUX)
    assert len({r.content for r in reponses}) == 1
    assert {r["Cache-Control"] for r in reponses} == {"private, no-store"}


@pytest.mark.parametrize("nom", A_CODE)
def test_right_code_opens(nom: str, visiteur: Client, ouvert: Diagnostic) -> None:
    attendus = {"GET": {200}, "POST": {302, 400, 422}}[METHODES[nom][0]]
    if nom == "nouvelle_grille":
        attendus = {302}  # there is none
    assert _demander(visiteur, nom, ouvert.code).status_code in attendus


def test_right_code_opens_however_it_is_typed(visiteur: Client, ouvert: Diagnostic) -> None:
    for saisie in (ouvert.code, ouvert.code.lower(), ouvert.code.replace("-", " "), f" {ouvert.code} "):
        assert _demander(visiteur, "sommaire", saisie).status_code == 200
        reponse = visiteur.post(reverse("diagnostic:reprendre"), {"code": saisie})
        assert (reponse.status_code, reponse["Location"]) == (302, _adresse("sommaire", ouvert.code))


def test_eleventh_wrong_code_of_a_minute_waits(visiteur: Client, ouvert: Diagnostic) -> None:
    noms = [A_CODE[i % len(A_CODE)] for i in range(10)]
    assert {_demander(visiteur, nom, codes.tirer()).status_code for nom in noms} == {404}
    reponse = _demander(visiteur, "sommaire", codes.tirer())
    assert reponse.status_code == 429
    assert 0 < int(reponse["Retry-After"]) <= 60
    assert visiteur.post(reverse("diagnostic:reprendre"), {"code": "x"}).status_code == 429
    autre = Client(REMOTE_ADDR="192.0.2.7")
    assert _demander(autre, "sommaire", codes.tirer()).status_code == 404


def test_right_codes_are_not_counted(visiteur: Client, ouvert: Diagnostic) -> None:
    statuts = [_demander(visiteur, "sommaire", ouvert.code).status_code for _ in range(15)]
    assert statuts == [200] * 15
    assert _demander(visiteur, "sommaire", codes.tirer()).status_code == 404


@pytest.mark.parametrize("nom", METHODES)
def test_wrong_method_is_refused(nom: str, client: Client, ouvert: Diagnostic) -> None:
    avant = tout()
    refusees = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} - set(METHODES[nom])
    statuts = {m: _demander(client, nom, ouvert.code, m).status_code for m in sorted(refusees)}
    assert statuts == dict.fromkeys(sorted(refusees), 405)
    assert tout() == avant


@pytest.mark.parametrize("nom", A_ENVOYER)
@pytest.mark.parametrize(
    "entetes",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Origin": "https://ailleurs.example"},
        {"Origin": "null"},
    ],
)
def test_write_from_another_site_is_refused(
    nom: str, entetes: dict[str, str], visiteur: Client, ouvert: Diagnostic
) -> None:
    avant = tout()
    reponse = _demander(visiteur, nom, ouvert.code, "POST", **entetes)
    assert reponse.status_code == 403
    assert "Cette demande vient d’un autre site" in reponse.content.decode()
    assert tout() == avant


@pytest.mark.parametrize(
    "entetes",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://testserver"},
        {},
    ],
)
def test_write_from_here_needs_no_token(
    entetes: dict[str, str], visiteur: Client, ouvert: Diagnostic
) -> None:
    reponse = visiteur.post(_adresse("reglages", ouvert.code), {"nom": "Le Toit"}, headers=entetes)
    assert reponse.status_code == 302
    ouvert.refresh_from_db()
    assert ouvert.nom == "Le Toit"


@pytest.mark.parametrize("nom", METHODES)
def test_no_page_leaves_a_cookie(nom: str, visiteur: Client, ouvert: Diagnostic) -> None:
    visiteur.cookies["sessionid"] = "inconnue"
    for methode in METHODES[nom]:
        reponse = _demander(visiteur, nom, ouvert.code, methode)
        assert "Set-Cookie" not in reponse.headers
        assert not reponse.cookies


@pytest.mark.parametrize("nom", A_CODE)
def test_secret_page_stays_out_of_caches_and_engines(nom: str, visiteur: Client, ouvert: Diagnostic) -> None:
    for methode in METHODES[nom]:
        reponse = _demander(visiteur, nom, ouvert.code, methode)
        assert reponse["X-Robots-Tag"] == "noindex"
        assert reponse["Cache-Control"] == "private, no-store"
        assert reponse["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("nom", A_LIRE)
def test_reading_writes_nothing(nom: str, visiteur: Client, ouvert: Diagnostic) -> None:
    avant = tout()
    corps = [_demander(visiteur, nom, ouvert.code, methode).content for methode in LECTURE]
    assert corps[1] == b""
    assert tout() == avant
