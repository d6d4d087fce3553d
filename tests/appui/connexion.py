"""Signing in without the ceremony: what a session holds once a person came in, and proved it twice."""

import time
from types import SimpleNamespace
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from comptes.models import Utilisateur

PORTE = "allauth.account.auth_backends.AuthenticationBackend"
PERIODE_S = 30


def entrer(client: Client, personne: Utilisateur, *, preuve: bool = True, recemment: bool = False) -> Client:
    """Sign this person in; with `preuve`, as allauth leaves the session after a second factor.

    `recemment`: they have just proved it again (without `preuve`, by a code sent by mail), and may change
    what opens their account or erase it.
    """
    client.force_login(personne, backend=PORTE)
    if preuve:
        session = client.session
        requete: Any = SimpleNamespace(session=session)
        record_authentication(requete, personne, "mfa", type="totp", reauthenticated=recemment or None)
        session.save()
    elif recemment:
        session = client.session
        requete = SimpleNamespace(session=session)
        record_authentication(requete, personne, "code", email=personne.email, reauthenticated=True)
        session.save()
    return client


def inscrire(adresse: str, mot_de_passe: str | None = None, **champs: Any) -> Utilisateur:
    """A person whose address is confirmed."""
    personne = Utilisateur.objects.create_user(adresse, mot_de_passe, **champs)
    EmailAddress.objects.create(user=personne, email=adresse, primary=True, verified=True)
    return personne


def donner_une_application(personne: Utilisateur) -> str:
    """Set up an application of codes; return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(personne, secret)
    return secret


def code_de(secret: str) -> str:
    """What the application shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIODE_S))
