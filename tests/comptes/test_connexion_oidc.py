"""Signing in through an identity provider: a whole round trip over HTTP, and what must be refused."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core import mail
from django.test import Client

from comptes.models import Utilisateur
from tests.appui.connexion import code_de, donner_une_application, inscrire
from tests.comptes.fournisseur import CLIENT, SECRET, Fournisseur

pytestmark = pytest.mark.django_db
MOI = "presidente@exemple.fr"


@pytest.fixture
def fournisseur(settings) -> Iterator[Fournisseur]:
    fournisseur = Fournisseur().demarrer()
    reglages = {
        "server_url": fournisseur.adresse,
        "scope": ["openid", "given_name", "usual_name", "email", "siret"],
        "auth_params": {"acr_values": "eidas1"},
        "oauth_pkce_enabled": True,
        "verified_email": False,
    }
    application = {"provider_id": "oidc", "name": "ProConnect", "client_id": CLIENT, "secret": SECRET}
    settings.SOCIALACCOUNT_PROVIDERS = {"oidc": {"APPS": [{**application, "settings": reglages}]}}
    yield fournisseur
    fournisseur.arreter()


def faire_le_tour(client: Client) -> Any:
    """Leave for the provider, let it answer, come back; what the portal then says."""
    depart = client.post("/compte/oidc/login/").headers["Location"]
    retour = requests.get(depart, allow_redirects=False, timeout=5).headers["Location"]
    return client.get("{0.path}?{0.query}".format(urlsplit(retour)))


def connecte(client: Client) -> str | None:
    cle = client.session.get("_auth_user_id")
    return Utilisateur.objects.get(pk=cle).email if cle else None


@pytest.mark.parametrize("en_jeton", [True, False])
def test_whole_round_trip_opens_an_account(client: Client, fournisseur: Fournisseur, en_jeton: bool):
    fournisseur.en_jeton = en_jeton
    assert "S’identifier avec ProConnect" in client.get("/compte/login/").content.decode()
    assert faire_le_tour(client).headers["Location"] == "/espace/"
    personne = Utilisateur.objects.get()
    assert (personne.email, personne.first_name, personne.last_name) == (MOI, "Aïcha", "Diop")
    assert (connecte(client), EmailAddress.objects.get().verified) == (MOI, True)
    (question,) = fournisseur.demandes
    assert set(question["scope"].split()) == {"openid", "given_name", "usual_name", "email", "siret"}
    assert (question["acr_values"], question["code_challenge_method"]) == ("eidas1", "S256")
    assert (len(question["state"]), len(question["nonce"])) == (32, 32)
    assert question["redirect_uri"] == "http://testserver/compte/oidc/login/callback/"


def test_same_identity_comes_back_to_the_same_account(fournisseur: Fournisseur):
    faire_le_tour(Client())
    fournisseur.personne["email"] = "autre@exemple.fr"
    client = Client()
    faire_le_tour(client)
    assert (connecte(client), Utilisateur.objects.count()) == (MOI, 1)


def test_verified_email_opens_the_account_that_bears_it(client: Client, fournisseur: Fournisseur):
    inscrire(MOI)
    faire_le_tour(client)
    assert (connecte(client), SocialAccount.objects.get().user.email) == (MOI, MOI)
    assert "Une identité de ProConnect ouvre désormais votre compte." in mail.outbox[0].body


@pytest.mark.parametrize("verifie", [False, None, "true"])
def test_email_that_nobody_verified_opens_nothing(client: Client, fournisseur: Fournisseur, verifie):
    inscrire(MOI)
    fournisseur.personne["email_verified"] = verifie
    page = client.get(faire_le_tour(client).headers["Location"]).content.decode()
    assert (connecte(client), SocialAccount.objects.exists()) == (None, False)
    assert "Regardez votre courrier" in page
    assert mail.outbox[0].subject == "Vous avez déjà un compte"


def test_unverified_email_of_a_stranger_is_verified_first(client: Client, fournisseur: Fournisseur):
    fournisseur.personne["email_verified"] = False
    assert faire_le_tour(client).headers["Location"] == "/compte/confirm-email/"
    assert (connecte(client), EmailAddress.objects.get().verified) == (None, False)


def test_provider_that_guarantees_its_emails_is_believed(client: Client, fournisseur, settings):
    inscrire(MOI)
    del fournisseur.personne["email_verified"]
    settings.SOCIALACCOUNT_PROVIDERS["oidc"]["APPS"][0]["settings"]["verified_email"] = True
    faire_le_tour(client)
    assert connecte(client) == MOI


def test_account_opened_before_by_somebody_else_is_taken_back(client: Client, fournisseur: Fournisseur):
    imposteur = Utilisateur.objects.create_user(MOI, "le-mot-de-passe-de-l-imposteur")
    EmailAddress.objects.create(user=imposteur, email=MOI, primary=True, verified=False)
    assert faire_le_tour(client).headers["Location"] == "/compte/confirm-email/"
    imposteur.refresh_from_db()
    assert (connecte(client), imposteur.has_usable_password()) == (None, False)


def test_second_factor_is_still_asked(client: Client, fournisseur: Fournisseur):
    secret = donner_une_application(inscrire(MOI, is_staff=True))
    assert faire_le_tour(client).headers["Location"] == "/compte/2fa/authenticate/"
    assert connecte(client) is None
    client.post("/compte/2fa/authenticate/", {"code": code_de(secret)})
    assert connecte(client) == MOI


def test_answer_to_another_question_is_refused(client: Client, fournisseur: Fournisseur):
    fournisseur.nonce = "celui-d-un-autre"
    assert (faire_le_tour(client).status_code, connecte(client)) == (401, None)


def test_token_signed_by_somebody_else_is_refused(client: Client, fournisseur: Fournisseur):
    fournisseur.cle = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert (faire_le_tour(client).status_code, connecte(client)) == (401, None)


def test_answer_about_somebody_else_is_refused(client: Client, fournisseur: Fournisseur):
    fournisseur.userinfo = {"sub": "sub-2"}
    assert (faire_le_tour(client).status_code, connecte(client)) == (401, None)


def test_answer_in_another_browser_is_refused(client: Client, fournisseur: Fournisseur):
    depart = client.post("/compte/oidc/login/").headers["Location"]
    retour = requests.get(depart, allow_redirects=False, timeout=5).headers["Location"]
    adresse = "{0.path}?{0.query}".format(urlsplit(retour))
    victime = Client()
    assert (victime.get(adresse).status_code, connecte(victime)) == (401, None)
    client.get(adresse)
    assert client.get(adresse).status_code in (302, 401)
    assert Utilisateur.objects.count() == 1


def test_provider_that_is_down_is_said(client: Client, fournisseur: Fournisseur, settings):
    settings.SOCIALACCOUNT_PROVIDERS["oidc"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9/"
    reponse = client.post("/compte/oidc/login/")
    assert (reponse.status_code, "Cela n’a pas abouti" in reponse.content.decode()) == (401, True)


def test_without_configuration_there_is_nothing(client: Client):
    assert "S’identifier avec" not in client.get("/compte/login/").content.decode()
    assert client.post("/compte/oidc/login/").status_code == 404
    assert client.get("/compte/oidc/login/callback/").status_code == 404
