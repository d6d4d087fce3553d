"""Two proofs for those who read or write for others, and for whoever wants them."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.test import Client

from comptes import rules
from comptes.models import Utilisateur
from comptes.second_facteur import GARDES
from tests.appui.connexion import code_de, donner_une_application, entrer, inscrire
from tests.diagnostic.factories import ReferentielFactory

pytestmark = pytest.mark.django_db
DEMANDE, PREUVE = "/compte/deuxieme-verification/", "/compte/2fa/reauthenticate/"


@pytest.fixture
def maud() -> Utilisateur:
    return inscrire("maud@exemple.fr", is_staff=True, is_superuser=True)


def vers(client: Client, adresse: str = "/redaction/") -> str:
    return client.get(adresse).headers.get("Location", "").partition("?")[0]


def enroler(client: Client) -> None:
    """Scan the drawing, copy the six digits."""
    page = client.get("/compte/2fa/totp/activate/")
    client.post("/compte/2fa/totp/activate/", {"code": code_de(page.context["form"].secret)})


@pytest.mark.django_db(transaction=True)
def test_without_a_factor_the_person_is_led_to_one(maud, client):
    entrer(client, maud, preuve=False, recemment=True)
    assert vers(client) == vers(client, "/espace/") == DEMANDE
    page = client.get(DEMANDE).content.decode()
    assert "une boîte aux lettres volée ne doit pas suffire" in page
    enroler(client)
    assert client.get("/redaction/").status_code == 200
    assert vers(client, f"{DEMANDE}?next=/redaction/pages/") == "/redaction/pages/"
    assert mail.outbox[0].subject == "Une application de codes protège votre compte"
    assert "text/html" in [type_ for _, type_ in mail.outbox[0].alternatives]


def test_session_that_proved_nothing_is_asked_for_the_factor_first(maud, client):
    secret = donner_une_application(maud)
    entrer(client, maud, preuve=False)
    pages = ("/redaction/", "/compte/", "/compte/2fa/webauthn/add/", "/compte/2fa/totp/deactivate/")
    assert [vers(client, page) for page in pages] == [PREUVE] * 4
    assert client.post("/compte/2fa/totp/deactivate/").status_code == 302
    assert Authenticator.objects.filter(user=maud).count() == 1
    client.post(f"{PREUVE}?next=/redaction/", {"code": code_de(secret)})
    assert client.get("/redaction/").status_code == 200


def test_password_does_not_stand_for_the_second_factor(client):
    inscrire("maud@exemple.fr", "une-phrase-assez-longue", is_staff=True)
    donner_une_application(Utilisateur.objects.get())
    entrer(client, Utilisateur.objects.get(), preuve=False)
    assert vers(client, "/compte/reauthenticate/") == PREUVE
    client.post("/compte/reauthenticate/", {"password": "une-phrase-assez-longue"})
    assert vers(client) == PREUVE


def test_without_any_factor_left_the_session_proves_nothing(maud, client):
    secret = donner_une_application(maud)
    entrer(client, maud, preuve=False)
    client.post(PREUVE, {"code": code_de(secret)})
    client.post("/compte/2fa/totp/deactivate/")
    assert (Authenticator.objects.count(), vers(client)) == (0, DEMANDE)


def test_proof_is_of_one_person(maud, client):
    entrer(client, inscrire("claire@exemple.fr", is_staff=True))
    client.force_login(maud, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert vers(client) == DEMANDE


def test_recovery_code_opens_once(maud):
    donner_une_application(maud)
    code = RecoveryCodes.activate(maud).get_unused_codes()[0]
    for attendu in (200, 302):
        autre = entrer(Client(), maud, preuve=False)
        autre.post(PREUVE, {"code": code})
        assert autre.get("/redaction/").status_code == attendu


def test_secret_is_sealed_in_the_database(maud):
    secret = donner_une_application(maud)
    (facteur,) = Authenticator.objects.all()
    assert secret not in str(facteur.data)
    assert facteur.wrap().validate_code(code_de(secret))


def test_secret_sealed_with_a_lost_key_opens_nothing(maud, client, settings):
    secret = donner_une_application(maud)
    settings.SECRET_KEY, ancienne = "une-autre-cle", settings.SECRET_KEY
    entrer(client, maud, preuve=False)
    assert "ne convient pas" in client.post(PREUVE, {"code": code_de(secret)}).content.decode()
    settings.SECRET_KEY_FALLBACKS = [ancienne]
    entrer(client, maud, preuve=False)
    assert client.post(PREUVE, {"code": code_de(secret)}).status_code == 302


def test_reasons_add_up(monkeypatch):
    monkeypatch.setattr(rules, "_RAISONS", list(rules._RAISONS))
    personne = inscrire("coordinatrice@exemple.fr")
    assert not rules.doit_avoir_un_second_facteur(personne)
    raison = rules.exiger_un_second_facteur(lambda p: p.email.startswith("coord"))
    assert rules.exiger_un_second_facteur(raison) is raison
    assert rules.doit_avoir_un_second_facteur(personne)


def test_ordinary_account_is_asked_for_nothing_more(client):
    entrer(client, inscrire("benevole@exemple.fr"), preuve=False)
    assert client.get("/compte/").status_code == 200
    assert client.get("/espace/").status_code == 200


@pytest.mark.parametrize("adresse", ["/", "/composants/", "/webinaires/", "/diagnostic/"])
def test_public_page_does_not_look_at_who_reads(maud, adresse):
    ReferentielFactory()
    assert not adresse.startswith(GARDES)
    client, visiteur = entrer(Client(), maud, preuve=False), Client()
    vue, autre = client.get(adresse), visiteur.get(adresse)
    pages = {re.sub(r' value="[^"]*"', "", lue.content.decode()) for lue in (vue, autre)}
    assert (len(pages), vue.status_code) == (1, 200)
    assert "Cookie" not in vue.headers.get("Vary", "")
    assert "Cookie" not in autre.headers.get("Vary", "")
    assert (len(vue.cookies), len(visiteur.cookies)) == (0, 0)
