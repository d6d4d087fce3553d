"""The archive as feed readers, shared pages and other sites read it."""

import json
from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from django.template import engines
from django.test import Client
from django.utils import timezone
from lxml import etree
from PIL import Image

from tests.webinaires.fabrique import cycle, jeudi, recrire, voix, webinaire
from tests.webinaires.fabrique import intervenant as personne
from tests.webinaires.fabrique import organisation as structure
from webinaires.models import Rendezvous, WebinairePage
from webinaires.partage import dessiner
from webinaires.publics import Fiche

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
FLUX, OEMBED = "/webinaires/flux.atom", "/webinaires/oembed/"
ICI = "http://127.0.0.1:8000"


def annuler(page: WebinairePage) -> Rendezvous:
    Rendezvous.objects.filter(cle=page.cle).update(annule_le=timezone.now(), motif="Grève.")
    return Rendezvous.objects.get(cle=page.cle)


def entrees(client: Client) -> list[etree._Element]:
    return etree.fromstring(client.get(FLUX).content).findall(f"{ATOM}entry")


@pytest.mark.parametrize("nombre", [1, 3])
def test_feed_announces_webinars_and_replays(client: Client, nombre: int, django_assert_num_queries) -> None:
    cent_sept = structure("le-cent-sept", nom="Le Cent <Sept>")
    for rang in range(nombre):
        qui = personne(f"dupont{rang}-anne")
        replay = f"https://exemple.fr/{rang}"
        webinaire(f"w-{rang}", voix(qui, cent_sept), title=f"Titre {rang} <b>\x07", replay=replay)
    client.get(FLUX)  # Wagtail remembers its sites
    with django_assert_num_queries(3):
        reponse = client.get(FLUX)
    assert reponse.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    lues = etree.fromstring(reponse.content).findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}title") for e in lues[:2]] == [
        f"Replay\u00a0: Titre {nombre - 1} <b>",
        f"Titre {nombre - 1} <b>",
    ]
    assert len({e.findtext(f"{ATOM}id") for e in lues}) == len(lues) == 2 * nombre
    dit = lues[0].findtext(f"{ATOM}summary")
    assert dit.startswith("Jeudi 16\u00a0mars\u00a02023, de 13\u00a0h\u00a000")
    assert dit.endswith("Avec\u00a0: Le Cent <Sept>.")
    assert b"Dupont" not in reponse.content


def test_feed_answers_304_until_a_change_and_marks_a_cancellation(client: Client) -> None:
    page = webinaire()
    reponse = client.get(FLUX)
    assert client.get(FLUX, headers={"If-None-Match": reponse.headers["ETag"]}).status_code == 304
    annuler(page)
    (entree,) = entrees(client)
    assert entree.findtext(f"{ATOM}title") == f"Annulé\u00a0: {page.title}"
    page.unpublish()
    assert entrees(client) == []


def test_replay_is_not_dated_before_the_meeting_is_over(client: Client) -> None:
    debut = timezone.now().replace(microsecond=0) + timedelta(days=3)
    webinaire(debut=debut, replay="https://exemple.fr/")
    replay, annonce = entrees(client)
    assert replay.findtext(f"{ATOM}published") > annonce.findtext(f"{ATOM}published")
    assert replay.findtext(f"{ATOM}updated") >= replay.findtext(f"{ATOM}published")


def donnees(page: WebinairePage) -> dict:
    gabarit = engines["django"].from_string(
        "{% load partage_webinaire %}{% rendez_vous_lie page=page rendezvous=rendezvous voix=voix %}"
    )
    rendezvous = Rendezvous.objects.filter(cle=page.cle).first()
    bloc = gabarit.render({"page": page, "rendezvous": rendezvous, "voix": page.interventions.all()})
    assert bloc.startswith('<script type="application/ld+json">')
    assert bloc.count("<") == 2
    return json.loads(bloc.partition(">")[2].rpartition("<")[0])


def test_linked_data_say_the_event_and_its_video(client: Client) -> None:
    nommee, opposee = personne("lecluse-florence"), personne("durand-paul")
    page = webinaire(
        "w",
        voix(nommee, structure("un"), "Directrice"),
        voix(opposee, None, "Maire </script>"),
        cycle=cycle(),
        replay="https://exemple.fr/v",
    )
    type(opposee).objects.filter(pk=opposee.pk).update(prenom="", nom="", oppose_le=timezone.now())
    annuler(page)
    evenement, video = donnees(WebinairePage.objects.get(pk=page.pk))["@graph"]
    assert (evenement["@type"], evenement["startDate"]) == ("Event", "2023-03-16T13:00:00+01:00")
    assert evenement["eventStatus"] == "https://schema.org/EventCancelled"
    assert [qui["name"] for qui in evenement["performer"]] == ["Florence Lecluse", "Maire </script>"]
    assert evenement["image"] == video["thumbnailUrl"] == f"{ICI}/webinaires/w/partage.png"
    assert (video["@type"], video["url"]) == ("VideoObject", "https://exemple.fr/v")


def test_without_replay_there_is_no_video(client: Client) -> None:
    (evenement,) = donnees(webinaire())["@graph"]
    assert evenement["eventStatus"] == "https://schema.org/EventScheduled"


def encre(image: Image.Image, cadre: tuple[float, float, float, float]) -> float:
    """The share of dark dots in a part of an image, given in parts of its sides."""
    cotes = [round(part * image.size[rang % 2]) for rang, part in enumerate(cadre)]
    points = list(image.crop(tuple(cotes)).convert("L").get_flattened_data())
    return sum(point < 100 for point in points) / len(points)


@pytest.mark.parametrize(("suite", "taille"), [("", (1200, 630)), ("?largeur=600", (600, 315))])
def test_image_has_the_announced_size_and_is_remembered(client: Client, suite: str, taille: tuple) -> None:
    page = webinaire("w", title="Le numérique responsable", piliers=["humain", "alliances"])
    premiere = client.get(f"/webinaires/{page.cle}/partage.png{suite}")
    assert (premiere.status_code, premiere.headers["Content-Type"]) == (200, "image/png")
    with Image.open(BytesIO(premiere.content)) as image:
        assert (image.format, image.size) == ("PNG", taille)
        assert encre(image.convert("RGB"), (0.06, 0.25, 0.85, 0.65)) > 0.01, "le titre ne se voit pas"
    seconde = client.get(f"/webinaires/{page.cle}/partage.png{suite}")
    assert seconde.content == premiere.content
    ailleurs = {"If-None-Match": premiere.headers["ETag"]}
    assert client.get(f"/webinaires/{page.cle}/partage.png{suite}", headers=ailleurs).status_code == 304


def test_image_says_title_date_and_pillars_and_names_no_one(client: Client) -> None:
    titre = "L’hybridation des ressources <&> " + "des associations de territoire " * 4
    page = webinaire("w", voix(personne("lecluse-florence"), structure()), title=titre, piliers=["financier"])
    avant = client.get("/webinaires/w/partage.png").content
    lignes = [t.text for t in ET.fromstring(dessiner(Fiche(page))).iter("{http://www.w3.org/2000/svg}text")]
    assert " ".join(lignes[1:-3]) == titre.strip()
    assert lignes[-3].startswith("jeudi 16\u00a0mars\u00a02023")
    assert lignes[-2] == "Ressources financières"
    assert "Lecluse" not in str(lignes)
    annuler(page)
    assert client.get("/webinaires/w/partage.png").content != avant


@pytest.mark.parametrize("titre", ["x" * 250, "mot " * 60, "😀 \x07", "W" * 255, ""])
def test_image_of_a_difficult_title_is_drawn(client: Client, titre: str) -> None:
    page = webinaire("w")
    page.title = titre
    WebinairePage.objects.filter(pk=page.pk).update(title=titre)
    assert client.get("/webinaires/w/partage.png").status_code == 200


def test_image_of_what_is_not_public_or_of_another_size_is_missing(client: Client) -> None:
    webinaire("a", publie=False)
    webinaire("b")
    adresses = ("a/partage.png", "z/partage.png", "b/partage.png?largeur=601", "b/partage.png?largeur=x")
    assert [client.get(f"/webinaires/{fin}").status_code for fin in adresses] == [404] * 4


def test_oembed_says_the_same_in_json_and_xml(client: Client) -> None:
    page = webinaire("w", title="Un <titre> & demi")
    url = f"{ICI}/webinaires/w/"
    reponse = client.get(OEMBED, {"url": url})
    lu = reponse.json()
    assert (lu["type"], lu["version"], lu["title"]) == ("rich", "1.0", page.title)
    assert f'<a href="{url}"><strong>Un &lt;titre&gt; &amp; demi</strong></a>' in lu["html"]
    assert (lu["thumbnail_url"], lu["thumbnail_width"]) == (f"{ICI}/webinaires/w/partage.png", 1200)
    assert reponse.headers["Access-Control-Allow-Origin"] == "*"
    xml = client.get(OEMBED, {"url": url, "format": "xml"})
    assert xml.headers["Content-Type"] == "text/xml; charset=utf-8"
    racine = ET.fromstring(xml.content)
    assert {e.tag: e.text for e in racine} == {nom: str(valeur) for nom, valeur in lu.items()}


CADRES = [
    ({"maxwidth": "600"}, ("rich", 600, 220, 600)),
    ({"maxwidth": "500", "maxheight": "150"}, ("rich", 500, 150, None)),
    ({"maxwidth": "400", "maxheight": "210"}, ("rich", 400, 210, 400)),
    ({"maxwidth": "100"}, ("link", None, None, None)),
    ({"maxheight": "99999999"}, ("rich", 600, 220, 1200)),
]


@pytest.mark.parametrize(("limites", "mesures"), CADRES)
def test_oembed_stays_in_the_room_it_is_given(client, limites, mesures) -> None:
    webinaire("w")
    lu = client.get(OEMBED, {"url": f"{ICI}/webinaires/w/", **limites}).json()
    assert (lu["type"], lu.get("width"), lu.get("height"), lu.get("thumbnail_width")) == mesures


REFUS = [
    ({}, 400, "Il manque"),
    ({"url": f"{ICI}/webinaires/w/", "format": "yaml"}, 501, "Ce format"),
    ({"url": f"{ICI}/webinaires/w/", "maxwidth": "0"}, 400, "maxwidth"),
    ({"url": f"{ICI}/webinaires/w/", "maxheight": "-3"}, 400, "maxheight"),
    ({"url": f"{ICI}/webinaires/w/", "maxheight": "٣"}, 400, "maxheight"),
    *(
        ({"url": url}, 404, "n’est pas celle d’un webinaire")
        for url in (
            f"{ICI}/webinaires/",
            f"{ICI}/agenda/w/",
            f"{ICI}/webinaires/brouillon/",
            "https://exemple.fr/webinaires/w/",
            "ftp://127.0.0.1:8000/webinaires/w/",
            "http://[",
            f"{ICI}/webinaires/w%00/",
            "javascript:alert(1)",
        )
    ),
]


@pytest.mark.parametrize(("demande", "statut", "phrase"), REFUS)
def test_oembed_answers_for_our_addresses_only(client, demande, statut, phrase) -> None:
    webinaire("w")
    webinaire("brouillon", publie=False)
    reponse = client.get(OEMBED, demande)
    assert (reponse.status_code, phrase in reponse.content.decode()) == (statut, True)


def test_page_offers_calendars_feed_image_and_oembed(client: Client) -> None:
    page = webinaire("w", debut=jeudi(2023, 5, 18))
    lue = client.get(recrire(page).url).content.decode()
    for morceau in (
        f'<meta property="og:image" content="{ICI}/webinaires/w/partage.png">',
        'href="/webinaires/w/webinaire.ics"',
        'href="webcal://127.0.0.1:8000/webinaires/webinaires.ics"',
        'type="application/json+oembed"',
        'type="text/xml+oembed"',
        'type="application/atom+xml"',
        '"@type": "Event"',
    ):
        assert morceau in lue, morceau
    assert lue.count('og:image"') == 1
