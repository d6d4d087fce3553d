"""What a stranger learns by trying: nothing. Who has an account is said by mail, and only there."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from comptes.models import Utilisateur
from tests.appui.connexion import entrer, inscrire

pytestmark = pytest.mark.django_db
CONNUE, INCONNUE = "tresoriere@exemple.fr", "personne@exemple.fr"
MOT_DE_PASSE = "une-phrase-assez-longue"
CHEMINS = {
    "/compte/login/": ("login", "Votre code pour entrer", "Pas de compte à cette adresse"),
    "/compte/login/code/": ("email", "Votre code pour entrer", "Pas de compte à cette adresse"),
    "/compte/signup/": ("email", "Vous avez déjà un compte", "Bienvenue\u00a0: votre code"),
    "/compte/password/reset/": (
        "email",
        "Votre code pour changer de mot de passe",
        "Pas de compte à cette adresse",
    ),
}


def tentative(chemin: str, champ: str, adresse: str) -> tuple[object, ...]:
    """All that a stranger sees: statuses, addresses, words, cookies, for a code asked then missed."""
    client = Client()
    reponse = client.post(chemin, {champ: adresse})
    suite = reponse.headers["Location"]
    pages = [client.get(suite), *(client.post(suite, {"code": "FAUX-CODE"}) for _ in range(3))]
    vu = [reponse.status_code, suite, sorted(client.cookies)]
    for page in pages:
        texte = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page.content.decode())
        vu += [page.status_code, page.headers.get("Location"), texte.replace(adresse, "ADRESSE")]
    return tuple(vu)


@pytest.mark.parametrize("chemin", CHEMINS)
def test_known_and_unknown_see_the_same(chemin: str):
    inscrire(CONNUE, MOT_DE_PASSE)
    champ, pour_connue, pour_inconnue = CHEMINS[chemin]
    assert tentative(chemin, champ, CONNUE) == tentative(chemin, champ, INCONNUE)
    assert [courriel.subject for courriel in mail.outbox] == [pour_connue, pour_inconnue]


def test_wrong_password_says_no_more():
    inscrire(CONNUE, MOT_DE_PASSE)
    vues = [
        Client().post("/compte/login/", {"login": adresse, "password": "faux"}).content.decode()
        for adresse in (CONNUE, INCONNUE)
    ]
    lisses = {
        re.sub(r'csrfmiddlewaretoken" value="\w+"', "", vue).replace(CONNUE, "A").replace(INCONNUE, "A")
        for vue in vues
    }
    assert len(lisses) == 1
    assert "L’adresse ou le mot de passe ne convient pas." in lisses.pop()
    assert mail.outbox == []


def test_address_of_somebody_else_is_not_told_when_changing_ours(client: Client):
    inscrire(CONNUE)
    entrer(client, inscrire("moi@exemple.fr"), preuve=False, recemment=True)
    vues = []
    for adresse in (CONNUE, INCONNUE):
        suite = client.post("/compte/email/", {"email": adresse, "action_add": "1"}).headers["Location"]
        page = client.get(suite).content.decode()
        vues.append((suite, re.sub(r'value="\w{64}"', "", page).replace(adresse, "A")))
    assert vues[0] == vues[1]
    assert [courriel.to for courriel in mail.outbox] == [[CONNUE], [INCONNUE]]
    assert set(EmailAddress.objects.values_list("email", flat=True)) == {CONNUE, "moi@exemple.fr"}


def test_signup_twice_makes_one_account(client: Client):
    for _ in range(2):
        Client().post("/compte/signup/", {"email": INCONNUE})
        Client().post("/compte/signup/", {"email": INCONNUE.upper()})
    assert Utilisateur.objects.count() == 1


@pytest.mark.parametrize(
    "adresse", ["", "pas-une-adresse", "a@b", "x" * 400 + "@exemple.fr", "é@exemple.fr\0"]
)
def test_address_that_is_none_is_refused(client: Client, adresse: str):
    for chemin, (champ, *_) in CHEMINS.items():
        assert client.post(chemin, {champ: adresse}).status_code == 200
    assert (Utilisateur.objects.count(), mail.outbox) == (0, [])


def test_code_serves_once_and_three_times_at_most(client: Client):
    inscrire(CONNUE)
    client.post("/compte/login/", {"login": CONNUE})
    code = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mail.outbox[0].body, re.MULTILINE)[0]
    for _ in range(3):
        reponse = client.post("/compte/login/code/confirm/", {"code": "FAUX-CODE"})
    assert reponse.headers["Location"] == "/compte/login/code/"
    assert client.post("/compte/login/code/confirm/", {"code": code}).status_code == 302
    assert "_auth_user_id" not in client.session


def test_code_is_of_one_browser(client: Client):
    inscrire(CONNUE)
    client.post("/compte/login/", {"login": CONNUE})
    code = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mail.outbox[0].body, re.MULTILINE)[0]
    voleur = Client()
    voleur.post("/compte/login/code/confirm/", {"code": code})
    assert "_auth_user_id" not in voleur.session


def test_whoever_insists_on_one_address_waits():
    inscrire(CONNUE)
    for _ in range(3):
        Client().post("/compte/login/", {"login": CONNUE})
    for adresse in (CONNUE, CONNUE.upper()):
        page = Client().post("/compte/login/", {"login": adresse}).content.decode()
        assert "attendez quelques minutes" in page
    assert len(mail.outbox) == 3


def test_whoever_insists_from_one_place_gets_a_429_in_french():
    for rang in range(20):
        Client().post("/compte/signup/", {"email": f"a{rang}@exemple.fr"})
    reponse = Client().post("/compte/signup/", {"email": "a21@exemple.fr"})
    assert (reponse.status_code, "Un instant, s’il vous plaît" in reponse.content.decode()) == (429, True)
    assert reponse.headers["Cache-Control"] == "private, no-store"


def test_password_is_not_guessed():
    inscrire(CONNUE, MOT_DE_PASSE)
    for _ in range(5):
        Client().post("/compte/login/", {"login": CONNUE, "password": "faux"})
    client = Client()
    client.post("/compte/login/", {"login": CONNUE, "password": MOT_DE_PASSE})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("suite", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)"])
def test_door_leads_to_no_other_site(client: Client, suite: str):
    inscrire(CONNUE, MOT_DE_PASSE)
    reponse = client.post("/compte/login/", {"login": CONNUE, "password": MOT_DE_PASSE, "next": suite})
    assert reponse.headers["Location"] == "/espace/"


def test_mail_server_that_is_down_is_said(client: Client, settings):
    inscrire(CONNUE)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    for adresse in (CONNUE, INCONNUE):
        reponse = client.post("/compte/login/", {"login": adresse})
        assert (reponse.status_code, "Notre courrier ne part pas" in reponse.content.decode()) == (503, True)


def test_lost_redis_is_said_and_lets_nobody_in_uncounted(client: Client, settings):
    inscrire(CONNUE, MOT_DE_PASSE)
    redis = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES = {"default": {"BACKEND": redis, "LOCATION": "redis://127.0.0.1:9/0"}}
    for adresse in (CONNUE, INCONNUE):
        reponse = client.post("/compte/login/", {"login": adresse, "password": MOT_DE_PASSE})
        assert (reponse.status_code, "aucun compte pour l’instant" in reponse.content.decode()) == (503, True)
    assert "_auth_user_id" not in client.session
