"""The transcript, the subtitles and the player, as a visitor gets them."""

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.webinaires.fabrique import intervenant, organisation, recrire, voix, webinaire
from tests.webinaires.sous_titres import fichier
from webinaires.lecteur import film, minute, secondes
from webinaires.models import Intervenant, WebinairePage
from webinaires.paroles import taire, verser_transcription

pytestmark = pytest.mark.django_db
YOUTUBE = "https://www.youtube.com/watch?v=abcdefghijk"


@pytest.fixture
def page() -> WebinairePage:
    florence = voix(intervenant(), organisation(nom="Le Cent Sept"), "Directrice")
    page = webinaire("rencontre", florence, title="Une rencontre", replay=YOUTUBE)
    dites = (("Florence Lecluse", "Bonjour."), ("Ana Roux", "Merci Florence Lecluse."))
    verser_transcription(webinaire=page, octets=fichier(*dites, duree_s=754))
    return page


def lire(client, nom: str, cle: str = "rencontre", **demande) -> tuple[int, str]:
    reponse = client.get(reverse(f"paroles:{nom}", args=[cle]), demande)
    return reponse.status_code, reponse.content.decode()


def lecteur(page: WebinairePage, adresse: str = "/") -> str:
    return render_to_string("webinaires/_lecteur.html", {"page": page}, request=RequestFactory().get(adresse))


def test_transcript_shows_voices_chapters_and_minutes(client, page):
    statut, html = lire(client, "transcription")
    assert statut == 200
    for attendu in (
        '<a href="#t=754"><span class="transcription__minute">12:34</span> Ana Roux</a>',
        '<p class="dit" id="t=754">',
        "Directrice, Le Cent Sept",
        f"{page.get_url()}?t=754#lecteur",
        "25:08 · 2 voix",
    ):
        assert attendu in html


@pytest.mark.parametrize("dites", [1, 3])
def test_transcript_asks_the_same_queries_however_long(client, dites):
    page = webinaire("long", voix(intervenant()))
    verser_transcription(
        webinaire=page,
        octets=fichier(*((f"Voix {n}" if n else "Florence Lecluse", "Oui.") for n in range(dites))),
    )
    lire(client, "transcription", "rien")
    with CaptureQueriesContext(connection) as requetes:
        assert lire(client, "transcription", "long")[0] == 200
    assert len(requetes) == 3


def test_two_passages_of_one_second_have_two_addresses(client):
    page = webinaire("vite")
    texte = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ana>A.\n\n00:01.500 --> 00:03.000\n<v Bob>B."
    verser_transcription(webinaire=page, octets=texte.encode())
    html = lire(client, "transcription", "vite")[1]
    assert ('id="t=1"' in html, 'id="t=1.1"' in html) == (True, True)


def test_subtitles_are_the_file_that_was_sent(client, page):
    reponse = client.get(reverse("paroles:sous_titres", args=["rencontre"]))
    assert reponse["Content-Type"] == "text/vtt; charset=utf-8"
    assert reponse.content.decode().startswith(
        "WEBVTT\n\n00:00:00.000 --> 00:12:34.000\n<v Florence Lecluse>Bonj"
    )


def test_name_is_nowhere_once_the_person_objected(client, page, django_capture_on_commit_callbacks):
    lire(client, "transcription")
    with django_capture_on_commit_callbacks(execute=True):
        taire(intervenant=Intervenant.objects.get())
        Intervenant.objects.update(prenom="", nom="", variantes=[], cle="x", oppose_le=timezone.now())
    pages = [lire(client, nom)[1] for nom in ("transcription", "sous_titres")]
    pages.append(client.get(reverse("paroles:chercher"), {"q": "bonjour"}).content.decode())
    assert ["ecluse" in html for html in pages] == [False] * 3
    assert "Merci [Directrice]." in pages[0]
    assert "<v Directrice>Bonjour." in pages[1]
    assert "Directrice · 0:00" in pages[2]


def test_without_transcript_there_is_no_page(client):
    webinaire("muet")
    assert [lire(client, nom, "muet")[0] for nom in ("transcription", "sous_titres", "regarder")] == [404] * 3


@pytest.mark.parametrize(
    ("replay", "permis"),
    [
        (YOUTUBE, "frame-src https://www.youtube-nocookie.com"),
        ("https://vimeo.com/123456", "frame-src https://player.vimeo.com"),
        ("https://tube.exemple.org/w/aBcDeF123", "frame-src https://tube.exemple.org"),
        ("https://films.exemple.org/r.mp4", "media-src 'self' https://films.exemple.org"),
    ],
)
def test_only_the_page_one_asks_for_lets_the_host_in(client, page, replay, permis):
    recrire(page, replay=replay)
    politiques = [
        client.get(reverse(f"paroles:{nom}", args=["rencontre"]))["Content-Security-Policy"]
        for nom in ("regarder", "transcription")
    ]
    assert [permis in politique for politique in politiques] == [True, False]
    assert "src" not in lecteur(WebinairePage.objects.get(pk=page.pk))


def test_player_opens_at_the_minute(client, page):
    assert "embed/abcdefghijk?start=754&amp;" in lire(client, "regarder", t="754")[1]
    html = lecteur(page, "/?t=754")
    assert 'href="/webinaires/rencontre/regarder/?t=754"' in html
    assert "watch?v=abcdefghijk&amp;t=754s" in html
    assert "à partir de 12:34" in html


def test_file_is_played_with_our_subtitles(client, page):
    recrire(page, replay="https://films.exemple.org/r.mp4")
    html = lire(client, "regarder", t="754")[1]
    assert 'src="https://films.exemple.org/r.mp4#t=754"' in html
    assert (
        '<track default kind="captions" srclang="fr" label="Français" src="/webinaires/rencontre/sous' in html
    )


@pytest.mark.parametrize("replay", ["https://ailleurs.org/film", "ftp://x.org/a.mp4", ""])
def test_unknown_host_is_never_framed(client, page, replay):
    WebinairePage.objects.filter(pk=page.pk).update(replay=replay)
    assert lire(client, "regarder")[0] == 404


def test_replay_without_address_says_so(page):
    page.replay = ""
    assert "Aucune adresse de replay n’est connue" in lecteur(page)
    assert 'href="/webinaires/rencontre/transcription/"' in lecteur(page)


def test_before_the_meeting_nothing_is_said_of_its_replay():
    demain = timezone.now() + timezone.timedelta(days=1)
    assert lecteur(webinaire("demain", debut=demain)).strip() == ""
    assert "La transcription manque encore" in lecteur(webinaire("hier"))


@pytest.mark.parametrize(
    ("adresse", "lien", "cadre"),
    [
        ("https://youtu.be/abcdefghijk?si=x", "https://www.youtube.com/watch?v=abcdefghijk&t=9s", "start=9"),
        (
            "https://youtube.com/live/abcdefghijk",
            "https://www.youtube.com/watch?v=abcdefghijk&t=9s",
            "start=9",
        ),
        ("https://vimeo.com/12/ab9", "https://vimeo.com/12/ab9#t=9s", "video/12?dnt=1&h=ab9#t=9s"),
        (
            "https://t.org/videos/watch/9c9de5e8",
            "https://t.org/w/9c9de5e8?start=9s",
            "embed/9c9de5e8?start=9s",
        ),
        ("https://youtube.com/@chaine", "https://youtube.com/@chaine", ""),
        ("https://x.org/a b", "https://x.org/a b", ""),
    ],
)
def test_each_host_opens_at_the_minute_its_own_way(adresse, lien, cadre):
    vu = film(adresse, 9)
    assert (vu.lien, cadre in vu.cadre, bool(vu.cadre)) == (lien, True, bool(cadre))


@pytest.mark.parametrize(
    "adresse", ["", "rien", "javascript:alert(1)", "https://", "https://[", "https://a;b/x.mp4"]
)
def test_what_is_no_address_is_no_film(adresse):
    assert film(adresse) is None


def test_moments_are_read_and_written():
    assert [secondes(t) for t in ("754", "", "-1", "1e9", "9" * 30, "99999", "²")] == [
        754,
        0,
        0,
        0,
        0,
        86_400,
        0,
    ]
    assert [minute(s) for s in (0, 754, 3_723)] == ["0:00", "12:34", "1:02:03"]
