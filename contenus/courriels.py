"""Mail in two parts, text and HTML, from one pair of templates; what leaves can be left in one click.

A mail is known by its `cle`, which says what is sent and to whom: the same key gives the same
Message-ID, so that a mail sent again after a breakdown is recognised as the same by the mailboxes
that look for doubles.
"""

import hashlib
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from contenus.html_simple import en_une_ligne

DEFINITIF = HTTPStatus.INTERNAL_SERVER_ERROR  # SMTP answers from 500 on are final (RFC 5321, 4.2.1)


class EnvoiReporte(Exception):
    """The mail server did not take the mail: to be tried again soon."""


class EnvoiRefuse(Exception):
    """The mail server refuses this mail or this address for good."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that travels with a mail."""

    nom: str
    contenu: bytes
    genre: str


@dataclass(frozen=True, slots=True)
class Courriel:
    """A mail to write. `quitter`: path of the page that stops the list named `liste`."""

    gabarit: str
    objet: str
    adresse: str
    cle: str
    contexte: Mapping[str, Any]
    liste: str = ""
    quitter: str = ""
    pieces: tuple[Piece, ...] = ()


def adresse_entiere(chemin: str) -> str:
    """Return a path of the portal as an address that a mail may hold."""
    return f"{settings.SITE_URL}{chemin}"


def composer_courriel(
    *, courriel: Courriel, connexion: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:
    """Write both parts and the headers: RFC 8058 for leaving, RFC 2919 for the list, RFC 3834."""
    contexte = {
        **courriel.contexte,
        "objet": courriel.objet,
        "quitter": adresse_entiere(courriel.quitter) if courriel.quitter else "",
        "SITE_NOM": settings.SITE_NOM,
        "SITE_URL": settings.SITE_URL,
    }
    gabarit = f"contenus/courriels/{courriel.gabarit}"
    message = EmailMultiAlternatives(
        subject=en_une_ligne(courriel.objet),
        body=render_to_string(f"{gabarit}.txt", contexte).strip() + "\n",
        to=[courriel.adresse],
        headers=_entetes(courriel),
        connection=connexion,
    )
    message.attach_alternative(render_to_string(f"{gabarit}.html", contexte), "text/html")
    for piece in courriel.pieces:
        message.attach(piece.nom, piece.contenu, piece.genre)
    return message


def _entetes(courriel: Courriel) -> dict[str, str]:
    hote = urlsplit(settings.SITE_URL).hostname or "localhost"
    condense = hashlib.sha256(courriel.cle.encode()).hexdigest()[:40]
    entetes = {"Message-ID": f"<{condense}@{hote}>", "Auto-Submitted": "auto-generated"}
    if courriel.quitter:
        entetes["List-Unsubscribe"] = f"<{adresse_entiere(courriel.quitter)}>"
        entetes["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        entetes["List-Id"] = f"<{courriel.liste}.{hote}>"
    return entetes


def envoyer_courriel(*, courriel: Courriel, connexion: BaseEmailBackend | None = None) -> None:
    """Hand the mail to the server; returns once the server answered for it.

    Raises:
        EnvoiRefuse: refused for good, this address or this content.
        EnvoiReporte: no answer, or « later »; also a refusal of our own address, which is a fault
            of the settings and not of the reader.
    """
    message = composer_courriel(courriel=courriel, connexion=connexion)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as erreur:
        codes = [code for code, _ in erreur.recipients.values()]
        raise (EnvoiRefuse if min(codes) >= DEFINITIF else EnvoiReporte)(
            f"destinataire : {codes}"
        ) from erreur
    except smtplib.SMTPDataError as erreur:
        code = erreur.smtp_code
        raise (EnvoiRefuse if code >= DEFINITIF else EnvoiReporte)(f"contenu : {code}") from erreur
    except (smtplib.SMTPException, OSError) as erreur:
        raise EnvoiReporte(type(erreur).__name__) from erreur
