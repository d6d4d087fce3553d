"""Proving again who one is: before erasing an account, before a second factor comes or goes."""

import re
import time
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from comptes.models import Utilisateur
from tests.appui.connexion import code_de, donner_une_application, entrer, inscrire

pytestmark = pytest.mark.django_db
PREUVE, EFFACER = reverse("compte_preuve"), reverse("espace:effacer")
PROTEGEES = (
    EFFACER,
    reverse("mfa_activate_totp"),
    reverse("mfa_add_webauthn"),
    reverse("mfa_generate_recovery_codes"),
)
MOT_DE_PASSE = "une-phrase-assez-longue"


@pytest.fixture
def moi() -> Utilisateur:
    return inscrire("moi@exemple.fr")


@pytest.fixture
def client(moi: Utilisateur) -> Client:
    """Signed in long ago, by a code sent by mail: nothing else opens this account."""
    return entrer(Client(), moi, preuve=False)


def code_recu() -> str:
    return re.search(r"^[A-Z]{4}-[A-Z]{4}$", mail.outbox[-1].body, re.MULTILINE)[0]  # type: ignore[index]


def demander(client: Client, suite: str = EFFACER) -> str:
    client.post(PREUVE, {"action": "envoyer", "next": suite})
    return code_recu()


def vieillir(client: Client, secondes: int) -> None:
    session: Any = client.session
    for preuve in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        preuve["at"] = time.time() - secondes
    session.save()


@pytest.mark.parametrize("page", PROTEGEES)
@pytest.mark.parametrize("methode", ["get", "post"])
def test_what_cannot_be_undone_asks_first(client: Client, moi: Utilisateur, page: str, methode: str):
    reponse = getattr(client, methode)(page, {"sur": "on"} if methode == "post" else None)
    assert (reponse.status_code, reponse["Location"].split("?")[0]) == (302, PREUVE)
    assert Utilisateur.objects.filter(pk=moi.pk).exists()
    assert mail.outbox == []


def test_code_by_mail_leads_back_and_nothing_is_erased_by_itself(client: Client, moi: Utilisateur):
    assert "moi@exemple.fr" in client.get(PREUVE).content.decode()
    client.post(EFFACER, {"sur": "on"})
    code = demander(client)
    assert client.get(PREUVE, {"next": EFFACER}).content.decode().count(f'value="{EFFACER}"') == 2
    reponse = client.post(PREUVE, {"code": code.lower(), "next": EFFACER})
    assert (reponse.status_code, reponse["Location"]) == (302, EFFACER)
    assert Utilisateur.objects.filter(pk=moi.pk).exists()
    assert [client.get(page).status_code for page in PROTEGEES[:3]] == [200, 200, 200]
    assert client.post(EFFACER, {"sur": "on"}).status_code == 200
    assert not Utilisateur.objects.exists()


def test_code_serves_once_replaces_the_former_and_is_missed_three_times(client: Client):
    premier, second = demander(client), demander(client)
    assert client.post(PREUVE, {"code": premier}).status_code == 422
    assert client.post(PREUVE, {"code": second}).status_code == 302
    assert client.post(PREUVE, {"code": second}).status_code == 422
    troisieme = demander(client)
    perdus = [client.post(PREUVE, {"code": essai}).content.decode() for essai in ("", "FAUX", "FAUX")]
    assert ["Ce code ne sert plus" in page for page in perdus] == [False, False, True]
    assert client.post(PREUVE, {"code": troisieme}).status_code == 422


def test_code_is_of_one_session_one_address_and_a_quarter_of_an_hour(client: Client, moi: Utilisateur):
    code = demander(client)
    ailleurs = entrer(Client(), moi, preuve=False)
    assert ailleurs.post(PREUVE, {"code": code}).status_code == 422
    assert ailleurs.get(EFFACER).status_code == 302
    session: Any = client.session
    session["compte_preuve"] |= {"at": time.time() - 901}
    session.save()
    assert client.post(PREUVE, {"code": code}).status_code == 422
    code = demander(client)
    Utilisateur.objects.update(email="autre@exemple.fr")
    assert client.post(PREUVE, {"code": code}).status_code == 422
    assert client.get(EFFACER).status_code == 302


def test_proof_grows_old(moi: Utilisateur):
    client = entrer(Client(), moi, preuve=False, recemment=True)
    vieillir(client, 299)
    assert client.get(EFFACER).status_code == 200
    vieillir(client, 301)
    assert client.get(EFFACER)["Location"].startswith(PREUVE)


def test_having_just_signed_in_by_a_code_is_enough(moi: Utilisateur):
    client = Client()
    client.post(reverse("account_login"), {"login": moi.email})
    client.post(reverse("account_confirm_login_code"), {"code": code_recu()})
    assert client.get(EFFACER).status_code == 200
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    client.post(reverse("mfa_activate_totp"), {"code": code_de(secret)})
    assert Authenticator.objects.filter(user=moi, type=Authenticator.Type.TOTP).exists()


def test_whoever_has_more_than_a_mailbox_proves_it_with_that():
    """Signing in by a code a minute ago is not enough: the mailbox may be open on the table."""
    paul, awa = inscrire("paul@exemple.fr", MOT_DE_PASSE), inscrire("awa@exemple.fr")
    secret = donner_une_application(awa)
    for qui, porte, preuve in (
        (paul, "account_reauthenticate", {"password": MOT_DE_PASSE}),
        (awa, "mfa_reauthenticate", {"code": code_de(secret)}),
    ):
        client = entrer(Client(), qui, preuve=False)
        for page in (EFFACER, f"{PREUVE}?next={EFFACER}"):
            assert client.get(page)["Location"] == f"{reverse(porte)}?next={EFFACER.replace('/', '%2F')}"
        reponse = client.post(reverse(porte), preuve | {"next": EFFACER})
        assert reponse["Location"] == EFFACER
        assert client.get(EFFACER).status_code == 200
    assert mail.outbox == []


def test_factor_does_not_go_without_a_proof():
    awa = inscrire("awa@exemple.fr")
    donner_une_application(awa)
    client = entrer(Client(), awa)
    vieillir(client, 301)
    reponse = client.post(reverse("mfa_deactivate_totp"))
    assert reponse["Location"].startswith(reverse("mfa_reauthenticate"))
    assert Authenticator.objects.filter(user=awa).exists()


def test_stranger_other_site_and_whoever_insists_get_nothing(client: Client):
    assert Client().get(PREUVE)["Location"].startswith(reverse("account_login"))
    reponse = client.post(PREUVE, {"action": "envoyer", "next": "https://ailleurs.example/"})
    assert reponse["Location"] == PREUVE
    statuts = [client.post(PREUVE, {"action": "envoyer"}).status_code for _ in range(10)]
    assert (statuts[0], statuts[-1], len(mail.outbox)) == (302, 429, 10)


def test_mail_server_that_is_down_is_said(client: Client, settings: Any):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert client.post(PREUVE, {"action": "envoyer"}).status_code == 503
    assert client.get(PREUVE).status_code == 200
