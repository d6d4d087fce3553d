"""Mail as it leaves: two parts, headers that mailboxes understand, refusals told apart."""

import smtplib

import pytest
from django.core.mail import get_connection

from contenus import courriels, html_simple
from contenus.courriels import Courriel, EnvoiRefuse, EnvoiReporte, envoyer_courriel
from tests.contenus.courrier import Boite, partie

CONTEXTE = {"phrase": "Phrase", "evenement": {"titre": "Œuvre & <b>art</b>", "quand": "", "motif": ""}}


def courriel(**champs: object) -> Courriel:
    defauts = {
        "gabarit": "evenement",
        "objet": "Été à Nîmes",
        "adresse": "lectrice@exemple.fr",
        "cle": "essai:1",
        "contexte": {**CONTEXTE, "evenement": {**CONTEXTE["evenement"], "etat": "refuse"}},
    }
    return Courriel(**{**defauts, **champs})


def test_mail_has_two_readable_parts(boite: Boite) -> None:
    envoyer_courriel(courriel=courriel())
    recu = boite.seul()
    assert recu["Subject"] == "Été à Nîmes"
    assert recu["To"] == "lectrice@exemple.fr"
    assert recu.get_content_type() == "multipart/alternative"
    assert "« Œuvre & <b>art</b> »".replace(" »", "\u00a0»").replace("« ", "«\u00a0") in partie(recu)
    assert "Œuvre &amp; &lt;b&gt;art&lt;/b&gt;" in partie(recu, "html")
    assert "List-Unsubscribe" not in recu
    assert recu["Auto-Submitted"] == "auto-generated"


def test_mail_of_a_list_can_be_left_in_one_click(boite: Boite, settings) -> None:
    settings.SITE_URL = "https://portail.exemple.fr"
    contexte = {**courriel().contexte, "reglages": "https://portail.exemple.fr/s-abonner/x/"}
    envoyer_courriel(
        courriel=courriel(liste="actualites", quitter="/s-abonner/x/quitter/", contexte=contexte)
    )
    recu = boite.seul()
    assert recu["List-Unsubscribe"] == "<https://portail.exemple.fr/s-abonner/x/quitter/>"
    assert recu["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert recu["List-Id"] == "<actualites.portail.exemple.fr>"
    assert "https://portail.exemple.fr/s-abonner/x/quitter/" in partie(recu)
    assert 'href="https://portail.exemple.fr/s-abonner/x/quitter/"' in partie(recu, "html")


def test_long_address_of_leaving_is_not_cut(boite: Boite, settings) -> None:
    settings.SITE_URL = f"https://{'tres-long.' * 12}exemple.fr"
    contexte = {**courriel().contexte, "reglages": "x"}
    envoyer_courriel(courriel=courriel(liste="a", quitter=f"/{'j' * 60}/", contexte=contexte))
    assert boite.seul()["List-Unsubscribe"].strip() == f"<{settings.SITE_URL}/{'j' * 60}/>"


def test_same_key_gives_the_same_message_id(boite: Boite) -> None:
    for cle in ("serie:jeton:1", "serie:jeton:1", "serie:jeton:2"):
        envoyer_courriel(courriel=courriel(cle=cle))
    un, encore, autre = (recu["Message-ID"] for recu in boite.recus)
    assert (un == encore, un == autre, "jeton" in un) == (True, False, False)


def test_subject_of_several_lines_adds_no_header(boite: Boite) -> None:
    envoyer_courriel(courriel=courriel(objet="Bonjour\r\nBcc: autre@exemple.fr"))
    recu = boite.seul()
    assert (recu["Subject"], recu["Bcc"]) == ("Bonjour Bcc: autre@exemple.fr", None)


@pytest.mark.parametrize(
    ("reponse", "erreur"),
    [("550 inconnue", EnvoiRefuse), ("450 plus tard", EnvoiReporte), ("421 fermé", EnvoiReporte)],
)
def test_refused_address_is_told_from_later(boite: Boite, reponse: str, erreur: type[Exception]) -> None:
    boite.au_rcpt = lambda adresse: reponse
    with pytest.raises(erreur):
        envoyer_courriel(courriel=courriel())
    assert boite.recus == []


@pytest.mark.parametrize(
    ("reponse", "erreur"), [("554 indésirable", EnvoiRefuse), ("451 plus tard", EnvoiReporte)]
)
def test_refused_content_is_told_from_later(boite: Boite, reponse: str, erreur: type[Exception]) -> None:
    boite.au_contenu = lambda: reponse
    with pytest.raises(erreur):
        envoyer_courriel(courriel=courriel())


def test_closed_server_is_later(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(EnvoiReporte):
        envoyer_courriel(courriel=courriel())


def test_connection_is_usable_after_a_refusal(boite: Boite) -> None:
    connexion = get_connection()
    boite.au_rcpt = lambda adresse: "550 inconnue" if adresse.startswith("partie") else "250 bien"
    connexion.open()
    with pytest.raises(EnvoiRefuse):
        envoyer_courriel(courriel=courriel(adresse="partie@exemple.fr"), connexion=connexion)
    envoyer_courriel(courriel=courriel(), connexion=connexion)
    connexion.close()
    assert boite.seul()["To"] == "lectrice@exemple.fr"


def test_our_own_refused_address_is_not_the_readers_fault(monkeypatch, boite: Boite) -> None:
    """The network is played here: aiosmtpd has no way to refuse a sender."""

    def refuser(self: smtplib.SMTP, *args: object) -> None:
        raise smtplib.SMTPSenderRefused(550, b"non", "nous@exemple.fr")

    monkeypatch.setattr(smtplib.SMTP, "sendmail", refuser)
    with pytest.raises(EnvoiReporte):
        envoyer_courriel(courriel=courriel())


@pytest.mark.parametrize(
    ("html", "propre"),
    [
        ('<p onclick="x()">Un <b>mot</b></p>', "<p>Un <b>mot</b></p>"),
        ("<script>alert(1)</script><p>Après</p>", "<p>Après</p>"),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<img src="https://ailleurs.fr/x.png">Texte', "Texte"),
        ('<a href="/diagnostic/">ici</a>', '<a href="/diagnostic/">ici</a>'),
    ],
)
def test_simple_html_keeps_what_a_post_may_hold(html: str, propre: str, db: None) -> None:
    assert html_simple.nettoyer(html) == propre


def test_links_of_a_mail_are_whole(settings, db: None) -> None:
    settings.SITE_URL = "https://portail.exemple.fr"
    html = '<p><a href="/agenda/">ici</a> <a href="https://ailleurs.fr/">là</a> <a href="//x.fr/">x</a></p>'
    entiers = html_simple.completer(html)
    assert entiers.count('href="https://portail.exemple.fr/agenda/"') == 1
    assert entiers.count("portail.exemple.fr") == 1


def test_simple_html_as_text(settings, db: None) -> None:
    settings.SITE_URL = "https://portail.exemple.fr"
    html = (
        '<p>L’été &amp; <b>la\n  suite</b>.</p><ul><li>un</li><li><a href="/x/">deux</a></li></ul><p>Fin</p>'
    )
    attendu = "L’été & la suite.\n\n– un\n– deux (https://portail.exemple.fr/x/)\n\nFin"
    assert html_simple.en_texte(html) == attendu


def test_whole_address_starts_at_the_portal(settings) -> None:
    settings.SITE_URL = "https://portail.exemple.fr"
    assert courriels.adresse_entiere("/agenda/") == "https://portail.exemple.fr/agenda/"
