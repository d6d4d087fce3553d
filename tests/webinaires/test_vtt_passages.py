"""Cues made into passages and chapters; names recognised, and taken out."""

import pytest

from webinaires.decoupe import Chapitre, Paragraphe, chapitres, paragraphes
from webinaires.noms import Nom, cles, effacer, effacer_du_vtt, suites, tours
from webinaires.vtt import Replique, lire

FLORENCE = Nom("Florence", "Le Monnier", ("Florence Lemonier", "LEMOINE"))


def suite(*dites: tuple[str, str], pas: int = 4_000) -> list[Replique]:
    return [Replique(n * pas, (n + 1) * pas, voix, texte, n) for n, (voix, texte) in enumerate(dites)]


def test_consecutive_cues_of_one_voice_make_one_passage():
    lus = list(paragraphes(suite(("Ana", "Un."), ("Ana", "Deux."), ("Bob", "Trois."), ("Ana", "Quatre."))))
    assert lus == [
        Paragraphe(0, 8_000, "Ana", "Un. Deux."),
        Paragraphe(8_000, 12_000, "Bob", "Trois."),
        Paragraphe(12_000, 16_000, "Ana", "Quatre."),
    ]


def test_passage_is_cut_at_the_end_of_a_sentence_after_a_minute():
    dites = [("Ana", "suite de mots") for _ in range(16)] + [("Ana", "fin."), ("Ana", "Autre.")]
    assert [(p.debut, p.fin) for p in paragraphes(suite(*dites))] == [(0, 68_000), (68_000, 72_000)]


def test_passage_is_cut_after_ninety_words():
    dites = [("Ana", f"un deux trois quatre cinq six sept huit neuf {n}.") for n in range(20)]
    assert [len(p.texte.split()) for p in paragraphes(suite(*dites))] == [90, 90, 20]


def test_words_without_any_sentence_end_are_cut_all_the_same():
    dites = [("", "et puis")] * 100
    distinctes = [(voix, f"{texte} {rang}") for rang, (voix, texte) in enumerate(dites)]
    assert [p.fin - p.debut for p in paragraphes(suite(*distinctes))] == [120_000, 120_000, 120_000, 40_000]


def test_rolling_subtitles_are_said_once():
    assert [p.texte for p in paragraphes(suite(("", "Oui."), ("", "Oui."), ("", "Non.")))] == ["Oui. Non."]


def test_short_words_of_others_open_no_chapter():
    prises = [("Ana", 0, 60_000), ("Bob", 60_000, 62_000), ("Ana", 62_000, 99_000), ("Bob", 99_000, 130_000)]
    assert chapitres(prises) == [Chapitre("Ana", 0, 99_000), Chapitre("Bob", 99_000, 130_000)]


def test_meeting_of_short_words_has_chapters_too():
    assert chapitres([("Ana", 0, 5_000), ("Bob", 5_000, 9_000)]) == [
        Chapitre("Ana", 0, 5_000),
        Chapitre("Bob", 5_000, 9_000),
    ]


@pytest.mark.parametrize(
    "ecrit",
    [
        "Florence Le Monnier",
        "LE MONNIER Florence",
        "Mme Florence LEMONNIER",
        "florence lémonnier (Le Cent Sept)",
    ],
)
def test_name_is_the_same_however_it_is_written(ecrit):
    assert cles(ecrit) & cles("Florence Le Monnier")


@pytest.mark.parametrize("ecrit", ["Laurence Le Monnier", "Florence", "Florence Monnet", ""])
def test_other_names_are_others(ecrit):
    assert not cles(ecrit) & cles("Florence Le Monnier")


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Merci Florence Le Monnier.", "Merci X."),
        ("Merci à Madame LEMONNIER, oui.", "Merci à X, oui."),
        ("Mme F. Le Monnier et Le Monnier Florence", "X et X"),
        ("florence\nle-monnier", "X"),
        ("Florence Lemonier, ou Lemoine", "X, ou X"),
        ("Florence est là", "Florence est là"),
        ("un le monnier en minuscules", "un le monnier en minuscules"),
        ("Florencette Le Monnierat", "Florencette Le Monnierat"),
    ],
)
def test_name_is_taken_out_of_a_text(texte, attendu):
    assert effacer(texte, FLORENCE, "X")[0] == attendu


def test_first_name_alone_goes_when_nobody_else_bears_it():
    seule = Nom("Florence", "Le Monnier", prenom_seul=True)
    assert effacer("Oui Florence, à Florencia.", seule, "[Directrice]") == (
        "Oui [Directrice], à Florencia.",
        1,
    )


def test_file_keeps_its_shape_without_the_name():
    texte = (
        "WEBVTT\n\nNOTE Le Monnier\n\n00:01.000 --> 00:02.000\n"
        "<v Florence Le Monnier>Moi, Fl&#111;rence <i>Le\n"
        + ("Monnier</i>.</v>\n\n00:02.000 --> 00:03.000\n<v Bob>Merci Le&nbsp;Monnier &amp; co.")
    )
    nouveau, fois = effacer_du_vtt(texte, FLORENCE, "Directrice & <amie>")
    lecture = lire(nouveau.encode())
    assert (fois, lecture.fautes, "onnier" in nouveau) == (4, [], False)
    assert [(r.debut, r.voix, r.texte) for r in lecture.repliques] == [
        (1000, "Directrice & <amie>", "Moi, [Directrice & <amie>]."),
        (2000, "Bob", "Merci [Directrice & <amie>] & co."),
    ]


def test_names_that_a_file_may_hold_are_found_word_by_word():
    trouvees = set(suites("<v Anne de Lutzel>et Jean-Paul. fin</v>"))
    assert {("Anne", "de", "Lutzel"), ("Jean", "Paul")} <= trouvees
    assert (("Anne",), ("de", "Lutzel")) in set(tours(("Anne", "de", "Lutzel")))
