"""A real SMTP server that keeps what it receives, and rows to write to."""

import re
import socket
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import factory
import lxml.html
import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone
from factory.django import DjangoModelFactory
from wagtail.models import Page

from contenus.models import (
    AbonnementActualites,
    AbonnementSerie,
    ActualitePage,
    Evenement,
    IndexPage,
    MessageDeSerie,
    Nomenclature,
    Serie,
    Terme,
)

PARIS = ZoneInfo("Europe/Paris")


class Boite:
    """What the server received; `au_rcpt` and `au_contenu` may answer otherwise, or be slow."""

    def __init__(self) -> None:
        self.octets: list[bytes] = []
        self.port = 0
        self.au_rcpt: Callable[[str], str] = lambda adresse: "250 bien"
        self.au_contenu: Callable[[], str] = lambda: "250 reçu"
        self.lenteur = 0.0

    async def handle_RCPT(
        self, serveur: Any, session: Any, enveloppe: Any, adresse: str, options: Any
    ) -> str:
        reponse = self.au_rcpt(adresse)
        if reponse.startswith("250"):
            enveloppe.rcpt_tos.append(adresse)
        return reponse

    async def handle_DATA(self, serveur: Any, session: Any, enveloppe: Any) -> str:
        time.sleep(self.lenteur)
        self.octets.append(enveloppe.content)
        return self.au_contenu()

    @property
    def recus(self) -> list[EmailMessage]:
        """Every mail received, in order."""
        return [message_from_bytes(octets, policy=policy.default) for octets in self.octets]

    def seul(self) -> EmailMessage:
        """The only mail received."""
        (recu,) = self.recus
        return recu


@pytest.fixture
def boite(settings: Any) -> Iterator[Boite]:
    """Django's own SMTP back end, and a server at the other end."""
    boite = Boite()
    with socket.create_server(("127.0.0.1", 0)) as libre:
        boite.port = libre.getsockname()[1]
    serveur = Controller(boite, hostname="127.0.0.1", port=boite.port)
    serveur.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", boite.port
    yield boite
    serveur.stop()


def partie(message: EmailMessage, genre: str = "plain") -> str:
    """One part of a mail as its reader sees it, line ends as ours."""
    corps = message.get_body((genre,))
    assert corps is not None
    return str(corps.get_content()).replace("\r\n", "\n")


def lien(message: EmailMessage, fin: str) -> str:
    """The path of the only link of the text part that ends so."""
    (trouve,) = set(re.findall(rf"https?://[^/\s]+(/\S*{fin})", partie(message)))
    return str(trouve)


def formulaire(reponse: Any, action: str) -> dict[str, str]:
    """The fields of a form as a browser would send them back untouched."""
    (form,) = [f for f in lxml.html.fromstring(reponse.content.decode()).forms if f.action == action]
    return {nom: valeur for nom, valeur in form.form_values() if nom}


def a_paris(annee: int, mois: int, jour: int, heure: int = 12, minute: int = 0) -> datetime:
    """A moment on the clocks of Paris."""
    return datetime(annee, mois, jour, heure, minute, tzinfo=PARIS)


def hier() -> datetime:
    """A day ago."""
    return timezone.now() - timedelta(days=1)


class SerieFactory(DjangoModelFactory[Serie]):
    class Meta:
        model = Serie
        skip_postgeneration_save = True

    cle = factory.Sequence(lambda n: f"serie-{n}")
    titre = "Vingt et un jours"
    description = "<p>Une idée par jour.</p>"
    cadence = Serie.Cadence.QUOTIDIENNE
    statut = "proposition"
    source = "Équipe du portail"

    @factory.post_generation
    def longueur(self, create: bool, nombre: int | None, **_: Any) -> None:
        for rang in range(1, (nombre or 0) + 1):
            MessageFactory(serie=self, rang=rang)


class MessageFactory(DjangoModelFactory[MessageDeSerie]):
    class Meta:
        model = MessageDeSerie

    serie = factory.SubFactory(SerieFactory)
    rang = 1
    titre = factory.LazyAttribute(lambda o: f"Idée {o.rang}")
    texte = '<p>Réunir le bureau, puis <a href="/diagnostic/">se situer</a>.</p>'
    geste = "Fixer une date"
    statut = "source"
    source = "Le RAMEAU, 2019"


class AbonneFactory(DjangoModelFactory[AbonnementActualites]):
    """A confirmed reader of the digest."""

    class Meta:
        model = AbonnementActualites

    adresse = factory.Sequence(lambda n: f"lecteur{n}@exemple.fr")
    frequence = "hebdomadaire"
    demande_le = factory.LazyFunction(hier)
    confirme_le = factory.LazyFunction(timezone.now)
    ecrit_le = factory.LazyFunction(timezone.now)


class SuiveurFactory(DjangoModelFactory[AbonnementSerie]):
    """A confirmed follower of a series."""

    class Meta:
        model = AbonnementSerie

    adresse = factory.Sequence(lambda n: f"suiveuse{n}@exemple.fr")
    serie = factory.SubFactory(SerieFactory, longueur=3)
    demande_le = factory.LazyFunction(hier)
    confirme_le = factory.LazyFunction(timezone.now)
    ecrit_le = factory.LazyFunction(timezone.now)


class EvenementFactory(DjangoModelFactory[Evenement]):
    """A published event, in a week."""

    class Meta:
        model = Evenement

    titre = "Forum des alliances"
    description = "Pour les bénévoles."
    debut = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    fin = factory.LazyAttribute(lambda o: o.debut + timedelta(hours=3))
    lieu = "Salle des fêtes, Tours"
    organisateur = "Cré-sol"
    contact = "secret@exemple.fr"
    etat = Evenement.Etat.PUBLIE


def listes_de_l_agenda() -> None:
    """The two lists that the agenda's filters read, with two rows each."""
    for cle, termes in (
        ("regions", {"bretagne": "Bretagne", "corse": "Corse"}),
        ("domaines-fragilites", {"emploi": "Emploi", "logement": "Logement"}),
    ):
        dit = {"statut": "source", "source": "Essai"}
        liste = Nomenclature.objects.create(cle=cle, titre=cle, **dit)
        for rang, (code, intitule) in enumerate(termes.items()):
            Terme.objects.create(nomenclature=liste, code=code, rang=rang, intitule=intitule, **dit)


def actualite(titre: str, parue: datetime | None = None, **champs: Any) -> ActualitePage:
    """A published piece of news, below its list."""
    accueil = Page.objects.get(depth=2)
    liste = IndexPage.objects.filter(genre="actualites").first()
    if liste is None:
        liste = accueil.add_child(
            instance=IndexPage(title="Actualités", slug="actualites", genre="actualites")
        )
    date = (parue or timezone.now()).date()
    page = ActualitePage(title=titre, resume=f"{titre} en bref", date=date, source="Équipe", **champs)
    liste.add_child(instance=page)
    quand = parue or timezone.now()
    Page.objects.filter(pk=page.pk).update(first_published_at=quand, last_published_at=quand)
    return ActualitePage.objects.get(pk=page.pk)
