"""The door of the office, in French: signing in, a password forgotten, and what goes wrong."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from tests.contenus.bureau import Bureau

ANGLAIS = re.compile(
    r"\b(password|username|e-?mail address|remember|forgot(ten)?|sign|log ?in|enter|reset|your|please|the"
    r"|this|field|required|submit|send|new|invalid|link|done|complete)\b",
    re.IGNORECASE,
)
_MUETS = re.compile(r"(?s)<(script|style|svg)\b.*?</\1>")
_DITS = re.compile(r'\s(?:placeholder|title|alt|aria-label|data-w-progress-active-value)="([^"]*)"')


def mots(reponse) -> str:
    """What the page says, to the eye and to a screen reader."""
    html = _MUETS.sub("", reponse.content.decode())
    return "\n".join([strip_tags(html), *_DITS.findall(html)])


def anglais(texte: str) -> list[str]:
    return [mot[0] for mot in ANGLAIS.finditer(texte)]


def test_labels_of_the_door_are_french(bureau: Bureau, client: Client):
    html = client.get(reverse("wagtailadmin_login")).content.decode()
    libelles = [strip_tags(libelle).strip() for libelle in re.findall(r"(?s)<label.*?</label>", html)]
    assert libelles == ["Adresse électronique*", "Mot de passe*", "Se souvenir de moi"]


@pytest.mark.parametrize("envoi", [None, {}, {"username": "x@y.fr", "password": "faux"}])
def test_door_says_no_word_of_english(bureau: Bureau, client: Client, envoi):
    adresse = reverse("wagtailadmin_login")
    texte = mots(client.get(adresse) if envoi is None else client.post(adresse, envoi))
    assert "Mot de passe oublié" in texte
    assert anglais(texte) == []


def test_forgotten_password_is_given_back_in_french(bureau: Bureau, client: Client):
    vues = [client.get(reverse("wagtailadmin_password_reset"))]
    vues.append(
        client.post(reverse("wagtailadmin_password_reset"), {"email": bureau.claire.email}, follow=True)
    )
    courriel = mail.outbox[0]
    lien = re.search(r"https?://[^/]+(/\S+)", courriel.body)[1]
    vues.append(client.get(lien, follow=True))
    adresse = vues[-1].redirect_chain[-1][0]
    for un, deux in (("", ""), ("a", "b"), ("password", "password"), *[("un-autre-mot-assez-long",) * 2]):
        vues.append(client.post(adresse, {"new_password1": un, "new_password2": deux}, follow=True))
    vues.append(client.get(lien, follow=True))
    assert [anglais(mots(vue)) for vue in vues] == [[]] * len(vues)
    assert anglais(f"{courriel.subject} {re.sub('https?://.*', '', courriel.body)}") == []
    assert Client().login(username=bureau.claire.email, password="un-autre-mot-assez-long")


def test_person_comes_in_by_the_door(bureau: Bureau, client: Client):
    envoi = {"username": bureau.claire.email, "password": "un-mot-de-passe-assez-long"}
    reponse = client.post(reverse("wagtailadmin_login"), {**envoi, "next": reverse("wagtailadmin_home")})
    assert reponse.headers["Location"] == reverse("wagtailadmin_home")
