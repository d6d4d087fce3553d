"""Subtitles taken in, voices matched, names taken out when a person objects: on a real database."""

import pytest
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import PageLogEntry

from contenus.memoire import GENERATION
from tests.webinaires.fabrique import intervenant, organisation, recrire, voix, webinaire
from webinaires.models import Intervenant, Passage, Transcription, WebinairePage
from webinaires.paroles import (
    SANS_NOM,
    FichierRefuse,
    appellation,
    retirer_transcription,
    taire,
    verser_transcription,
)

pytestmark = pytest.mark.django_db

VTT = """WEBVTT

00:00.000 --> 00:05.000
<v LECLUSE Florence>Bonjour à tous.

00:05.000 --> 00:09.000
<v Florence Lécluse>Merci d’être là.

00:09.000 --> 00:14.000
<v Quelqu’un>Merci Florence, merci Madame Lecluse.
"""


@pytest.fixture
def florence() -> Intervenant:
    return intervenant("lecluse-florence", variantes=["Florence Lécluze"])


@pytest.fixture
def page(florence) -> WebinairePage:
    return webinaire("rencontre", voix(florence, organisation(), "Directrice"))


def verser(page: WebinairePage, texte: str = VTT, **champs):
    return verser_transcription(webinaire=page, octets=texte.encode(), **champs)


def passages(page: WebinairePage) -> list[tuple[int, int, int | None, str, str]]:
    lus = Passage.objects.filter(transcription__webinaire=page).order_by("rang")
    return list(lus.values_list("debut", "fin", "intervenant_id", "voix", "texte"))


def opposer(qui: Intervenant) -> None:
    """What the objection does, once the transcripts are rewritten."""
    Intervenant.objects.filter(pk=qui.pk).update(
        prenom="", nom="", variantes=[], cle=f"x-{qui.pk}", oppose_le=timezone.now()
    )


def test_voices_are_matched_with_the_speakers_and_others_kept_as_written(page, florence):
    fait = verser(page)
    assert (fait.change, fait.passages) == (True, 2)
    assert (fait.reconnues, fait.inconnues) == (("Florence Lecluse",), ("Quelqu’un",))
    assert passages(page) == [
        (0, 9_000, florence.pk, "", "Bonjour à tous. Merci d’être là."),
        (9_000, 14_000, None, "Quelqu’un", "Merci Florence, merci Madame Lecluse."),
    ]


@pytest.mark.parametrize("dite", ["Florence Lécluze", "Lecluse", "Florence", "Mme Lecluse, Le Cent Sept"])
def test_spellings_and_half_names_are_matched(page, florence, dite):
    verser(page, f"WEBVTT\n\n00:00.000 --> 00:05.000\n<v {dite}>Oui.")
    assert passages(page)[0][2:4] == (florence.pk, "")


def test_half_name_of_two_speakers_is_nobody(florence):
    page = webinaire("deux", voix(florence), voix(intervenant("martin-florence")))
    verser(page, "WEBVTT\n\n00:00.000 --> 00:05.000\n<v Florence>Oui.")
    assert passages(page)[0][2:4] == (None, "Florence")


def test_name_before_a_colon_is_a_voice_when_a_speaker_answers_to_it(page, florence):
    texte = (
        "WEBVTT\n\n00:00.000 --> 00:05.000\nFlorence Lecluse: Oui.\n\n00:05.000 --> 00:06.000\nNote : non."
    )
    verser(page, texte)
    assert [p[2:] for p in passages(page)] == [(florence.pk, "", "Oui."), (None, "", "Note : non.")]


def test_wrong_file_changes_nothing_and_says_every_line(page):
    verser(page)
    avant = Transcription.objects.values().get(), passages(page)
    with pytest.raises(FichierRefuse) as refus:
        verser(page, VTT.replace("00:09.000 -->", "00:08.000 -->").replace("00:05.000\n", "00:05\n"))
    assert [faute.ligne for faute in refus.value.fautes] == [3]
    assert (Transcription.objects.values().get(), passages(page)) == avant


def test_same_file_twice_changes_nothing(page, django_capture_on_commit_callbacks):
    verser(page, nom_du_fichier="a.vtt")
    avant = Transcription.objects.values().get(), list(Passage.objects.values_list("pk", flat=True))
    with django_capture_on_commit_callbacks() as suites:
        fait = verser(page, nom_du_fichier="b.vtt")
    assert (fait.change, suites) == (False, [])
    assert (Transcription.objects.values().get(), list(Passage.objects.values_list("pk", flat=True))) == avant
    assert PageLogEntry.objects.filter(action="webinaires.transcription.verser").count() == 1


def test_another_file_takes_the_place_of_the_former(page, django_capture_on_commit_callbacks):
    verser(page)
    cache.set(GENERATION, 1, None)
    with django_capture_on_commit_callbacks(execute=True):
        verser(page, "WEBVTT\n\n00:01.000 --> 00:02.000\nAutre.")
    assert passages(page) == [(1_000, 2_000, None, "", "Autre.")]
    assert cache.get(GENERATION) > 1


def test_new_speaker_of_a_webinar_gets_the_words_back(page, florence):
    verser(page, VTT.replace("Quelqu’un", "Ana Roux"))
    ana = intervenant("roux-ana")
    recrire(page, voix(florence), voix(ana))
    assert [p[2] for p in passages(page)] == [florence.pk, ana.pk]


def test_transcript_may_be_taken_away(page):
    verser(page)
    assert [retirer_transcription(webinaire=page) for _ in range(2)] == [True, False]
    assert (Transcription.objects.count(), Passage.objects.count()) == (0, 0)


def test_objection_takes_the_name_out_of_words_voices_and_files(page, florence):
    autre = webinaire("autre")
    verser(page, nom_du_fichier="lecluse.vtt")
    verser(autre, "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Florence Lecluse>Oui, Florence Lécluze.")
    assert taire(intervenant=florence) == 6
    opposer(florence)
    assert [p[2:] for p in passages(page)] == [
        (florence.pk, "", "Bonjour à tous. Merci d’être là."),
        (None, "Quelqu’un", "Merci [Directrice], merci [Directrice]."),
    ]
    assert passages(autre)[0][2:] == (None, "Directrice", "Oui, [Directrice].")
    fichiers = Transcription.objects.values_list("vtt", flat=True)
    assert [("lecl" in vtt.lower(), "lécl" in vtt.lower(), "Florence" in vtt) for vtt in fichiers] == [
        (False, False, False)
    ] * 2
    assert Passage.objects.filter(texte__icontains="lecl").count() == 0


def test_rewritten_words_are_searched_as_they_now_are(page, florence):
    verser(page)
    taire(intervenant=florence)
    trouves = Passage.objects.extra(where=["vecteur @@ recherche_requete(%s)"], params=["lecluse"])
    assert trouves.count() == 0


def test_objection_twice_changes_nothing_more(page, florence):
    verser(page)
    taire(intervenant=florence)
    avant = Transcription.objects.values().get()
    assert taire(intervenant=florence) == 0
    opposer(florence)
    assert taire(intervenant=Intervenant.objects.get(pk=florence.pk)) == 0
    assert Transcription.objects.values().get() == avant


def test_file_sent_after_the_objection_loses_the_name_by_its_fingerprint(page, florence):
    opposer(florence)
    fait = verser(page)
    assert (fait.effaces, fait.a_relire, fait.reconnues) == (4, True, ("Directrice",))
    assert passages(page)[1][2:] == (None, "Quelqu’un", "Merci [Directrice], merci [Directrice].")
    assert passages(page)[0][2] == florence.pk
    assert "ecluse" not in Transcription.objects.get().vtt


def test_first_name_that_another_speaker_bears_stays(florence):
    page = webinaire("deux", voix(florence), voix(intervenant("martin-florence")))
    verser(page, "WEBVTT\n\n00:00.000 --> 00:05.000\nMerci Florence, et Lecluse.")
    taire(intervenant=florence)
    assert passages(page)[0][4] == "Merci Florence, et [Directrice]."


def test_person_without_function_is_nobody_in_particular(florence):
    page = webinaire("sans", voix(florence, None, ""))
    verser(page)
    taire(intervenant=florence)
    assert f"[{SANS_NOM}]" in passages(page)[1][4]
    assert appellation(None) == SANS_NOM
