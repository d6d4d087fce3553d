"""The subtitles in the editorial office: who may, how big, what is said of a wrong file."""

import re
import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from tests.appui.connexion import entrer
from tests.contenus.bureau import Bureau, embaucher, poste
from tests.webinaires.fabrique import intervenant, voix, webinaire
from tests.webinaires.sous_titres import fichier
from webinaires.models import Transcription, WebinairePage
from webinaires.televersement import TAILLE_MAX

pytestmark = pytest.mark.django_db
JUSTE = fichier(("Florence Lecluse", "Bonjour."), ("Ana", "Merci."))


@pytest.fixture
def page(bureau: Bureau) -> WebinairePage:
    return webinaire("rencontre", voix(intervenant()))


def adresse(page: WebinairePage) -> str:
    return reverse("televerser_transcription", args=[page.pk])


def envoyer(client: Client, page: WebinairePage, octets: bytes = JUSTE, nom: str = "r.vtt", **champs):
    return client.post(adresse(page), {"fichier": SimpleUploadedFile(nom, octets), **champs}, follow=True)


def texte_de(reponse) -> str:
    return reponse.content.decode()


def test_editor_sends_a_file_and_reads_what_was_understood(bureau, page):
    reponse = envoyer(poste(bureau.claire), page)
    assert "La transcription est en place\u00a0: 2 passages." in texte_de(reponse)
    assert "Voix reconnues\u00a0: Florence Lecluse. Voix gardées telles qu’écrites\u00a0: Ana." in texte_de(
        reponse
    )
    transcription = Transcription.objects.get()
    assert (transcription.televersee_par, transcription.nom_du_fichier) == (bureau.claire, "r.vtt")
    assert PageLogEntry.objects.get(action="webinaires.transcription.verser").user == bureau.claire


def test_same_file_twice_is_told(bureau, page):
    client = poste(bureau.claire)
    envoyer(client, page)
    assert "rien n’a changé" in texte_de(envoyer(client, page))


def test_wrong_file_lists_its_lines_and_keeps_the_former(bureau, page):
    client = poste(bureau.claire)
    envoyer(client, page)
    reponse = envoyer(client, page, JUSTE.replace(b"00:02:00", b"00:00:30").replace(b"WEBVTT", b"VTT"))
    assert reponse.status_code == 422
    html = texte_de(reponse)
    assert "Rien n’a changé" in html
    assert [int(ligne) for ligne in re.findall(r"<li>Ligne (\d+)", html)] == [1, 6]
    assert Transcription.objects.get().vtt == JUSTE.decode()


def test_fifty_faults_are_listed_and_the_others_counted(bureau, page):
    texte = "WEBVTT\n\n" + "\n\n".join(f"00:0{n}.000\nrien" for n in range(60))
    html = texte_de(envoyer(poste(bureau.claire), page, texte.encode()))
    assert len(re.findall(r"<li>Ligne", html)) == 50
    assert "Et 10 autres" in html


@pytest.mark.parametrize(("octets", "mots"), [(b"", "vide"), (b"\x89PNG\0", "n’est pas du texte")])
def test_empty_and_binary_files_are_told(bureau, page, octets, mots):
    assert mots in texte_de(envoyer(poste(bureau.claire), page, octets))
    assert not Transcription.objects.exists()


def test_no_file_at_all_is_told(bureau, page):
    reponse = poste(bureau.claire).post(adresse(page), {})
    assert (reponse.status_code, "Choisissez un fichier." in texte_de(reponse)) == (422, True)


def test_limit_is_told_before(bureau, page):
    assert "5\u00a0Mo au plus" in texte_de(poste(bureau.claire).get(adresse(page)))


class Enorme:
    """Two hundred megabytes, made as they are read."""

    def __init__(self) -> None:
        self.reste = 200 * 1024 * 1024
        self.entete = (
            b'--b\r\nContent-Disposition: form-data; name="fichier"; filename="e.vtt"\r\n'
            b"Content-Type: text/vtt\r\n\r\nWEBVTT\n\n"
        )

    def readline(self, taille: int = -1) -> bytes:
        return self.read(taille)

    def read(self, taille: int = -1) -> bytes:
        if self.entete:
            debut, self.entete = self.entete, b""
            return debut
        lu = min(taille if taille > 0 else 65_536, self.reste)
        self.reste -= lu
        return b"x" * lu if lu else b""


def test_two_hundred_megabytes_are_refused_unread(bureau, page):
    client = poste(bureau.claire)
    flux = Enorme()
    tracemalloc.start()
    reponse = client.generic(
        "POST",
        adresse(page),
        CONTENT_TYPE="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(200 * 1024 * 1024),
        **{"wsgi.input": flux},
    )
    _, sommet = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (reponse.status_code, "dépasse 5\u00a0Mo" in texte_de(reponse)) == (413, True)
    assert (sommet < 60 * 1024 * 1024, Transcription.objects.exists()) == (True, False)


def test_limit_is_a_limit(bureau, page):
    remplie = JUSTE + b"\n\nNOTE " + b"x" * (TAILLE_MAX - len(JUSTE) - 7)
    assert len(remplie) == TAILLE_MAX
    assert "en place" in texte_de(envoyer(poste(bureau.claire), page, remplie))
    assert envoyer(poste(bureau.claire), page, remplie + b"x").status_code == 413


def test_forged_request_is_refused(bureau, page):
    client = entrer(Client(enforce_csrf_checks=True), bureau.claire)
    assert envoyer(client, page).status_code == 403
    jeton = re.search(r'csrfmiddlewaretoken" value="(\w+)"', texte_de(client.get(adresse(page))))[1]
    assert envoyer(client, page, csrfmiddlewaretoken=jeton).status_code == 200
    assert Transcription.objects.count() == 1


def test_only_those_who_may_edit_the_page_may_send(bureau, page):
    refuses = [embaucher(None, "paul"), Client()]
    for qui in refuses:
        client = qui if isinstance(qui, Client) else poste(qui)
        assert client.post(adresse(page), {"fichier": SimpleUploadedFile("r.vtt", JUSTE)}).status_code == 302
    page.locked, page.locked_by = True, bureau.maud
    page.save()
    assert poste(bureau.claire).get(adresse(page)).status_code in (302, 403)
    assert not Transcription.objects.exists()


def test_transcript_is_taken_away_when_asked(bureau, page):
    client = poste(bureau.claire)
    envoyer(client, page)
    reponse = client.post(adresse(page), {"retirer": "on"}, follow=True)
    assert ("retirée" in texte_de(reponse), Transcription.objects.exists()) == (True, False)


def test_editor_of_a_webinar_offers_the_transcript(bureau, page):
    client = poste(bureau.claire)
    html = texte_de(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    assert f'href="{adresse(page)}"' in html
    html = texte_de(client.get(reverse("wagtailadmin_pages:history", args=[page.pk])))
    assert "Transcription versée" not in html
    envoyer(client, page)
    html = texte_de(client.get(reverse("wagtailadmin_pages:history", args=[page.pk])))
    assert "Transcription versée" in html
