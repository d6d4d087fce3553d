"""Signing in by a code sent by e-mail, through a real SMTP server."""

import re
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.test import Client

from comptes.models import Utilisateur

pytestmark = pytest.mark.django_db


class Boite:
    def __init__(self) -> None:
        self.messages: list[bytes] = []

    async def handle_DATA(self, serveur, session, enveloppe) -> str:
        self.messages.append(enveloppe.content)
        return "250 reçu"


@pytest.fixture
def boite(settings) -> Iterator[Boite]:
    boite = Boite()
    with socket.create_server(("127.0.0.1", 0)) as libre:
        port = libre.getsockname()[1]
    serveur = Controller(boite, hostname="127.0.0.1", port=port)
    serveur.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield boite
    serveur.stop()


def inscrire(adresse: str) -> None:
    utilisateur = Utilisateur.objects.create_user(adresse)
    EmailAddress.objects.create(user=utilisateur, email=adresse, primary=True, verified=True)


def test_code_by_mail_signs_in(client: Client, boite: Boite):
    inscrire("tresoriere@exemple.fr")
    client.post("/compte/login/code/", {"email": "tresoriere@exemple.fr"})
    (recu,) = boite.messages
    texte = message_from_bytes(recu, policy=policy.default).get_body(("plain",)).get_content()
    code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", texte, re.MULTILINE).group(1)
    client.post("/compte/login/code/confirm/", {"code": code})
    assert client.session["_auth_user_id"] == str(Utilisateur.objects.get().pk)


def test_wrong_code_does_not_sign_in(client: Client, boite: Boite):
    inscrire("tresoriere@exemple.fr")
    client.post("/compte/login/code/", {"email": "tresoriere@exemple.fr"})
    client.post("/compte/login/code/confirm/", {"code": "XXXX-XXXX"})
    assert "_auth_user_id" not in client.session


def test_address_is_unique_whatever_its_case():
    Utilisateur.objects.create_user("a@exemple.fr")
    with pytest.raises(IntegrityError), transaction.atomic():
        Utilisateur.objects.create_user("A@exemple.fr")
