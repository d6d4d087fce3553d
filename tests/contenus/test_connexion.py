"""The door of the office is everybody's: Wagtail's own are closed, and a second factor is demanded."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.appui.connexion import code_de, donner_une_application, entrer
from tests.contenus.bureau import MOT_DE_PASSE, Bureau, embaucher

ACCUEIL = "/redaction/"


@pytest.mark.parametrize("porte", ["/redaction/login/", "/_util/login/"])
def test_wagtail_s_own_doors_lead_to_the_account(bureau: Bureau, client: Client, porte: str):
    for reponse in (
        client.get(porte, {"next": "/redaction/pages/"}),
        client.post(f"{porte}?next=/redaction/pages/", {"username": "x@y.fr", "password": MOT_DE_PASSE}),
    ):
        assert reponse.headers["Location"] == "/compte/login/?next=/redaction/pages/"
    envoi = {"username": bureau.claire.email, "password": MOT_DE_PASSE}
    client.post(porte, envoi)
    assert "_auth_user_id" not in client.session


def test_door_leads_nowhere_else(bureau: Bureau, client: Client):
    reponse = client.get("/redaction/login/", {"next": "https://ailleurs.example/"})
    assert reponse.headers["Location"] == "/compte/login/?next=/redaction/"


def test_wagtail_gives_no_password_back(bureau: Bureau, client: Client):
    assert client.get("/redaction/password_reset/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("account_reset_password_done")


def test_person_comes_in_by_the_door(bureau: Bureau, client: Client):
    secret = donner_une_application(bureau.claire)
    porte = client.get(ACCUEIL, follow=True).redirect_chain[-1][0]
    envoi = {"login": bureau.claire.email, "password": MOT_DE_PASSE, "next": ACCUEIL}
    assert client.post(porte, envoi).headers["Location"] == "/compte/2fa/authenticate/"
    assert client.get(ACCUEIL).status_code == 302
    reponse = client.post("/compte/2fa/authenticate/", {"code": code_de(secret)})
    assert reponse.headers["Location"] == ACCUEIL
    assert client.get(ACCUEIL).status_code == 200


def test_nobody_else_is_let_in(bureau: Bureau, client: Client):
    entrer(client, embaucher(None, "paul"))
    reponse = client.get(ACCUEIL, follow=True)
    assert (reponse.status_code, "réservée à la rédaction" in reponse.content.decode()) == (403, True)


def test_leaving_the_office_leaves_the_account(bureau: Bureau):
    client = entrer(Client(), bureau.maud)
    assert client.post("/redaction/logout/", follow=True).redirect_chain[-1][0].startswith("/compte/login/")
    assert "_auth_user_id" not in client.session
