"""Every page of the account and every mail it sends: they open, in French, and settings come from outside."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings as reglages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import get_resolver
from django.utils import timezone
from django.utils.html import strip_tags

from comptes.models import Utilisateur
from tests.appui.connexion import code_de, donner_une_application, entrer, inscrire

pytestmark = pytest.mark.django_db
ANGLAIS = re.compile(
    r"\b(password|passkey|username|e-?mail address|remember|forgot(ten)?|sign|log ?in|enter|reset|your|please"
    r"|the|this|field|required|submit|send|new|invalid|link|done|complete|security key|authenticator)\b",
    re.IGNORECASE,
)
COURRIELS = sorted(
    str(fichier.relative_to(reglages.RACINE / "templates")).removesuffix("_message.txt")
    for fichier in (reglages.RACINE / "templates").rglob("email/*_message.txt")
    if not fichier.name.startswith("base_")
)
SANS_PAGE = {"social/", "3rdparty/login/error/", "2fa/webauthn/login/", "oidc/"}


def adresses() -> list[str]:
    """Every address under /compte/ that needs no argument, allauth's included."""
    compte = [motif for motif in get_resolver().url_patterns if str(motif.pattern) == "compte/"]
    trouvees: list[str] = []

    def descendre(motif, debut: str) -> None:
        for suite in getattr(motif, "url_patterns", []):
            chemin = debut + str(suite.pattern)
            if hasattr(suite, "url_patterns"):
                descendre(suite, chemin)
            elif "<" not in chemin and "(" not in chemin and not chemin.startswith(tuple(SANS_PAGE)):
                trouvees.append(f"/compte/{chemin}")

    for motif in compte:
        descendre(motif, "")
    return trouvees


def anglais(html: str) -> list[str]:
    lus = re.sub(r"(?s)<(script|style|svg|code)\b.*?</\1>", "", html)
    dits = re.findall(r'\s(?:placeholder|title|alt|aria-label)="([^"]*)"', lus)
    return [mot[0] for mot in ANGLAIS.finditer("\n".join([strip_tags(lus), *dits]))]


def ouvertes(client: Client) -> dict[str, tuple[int, list[str]]]:
    vues = {adresse: client.get(adresse) for adresse in adresses()}
    return {a: (vue.status_code, anglais(vue.content.decode())) for a, vue in vues.items()}


def test_every_page_opens_to_a_stranger_in_french(client: Client):
    vues = ouvertes(client)
    assert {statut for statut, _ in vues.values()} <= {200, 302, 404}
    assert [mots for _, mots in vues.values() if mots] == []
    assert {"/compte/", "/compte/email/", "/compte/sessions/", "/compte/2fa/totp/activate/"} <= set(vues)


@pytest.mark.parametrize("avec", [False, True])
def test_every_page_opens_to_its_owner_in_french(client: Client, settings, avec: bool):
    application = {"provider_id": "oidc", "name": "ProConnect", "client_id": "a", "secret": "b"}
    settings.SOCIALACCOUNT_PROVIDERS = {"oidc": {"APPS": [{**application, "settings": {}}]}}
    personne = inscrire("maud@exemple.fr", "une-phrase-assez-longue" if avec else None)
    entrer(client, personne)
    if avec:
        secret = donner_une_application(personne)
        RecoveryCodes.activate(personne)
        client.post("/compte/2fa/reauthenticate/", {"code": code_de(secret)})
    vues = ouvertes(client)
    assert {statut for statut, _ in vues.values()} <= {200, 302, 401, 403, 404}
    assert {a: mots for a, (_, mots) in vues.items() if mots} == {}
    assert {vues[a][0] for a in ("/compte/", "/compte/2fa/", "/compte/3rdparty/")} == {200}


@pytest.mark.parametrize("combien", [1, 3])
def test_keys_are_listed_renamed_and_removed(client: Client, django_assert_num_queries, combien: int):
    personne = inscrire("maud@exemple.fr")
    for rang in range(combien):
        donnees = {"name": f"Clé {rang}", "credential": {}}
        cle = Authenticator.objects.create(user=personne, type=Authenticator.Type.WEBAUTHN, data=donnees)
    entrer(client, personne, recemment=True)
    with django_assert_num_queries(3):
        page = client.get("/compte/2fa/webauthn/").content.decode()
    assert page.count("Renommer") == combien
    adresse = f"/compte/2fa/webauthn/keys/{cle.pk}"
    assert "Renommer" in client.get(f"{adresse}/edit/").content.decode()
    client.post(f"{adresse}/edit/", {"name": "Téléphone d’Aïcha"})
    assert "«\u00a0Téléphone d’Aïcha\u00a0»" in client.get(f"{adresse}/remove/").content.decode()
    client.post(f"{adresse}/remove/")
    assert Authenticator.objects.filter(user=personne).count() == combien - 1
    assert client.post(f"{adresse}/remove/").status_code in (302, 404)


def test_key_of_somebody_else_does_not_exist(client: Client):
    cle = Authenticator.objects.create(
        user=inscrire("claire@exemple.fr"), type=Authenticator.Type.WEBAUTHN, data={"name": "A"}
    )
    entrer(client, inscrire("maud@exemple.fr"), recemment=True)
    for geste in ("edit", "remove"):
        assert client.post(f"/compte/2fa/webauthn/keys/{cle.pk}/{geste}/", {"name": "B"}).status_code == 404


@pytest.mark.parametrize("prefixe", COURRIELS)
def test_every_mail_is_written_in_french(prefixe: str, rf: RequestFactory):
    requete = rf.get("/compte/")
    requete.user, requete.session = inscrire("maud@exemple.fr"), {}
    requete._messages = FallbackStorage(requete)
    mots = ("signup_url", "from_email", "to_email", "deleted_email", "provider", "ip", "user_agent")
    contexte = {mot: mot.upper() for mot in mots} | {"code": "ABCD-EFGH", "timestamp": timezone.now()}
    with request_context(requete):
        get_adapter(requete).send_mail(prefixe, "maud@exemple.fr", contexte)
    (courriel,) = mail.outbox
    ((html, _),) = courriel.alternatives
    assert anglais(re.sub(r"https?://\S+", "", f"{courriel.subject}\n{courriel.body}")) == []
    assert reglages.SITE_NOM in courriel.body
    assert ("ABCD-EFGH" in courriel.body) == ("<strong>ABCD-EFGH</strong>" in html)
    assert re.sub(r"\s+", " ", courriel.body.split("\n\n")[1])[:40] in strip_tags(html)


def test_first_administrator_comes_in_and_sets_a_factor_up(client: Client):
    """As README says: `createsuperuser` first, which confirms no address."""
    Utilisateur.objects.create_superuser("premiere@exemple.fr", "une-phrase-assez-longue")
    client.post("/compte/login/", {"login": "premiere@exemple.fr", "next": "/redaction/"})
    code = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mail.outbox[0].body, re.MULTILINE)[0]
    client.post("/compte/login/code/confirm/?next=/redaction/", {"code": code, "next": "/redaction/"})
    assert client.get("/redaction/").headers["Location"].startswith("/compte/deuxieme-verification/")
    page = client.get("/compte/reauthenticate/?next=/compte/2fa/totp/activate/")
    assert page.status_code == 200
    client.post("/compte/reauthenticate/", {"password": "une-phrase-assez-longue"})
    assert client.get("/compte/2fa/totp/activate/").status_code == 200


def test_provider_is_configured_by_the_environment_alone():
    lire = (
        "import json; from trajectoires.settings import local as s; "
        "print(json.dumps([s.SOCIALACCOUNT_PROVIDERS['oidc']['APPS'],"
        " s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action']]))"
    )
    voulu = {
        "OIDC_SERVEUR": "https://auth.agentconnect.gouv.fr/api/v2",
        "OIDC_CLIENT": "portail",
        "OIDC_SECRET": "secret",
    }
    sans = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("OIDC_")}
    dits = []
    for env in ({**sans, **voulu}, sans):
        faite = subprocess.run(
            [sys.executable, "-c", lire], env=env, cwd=Path(reglages.RACINE), capture_output=True, check=True
        )
        dits.append(json.loads(faite.stdout))
    ((application,), formulaires), (rien, chez_nous) = dits
    assert (application["name"], application["settings"]["auth_params"]) == (
        "ProConnect",
        {"acr_values": "eidas1"},
    )
    assert application["settings"]["scope"] == ["openid", "given_name", "usual_name", "email", "siret"]
    assert application["settings"]["verified_email"] is False
    assert (formulaires, rien, chez_nous) == (
        ["'self'", "https://auth.agentconnect.gouv.fr"],
        [],
        ["'self'"],
    )
